"""Servers that are not as the lab's: an engine that only the role's variables name, and a home that is not there."""

from __future__ import annotations

import pytest
from playbook_support.cut_off import cut_off

pytestmark = pytest.mark.usefixtures("fresh_stack")

QUICK = {"application_force_recreate": False}


def test_engine_of_another_socket_was_looked_for_at_the_usual_one(lab, run_playbook):
    """Before the deploy, and when a rollback repairs what was cut off."""
    there = {**QUICK, "application_compose_environment": {"DOCKER_HOST": lab.docker_host}}
    options = {"environment": {"DOCKER_HOST": "unix:///nowhere.sock"}}
    run_playbook("deploy-update.yml", {**there, "image_tag": "v1"}, **options).succeeded()
    cut_off(lab, run_playbook, {**there, "image_tag": "v2"}, **options)
    run_playbook("rollback.yml", there, **options).succeeded()
    assert lab.version() == "v1"


def test_login_needed_a_home_that_nothing_else_needs(lab, run_playbook, tmp_path):
    places = {"deploy_user_home": str(tmp_path / "home"), "application_path": str(lab.stack), "backups_path": str(lab.backups)}
    run_playbook("deploy-update.yml", {**QUICK, **places, "image_tag": "v1"}).succeeded()
    assert not [path for path in tmp_path.rglob("*") if path.name != "home"]
    assert lab.version() == "v1"

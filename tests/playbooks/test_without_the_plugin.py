"""The action plugin switched off: each module runs as Ansible runs any binary module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playbook_support.lab import Lab

pytestmark = pytest.mark.usefixtures("fresh_stack")


def test_deploy_dry_run_failing_deploy_and_rollback(lab: Lab, run_playbook: Callable, tmp_path: Path) -> None:
    off = {"environment": {"ANSIBLE_ACTION_PLUGINS": str(tmp_path)}}
    first = {"image_tag": "v1", "deployment_timestamp": "2025-10-31T02-35-04Z"}
    run = run_playbook("deploy-update.yml", first, verbosity=3, **off).succeeded()
    assert "Using module file" in run.stdout, "Ansible itself ran the modules"
    before = lab.state()
    assert run_playbook("deploy-update.yml", {"image_tag": "v2"}, check=True, diff=True, **off).succeeded().changed
    assert lab.state() == before
    failed = run_playbook("deploy-update.yml", {"image_tag": "never-pushed"}, **off).refused()
    assert "The running stack was not touched" in " ".join(failed.output.split()) and lab.version() == "v1"
    run_playbook("deploy-update.yml", {"image_tag": "v2"}, **off).succeeded()
    assert lab.version() == "v2"
    run_playbook("rollback.yml", {"rollback_timestamp": "2025-10-31T02-35-04Z"}, **off).succeeded()
    assert lab.version() == "v1"

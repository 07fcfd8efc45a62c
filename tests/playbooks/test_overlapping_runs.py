"""A deploy whose release another run ends while it still lives: it leaves the stack to that one."""

from __future__ import annotations

import json
import signal

import pytest
from playbook_support.cut_off import deploying
from playbook_support.modules import run_module
from playbook_support.processes import signal_playbook

pytestmark = pytest.mark.usefixtures("fresh_stack")

V2 = {"image_tag": "v2", "deployment_timestamp": "2025-10-31T02:35:04Z", "application_owner": "the pipeline"}
ONE_OFF = ["ps", "--quiet", "--filter", "label=com.docker.compose.oneoff=True"]


def backup(lab, state: str, owner: str, **more) -> dict:
    return run_module(lab, "stack_backup", {
        "project_src": str(lab.stack), "files": ["docker-compose.lab.yml"], "project_name": "application", "backups_path": str(lab.backups),
        "name": V2["deployment_timestamp"], "owner": owner, "state": state, **more,
    })  # fmt: skip


def state_on_record(lab) -> str:
    return json.loads((lab.backups / "2025-10-31T02-35-04Z" / "manifest.json").read_text(encoding="utf-8"))["state"]


def test_run_that_another_of_its_owner_had_ended_put_the_stack_back_under_that(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    with deploying(lab, run_playbook, V2) as run:
        signal_playbook("deploy-update.yml", signal.SIGSTOP)
        backup(lab, "failed", "the pipeline")
        signal_playbook("deploy-update.yml", signal.SIGCONT)
        refused = run.result().refused()
    assert "Another run of the pipeline has taken this release over, so the stack was left to that run" in refused.verdict
    assert "framework:v2" in (lab.stack / "docker-compose.lab.yml").read_text(encoding="utf-8")


def test_run_that_was_ended_during_its_command_opened_its_release_again(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    before = lab.container_ids()
    waits = {"application_pre_deploy": ["sh -c 'until test -e /tmp/go; do sleep 0.1; done'"]}
    with deploying(lab, run_playbook, {**V2, **waits}, event="start") as run:
        backup(lab, "started", "somebody else", break_lock=True)
        backup(lab, "failed", "somebody else")
        lab.touch(lab.docker(*ONE_OFF).strip(), "/tmp/go")
        refused = run.result().refused()
    assert "somebody else has taken this release over, so the stack was left to that run" in refused.verdict
    assert lab.container_ids() == before
    assert state_on_record(lab) == "failed"

"""A deploy whose controller dies in the middle: no rescue runs then, and the next run of the same owner repairs things."""

from __future__ import annotations

import signal

import pytest
from playbook_support.cut_off import cut_off, deploying
from playbook_support.modules import run_module
from playbook_support.processes import signal_playbook
from playbook_support.records import manifest

CUT_OFF = "2025-10-31T02:35:04Z"
CUT_OFF_AGAIN = "2025-10-31T03:35:04Z"
V2 = {"image_tag": "v2"}


@pytest.mark.usefixtures("fresh_stack")
def test_next_run_puts_a_cut_off_release_right_first(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    cut_off(lab, run_playbook, {**V2, "deployment_timestamp": CUT_OFF})
    assert manifest(lab, CUT_OFF)["state"] == "started"

    refused = run_playbook("deploy-update.yml", {"image_tag": "v2", "application_owner": "somebody else"}).refused()
    words = " ".join(refused.stdout.split("Record the stack as it stands")[1].split())
    assert "2025-10-31T02-35-04Z" in words and "application_break_lock" in words

    run = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in run.stdout
    assert manifest(lab, CUT_OFF)["state"] == "failed"
    assert lab.version() == "v1"

    # and once more, for somebody else to take over
    cut_off(lab, run_playbook, {**V2, "deployment_timestamp": CUT_OFF_AGAIN})
    other = {"image_tag": "v2", "application_owner": "somebody else", "application_break_lock": True}
    dry = run_playbook("deploy-update.yml", other, check=True).succeeded()
    assert "left release 2025-10-31T03-35-04Z unfinished" in " ".join(dry.output.split())
    assert manifest(lab, CUT_OFF_AGAIN)["state"] == "started"

    run = run_playbook("deploy-update.yml", other).succeeded()
    said = " ".join(run.output.split()).replace("- ", "-")  # where Ansible breaks a line
    assert "these were new, and are put back or removed: " in said and "docker-compose.lab.yml" in said
    ended = manifest(lab, CUT_OFF_AGAIN)
    assert ended["state"] == "failed"
    assert [take_over["by"] for take_over in ended["taken_over"]] == ["somebody else"]
    assert lab.version() == "v2"


@pytest.mark.usefixtures("fresh_stack")
def test_next_run_removes_the_container_of_a_command_that_was_cut_off(lab, run_playbook):
    def one_offs():
        return lab.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.oneoff=True").split()

    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    cut_off(lab, run_playbook, {**V2, "application_pre_deploy": [["sleep", "600"]]})
    assert len(one_offs()) == 1
    run = run_playbook("deploy-update.yml", {"image_tag": "v2", "application_pre_deploy": [["false"]]}).refused()
    assert "The files were put back as they were before, and no container was touched" in " ".join(run.stdout.split())
    assert not one_offs()
    assert lab.version() == "v1"


@pytest.mark.usefixtures("fresh_stack")
def test_run_that_was_taken_over_while_it_lived_put_the_stack_back_under_the_other_run(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    other = {"project_src": str(lab.stack), "files": ["docker-compose.lab.yml"], "project_name": "application",
             "backups_path": str(lab.backups), "name": "other", "owner": "somebody else", "break_lock": True}  # fmt: skip
    with deploying(lab, run_playbook, {**V2, "deployment_timestamp": CUT_OFF}) as run:
        signal_playbook("deploy-update.yml", signal.SIGSTOP)
        taken = run_module(lab, "stack_backup", other)
        signal_playbook("deploy-update.yml", signal.SIGCONT)
        refused = run.result().refused()
    assert taken["taken_over"] == ["2025-10-31T02-35-04Z"]
    words = refused.verdict
    assert "somebody else has taken this release over, so the stack was left to that run" in words
    assert "framework:v2" in (lab.stack / "docker-compose.lab.yml").read_text(encoding="utf-8")
    assert manifest(lab, "other")["state"] == "started"


@pytest.mark.usefixtures("fresh_stack")
def test_rerun_of_a_cut_off_release_that_failed_before_its_edit_left_half_of_the_new_stack(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    cut_off(lab, run_playbook, {**V2, "deployment_timestamp": CUT_OFF})
    again = {**V2, "deployment_timestamp": CUT_OFF, "docker_registry_password": "wrong-one"}
    run = run_playbook("deploy-update.yml", again).refused()
    assert "left unfinished, has ended, and the stack is as it was before" in " ".join(run.output.split())
    assert "The running stack was not touched" in " ".join(run.stdout.split())
    assert "framework:v1" in (lab.stack / "docker-compose.lab.yml").read_text(encoding="utf-8")
    assert lab.version() == "v1"


@pytest.mark.usefixtures("fresh_stack")
def test_first_deploy_that_was_cut_off_left_files_that_no_later_deploy_replaced(lab, run_playbook):
    cut_off(lab, run_playbook, {**V2, "deployment_timestamp": CUT_OFF})
    assert (lab.stack / "docker-compose.base.yml").exists()
    run = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in run.stdout
    assert not lab.container_ids()
    assert not [path for path in lab.stack.rglob("*") if path.is_file()]

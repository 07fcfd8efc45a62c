"""A deploy whose controller dies in the middle: no rescue runs then, and the next run of the same owner puts things right."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from playbook_support.modules import run_module
from playbook_support.processes import signal_playbook

CUT_OFF = "2025-10-31T02:35:04Z"
CUT_OFF_AGAIN = "2025-10-31T03:35:04Z"


def manifest(lab, timestamp: str) -> dict:
    return json.loads((lab.backups / timestamp.replace(":", "-") / "manifest.json").read_text(encoding="utf-8"))


@contextmanager
def deploying(lab, run_playbook, timestamp: str, image: str, **more) -> Iterator[Future]:
    """A deploy, from the moment on at which the first container of the new image is made."""
    events = ["docker", "--host", lab.docker_host, "events", "--filter", "event=create", "--format", "{{.Actor.Attributes.image}}"]
    with ThreadPoolExecutor(1) as elsewhere, subprocess.Popen(events, stdout=subprocess.PIPE, text=True) as created:
        run = elsewhere.submit(run_playbook, "deploy-update.yml", {"image_tag": image, "deployment_timestamp": timestamp, **more})
        next(line for line in created.stdout if line.strip().endswith(f"framework:{image}"))
        yield run
        created.kill()


def cut_off(lab, run_playbook, timestamp: str, image: str, **more) -> None:
    with deploying(lab, run_playbook, timestamp, image, **more) as run:
        signal_playbook("deploy-update.yml", signal.SIGKILL)
        assert run.result().rc < 0


@pytest.mark.usefixtures("fresh_stack")
def test_next_run_puts_a_cut_off_release_right_first(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    cut_off(lab, run_playbook, CUT_OFF, "v2")
    assert manifest(lab, CUT_OFF)["state"] == "started"

    refused = run_playbook("deploy-update.yml", {"image_tag": "v2", "application_owner": "somebody else"}).refused()
    words = " ".join(refused.stdout.split("Record the stack as it stands")[1].split())
    assert "2025-10-31T02-35-04Z" in words and "application_break_lock" in words

    run = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in run.stdout
    assert manifest(lab, CUT_OFF)["state"] == "failed"
    assert lab.version() == "v1"

    # and once more, for somebody else to take over
    cut_off(lab, run_playbook, CUT_OFF_AGAIN, "v2")
    other = {"image_tag": "v2", "application_owner": "somebody else", "application_break_lock": True}
    dry = run_playbook("deploy-update.yml", other, check=True).succeeded()
    assert "left release 2025-10-31T03-35-04Z unfinished" in " ".join(dry.stdout.split())
    assert manifest(lab, CUT_OFF_AGAIN)["state"] == "started"

    run = run_playbook("deploy-update.yml", other).succeeded()
    said = " ".join(run.stdout.split())
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
    cut_off(lab, run_playbook, CUT_OFF, "v2", application_pre_deploy=[["sleep", "600"]])
    assert len(one_offs()) == 1
    run_playbook("deploy-update.yml", {"image_tag": "v2"}).succeeded()
    assert not one_offs()
    assert lab.version() == "v2"


@pytest.mark.usefixtures("fresh_stack")
def test_run_that_was_taken_over_while_it_lived_put_the_stack_back_under_the_other_run(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    other = {"project_src": str(lab.stack), "files": ["docker-compose.lab.yml"], "project_name": "application",
             "backups_path": str(lab.backups), "name": "other", "owner": "somebody else", "break_lock": True}  # fmt: skip
    with deploying(lab, run_playbook, CUT_OFF, "v2") as run:
        signal_playbook("deploy-update.yml", signal.SIGSTOP)
        taken = run_module(lab, "stack_backup", other)
        signal_playbook("deploy-update.yml", signal.SIGCONT)
        refused = run.result().refused()
    assert taken["taken_over"] == ["2025-10-31T02-35-04Z"]
    words = " ".join(refused.stdout.split("Fail with the cause")[1].split())
    assert "somebody else has taken this release over, so the stack was left to that run" in words
    assert "framework:v2" in (lab.stack / "docker-compose.lab.yml").read_text(encoding="utf-8")
    assert manifest(lab, "other")["state"] == "started"

"""A deploy whose controller dies in the middle: no rescue runs then, and the next run of the same owner puts things right."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

CUT_OFF = "2025-10-31T02:35:04Z"


def children(parent: int) -> list[int]:
    """All processes below that one, parents first."""
    own = [int(word) for tasks in Path(f"/proc/{parent}/task").glob("*/children") for word in tasks.read_text().split()]
    return own + [below for child in own for below in children(child)]


def kill_playbook(name: str) -> None:
    for process in children(os.getpid()):
        if name in Path(f"/proc/{process}/cmdline").read_text():
            for one in [process, *children(process)]:
                try:
                    os.kill(one, signal.SIGKILL)
                except ProcessLookupError:
                    pass  # ended with its parent
            return


def state_of(lab, timestamp: str) -> str:
    return json.loads((lab.backups / timestamp.replace(":", "-") / "manifest.json").read_text())["state"]


@pytest.mark.usefixtures("fresh_stack")
def test_next_run_puts_a_cut_off_release_right_first(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()

    events = ["docker", "--host", lab.docker_host, "events", "--filter", "event=create", "--format", "{{.Actor.Attributes.image}}"]
    with ThreadPoolExecutor(1) as elsewhere, subprocess.Popen(events, stdout=subprocess.PIPE, text=True) as created:
        run = elsewhere.submit(run_playbook, "deploy-update.yml", {"image_tag": "v2", "deployment_timestamp": CUT_OFF})
        next(line for line in created.stdout if line.strip().endswith("framework:v2"))
        kill_playbook("deploy-update.yml")
        assert run.result().rc < 0
        created.kill()
    assert state_of(lab, CUT_OFF) == "started"

    refused = run_playbook("deploy-update.yml", {"image_tag": "v2", "application_owner": "somebody else"}).refused()
    assert "2025-10-31T02-35-04Z" in refused.stdout.split("Record the stack as it stands")[1]

    run = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in run.stdout
    assert state_of(lab, CUT_OFF) == "failed"
    assert lab.version() == "v1"

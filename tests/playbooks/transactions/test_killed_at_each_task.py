"""The controller is killed where a task of a deploy begins; the next run finds what it left, and puts it back first."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from held_play import held
from playbook_support.lab import CHECKOUT
from playbook_support.processes import signal_tree
from server import Server

ONLY_SOMETIMES = ("End a dry run", "Preview what becomes", "Stop when a host", "Leave this host", "Go back")
PARTS = {"Deploy, batch by batch": "deploy.yml", "End the release on all hosts, or go back on all": "end.yml"}


def tasks_of(file: str, parts: dict[str, str]) -> Iterator[str]:
    """In their order, those of the included files among them."""
    for entry in yaml.safe_load((CHECKOUT / "roles" / "application" / "tasks" / file).read_text(encoding="utf-8")):
        for task in entry.get("block", [entry]):
            if part := parts.get(task["name"]):
                yield from tasks_of(part, parts)
            elif not task["name"].startswith(ONLY_SOMETIMES):
                yield task["name"]


TASKS = list(tasks_of("main.yml", PARTS))
ONE_TASK_OF = 1 if os.environ.get("FAULT_ROWS") == "all" else 3
AFTER_THE_RECORD = TASKS.index("Record the release as deployed") + 1
pytestmark = pytest.mark.xdist_group("killed")


def deploy(image: str) -> dict:
    commands = {"application_pre_deploy": [["true"]], "application_post_deploy": [["true"]]}
    return {"image_tag": image, "application_env_plain": {"APP_DOMAIN": f"{image}.example.com"}, **commands}


@pytest.mark.parametrize("task", TASKS[::ONE_TASK_OF])
def test_next_run_puts_the_stack_back(task: str, server: Server, run_playbook: Callable, tell: Callable, tmp_path: Path) -> None:
    old = server.check_live()
    new = "v2" if old == "v1" else "v1"
    with held(run_playbook, tmp_path, task, "deploy-update.yml", deploy(new), {}) as play:
        assert play.controller, f"the play ended before this task:\n{play.go().output}"
        signal_tree(play.controller, signal.SIGKILL)
        assert play.go().rc == -signal.SIGKILL
    # A run that changes nothing itself: its image is nowhere.
    run = run_playbook("deploy-update.yml", deploy("never-pushed")).refused()
    assert "The running stack was not touched" in " ".join(run.output.split())
    assert server.info()["unfinished"] is None
    live = server.check_live()
    assert live == (old if TASKS.index(task) < AFTER_THE_RECORD else new)
    server.nothing_left_over()
    tell(f"the controller is killed at: {task:55} then live is the {'old' if live == old else 'new'}", TASKS.index(task))

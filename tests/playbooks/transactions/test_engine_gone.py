"""An engine that is killed during a deploy, and what the role makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from faults import BY_NAME
from server import Server
from test_fault_matrix import deploy_under


def test_release_ended_as_failed_though_without_an_engine_nothing_was_put_back(
    server: Server, run_playbook: Callable, tmp_path: Path
) -> None:
    old = server.check_live()
    new = "v2" if old == "v1" else "v1"
    run = deploy_under(BY_NAME["kill -9 of dockerd, back afterwards"], "health wait", new, server, run_playbook, tmp_path).refused()
    assert "Putting the stack back failed as well" in " ".join(run.stdout.split())
    assert server.info()["unfinished"] is not None
    assert "Nothing to undo" in run_playbook("rollback.yml").succeeded().stdout
    assert server.info()["unfinished"] is None
    assert server.check_live() == old


def test_stack_that_stopped_during_a_command_after_the_deploy_was_recorded_as_healthy(
    server: Server, run_playbook: Callable, tmp_path: Path
) -> None:
    old = server.check_live()
    new = "v2" if old == "v1" else "v1"
    deploy_under(BY_NAME["kill -9 of dockerd, back at once"], "post-deploy", new, server, run_playbook, tmp_path).refused()
    assert server.info()["releases"][0]["state"] == "failed"
    assert server.check_live() == old

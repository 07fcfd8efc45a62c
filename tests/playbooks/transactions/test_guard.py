"""A deploy whose controller is killed is undone by the server itself (application_guard)."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import LOCK_SH, flock
from pathlib import Path

import pytest
from held_play import held
from playbook_support.lab import Lab
from playbook_support.playbook import PlaybookRun
from playbook_support.processes import children, signal_tree, text_of
from playbook_support.ssh_server import ssh_server
from server import Server
from test_killed_at_each_task import AFTER_THE_RECORD, TASKS, deploy

ALL = os.environ.get("FAULT_ROWS") == "all"
SILENCE = 20 if ALL else 10
FROM_THE_RECORD = TASKS[TASKS.index("Record the stack as it stands, and hold the lock") + 1 : AFTER_THE_RECORD]
SOME = ["Pull every image", "Run the commands after the deploy", "Record the release as deployed"]
pytestmark = pytest.mark.xdist_group("guard")


def guards() -> list[int]:
    """Those of this lab that run: one that has ended is there until init has noticed."""
    found = subprocess.run(["pgrep", "--runstates", "DRST", "--exact", "slipway-guard"], capture_output=True, text=True, check=False)
    ours = f"DOCKER_HOST={Lab().docker_host}"
    return [int(word) for word in found.stdout.split() if ours in text_of(Path(f"/proc/{word}/environ")).split("\0")]


def wait_for_end_of(process: int, seconds: float = 60) -> None:
    try:
        end = os.pidfd_open(process)
    except ProcessLookupError:
        return  # it has ended already
    with open(end, closefd=True):
        assert select.select([end], [], [], seconds)[0], f"the guard {process} has not ended within {seconds} s"


def killed_at(task: str, image: str, run_playbook: Callable, scratch: Path) -> int:
    """A guarded deploy of that image whose controller is killed at this task. Returns the guard that it leaves."""
    variables = {**deploy(image), "application_guard": SILENCE}
    with held(run_playbook, scratch, task, "deploy-update.yml", variables, {}) as play:
        assert play.controller, f"the play ended before this task:\n{play.go().output}"
        guard, = guards()
        signal_tree(play.controller, signal.SIGKILL)
        assert play.go().rc == -signal.SIGKILL
    return guard


def other(old: str) -> str:
    return "v2" if old == "v1" else "v1"


@contextmanager
def at_work_on(record: Path):
    """As a step of the release would be."""
    folder = os.open(record, os.O_RDONLY)
    try:
        flock(folder, LOCK_SH)
        yield
    finally:
        os.close(folder)


@pytest.mark.parametrize("task", FROM_THE_RECORD if ALL else SOME)
def test_server_undoes_the_deploy_of_a_controller_that_was_killed(
    task: str, server: Server, run_playbook: Callable, tell: Callable, tmp_path: Path
) -> None:
    old = server.check_live()
    wait_for_end_of(killed_at(task, other(old), run_playbook, tmp_path))
    assert not guards()
    newest = server.info()["releases"][0]
    assert newest["state"] == "failed"
    assert f"gave no sign of life for {SILENCE} s, so the guard on " in newest["failure"]
    manifest = server.records()[newest["name"]]
    assert manifest["undone_by"].startswith("guard@")
    assert manifest["not_put_back"] is None
    assert server.check_live() == old
    server.nothing_left_over()
    tell(f"the controller is killed at: {task:55} then the server puts {old} back", TASKS.index(task))


def test_guard_outlives_the_connection_that_it_came_by(server: Server, run_playbook: Callable, tmp_path: Path) -> None:
    old = server.check_live()
    environment = {"DOCKER_HOST": server.lab.docker_host, "DOCKER_CONFIG": str(tmp_path / "docker")}
    (tmp_path / "sshd").mkdir()
    with ssh_server(tmp_path / "sshd", own_users=False, environment=environment) as remote:
        variables = {**deploy(other(old)), "application_guard": SILENCE, **remote.settings("root")}
        with held(run_playbook, tmp_path, "Run the commands after the deploy", "deploy-update.yml", variables, {}) as play:
            assert play.controller, f"the play ended before this task:\n{play.go().output}"
            guard, = guards()
            assert remote.hang_up() > 0
            signal_tree(play.controller, signal.SIGKILL)
            play.go()
        wait_for_end_of(guard)
        assert not guards()
    assert "gave no sign of life" in server.info()["releases"][0]["failure"]
    assert server.check_live() == old
    server.nothing_left_over()


def test_guard_ends_with_a_release_that_goes_well_and_with_one_that_fails(server: Server, run_playbook: Callable) -> None:
    new = other(server.check_live())
    for image, succeeds in ((new, True), ("never-pushed", False)):
        run = run_playbook("deploy-update.yml", {**deploy(image), "application_guard": SILENCE})
        assert (run.rc == 0) == succeeds, run.output
        for guard in guards():
            wait_for_end_of(guard, 5)
        assert server.info()["unfinished"] is None
    assert server.check_live() == new


def test_of_guard_next_run_and_rollback_at_once_one_undoes(server: Server, run_playbook: Callable, tmp_path: Path) -> None:
    old = server.check_live()
    guard = killed_at("Run the commands after the deploy", other(old), run_playbook, tmp_path)
    release = server.info()["unfinished"]["name"]
    with ThreadPoolExecutor(2) as elsewhere:
        with at_work_on(server.lab.backups / release):  # so that all three wait
            deployed = elsewhere.submit(run_playbook, "deploy-update.yml", deploy("never-pushed"))
            back = elsewhere.submit(run_playbook, "rollback.yml", {"rollback_timestamp": server.info()["live"]})
            wait_for_undoings([deployed, back])
        runs: list[PlaybookRun] = [deployed.result(), back.result()]
    wait_for_end_of(guard)
    undone = server.records()[release]
    assert undone["state"] == "failed"
    acted = [run for run in runs if f"Release {release}, which" in " ".join(run.output.split())]
    assert len(acted) + bool(undone["undone_by"]) == 1, [run.output for run in runs]
    assert server.info()["unfinished"] is None
    assert server.check_live() == old
    server.nothing_left_over()


def undoings() -> list[int]:
    """Of this process's plays; as the action plugin starts them."""
    ours = children(os.getpid())
    return [one for one in ours if text_of(Path(f"/proc/{one}/cmdline")).split("\0")[1:2] == ["stack_undo"]]


def wait_for_undoings(runs: list[Future]) -> None:
    """Returns when a module of each run waits for the release."""
    while len(undoings()) < len(runs):
        assert not any(run.done() for run in runs), [run.result().output for run in runs if run.done()]
        select.select([], [], [], 0.05)


def test_guard_waits_for_an_engine_that_restarts(server: Server, run_playbook: Callable, tmp_path: Path) -> None:
    old = server.check_live()
    guard = killed_at("Run the commands after the deploy", other(old), run_playbook, tmp_path)
    server.lab.command("engine", "stop")
    server.lab.command("engine", "start")
    wait_for_end_of(guard)
    assert server.check_live() == old

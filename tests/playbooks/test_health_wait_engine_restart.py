"""health_wait while the lab's own dockerd is stopped, started again, stalled, killed or gone for good."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playbook_support.lab import Lab
from playbook_support.waiting import Project

FILE_EXISTS = "test -e /tmp/ok"
HEALTHY_THE_SECOND_TIME = "test -e /tmp/started && touch /tmp/ok; touch /tmp/started; exec sleep 600"
PATIENT = ("--restart=always", "--health-retries=99")
HANGS = 40  # seconds beyond the timeout


@pytest.fixture(autouse=True)
def own_engine(fresh_stack: Lab) -> Iterator[None]:
    """The lab's own engine, with nothing deployed on it; one that is not the lab's is left alone, and the test fails."""
    fresh_stack.command("engine", "start")
    yield
    fresh_stack.command("engine", "start")


def engine_process(lab: Lab) -> int:
    return int(Path(lab.docker_host.removeprefix("unix://")).with_name("dockerd.pid").read_text(encoding="utf-8"))


@contextmanager
def stalled(lab: Lab) -> Iterator[None]:
    """The engine accepts connections and answers none of them."""
    os.kill(engine_process(lab), signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(engine_process(lab), signal.SIGCONT)


@contextmanager
def stopped(lab: Lab) -> Iterator[None]:
    lab.command("engine", "stop")
    try:
        yield
    finally:
        lab.command("engine", "start")


def until_somebody_asks(lab: Lab) -> None:
    """Until something lies unread in the engine's sockets: a connection, or a request."""
    path = lab.docker_host.removeprefix("unix://")
    while True:
        sockets = subprocess.run(["ss", "--no-header", "--unix", "--all"], capture_output=True, text=True, check=True).stdout
        if any(path in line.split() and int(line.split()[2]) > 0 for line in sockets.splitlines()):
            return


def test_a_restarted_engine_brings_the_container_back_and_the_wait_goes_on(project: Project) -> None:
    name = project.start("app", HEALTHY_THE_SECOND_TIME, FILE_EXISTS, *PATIENT)
    plain = project.start("plain", "exec sleep 600", "", "--restart=unless-stopped")
    with project.waiting() as running:
        with stopped(project.lab):
            pass
        waited = running.result().well()
    assert waited.container(name)["health"] == "healthy"
    assert waited.container(plain)["state"] == "running"


def test_restarts_of_the_engine_are_no_restart_loop(project: Project) -> None:
    project.start("app", HEALTHY_THE_SECOND_TIME.replace("touch /tmp/ok", "test -e /tmp/go && touch /tmp/ok"), FILE_EXISTS, *PATIENT)
    with project.waiting(max_restarts=0) as running:
        for _ in range(3):
            with stopped(project.lab):
                pass
        project.lab.touch(f"{project.name}-app-1", "/tmp/ok")
        running.result().well()


def test_after_a_restart_a_container_without_restart_policy_stays_down_and_fails(project: Project) -> None:
    project.start("other", "exec sleep 600", FILE_EXISTS, *PATIENT)
    name = project.start("app", "exec sleep 600", FILE_EXISTS, "--restart=no", "--health-retries=99")
    with project.waiting() as running:
        with stopped(project.lab):
            pass
        waited = running.result().failed()
    assert f"container {name} " in waited.result["msg"]
    assert "exited with code 137" in waited.result["msg"]
    assert "is not healthy after" not in waited.result["msg"]


def test_an_engine_that_is_killed_and_comes_back(project: Project) -> None:
    name = project.start("app", HEALTHY_THE_SECOND_TIME, FILE_EXISTS, *PATIENT)
    with project.waiting() as running:
        os.kill(engine_process(project.lab), signal.SIGKILL)
        project.lab.command("engine", "start")
        waited = running.result().well()
    assert waited.container(name)["health"] == "healthy"


def test_an_engine_that_is_gone_for_good_costs_the_timeout_and_is_named(project: Project) -> None:
    project.start("app", "exec sleep 600", FILE_EXISTS, *PATIENT)
    with project.waiting(timeout=4) as running, stopped(project.lab):
        waited = running.result(HANGS).failed()
    assert project.lab.docker_host in waited.result["msg"]
    assert "has not answered" in waited.result["msg"]


def test_an_engine_that_stalls_for_a_while(project: Project) -> None:
    project.start("app", "while ! test -e /tmp/go; do sleep 0.1; done; touch /tmp/ok; exec sleep 600", FILE_EXISTS, *PATIENT)
    with project.waiting() as running:
        with stalled(project.lab):
            until_somebody_asks(project.lab)
        project.lab.touch(f"{project.name}-app-1", "/tmp/go")
        running.result().well()


def test_an_engine_that_stalls_for_good_costs_the_timeout_and_is_named(project: Project) -> None:
    project.start("app", "exec sleep 600", FILE_EXISTS, *PATIENT)
    with stalled(project.lab):
        first_look = project.wait(timeout=2).failed()
    assert "took longer than" in first_look.result["msg"]
    with project.waiting(timeout=7) as running, stalled(project.lab):
        waited = running.result(HANGS).failed()
    assert "has not answered" in waited.result["msg"]

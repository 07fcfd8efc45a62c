"""Each fault at each step of a deploy: the site answers, no record is half-written, nothing is lost, and a rerun succeeds."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from faults import BY_NAME, FAULTS, Case, Fault
from held_play import held
from server import Server
from steps import STEPS, lay_trap

ROWS = FAULTS if os.environ.get("FAULT_ROWS") == "all" else [BY_NAME["kill -9 of the play"]]
CELLS = [(fault, step) for fault in ROWS for step in fault.strikes]
QUICK = {"application_force_recreate": False, "max_rollback_versions": 3, "application_keep_failed": 3, "application_engine_timeout": 4}
TOUCHED = tuple(STEPS)[tuple(STEPS).index("up"):]


def release(image: str) -> dict:
    """Of each image, another .env."""
    return {**QUICK, "image_tag": image, "application_env_plain": {"APP_DOMAIN": f"{image}.example.com"}}


def deploy_under(fault: Fault, step: str, image: str, server: Server, run_playbook: Callable, scratch: Path):
    variables = {**release(image), "application_post_deploy": [["true"]]}
    if fault.date:
        variables["deployment_timestamp"] = f"{fault.date}T00:00:{list(STEPS).index(step):02}Z"
    trap = scratch / "trap"
    environment = lay_trap(trap, STEPS[step])
    with held(run_playbook, scratch, STEPS[step].task, "deploy-update.yml", variables, environment) as play:
        assert play.controller, f"the play ended before this step:\n{play.go().output}"
        with fault.strike(Case(server, play, step, trap)):
            return play.go()


def state_after(run, fault: Fault, step: str, old: str, new: str, known: Iterable[str], server: Server) -> str:
    """In words. A release that has not ended may have the site down, once its containers are being changed."""
    newest = server.info()["releases"][0]
    ended = newest["state"] != "started"
    state = "not ended" if not ended else "not begun" if newest["name"] in known else newest["state"]
    if server.left_stopped():
        assert fault.stops_all, run.output
        if ended:
            server.check_files()
        return f"{state}; the engine left the site stopped"
    if not ended:
        version = server.lab.version()
        assert version in ((old,) if step not in TOUCHED else ("", old, new)), version
        return f"{state}; the site is {'down until the rerun' if not version else 'the old' if version == old else 'the new'}"
    live = server.check_live()
    assert (state == "deployed") == (run.rc == 0) or run.rc == -signal.SIGKILL, run.output
    assert live == (new if state == "deployed" else old), run.output
    return f"{state}; the site is the {'old' if live == old else 'new'}"


def each_cell() -> list:
    """A row is one server's, when several share the work."""
    return [pytest.param(*cell, id=f"{cell[0].name}-{cell[1]}", marks=pytest.mark.xdist_group(cell[0].name)) for cell in CELLS]


@pytest.mark.parametrize(("fault", "step"), each_cell())
def test_fault(fault: Fault, step: str, server: Server, run_playbook: Callable, tell: Callable, tmp_path: Path) -> None:
    old = server.check_live()
    new = "v2" if old == "v1" else "v1"
    before = server.records().keys()
    run = deploy_under(fault, step, fault.image or new, server, run_playbook, tmp_path)
    assert (run.rc == 0) == (step in fault.harmless), run.output
    state = state_after(run, fault, step, old, new, before, server)
    assert before <= server.records().keys() or run.rc == 0, "a record is lost"
    run_playbook("deploy-update.yml", release(new)).succeeded()
    assert server.check_live() == new
    server.nothing_left_over()
    tell(f"{fault.name:53} {step:16} {state}", CELLS.index((fault, step)))

"""Deploys and rollbacks in a row at random, with faults: the live state is always what the records say."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults import BY_NAME, FAULTS, Case, nothing
from held_play import held
from server import Server
from steps import STEPS, lay_trap

RUNS = int(os.environ.get("RANDOM_DEPLOYS", "3"))
SEED = int(os.environ.get("RANDOM_SEED", "3"))
QUICK = {"application_force_recreate": False, "max_rollback_versions": 4, "application_engine_timeout": 4}
pytestmark = pytest.mark.xdist_group("history")
DEPLOY, ROLLBACK = "deploy-update.yml", "rollback.yml"


@dataclass(frozen=True)
class Draw:
    """What runs, and what strikes it at which step, if anything."""

    playbook: str
    variables: dict
    fault: str
    step: str

    def __str__(self) -> str:
        what = self.variables.get("image_tag") or self.variables.get("rollback_timestamp", "newest")
        return f"{self.playbook.removesuffix('.yml')} {what}" + f", {self.fault} at {self.step}" * bool(self.fault)


def draw(chance: random.Random, number: int, releases: list[dict]) -> Draw:
    """Each third is a rollback, each second is struck."""
    struck = chance.random() < 0.5
    if chance.random() < 0.33:
        known = [release["name"] for release in releases if release["can_restore"]]
        variables = {"rollback_timestamp": chance.choice(known)} if chance.random() < 0.5 else {}
        return Draw(ROLLBACK, variables, "kill -9 of the play" if struck else "", chance.choice(["up", "health wait"]))
    variables = {
        "image_tag": chance.choice(["v1", "v1", "v2", "v2", "v3", "crash"]),
        "application_env_plain": {"APP_DOMAIN": f"{number}.example.com"},
        "application_post_deploy": [["true"]],
    }
    fault = chance.choice([fault for fault in FAULTS if fault.strike is not nothing])
    if fault.date:
        variables["deployment_timestamp"] = f"{fault.date}T00:{number:02}:00Z"
    return Draw(DEPLOY, variables, fault.name if struck else "", chance.choice(fault.strikes))


def carry_out(drawn: Draw, server: Server, run_playbook: Callable, scratch: Path):
    """A play that ends before that step is not struck."""
    variables = {**QUICK, **drawn.variables}
    if not drawn.fault:
        return run_playbook(drawn.playbook, variables)
    scratch.mkdir()
    trap = scratch / "trap"
    environment = lay_trap(trap, STEPS[drawn.step])
    with held(run_playbook, scratch, STEPS[drawn.step].task, drawn.playbook, variables, environment) as play:
        if not play.controller:
            return play.go()
        with BY_NAME[drawn.fault].strike(Case(server, play, drawn.step, trap)):
            return play.go()


@pytest.mark.parametrize("number", range(RUNS))
def test_live_is_what_the_records_say(number: int, server: Server, run_playbook: Callable, tell: Callable, tmp_path: Path) -> None:
    drawn = draw(random.Random(SEED + number), number, server.info()["releases"])
    print(f"RANDOM_SEED={SEED}: {drawn}")
    run = carry_out(drawn, server, run_playbook, tmp_path / "held")
    if server.info()["unfinished"]:
        assert run.rc != 0, run.output
        state = "not ended"
    elif server.left_stopped():
        server.check_files()
        state = "the engine left the site stopped"
    else:
        live = server.check_live()
        if run.rc == 0:
            assert drawn.variables.get("image_tag", live) == live, run.output
        state = f"live is {live}"
    tell(f"{number:2} (seed {SEED}) {drawn}: exit status {run.rc}, {state}", number)


def test_after_all_that_a_deploy_works(server: Server, run_playbook: Callable) -> None:
    run_playbook(DEPLOY, {**QUICK, "image_tag": "v2"}).succeeded()
    assert server.check_live() == "v2"
    server.nothing_left_over()

"""Deploys and rollbacks in a row at random, with faults: the live state is always what the records say."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from faults import BY_NAME, FAULTS, Case, nothing
from held_play import held
from server import Server
from steps import STEPS, lay_trap
from table import TABLE

RUNS = int(os.environ.get("RANDOM_DEPLOYS", "3"))
SEED = int(os.environ.get("RANDOM_SEED", random.SystemRandom().randrange(10**6)))
QUICK = {"application_force_recreate": False, "max_rollback_versions": 4, "application_engine_timeout": 4}
DEPLOY, ROLLBACK = "deploy-update.yml", "rollback.yml"


@dataclass(frozen=True)
class Draw:
    """What runs, and what strikes it at which step, if anything."""

    playbook: str
    variables: dict
    fault: str
    step: str


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


def test_live_is_always_what_the_records_say(server: Server, run_playbook: Callable, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(f"seed: {SEED}; again with RANDOM_SEED={SEED} RANDOM_DEPLOYS={RUNS}")
    counts = {"live as asked": 0, "live as before": 0, "not ended": 0, "left stopped by the engine": 0}
    for number in range(RUNS):
        drawn = draw(chance, number, server.info()["releases"])
        print(f"{number}: {drawn}")
        run = carry_out(drawn, server, run_playbook, tmp_path / str(number))
        if server.info()["unfinished"]:
            assert run.rc != 0, run.output
            counts["not ended"] += 1
            continue
        if server.left_stopped():
            server.check_files()
            counts["left stopped by the engine"] += 1
            continue
        live = server.check_live()
        if run.rc == 0:
            assert drawn.variables.get("image_tag", live) == live, run.output
        counts["live as asked" if run.rc == 0 else "live as before"] += 1
        print(f"{number}: exit status {run.rc}, live is {live}")
    run_playbook(DEPLOY, {**QUICK, "image_tag": "v2"}).succeeded()
    assert server.check_live() == "v2"
    server.nothing_left_over()
    TABLE.append(f"{RUNS} deploys and rollbacks at random (seed {SEED}): " + ", ".join(f"{count} {what}" for what, count in counts.items()))

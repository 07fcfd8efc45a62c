"""One host of a fleet cannot be reached any more from a step on: the others end as the page says, and the next run, or its guard, puts it back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from held_play import held
from playbook_support.cut_link import CutLink
from playbook_support.fleet import FIRST, Fleet
from playbook_support.playbook import PlaybookRun
from test_guard import guards, wait_for_end_of
from test_killed_at_each_task import tasks_of

ALL = "FLEET_HOSTS" in os.environ
CHECK, RECORD, END = "Check that a deploy can work", "Record the stack as it stands, and hold the lock", "Record the release as deployed"
UP = "Bring the stack up, and wait until every service is healthy"
PARTS = {"Deploy, batch by batch": "batch.yml", "Have the turn": "deploy.yml", "End the release on all hosts, or go back on all": "end.yml"}
UNTOLD = ("Show what", "Say what", "End it on this host")  # these need no connection


def telling(file: str) -> list[str]:
    return [task for task in tasks_of(file, PARTS) if not task.startswith(UNTOLD)]


TASKS, OF_BATCHES = telling("main.yml"), telling("batch.yml")
SOME = [CHECK, "Pull every image", UP, END]
COMMANDS = {"application_pre_deploy": ["sh -c :"], "application_post_deploy": ["sh -c :"]}
ORDER = {"application_serial": [1, 1, "100%"], "application_settle": 1}


def deploy_without(away: str, task: str, fleet: Fleet, release: str, scratch: Path, guard: int = 0) -> PlaybookRun:
    variables = {"image_tag": "v2", "deployment_timestamp": release, "application_guard": guard, **ORDER, **COMMANDS}
    return play_without(away, task, fleet, "deploy-update.yml", variables, scratch)


def play_without(away: str, task: str, fleet: Fleet, playbook: str, variables: dict, scratch: Path) -> PlaybookRun:
    """That host, which is a batch of its own, cannot be reached from that task of its turn on. It can again afterwards."""
    link = CutLink(away, scratch)
    fleet.settings[away] = link.settings

    def play(name: str, extra: dict, environment: dict) -> PlaybookRun:
        return fleet.play(name, extra, environment=environment)

    with held(play, scratch, task, playbook, variables, {}, nth=2 if task in OF_BATCHES else 1) as run:
        assert run.controller, run.go().output
        link.cut()
        done = run.go()
    fleet.settings[away] = {}
    assert done.rc, done.output
    assert f"ssh: connect to host {away} port 22: No route to host" in done.output
    return done


def row_of(host: str, run: PlaybookRun) -> str:
    """In the table at the end."""
    return re.search(rf"^{host} .*$", run.stdout.rpartition("HOST ")[2], re.MULTILINE)[0]


@pytest.mark.parametrize("task", [task for task in (TASKS if ALL else SOME) if TASKS.index(task) < TASKS.index(END)])
def test_all_hosts_keep_the_old_release(task: str, fleet: Fleet, tell: Callable, tmp_path: Path) -> None:
    step = TASKS.index(task)
    release, own = f"2026-01-02T00-00-{step:02}Z", f"2026-01-02T01-00-{step:02}Z"
    first, away, *rest = fleet.names
    before, known = fleet.touched(), fleet.but(release, own)
    run = deploy_without(away, task, fleet, release, tmp_path)
    words, others = " ".join(run.output.split()), [first, *rest]
    if task == CHECK:
        assert f"nothing was touched on any host, since {away} cannot get it" in words
        assert fleet.states(release) == dict.fromkeys(fleet.names)
    else:
        assert row_of(away, run).endswith(task)
        assert fleet.states(release) == {**dict.fromkeys(others, "failed"), away: "started" if step > TASKS.index(RECORD) else None}
    after, now = fleet.touched(), fleet.but(release)
    assert [name for name in others if after[name] != before[name]] == ([first] if task in OF_BATCHES else [])
    assert {name: now[name] for name in others} == {name: known[name] for name in others}
    # A run that changes nothing itself: its image is nowhere.
    fleet.deploy("never-pushed", own).refused()
    assert fleet.but(release, own) == known and fleet.live() == dict.fromkeys(fleet.names, FIRST)
    tell(f"one host cannot be reached from this on: {task:58} then all keep the old release", step)


def test_its_guard_puts_back_the_host_that_cannot_be_reached(fleet: Fleet, tmp_path: Path) -> None:
    release, away = "2026-01-03T00-00-00Z", fleet.names[1]
    known = fleet.but(release)
    deploy_without(away, UP, fleet, release, tmp_path, guard=60 if ALL else 20)
    for guard in guards():  # that of the host, and those whose release has just ended
        wait_for_end_of(guard, 600)
    assert fleet.but(release) == known
    assert fleet.states(release) == dict.fromkeys(fleet.names, "failed") and fleet.live() == dict.fromkeys(fleet.names, FIRST)


def test_a_host_that_is_gone_while_the_records_end_goes_back_alone(fleet: Fleet, tell: Callable, tmp_path: Path) -> None:
    """And one command brings all to the same release again."""
    release, own, back = "2026-01-03T01-00-00Z", "2026-01-03T02-00-00Z", "2026-01-04T00-00-00Z"
    _, away, *_ = fleet.names
    known = fleet.but(release, own)
    run = deploy_without(away, END, fleet, release, tmp_path)
    assert row_of(away, run).endswith(END)
    assert fleet.states(release) == {**dict.fromkeys(fleet.names, "deployed"), away: "started"}
    fleet.deploy("never-pushed", own).refused()
    assert fleet.live() == {**dict.fromkeys(fleet.names, release), away: FIRST} and fleet.but(release, own)[away] == known[away]
    assert "The hosts differ" in fleet.play("releases.yml").succeeded().stdout
    fleet.play("rollback.yml", {"rollback_timestamp": FIRST, "deployment_timestamp": back}).succeeded()
    assert fleet.images() == dict.fromkeys(fleet.names, "v1") and fleet.live() == dict.fromkeys(fleet.names, FIRST)
    tell(f"one host cannot be reached from this on: {END:58} then it alone keeps the old release", TASKS.index(END))


def test_a_host_that_is_gone_when_the_release_is_live_has_it(fleet: Fleet, tell: Callable, tmp_path: Path) -> None:
    release, task = "2026-01-05T00-00-00Z", TASKS[-1]
    assert TASKS.index(task) > TASKS.index(END)
    deploy_without(fleet.names[1], task, fleet, release, tmp_path)
    assert fleet.images() == dict.fromkeys(fleet.names, "v2") and fleet.live() == dict.fromkeys(fleet.names, release)
    tell(f"one host cannot be reached from this on: {task:58} then all have the new release", TASKS.index(task))


def test_a_rollback_that_cannot_reach_a_host_leaves_all_with_the_release(fleet: Fleet, tmp_path: Path) -> None:
    """Which the test before has brought."""
    release, back, own = "2026-01-05T00-00-00Z", "2026-01-06T00-00-00Z", "2026-01-06T01-00-00Z"
    first, away, *_ = fleet.names
    before, known = fleet.touched(), fleet.but(back, own)
    run = play_without(away, UP, fleet, "rollback.yml", {"deployment_timestamp": back, **ORDER}, tmp_path)
    assert row_of(away, run).endswith(UP)
    assert fleet.states(back) == {**dict.fromkeys(fleet.names, "failed"), away: "started"}
    after = fleet.touched()
    assert [name for name in fleet.names if after[name] != before[name]] == [first, away]
    fleet.deploy("never-pushed", own).refused()
    assert fleet.but(back, own) == known and fleet.live() == dict.fromkeys(fleet.names, release)

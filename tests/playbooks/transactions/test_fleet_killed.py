"""The controller of a fleet dies: the next run puts the old release back on all hosts, and so do the guards, which are quiet while their hosts wait."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from held_play import HeldPlay, held
from playbook_support.fleet import FIRST, Fleet
from playbook_support.processes import signal_tree
from test_guard import guards, wait_for_end_of

HOSTS = int(os.environ.get("FLEET_HOSTS", "3"))
ALL = "FLEET_HOSTS" in os.environ
WAITS, END = "Keep the lock while other hosts have their turn", "Record the release as deployed"
UP = "Bring the stack up, and wait until every service is healthy"
# One host first, then a quarter of them at a time.
SERIAL = max(1, HOSTS // 4)
DONE_BEFORE = [0, *range(1, HOSTS, SERIAL), HOSTS]  # each batch, and the end
AT_THE_END = len(DONE_BEFORE)
# Longer than a batch takes on a machine that has other things to do.
SILENCE = 60 if ALL else 20


def deploy_held(fleet: Fleet, release: str, guard: int, scratch: Path, task: str, nth: int) -> AbstractContextManager[HeldPlay]:
    """Batch by batch, held where that task begins for the nth time."""
    order = {"application_canary_hosts": 1, "application_serial": SERIAL}
    variables = {"image_tag": "v2", "deployment_timestamp": release, "application_guard": guard, **order}

    def play(name: str, extra: dict, environment: dict) -> object:
        return fleet.play(name, extra, environment=environment)

    return held(play, scratch, task, "deploy-update.yml", variables, {}, nth=nth)


def kill_in(batch: int, fleet: Fleet, release: str, guard: int, scratch: Path) -> list[int]:
    """In its midst, with its hosts' files changed and their containers not; or with all hosts done, and no record ended. The guards that are left."""
    task, nth = (END, 1) if batch == AT_THE_END else (UP, batch)
    with deploy_held(fleet, release, guard, scratch, task, nth) as run:
        assert run.controller, run.go().output
        left = guards()
        assert list(fleet.images().values()).count("v2") == DONE_BEFORE[batch - 1]
        assert fleet.states(release) == dict.fromkeys(fleet.names, "started")
        signal_tree(run.controller, signal.SIGKILL)
        assert run.go().rc == -signal.SIGKILL
    return left


@pytest.mark.parametrize("batch", range(1, AT_THE_END + 1) if ALL else [AT_THE_END])
def test_next_run_puts_the_old_release_back_on_all_hosts(batch: int, fleet: Fleet, tell: Callable, tmp_path: Path) -> None:
    release, own = f"2026-01-02T00-00-{batch:02}Z", f"2026-01-02T01-00-{batch:02}Z"
    known = fleet.but(release, own)
    kill_in(batch, fleet, release, 0, tmp_path)
    # A run that changes nothing itself: its image is nowhere.
    fleet.deploy("never-pushed", own).refused()
    assert fleet.but(release, own) == known
    assert fleet.states(release) == dict.fromkeys(fleet.names, "failed") and fleet.live() == dict.fromkeys(fleet.names, FIRST)
    tell(f"fleet of {HOSTS}: the controller is killed with {DONE_BEFORE[batch - 1]} of them done; the next run puts all back", batch)


@pytest.mark.parametrize("batch", [1, AT_THE_END - 1, AT_THE_END] if ALL else [AT_THE_END - 1])
def test_guards_put_the_old_release_back_on_all_hosts(batch: int, fleet: Fleet, tell: Callable, tmp_path: Path) -> None:
    release = f"2026-01-03T00-00-{batch:02}Z"
    known = fleet.but(release)
    left = kill_in(batch, fleet, release, SILENCE, tmp_path)
    assert len(left) == HOSTS
    for guard in left:
        wait_for_end_of(guard, 10 * SILENCE)
    assert fleet.but(release) == known
    assert fleet.states(release) == dict.fromkeys(fleet.names, "failed") and fleet.live() == dict.fromkeys(fleet.names, FIRST)
    tell(f"fleet of {HOSTS}: the controller is killed with {DONE_BEFORE[batch - 1]} of them done; the guards put all back", AT_THE_END + batch)


def test_hosts_that_wait_for_their_turn_give_signs_to_their_guards(fleet: Fleet, tmp_path: Path) -> None:
    """The last host has done nothing since it pulled, which was before the turn of the first. After all that happened here, the release goes through."""
    release = "2026-01-04T00-00-00Z"
    first, last = (fleet.hosts[name].backups / release / "steps.json" for name in (fleet.names[0], fleet.names[-1]))
    with deploy_held(fleet, release, 600, tmp_path, WAITS, 3) as run:
        assert run.controller, run.go().output
        assert last.stat().st_ctime_ns > first.stat().st_mtime_ns
        run.go().succeeded()
    assert fleet.live() == dict.fromkeys(fleet.names, release)

"""The guards of a fleet: quiet while its hosts wait for their turn; and when the controller dies, they put the old release back on all."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from held_play import HeldPlay, held
from playbook_support.fleet import FIRST, Fleet
from playbook_support.lab import Lab
from playbook_support.own_stack import push
from playbook_support.processes import signal_tree
from test_guard import guards, wait_for_end_of

SECOND = "2026-01-02T00-00-00Z"
HOSTS = int(os.environ.get("FLEET_HOSTS", "3"))
BATCHES = range(2, HOSTS + 1) if "FLEET_HOSTS" in os.environ else [HOSTS]
pytestmark = [pytest.mark.usefixtures("fresh_stack"), pytest.mark.xdist_group("guard")]


@pytest.fixture(name="fleet")
def fixture_fleet(lab: Lab, shell_image: str, run_playbook: Callable, tmp_path: Path) -> Iterator[Fleet]:
    for tag in ("v1", "v2"):
        push(lab, shell_image, "shop/web", tag, tmp_path)
    fleet = Fleet(lab, HOSTS, tmp_path, run_playbook)
    fleet.deploy("v1", FIRST).succeeded()
    yield fleet
    fleet.remove()


def deploy_held(fleet: Fleet, batch: int, guard: int, scratch: Path) -> AbstractContextManager[HeldPlay]:
    """Host by host, held where that batch is about to begin."""
    variables = {"image_tag": "v2", "deployment_timestamp": SECOND, "application_serial": 1, "application_guard": guard}

    def play(name: str, extra: dict, environment: dict) -> object:
        return fleet.play(name, extra, environment=environment)

    return held(play, scratch, "Keep the lock while other hosts have their turn", "deploy-update.yml", variables, {}, nth=batch)


def test_hosts_that_wait_for_their_turn_give_signs_to_their_guards(fleet: Fleet, tmp_path: Path) -> None:
    """The last host has done nothing since it pulled, which was before the turn of the first."""
    first, last = (fleet.hosts[name].backups / SECOND / "steps.json" for name in (fleet.names[0], fleet.names[-1]))
    with deploy_held(fleet, 3, 120, tmp_path) as run:
        assert run.controller, run.go().output
        assert last.stat().st_ctime_ns > first.stat().st_mtime_ns
        run.go().succeeded()
    assert fleet.live() == dict.fromkeys(fleet.names, SECOND)


@pytest.mark.parametrize("batch", BATCHES)
def test_guards_put_the_old_release_back_on_all_hosts(batch: int, fleet: Fleet, tell: Callable, tmp_path: Path) -> None:
    with deploy_held(fleet, batch, 20, tmp_path) as run:
        assert run.controller, run.go().output
        left = guards()
        assert len(left) == HOSTS
        assert list(fleet.images().values()).count("v2") == batch - 1
        signal_tree(run.controller, signal.SIGKILL)
        assert run.go().rc == -signal.SIGKILL
    for guard in left:
        wait_for_end_of(guard)
    assert fleet.images() == dict.fromkeys(fleet.names, "v1")
    assert fleet.states(SECOND) == dict.fromkeys(fleet.names, "failed")
    assert fleet.live() == dict.fromkeys(fleet.names, FIRST)
    fleet.deploy("v2", "2026-01-03T00-00-00Z").succeeded()
    tell(f"fleet of {HOSTS}: the controller is killed with {batch - 1} of them done; the guards put all back, and the next deploy goes through")

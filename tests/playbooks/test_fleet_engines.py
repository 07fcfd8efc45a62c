"""A fleet as it mostly is: hosts with an engine each, and with a stack of the same name on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playbook_support.fleet import FAILS, FIRST, Fleet
from playbook_support.further_lab import further_lab
from playbook_support.lab import Lab
from playbook_support.own_stack import push

SECOND, THIRD = "2026-01-02T00-00-00Z", "2026-01-03T00-00-00Z"
pytestmark = pytest.mark.usefixtures("fresh_module_stack")


@pytest.fixture(name="fleet", scope="module")
def fixture_fleet(lab: Lab, shell_image: str, run_playbook: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """With release FIRST, of image v1, on each host."""
    folder = tmp_path_factory.mktemp("fleet")
    for tag in ("v1", "v2"):
        push(lab, shell_image, "shop/web", tag, folder)
    with ExitStack() as engines:
        fleet = Fleet(lab, 3, folder, run_playbook, [lab, *(engines.enter_context(further_lab(name)) for name in ("second", "third"))])
        fleet.deploy("v1", FIRST).succeeded()
        yield fleet
        fleet.hosts[fleet.names[0]].remove()  # the other engines go, and one of them is gone


def test_a_release_that_fails_on_one_engine_goes_back_on_the_others(fleet: Fleet) -> None:
    before, known = fleet.touched(), fleet.but(SECOND)
    fleet.settings[fleet.names[1]] = FAILS
    fleet.deploy("v2", SECOND, application_canary_hosts=1, application_serial=1).refused()
    fleet.settings[fleet.names[1]] = {}
    after = fleet.touched()
    assert [name for name in fleet.names if after[name] == before[name]] == fleet.names[2:]
    assert fleet.but(SECOND) == known
    assert fleet.live() == dict.fromkeys(fleet.names, FIRST) and fleet.states(SECOND) == dict.fromkeys(fleet.names, "failed")


def test_a_release_and_a_rollback_reach_each_engine(fleet: Fleet) -> None:
    known = fleet.but(THIRD)
    fleet.deploy("v2", THIRD, application_serial=1).succeeded()
    assert fleet.images() == dict.fromkeys(fleet.names, "v2") and fleet.live() == dict.fromkeys(fleet.names, THIRD)
    fleet.play("rollback.yml", {"deployment_timestamp": "2026-01-04T00-00-00Z"}).succeeded()
    assert fleet.but(THIRD, "2026-01-04T00-00-00Z") == known


def test_an_engine_that_is_gone_is_named_before_another_is_touched(fleet: Fleet) -> None:
    before, away = fleet.touched(), fleet.names[2]
    fleet.hosts[away].lab.kill_engine()
    run = fleet.deploy("v2", "2026-01-05T00-00-00Z").refused()
    assert f"nothing was touched on any host, since {away} cannot get it" in " ".join(run.output.split())
    there = {name: stack.containers() for name, stack in fleet.hosts.items() if name != away}
    assert there == {name: before[name][0] for name in there} and fleet.states("2026-01-05T00-00-00Z") == dict.fromkeys(fleet.names)

"""One release for several hosts: batch by batch, and the same on all of them in the end. FLEET_HOSTS=20 in `make test-fleet`."""

from __future__ import annotations

import os
import re
import socket

import pytest
from playbook_support.fleet import FAILS, FIRST, Fleet
from playbook_support.own_stack import push

SECOND, THIRD = "2026-01-02T00-00-00Z", "2026-01-03T00-00-00Z"
HOSTS = int(os.environ.get("FLEET_HOSTS", "3"))
FOR_ITSELF = [("stop", ["v2", "v1", "v1"]), ("go_on", ["v2", "v1", "v2"])]
pytestmark = [pytest.mark.usefixtures("fresh_stack"), pytest.mark.xdist_group("fleet")]


def words(run) -> str:
    return " ".join(run.output.split())


def of_all(fleet: Fleet, value) -> dict:
    return dict.fromkeys(fleet.names, value)


@pytest.fixture(name="images", scope="module")
def fixture_images(lab, shell_image, tmp_path_factory) -> None:
    for tag in ("v1", "v2"):
        push(lab, shell_image, "shop/web", tag, tmp_path_factory.mktemp("images"))


@pytest.fixture(name="fleet")
def fixture_fleet(lab, images, run_playbook, tmp_path):
    """With release FIRST, of image v1, on each host."""
    fleet = Fleet(lab, HOSTS, tmp_path, run_playbook)
    fleet.deploy("v1", FIRST).succeeded()
    yield fleet
    fleet.remove()


@pytest.fixture(name="closed_port")
def fixture_closed_port():
    """Where nobody listens, and nobody else will."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def order_of(run, task: str) -> list[str]:
    """The hosts, as a task ended on them."""
    return re.findall(rf"^(?:ok|changed) +(\w+): {re.escape(task)}", run.stdout, re.MULTILINE)


def test_hosts_have_their_turn_batch_by_batch_and_one_rollback_takes_them_back(fleet):
    last = fleet.names[-1]
    before = fleet.touched()
    order = {"application_canary_hosts": [last], "application_serial": [1, "50%"], "application_settle": 1}
    run = fleet.play("deploy-update.yml", {"image_tag": "v2", "deployment_timestamp": SECOND, **order}, check=True).succeeded()
    assert fleet.touched() == before and fleet.states(SECOND) == of_all(fleet, None)
    run = fleet.deploy("v2", SECOND, **order).succeeded()
    turns = order_of(run, "Bring the stack up, and wait until every service is healthy")
    assert turns[0] == last and turns[1] == fleet.names[0] and sorted(turns) == fleet.names
    assert "See that the stack stays healthy" in run.stdout
    assert fleet.live() == of_all(fleet, SECOND) and fleet.images() == of_all(fleet, "v2")
    assert re.search(rf"^{last} +{FIRST} +{SECOND} +[\d.]+$", run.stdout, re.MULTILINE)
    assert "The hosts differ" not in fleet.play("releases.yml").succeeded().stdout
    again = {**order, "application_force_recreate": False}
    ids = fleet.touched()
    fleet.deploy("v2", SECOND, **again).succeeded()
    assert fleet.touched() == ids
    fleet.play("rollback.yml", {"application_serial": 2}).succeeded()
    assert fleet.images() == of_all(fleet, "v1")


def test_a_release_that_fails_on_a_canary_touches_no_other_host(fleet, tell):
    canary, *others = fleet.names
    before, known = fleet.touched(), fleet.but(SECOND)
    fleet.settings[canary] = FAILS
    run = fleet.deploy("v2", SECOND, application_canary_hosts=1).refused()
    after = fleet.touched()
    assert {name: after[name] for name in others} == {name: before[name] for name in others}
    assert fleet.but(SECOND) == known
    assert fleet.images() == of_all(fleet, "v1") and fleet.live() == of_all(fleet, FIRST)
    assert fleet.states(SECOND) == of_all(fleet, "failed")
    assert words(run).count(f"{canary} failed before it was the turn of this host. The running stack was not touched.") == len(others)
    tell(f"fleet of {HOSTS}: the canary host fails; the others keep their containers, files and records")


def test_a_release_that_fails_on_a_late_host_goes_back_on_those_that_are_done(fleet, tell):
    done, failing, left = fleet.names[: HOSTS * 5 // 8], fleet.names[HOSTS * 5 // 8], fleet.names[HOSTS * 5 // 8 + 1 :]
    before, known = fleet.touched(), fleet.but(SECOND)
    fleet.settings[failing] = FAILS
    run = fleet.deploy("v2", SECOND, application_serial=1).refused()
    after = fleet.touched()
    assert [name for name in fleet.names if after[name] == before[name]] == left
    assert fleet.but(SECOND) == known
    assert fleet.images() == of_all(fleet, "v1") and fleet.live() == of_all(fleet, FIRST)
    assert fleet.states(SECOND) == of_all(fleet, "failed")
    assert words(run).count(f"{failing} failed, and all hosts of the run keep the same release. The stack was put back as it was before") == len(done)
    tell(f"fleet of {HOSTS}: host {len(done) + 1} fails; the {len(done)} that were done went back, the {len(left)} behind it were not touched")


@pytest.mark.parametrize(("fleet_word", "expected"), FOR_ITSELF if "FLEET_HOSTS" in os.environ else FOR_ITSELF[:1])
def test_each_host_is_for_itself_when_that_is_asked_for(fleet, fleet_word, expected):
    fleet.settings[fleet.names[1]] = FAILS
    run = fleet.deploy("v2", SECOND, application_serial=1, application_fleet=fleet_word).refused()
    assert list(fleet.images().values())[:3] == expected
    assert fleet.states(SECOND)[fleet.names[0]] == "deployed" and fleet.states(SECOND)[fleet.names[1]] == "failed"
    assert re.search(rf"^{fleet.names[1]} +{FIRST} +{FIRST} +[\d.]+ +Run the commands after the deploy$", run.stdout, re.MULTILINE), run.stdout
    assert f"{SECOND} on {fleet.names[0]}" in words(fleet.play("releases.yml").succeeded())


def test_a_host_that_cannot_be_reached_is_named_before_anything_is_touched(fleet, closed_port):
    away = fleet.names[1]
    before = fleet.touched()
    fleet.settings[away] = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": closed_port}
    run = fleet.deploy("v2", SECOND)
    assert run.rc != 0
    assert f"nothing was touched on any host, since {away} cannot get it" in words(run) and f"--limit 'all:!{away}'" in words(run)
    assert fleet.touched() == before and fleet.states(SECOND) == of_all(fleet, None)
    rest = fleet.play("deploy-update.yml", {"image_tag": "v2", "deployment_timestamp": SECOND}, arguments=("--limit", f"all:!{away}")).succeeded()
    assert away not in rest.stdout and fleet.states(SECOND) == {**of_all(fleet, "deployed"), away: None}
    fleet.settings[away] = {}
    fleet.play("deploy-update.yml", {"image_tag": "v2", "deployment_timestamp": THIRD}, arguments=("--limit", away)).succeeded()
    before = fleet.touched()
    run = fleet.play("rollback.yml").refused()
    assert f"the hosts would go back from different releases, {SECOND} and {THIRD}; name one with rollback_timestamp" in words(run)
    assert fleet.touched() == before
    fleet.play("rollback.yml", {"rollback_timestamp": FIRST}).succeeded()
    assert fleet.images() == of_all(fleet, "v1") and fleet.live() == of_all(fleet, FIRST)


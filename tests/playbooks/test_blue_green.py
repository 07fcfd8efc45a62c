"""Blue-green deploys behind each proxy that can be sent from one container to another: all requests over at once, and back at once."""

from __future__ import annotations

import json
import os

import pytest
from playbook_support.rolling_stack import RollingStack, killed_when, slow_requests, watched

ALL = os.environ.get("ROLLING_MOMENTS") == "all"


def proxies(*some: str) -> list:
    """Those that a test runs behind: all of them in `make test-faults`."""
    kinds = ("by-address", "haproxy", "caddy")
    return [pytest.param(kind, id=kind, marks=pytest.mark.xdist_group(f"blue-green-{kind}")) for kind in kinds if ALL or not some or kind in some]


@pytest.fixture(name="stack", params=proxies(), scope="module")
def fixture_stack(lab, request, tmp_path_factory):
    """Up with framework:v1."""
    lab.pull("framework:v1", "framework:v2", "framework:v4", "framework:v5", "nginx:1.25-alpine", "redis:7-alpine", "haproxy:2.6", "caddy:2.6")
    stack = RollingStack(lab, request.param, tmp_path_factory.mktemp(request.param))
    first = deploy(stack, "v1", watch=None)
    assert not first["failed"], first["msg"]
    yield stack
    stack.remove()


def deploy(stack: RollingStack, tag: str, **changes) -> dict:
    return stack.deploy(tag, **{"strategy": "blue_green", "keep_old": 2, **changes})


def well(result: dict) -> dict:
    assert not result["failed"], result["msg"]
    assert result.get("watch") is None or result["watch"]["failed"] == 0, result["watch"]
    assert "warnings" not in result
    return result


def test_nobody_is_refused_when_the_colours_change_and_change_back(stack):
    """ROLLING_DEPLOYS=20 in `make test-faults`: that many there and back in a row, with requests of five seconds under way."""
    well(deploy(stack, "v1"))
    requests = 0
    for number in range(int(os.environ.get("ROLLING_DEPLOYS", "1"))):
        with slow_requests(stack.url, 5) as problems:
            previewed = deploy(stack, "v2", check=True)
            result = well(deploy(stack, "v2", keep_old=0 if number else 2))
        assert problems == []
        assert [service["action"] for service in previewed["services"]] == [service["action"] for service in result["services"]]
        assert stack.version() == "v2"
        with slow_requests(stack.url, 5) as problems:
            back = well(deploy(stack, "v1", keep_old=0))
        assert problems == []
        assert stack.version() == "v1"
        requests += result["watch"]["requests"] + back["watch"]["requests"]
    print(f"{stack.kind}: {number + 1} deploys and as many rollbacks, {requests} requests, none failed")
    assert not deploy(stack, "v1")["changed"]
    assert len(stack.containers("app")) == 1


@pytest.mark.parametrize("stack", proxies("haproxy"), indirect=True)
def test_a_release_whose_pages_fail_is_shown_to_nobody(stack):
    well(deploy(stack, "v2"))
    before = stack.containers("app")
    result = deploy(stack, "v4", health_timeout=5)
    assert result["failed"]
    assert "its x-slipway.check in container" in result["msg"]
    assert result["watch"]["failed"] == 0
    assert stack.containers("app") == before
    assert stack.version() == "v2"


@pytest.mark.parametrize("stack", proxies("caddy"), indirect=True)
def test_a_release_that_dies_after_a_while_is_shown_to_nobody(stack):
    well(deploy(stack, "v2"))
    stack.services["app"]["deploy"]["update_config"]["monitor"] = "12s"
    try:
        result = deploy(stack, "v5")
    finally:
        del stack.services["app"]["deploy"]["update_config"]["monitor"]
    assert result["failed"]
    assert result["watch"]["failed"] == 0
    assert stack.version() == "v2"


def test_requests_go_back_when_pages_fail_behind_the_switch(stack):
    """The release's own check does not see it; the watch does."""
    well(deploy(stack, "v2"))
    check = stack.services["app"].pop("x-slipway")
    try:
        well(deploy(stack, "v2"))
        result = deploy(stack, "v4", keep_old=30, watch={"url": stack.url + "/", "max_failures": 2})
    finally:
        stack.services["app"]["x-slipway"] = check
    assert result["failed"]
    assert "after the switch more requests have failed than max_failures allows" in result["msg"]
    failure = result["watch"]["failures"][0]
    print(f"{stack.kind}: back {failure['last'] - failure['first']:.2f} s behind the first failure")
    assert stack.version() == "v2"
    assert len(stack.containers("app")) == 1


def number_of(stack: RollingStack) -> int:
    return len(stack.lab.docker("ps", "--quiet", f"--filter=label=com.docker.compose.project={stack.name}",
                                "--filter=label=com.docker.compose.service=app").split())


MOMENTS = {
    "when both run": lambda stack, said: number_of(stack) == 2,
    "behind the switch": lambda stack, said: said.startswith("looking at"),
    "when the old one is gone": lambda stack, said: said.startswith("stopping") and number_of(stack) == 1,
}


@pytest.mark.parametrize("stack", proxies("by-address"), indirect=True)
@pytest.mark.parametrize("moment", MOMENTS if ALL else ["behind the switch"])
def test_nobody_is_refused_when_it_is_killed_and_put_back(stack, moment):
    well(deploy(stack, "v2"))
    with watched(stack.url) as failures:
        killed_when(stack, "v1", lambda said: MOMENTS[moment](stack, said), strategy="blue_green", keep_old=2)
        well(deploy(stack, "v2"))
    assert failures == [], json.dumps(failures[:3])
    assert stack.version() == "v2"
    assert len(stack.containers("app")) == 1
    assert not deploy(stack, "v2")["changed"]

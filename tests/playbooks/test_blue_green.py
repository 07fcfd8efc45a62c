"""Blue-green deploys behind each proxy that can be sent from one container to another: all requests over at once, and back at once."""

from __future__ import annotations

import os
import subprocess

import pytest
from playbook_support.rolling_stack import CADDY, RollingStack, engine_killed_when, killed_when
from playbook_support.visitors import slow_requests, wait_for_answer, watched

ALL = os.environ.get("ROLLING_MOMENTS") == "all"


def proxies(*some: str) -> list:
    """Those that a test runs behind: all of them in `make test-zero-downtime`."""
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
    well(deploy(stack, "v1"))
    for tag, keep_old in (("v2", 2), ("v1", 0)):
        previewed = deploy(stack, tag, check=True)
        with slow_requests(stack.url, 5) as problems:
            result = well(deploy(stack, tag, keep_old=keep_old))
        assert problems == []
        assert [service["action"] for service in previewed["services"]] == [service["action"] for service in result["services"]]
        check_one_colour(stack, tag)


def check_one_colour(stack: RollingStack, tag: str) -> None:
    assert stack.version() == tag
    assert len(stack.containers("app")) == 1
    assert not deploy(stack, tag)["changed"]


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


def test_requests_go_back_when_pages_fail_behind_the_switch(stack, tell):
    """The release's own check does not see it; the watch does."""
    well(deploy(stack, "v2"))
    check = stack.services["app"].pop("x-slipway")
    try:
        well(deploy(stack, "v2"))
        result = deploy(stack, "v4", keep_old=30, watch={"url": stack.url + "/", "max_failures": 2})
    finally:
        stack.services["app"]["x-slipway"] = check
    assert result["failed"]
    assert "service app was switched back to its old container: after the switch more requests have failed than max_failures allows" in result["msg"]
    failure = result["watch"]["failures"][0]
    back = failure["last"] - failure["first"]
    tell(f"blue_green  {stack.kind:<11} answers 500 behind the switch: {result['watch']['failed']} of {result['watch']['requests']} requests failed, back in {back:.2f} s")
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
def test_nobody_is_refused_when_it_is_killed_and_put_back(stack, moment, tell):
    well(deploy(stack, "v2"))
    with watched(stack.url) as requests:
        killed_when(stack, "v1", lambda said: MOMENTS[moment](stack, said), strategy="blue_green", keep_old=2)
        well(deploy(stack, "v2"))
    tell(f"blue_green  {stack.kind:<11} kill -9 of the module          {moment:<33} {requests}; the next run puts it back", 3)
    assert requests.failures == []
    check_one_colour(stack, "v2")


@pytest.mark.parametrize("stack", proxies("caddy"), indirect=True)
def test_one_colour_is_left_when_the_engine_is_killed_behind_the_switch(stack, tell):
    """It starts both colours again: the site answers, and the next run ends with one."""
    well(deploy(stack, "v2"))
    with watched(stack.url) as requests:
        engine_killed_when(stack, "v1", lambda said: MOMENTS["behind the switch"](stack, said), strategy="blue_green", keep_old=5)
        answered_again = wait_for_answer(stack.url)
        result = deploy(stack, "v2", watch=None)
    tell(f"blue_green  {stack.kind:<11} kill -9 of the engine          behind the switch                 {requests}, answers"
         f" {answered_again:.1f} s after the engine; the next run puts it back", 3)
    assert not result["failed"], result["msg"]
    check_one_colour(stack, "v2")


class TwoServices(RollingStack):
    """Two that do not depend on one another, behind one list of Caddy's, with an address of somebody else's."""

    caddy_configuration = CADDY.replace("reverse_proxy app:9000 {", "reverse_proxy app:9000 api:9000 192.0.2.9:9000 {\n    lb_policy first")

    def __init__(self, lab, folder) -> None:
        super().__init__(lab, "caddy", folder)
        self.name = "two-services"

    @property
    def proxies(self) -> list[dict]:
        return [{**self.proxy, "backends": ["app", "api"]}]

    def write(self, tag: str) -> None:
        self.services["api"] = {**self.services["app"], "image": f"{self.lab.app_image}:{tag}"}
        super().write(tag)

    def upstreams(self) -> str:
        command = ["curl", "--silent", "--unix-socket", str(self.folder / "run" / "admin.sock"), "-H", "Host:", "http://localhost/config/apps/http/servers"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.xdist_group("blue-green-caddy")
def test_services_that_do_not_depend_on_one_another_change_together(lab, tmp_path):
    """One refused the other's count, and Caddy was left with the address of a container that was gone."""
    lab.pull("framework:v1", "framework:v2", "redis:7-alpine", "caddy:2.6")
    stack = TwoServices(lab, tmp_path)
    try:
        first = deploy(stack, "v1", watch=None)
        assert not first["failed"], first["msg"]
        before = stack.upstreams()
        well(deploy(stack, "v2"))
        assert stack.upstreams() == before
        killed_when(stack, "v1", lambda said: said.startswith("looking"), strategy="blue_green", keep_old=5)
        well(deploy(stack, "v2"))
        assert stack.upstreams() == before
        assert len(stack.containers("app")) == len(stack.containers("api")) == 1
        assert not deploy(stack, "v2")["changed"]
    finally:
        stack.remove()

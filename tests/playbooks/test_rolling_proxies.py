"""Rolling deploys behind each proxy: nobody is refused, releases that are no good are never shown, and what is under way comes to its end."""

from __future__ import annotations

import os

import pytest
from playbook_support.composes import COMPOSES, Compose
from playbook_support.rolling_stack import PROXIES, RollingStack, engine_killed_when, killed_when
from playbook_support.visitors import slow_requests, wait_for_answer, watched


def run_of(kind: str, compose: Compose, name: str) -> object:
    """Each is a history of its own, and needs not wait for the others."""
    return pytest.param((kind, compose), id=name, marks=pytest.mark.xdist_group(f"rolling-{name}"))


ALL = os.environ.get("ROLLING_MOMENTS") == "all"
RUNS = [*(run_of(kind, COMPOSES[0], kind) for kind in PROXIES), run_of("reload", COMPOSES[1], "reload-newer-compose")]
OWN_COMPOSE = RUNS if ALL else RUNS[:-1]  # the newer one makes containers as the other does


@pytest.fixture(name="stack", params=RUNS, scope="module")
def fixture_stack(lab, request, tmp_path_factory):
    """Up with framework:v1."""
    lab.pull("framework:v1", "framework:v2", "framework:v4", "framework:v5", "nginx:1.25-alpine", "redis:7-alpine", "haproxy:2.6", "caddy:2.6")
    kind, compose = request.param
    stack = RollingStack(lab, kind, tmp_path_factory.mktemp(kind), compose)
    first = stack.deploy("v1", watch=None)
    assert not first["failed"], first["msg"]
    yield stack
    stack.remove()


def test_nobody_is_refused_while_the_application_is_replaced(stack, tell):
    """ROLLING_DEPLOYS=20 in `make test-zero-downtime`: that many in a row, each with requests of five seconds under way."""
    assert not stack.deploy("v1")["failed"]
    requests = 0
    for number in range(int(os.environ.get("ROLLING_DEPLOYS", "1"))):
        tag = "v1" if number % 2 else "v2"
        with slow_requests(stack.url, 5) as problems:
            result = stack.deploy(tag)
        assert not result["failed"], result["msg"]
        assert problems == []
        assert result["watch"]["failed"] == 0
        assert result["watch"]["requests"] > 20
        assert stack.version() == tag
        assert len(stack.containers("app")) == 1
        requests += result["watch"]["requests"]
    tell(f"rolling     {stack.kind:<11} {number + 1:>2} deploys in a row, requests of 5 s under way: {requests:>5} requests, 0 failed")


@pytest.mark.parametrize("stack", OWN_COMPOSE, indirect=True)
def test_a_release_whose_pages_fail_is_shown_to_nobody(stack):
    assert not stack.deploy("v2")["failed"]
    before = stack.containers("app")
    result = stack.deploy("v4", health_timeout=5)
    assert result["failed"]
    assert "its x-slipway.check in container" in result["msg"]
    assert result["watch"]["failed"] == 0
    assert stack.containers("app") == before
    assert stack.version() == "v2"


@pytest.mark.parametrize("stack", OWN_COMPOSE, indirect=True)
def test_a_second_run_touches_nothing(stack):
    assert not stack.deploy("v2")["failed"]
    before = stack.containers("app")
    assert stack.deploy("v2", check=True)["services"] == []
    result = stack.deploy("v2")
    assert not result["failed"], result["msg"]
    assert not result["changed"]
    assert stack.containers("app") == before


def number_of(stack, status: str) -> int:
    """How many containers of the application have it."""
    label = f"--filter=label=com.docker.compose.project={stack.name}"
    found = stack.lab.docker("ps", "--all", "--quiet", label, "--filter=label=com.docker.compose.service=app", f"--filter=status={status}")
    return len(found.split())


MOMENTS = {
    "before there is a new container": lambda stack, said: said.startswith("starting"),
    "when it is made": lambda stack, said: number_of(stack, "created") == 1,
    "when it runs": lambda stack, said: number_of(stack, "running") == 2,
    "when it is well": lambda stack, said: "healthy" in said,
    "when the proxy knows it": lambda stack, said: said.startswith("stopping"),
    "when the old one is gone": lambda stack, said: said.startswith("stopping") and len(stack.containers("app")) == 1,
}


# All of them behind each proxy are rows of `make test-zero-downtime`.
SOME = ("when the proxy knows it",)


@pytest.mark.parametrize("stack", OWN_COMPOSE, indirect=True)
@pytest.mark.parametrize("moment", MOMENTS if ALL else SOME)
def test_nobody_is_refused_when_it_is_killed_and_put_back(stack, moment, tell):
    """At whatever moment: what is put back has one container, and the proxy sends everybody there."""
    assert not stack.deploy("v2")["failed"]
    with watched(stack.url) as requests:
        killed_when(stack, "v1", lambda said: MOMENTS[moment](stack, said))
        result = stack.deploy("v2")
    tell(f"rolling     {stack.kind:<11} kill -9 of the module          {moment:<33} {requests}; the next run puts it back", 3)
    assert not result["failed"], result["msg"]
    assert requests.failures == []
    check_one_colour(stack, "v2")


def check_one_colour(stack, tag: str) -> None:
    assert stack.version() == tag
    assert len(stack.containers("app")) == 1
    assert not stack.deploy(tag)["changed"]


@pytest.mark.parametrize("stack", OWN_COMPOSE if ALL else RUNS[:1], indirect=True)
def test_one_colour_is_left_when_the_engine_is_killed_while_both_run(stack, tell):
    """An engine that was killed starts its containers again, the new one and the old one: the site answers, and the next run ends with one."""
    assert not stack.deploy("v2")["failed"]
    with watched(stack.url) as requests:
        engine_killed_when(stack, "v1", lambda said: MOMENTS["when it runs"](stack, said))
        answered_again = wait_for_answer(stack.url)
        result = stack.deploy("v2", watch=None)
    tell(f"rolling     {stack.kind:<11} kill -9 of the engine          when both run                     {requests}, answers"
         f" {answered_again:.1f} s after the engine; the next run puts it back", 3)
    assert not result["failed"], result["msg"]
    check_one_colour(stack, "v2")


@pytest.mark.parametrize("stack", [run for run in OWN_COMPOSE if ALL or run.id == "haproxy"], indirect=True)
def test_a_proxy_that_is_there_before_the_application_sends_requests_there_later(stack):
    """As after a reboot, where the engine starts containers in no order: nginx and HAProxy end until the name is known."""
    assert not stack.deploy("v2")["failed"]
    [proxy], [application] = stack.containers("proxy"), stack.containers("app")
    stack.lab.set_restart_policy("unless-stopped", proxy)
    stack.lab.docker("stop", application)
    stack.lab.docker("restart", proxy)
    stack.lab.docker("start", application)
    wait_for_answer(stack.url)
    check_one_colour(stack, "v2")


@pytest.fixture(name="without_check")
def fixture_without_check(stack):
    """The stack with framework:v2, and without the check, so that it is the canary which finds a fault."""
    assert not stack.deploy("v2")["failed"]
    check = stack.services["app"].pop("x-slipway")
    yield stack
    stack.services["app"]["x-slipway"] = check
    assert not stack.deploy("v2")["failed"]


@pytest.mark.parametrize("stack", [run for run in RUNS if run.id in ("haproxy", "caddy")], indirect=True)
def test_a_canary_gets_its_share_and_then_everything(without_check):
    stack, canary = without_check, {"strategy": "canary", "steps": [10, 50], "step_for": 5}
    result = stack.deploy("v1", **canary)
    assert not result["failed"], result["msg"]
    assert result["watch"]["failed"] == 0
    assert stack.version() == "v1"
    broken = stack.deploy("v4", **canary, watch={"url": stack.url + "/", "max_failures": 1})
    assert broken["failed"]
    assert "service app was switched back to its old container: at 10 % of the requests more requests have failed than max_failures allows" in broken["msg"]
    assert 2 <= broken["watch"]["failed"] <= broken["watch"]["requests"] * 0.25
    assert stack.version() == "v1"
    assert len(stack.containers("app")) == 1


@pytest.mark.parametrize("stack", [run for run in RUNS if run.id == "haproxy" or (ALL and run.id == "caddy")], indirect=True)
@pytest.mark.parametrize("share", ["10 %", "50 %"] if ALL else ["50 %"])
def test_nobody_is_refused_when_it_is_killed_while_a_canary_has_its_share(stack, share, tell):
    assert not stack.deploy("v2")["failed"]
    with watched(stack.url) as requests:
        killed_when(stack, "v1", lambda said: said.startswith(share), strategy="canary", steps=[10, 50], step_for=5)
        result = stack.deploy("v2")
    tell(f"canary      {stack.kind:<11} kill -9 of the module          with {share} of the requests         {requests}; the next run puts it back", 3)
    assert not result["failed"], result["msg"]
    assert requests.failures == []
    check_one_colour(stack, "v2")

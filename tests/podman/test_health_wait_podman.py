"""health_wait on Podman's socket. The probes that systemd's timers would run are run by the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playbook_support.waiting import Project, Running
from playbook_support.web import Web, serving
from podman import Podman

FILE_EXISTS = "test -e /tmp/ok"
TIME_IS_UP = "is not healthy after"


def test_a_container_gets_healthy(project: Project, engine: Podman) -> None:
    name = project.start("app", "sleep 1; touch /tmp/ok; exec sleep 600", FILE_EXISTS, "--health-retries=99")
    looked = project.wait(_ansible_check_mode=True).well()
    assert looked.result["healthy"] is False
    with engine.probing(name):
        waited = project.wait().well()
    assert waited.container(name)["health"] == "healthy"
    assert project.wait().well().container(name)["healthy_after"] == 0


def test_a_container_gets_unhealthy(project: Project, engine: Podman) -> None:
    name = project.start("app", "echo listening; exec sleep 600", "echo refused; exit 7")
    with engine.probing(name):
        waited = project.wait().failed()
    assert f"container {name} is unhealthy" in waited.result["msg"]
    assert TIME_IS_UP not in waited.result["msg"]
    assert "refused" in waited.container(name)["last_probe"]
    assert waited.container(name)["log"] == ["listening"]


def test_an_exit_that_is_final(project: Project) -> None:
    name = project.start("app", "sleep 1; echo no such database; exit 3")
    waited = project.wait(stable_for=30).failed()
    assert f"container {name} exited with code 3: it has no restart policy" in waited.result["msg"]
    assert "its log ends with: no such database" in waited.result["msg"]


def test_a_restart_loop(project: Project) -> None:
    name = project.start("app", "sleep 0.2; exit 3", "", "--restart=always")
    waited = project.wait().failed()
    assert f"container {name} is in a restart loop" in waited.result["msg"]


def test_retries_that_are_used_up(project: Project) -> None:
    name = project.start("app", "sleep 0.5; exit 4", "", "--restart=on-failure:2")
    waited = project.wait(max_restarts=9, stable_for=30).failed()
    assert "retries of its restart policy are used up" in waited.result["msg"]
    assert waited.container(name)["restarts"] == 2


def test_one_restart_is_forgiven_though_podman_calls_the_container_exited_meanwhile(project: Project, engine: Podman) -> None:
    once = "test -e /tmp/again && touch /tmp/ok && exec sleep 600; touch /tmp/again; sleep 1; exit 1"
    name = project.start("app", once, FILE_EXISTS, "--restart=on-failure:5", "--health-retries=99")
    with engine.probing(name):
        waited = project.wait().well()
    assert waited.container(name)["restarts"] == 1


@contextmanager
def waiting_for_a_page(project: Project, **options) -> Iterator[tuple[Running, Web]]:
    """A wait that is at the point where the containers are well and only a page is not."""
    with serving() as web:
        web.pages["/"] = lambda page: page.say(503)
        with project.run({"http": [{"url": web.url()}], **options}) as running:
            while not web.asked:
                assert running.process.poll() is None, running.result().result
            yield running, web


def test_a_container_that_is_removed(project: Project) -> None:
    name = project.start("app")
    with waiting_for_a_page(project, timeout=8) as (running, _):
        project.lab.docker("rm", "--force", name)
        waited = running.result().failed()
    assert "container 1 of service app was removed during the wait" in waited.result["msg"]


def test_a_project_of_docker_compose(project: Project) -> None:
    project.compose({"app": {"scale": 2}, "job": {"command": ["exit 0"]}}, "up", "--detach")
    waited = project.wait(files=["compose.yml"]).well()
    assert [entry["service"] for entry in waited.result["services"]] == ["app", "app", "job"]


def test_podman_is_restarted_during_the_wait(project: Project, engine: Podman) -> None:
    name = project.start("app")
    with waiting_for_a_page(project) as (running, web):
        engine.stop()
        engine.start()
        web.pages["/"] = lambda page: page.say(200)
        waited = running.result().well()
    assert waited.container(name)["state"] == "running"

"""health_wait with stable_for: healthy without a break, or not yet healthy."""

from __future__ import annotations

from playbook_support.waiting import Project
from playbook_support.web import serving

READY = "touch /tmp/ok; exec sleep 600"
FILE_EXISTS = "test -e /tmp/ok"


def test_a_stack_that_stays_well_is_healthy_after_the_window(project: Project) -> None:
    project.start("app", READY, FILE_EXISTS)
    waited = project.wait(stable_for=2).well()
    assert waited.result["waited"] >= 2
    assert project.wait(stable_for=1).well().result["waited"] >= 1


def test_check_mode_does_not_wait_for_the_window(project: Project) -> None:
    project.start("app", READY, FILE_EXISTS)
    project.wait().well()
    looked = project.wait(stable_for=60, _ansible_check_mode=True).well()
    assert looked.result["waited"] == 0


def test_a_container_that_turns_unhealthy_within_the_window_fails(project: Project) -> None:
    name = project.start("app", "touch /tmp/ok; sleep 1.5; rm /tmp/ok; exec sleep 600", FILE_EXISTS)
    waited = project.wait(stable_for=60).failed()
    assert f"container {name} is unhealthy after 2 failed probes" in waited.result["msg"]
    assert waited.result["waited"] < 60


def test_a_container_that_ends_within_the_window_fails(project: Project) -> None:
    name = project.start("app", "sleep 2; exit 3")
    waited = project.wait(stable_for=60).failed()
    assert f"container {name} exited with code 3" in waited.result["msg"]


def test_a_restart_within_the_window_starts_it_anew(project: Project) -> None:
    """The container is well, ends once after some seconds, is restarted and stays well."""
    once = "test -e /tmp/again || { touch /tmp/again /tmp/ok; sleep 2; exit 1; }; exec sleep 600"
    name = project.start("app", once, FILE_EXISTS, "--restart=always")
    waited = project.wait(stable_for=4, timeout=60).well()
    entry = waited.container(name)
    assert entry["restarts"] == 1
    assert waited.result["waited"] >= 6 - 1  # what was left of the first life, and a whole window after it
    assert entry["healthy_after"] > 0


def test_time_runs_out_within_the_window(project: Project) -> None:
    restless = "touch /tmp/ok; sleep 2; exit 1"
    project.start("app", restless, FILE_EXISTS, "--restart=always")
    waited = project.wait(stable_for=4, timeout=5, max_restarts=99).failed()
    assert "of 4 s" in waited.result["msg"] or "is not healthy after 5 s" in waited.result["msg"]


def test_a_window_longer_than_the_timeout_is_refused(project: Project) -> None:
    project.start("app", READY)
    refused = project.wait(stable_for=10, timeout=5).failed()
    assert "stable_for" in refused.result["msg"]
    assert "timeout" in refused.result["msg"]
    assert "stable_for" in project.wait(stable_for=-1).failed().result["msg"]


def test_a_page_that_breaks_within_the_window_starts_it_anew(project: Project) -> None:
    project.start("app")
    with serving() as web:
        good = web.pages["/"]

        def break_once(page) -> None:
            if web.asked.count("/") == 2:
                page.say(503)
            else:
                good(page)

        web.pages["/"] = break_once
        waited = project.wait(http=[{"url": web.url()}], stable_for=3, timeout=60).well()
    assert web.asked.count("/") > 3
    assert waited.result["waited"] >= 3

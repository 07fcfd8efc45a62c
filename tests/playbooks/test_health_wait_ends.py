"""health_wait on containers that run out of memory, are killed, paused, removed, renamed or replaced while it waits."""

from __future__ import annotations

import time

from playbook_support.waiting import Project

LITTLE_MEMORY = ("--memory=16m", "--memory-swap=16m")
EAT_MEMORY = "x=aaaaaaaa; while :; do x=$x$x; done"
NOT_YET = ("exec sleep 600", "sleep 30")  # a container that becomes neither healthy nor unhealthy during a test
TIME_IS_UP = "is not healthy after"


def test_a_container_that_runs_out_of_memory_is_named_as_such(project: Project) -> None:
    project.start("other", *NOT_YET)
    name = project.start("app", f"sleep 1; {EAT_MEMORY}", "", *LITTLE_MEMORY)
    waited = project.wait().failed()
    assert f"container {name} ran out of memory and exited with code 137" in waited.result["msg"]
    assert waited.container(name)["oom_killed"] is True


def test_a_restart_loop_out_of_memory_says_so(project: Project) -> None:
    name = project.start("app", EAT_MEMORY, "", "--restart=always", *LITTLE_MEMORY)
    waited = project.wait().failed()
    assert f"container {name} is in a restart loop" in waited.result["msg"]
    assert "ran out of memory" in waited.result["msg"]
    assert waited.container(name)["oom_killed"] is True


def test_a_child_process_killed_for_memory_is_no_failure_while_the_container_lives_on(project: Project) -> None:
    command = f"({EAT_MEMORY}); touch /tmp/ok; exec sleep 600"
    begin = time.time()
    name = project.start("app", command, "test -e /tmp/ok", *LITTLE_MEMORY)
    assert project.wait().well().container(name)["state"] == "running"
    killed = project.lab.docker("events", f"--since={begin}", "--until=0s", "--filter=event=oom", f"--filter=container={name}")
    assert killed, "no process of the container was killed for memory, so this test has shown nothing"


def test_a_job_that_lost_a_child_process_to_memory_and_ends_with_0_is_done(project: Project) -> None:
    name = project.start("job", f"({EAT_MEMORY}); exit 0", "", *LITTLE_MEMORY)
    project.start("app")
    project.lab.docker("wait", name)
    assert project.wait().well().container(name)["exit_code"] == 0


def test_docker_kill_ends_the_wait(project: Project) -> None:
    name = project.start("app", *NOT_YET)
    with project.waiting() as running:
        project.lab.docker("kill", name)
        waited = running.result().failed()
    assert f"container {name} was stopped by hand during the wait (exited with code 137)" in waited.result["msg"]


def test_a_container_that_is_removed_is_missed_until_time_is_up(project: Project) -> None:
    project.start("other")
    name = project.start("app", *NOT_YET)
    with project.waiting(timeout=4) as running:
        project.lab.docker("rm", "--force", name)
        waited = running.result().failed()
    assert TIME_IS_UP in waited.result["msg"]
    assert "container 1 of service app was removed during the wait" in waited.result["msg"]
    assert [entry["service"] for entry in waited.result["services"]] == ["other"]


def test_a_container_that_another_takes_the_place_of_is_no_longer_judged(project: Project) -> None:
    name = project.start("app", *NOT_YET)
    with project.waiting() as running:
        project.lab.docker("rm", "--force", name)
        project.start("app", "touch /tmp/ok; exec sleep 600", "test -e /tmp/ok")
        waited = running.result().well()
    assert len(waited.result["services"]) == 1


def test_a_renamed_container_goes_by_its_new_name(project: Project) -> None:
    name = project.start("app", "exec sleep 600", "test -e /tmp/ok", "--health-retries=99")
    with project.waiting() as running:
        project.lab.docker("rename", name, f"{name}-renamed")
        project.lab.touch(f"{name}-renamed", "/tmp/ok")
        waited = running.result().well()
    assert waited.container(f"{name}-renamed")["health"] == "healthy"


def test_a_paused_container_is_waited_for_until_it_goes_on(project: Project) -> None:
    name = project.start("app", "exec sleep 600", "test -e /tmp/ok", "--health-retries=99")
    project.lab.touch(name, "/tmp/ok")
    project.lab.docker("pause", name)
    paused = project.wait(timeout=1).failed()
    assert f"is not healthy after 1 s: container {name} is paused" in paused.result["msg"]
    assert paused.container(name)["state"] == "paused"
    with project.waiting() as running:
        project.lab.docker("unpause", name)
        running.result().well()

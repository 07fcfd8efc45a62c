"""health_wait with compose files: what has to be there, jobs, replicas, and containers that are replaced."""

from __future__ import annotations

import pytest
from playbook_support.waiting import Project

FILES = ["compose.yml"]
HEALTHY = {"test": ["CMD-SHELL", "test -e /tmp/ok"], "interval": "1s", "retries": 5}
READY_AFTER_2 = ["sleep 2; touch /tmp/ok; exec sleep 600"]


def test_all_services_and_replicas_of_the_file_are_waited_for(project: Project) -> None:
    services = {"app": {"command": READY_AFTER_2, "healthcheck": HEALTHY}, "web": {"scale": 2}}
    project.compose(services, "up", "--detach")
    waited = project.wait(files=FILES).well()
    assert waited.result["project"] == project.name
    names = [entry["name"].removeprefix(project.name) for entry in waited.result["services"]]
    assert names == ["-app-1", "-web-1", "-web-2"]
    project.lab.docker("rm", "--force", f"{project.name}-web-2")
    missing = project.wait(files=FILES, timeout=1).failed()
    assert missing.result["msg"].endswith("service web has 1 of 2 containers")
    project.wait(timeout=5).well()


def test_a_job_that_others_wait_for_is_done_when_it_exits_with_0(project: Project) -> None:
    job = {"command": ["exit 0"], "restart": "on-failure"}
    needs_job = {"depends_on": {"migrate": {"condition": "service_completed_successfully"}}}
    project.compose({"migrate": job, "app": needs_job}, "up", "--detach")
    by_files = project.wait(files=FILES, without_healthcheck="running").well()
    assert by_files.container(f"{project.name}-migrate-1")["state"] == "exited"
    project.wait().well()


def test_one_off_containers_and_services_of_a_profile_that_is_off_are_not_counted(project: Project) -> None:
    services = {"app": {}, "tool": {"profiles": ["tools"]}}
    project.compose(services, "up", "--detach")
    project.compose(services, "run", "--detach", "app", "exit 9")
    waited = project.wait(files=FILES).well()
    assert [entry["service"] for entry in waited.result["services"]] == ["app"]
    project.wait().well()
    on = project.wait(files=FILES, timeout=0, environment={"COMPOSE_PROFILES": "tools"}).failed()
    assert "service tool has no container" in on.result["msg"]


def test_containers_that_are_replaced_during_the_wait_are_followed(project: Project) -> None:
    project.compose({"app": {"healthcheck": {**HEALTHY, "retries": 99}}}, "up", "--detach")
    old = project.lab.docker("ps", "--quiet", f"--filter=name={project.name}-app-1")
    better = {"app": {"command": READY_AFTER_2, "healthcheck": HEALTHY, "stop_grace_period": "1s"}}
    with project.waiting(timeout=60) as running:
        project.compose(better, "up", "--detach", "--force-recreate")
        waited = running.result().well()
    assert len(waited.result["services"]) == 1
    assert project.lab.docker("ps", "--quiet", f"--filter=name={project.name}-app-1") != old


def test_files_that_compose_refuses(project: Project) -> None:
    (project.folder / "compose.yml").write_text("services:\n  app: {image: 5}\n", encoding="utf-8")
    refused = project.wait(files=FILES).failed()
    assert refused.result["msg"].startswith(f"docker compose config refuses the files in '{project.folder}': ")
    absent = project.wait(files=["nowhere.yml"]).failed()
    assert "nowhere.yml" in absent.result["msg"]
    looked = project.wait(files=["nowhere.yml"], _ansible_check_mode=True).well()
    assert "nowhere.yml" in looked.result["warnings"][0]


def test_one_bad_replica_fails_the_service_and_is_named(project: Project) -> None:
    project.compose({"app": {"healthcheck": {**HEALTHY, "retries": 3}, "scale": 3}}, "up", "--detach")
    for number in (1, 3):
        project.lab.touch(f"{project.name}-app-{number}", "/tmp/ok")
    waited = project.wait(files=FILES).failed()
    assert f"container {project.name}-app-2 is unhealthy after" in waited.result["msg"]
    assert "-app-1" not in waited.result["msg"]
    assert "-app-3" not in waited.result["msg"]


def test_a_service_that_is_scaled_down_and_up_during_the_wait(project: Project) -> None:
    services = {"app": {"healthcheck": {**HEALTHY, "retries": 99}, "scale": 2}}
    project.compose(services, "up", "--detach")
    with project.waiting(files=FILES, timeout=60) as running:
        project.compose(services, "up", "--detach", "--scale=app=1")
        project.compose(services, "up", "--detach", "--scale=app=2")
        for number in (1, 2):
            project.lab.touch(f"{project.name}-app-{number}", "/tmp/ok")
        waited = running.result().well()
    assert [entry["health"] for entry in waited.result["services"]] == ["healthy", "healthy"]


@pytest.mark.parametrize("by", ["files", "project"])
def test_a_job_that_others_wait_for_and_that_fails_is_named(project: Project, by: str) -> None:
    job = {"command": ["echo no such table; exit 6"], "restart": "no"}
    needs_job = {"depends_on": {"migrate": {"condition": "service_completed_successfully"}}}
    with pytest.raises(AssertionError, match='service "migrate" didn\'t complete successfully: exit 6'):
        project.compose({"migrate": job, "app": needs_job}, "up", "--detach")
    waited = project.wait(files=FILES) if by == "files" else project.wait()
    sentence = f"container {project.name}-migrate-1 exited with code 6: it has no restart policy"
    assert f"{sentence} (its log ends with: no such table)" in waited.failed().result["msg"]


@pytest.mark.parametrize("by", ["files", "project"])
def test_a_job_that_others_wait_for_has_to_reach_its_end(project: Project, by: str) -> None:
    job = {"command": ["while ! test -e /tmp/go; do sleep 0.1; done; exit 0"], "restart": "on-failure"}
    needs_job = {"depends_on": {"migrate": {"condition": "service_completed_successfully"}}}
    services = {"migrate": job, "app": needs_job}
    project.compose(services, "create")
    project.compose(services, "start", "migrate")
    with project.waiting(**({"files": FILES} if by == "files" else {})) as running:
        project.lab.touch(f"{project.name}-migrate-1", "/tmp/go")
        project.lab.docker("wait", f"{project.name}-migrate-1")
        project.compose(services, "up", "--detach")
        waited = running.result().well()
    assert waited.container(f"{project.name}-migrate-1")["exit_code"] == 0
    assert waited.container(f"{project.name}-app-1")["state"] == "running"


def test_only_the_services_asked_for_are_judged(project: Project) -> None:
    services = {"app": {}, "crash": {"command": ["exit 1"], "restart": "no"}, "absent": {"scale": 0}}
    project.compose(services, "up", "--detach")
    only = project.wait(files=FILES, services=["app"]).well()
    assert [entry["service"] for entry in only.result["services"]] == ["app"]
    assert "exited with code 1" in project.wait(files=FILES).failed().result["msg"]
    unknown = project.wait(files=FILES, services=["nobody"]).failed()
    assert "there is no service 'nobody' in the compose files; they have: absent, app, crash" in unknown.result["msg"]

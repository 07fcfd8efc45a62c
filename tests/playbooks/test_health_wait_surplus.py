"""health_wait on services that have more containers than they should: leftovers, and old ones beside new ones."""

from __future__ import annotations

import pytest
from playbook_support.waiting import Project

FILES = ["compose.yml"]
PREFIX = "0123456789ab_"


def by(way: str) -> dict:
    return {"files": FILES} if way == "files" else {}


def make_leftover(project: Project, number: int = 1) -> str:
    """What a `docker compose up` leaves that is cut off when it has made the successor of a replica, and done nothing else."""
    name = f"{PREFIX}{project.name}-app-{number}"
    labels = {"project": project.name, "service": "app", "container-number": str(number), "oneoff": "False"}
    marks = [f"--label=com.docker.compose.{key}={value}" for key, value in labels.items()]
    project.lab.docker("create", "--stop-signal=KILL", "--network=none", f"--name={name}", *marks, "--entrypoint=/bin/sh",
                       project.image, "-c", "exec sleep 600")
    return name


@pytest.mark.parametrize("way", ["files", "project"])
def test_a_leftover_that_was_only_created_is_a_warning_and_no_failure(project: Project, way: str) -> None:
    project.compose({"app": {}}, "up", "--detach")
    name = make_leftover(project)
    waited = project.wait(timeout=30, **by(way)).well()
    assert [entry["name"] for entry in waited.result["services"]] == [f"{project.name}-app-1"]
    assert [f"docker rm {name} removes it" in warning for warning in waited.result["warnings"]] == [True]
    again = project.wait(timeout=30, **by(way)).well()
    assert len(again.result["warnings"]) == 1
    project.lab.docker("rm", name)
    assert not project.wait(**by(way)).well().result.get("warnings")


@pytest.mark.parametrize("way", ["files", "project"])
def test_an_old_container_beside_the_new_one_is_named_and_fails_the_wait(project: Project, way: str) -> None:
    project.compose({"app": {}}, "up", "--detach")
    name = make_leftover(project)
    project.lab.docker("start", name)
    waited = project.wait(timeout=60, **by(way)).failed()
    says = "service app is configured for 1 container and runs 2: " if way == "files" else \
        "service app runs more than one container with the number 1: "
    assert says in waited.result["msg"]
    for one in (name, f"{project.name}-app-1"):
        assert f"{one} (image {project.image}, since 20" in waited.result["msg"]
    project.lab.docker("rm", "--force", name)  # as the message says
    project.wait(**by(way)).well()


def test_a_leftover_that_is_started_and_one_that_vanishes_during_the_wait(project: Project) -> None:
    project.compose({"app": {}, "slow": {"command": ["sleep 4; touch /tmp/ok; exec sleep 600"], "healthcheck": {
        "test": ["CMD-SHELL", "test -e /tmp/ok"], "interval": "1s", "retries": 99}}}, "up", "--detach")
    gone, started = make_leftover(project), make_leftover(project, 2)
    with project.waiting(files=FILES, timeout=60) as running:
        project.lab.docker("rm", gone)
        project.lab.docker("start", started)
        waited = running.result().failed()
    assert f"{started} (image" in waited.result["msg"]
    assert gone not in waited.result["msg"]


def test_what_an_earlier_run_left_and_does_not_run_is_a_warning(project: Project) -> None:
    name = make_leftover(project)
    project.lab.docker("start", name)
    project.lab.docker("stop", name)
    project.start("app")
    waited = project.wait().well()
    assert waited.container(f"{project.name}-app-1")["state"] == "running"
    assert [f"container {name} of service app is one more than there should be" in warning
            for warning in waited.result["warnings"]] == [True]


def test_a_service_that_is_scaled_down_while_we_wait(project: Project) -> None:
    project.compose({"app": {"scale": 3}}, "up", "--detach")
    project.compose({"app": {"scale": 1}}, "config")  # the file says one; three run
    with project.waiting(files=FILES, timeout=60) as running:
        project.compose({"app": {"scale": 1}}, "up", "--detach")
        waited = running.result().well()
    assert [entry["name"] for entry in waited.result["services"]] == [f"{project.name}-app-1"]


def test_replicas_of_an_old_and_a_new_configuration_side_by_side_are_a_warning(project: Project) -> None:
    project.compose({"app": {"scale": 1}}, "up", "--detach")
    project.compose({"app": {"scale": 2, "environment": {"A": "1"}}}, "up", "--detach", "--no-recreate")
    waited = project.wait(files=FILES).well()
    assert len(waited.result["warnings"]) == 1
    assert "containers of service app were made from different configurations" in waited.result["warnings"][0]

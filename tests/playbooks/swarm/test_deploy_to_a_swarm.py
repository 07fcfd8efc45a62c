"""The role against a real swarm: the same compose files, through docker stack deploy."""

from __future__ import annotations

import pytest
from playbook_support.swarm_stack import SwarmStack

FIRST, SECOND, THIRD = "2026-01-01T00-00-00Z", "2026-01-02T00-00-00Z", "2026-01-03T00-00-00Z"
pytestmark = [pytest.mark.usefixtures("fresh_stack"), pytest.mark.xdist_group("swarm")]
HEALTH = {"test": ["CMD", "cat", "/etc/passwd"], "interval": "1s", "retries": 3}
QUICK = {"update_config": {"order": "start-first", "monitor": "2s"}}


def words(run) -> str:
    return " ".join(run.output.split())


@pytest.fixture(name="stack")
def fixture_stack(fresh_swarm, swarm_shell, lab, run_playbook, tmp_path):
    """Two services: web in two replicas, which the deploys change, and quiet, which none does."""
    stack = SwarmStack(fresh_swarm, lab, "shop", tmp_path, run_playbook)
    image = f"{fresh_swarm.registry}/shell:v1"
    web = stack.service(image, healthcheck=HEALTH, deploy={"replicas": 2, **QUICK}, environment={"MODE": "fast"})
    quiet = stack.service(f"{fresh_swarm.registry}/shell:v1", deploy=QUICK)
    quiet["image"] = f"{fresh_swarm.registry}/quiet:v1"
    fresh_swarm.manager.docker("tag", swarm_shell[0], quiet["image"]) if False else None
    stack.write_stack({"web": web})
    yield stack
    stack.remove()


def test_a_deploy_a_second_run_and_a_rollback(stack):
    run = stack.deploy("v1", FIRST, check=True).succeeded()
    assert stack.images() == {}
    assert "web: created" in words(run)

    stack.deploy("v1", FIRST).succeeded()
    print(stack.images())
    first = stack.tasks("web")
    assert len(first) == 2 and stack.images()["web"].startswith(f"{stack.swarm.registry}/shell:v1@sha256:")

    again = stack.deploy("v1", FIRST).succeeded()
    assert again.changed == 0 and stack.tasks("web") == first

    run = stack.deploy("v2", SECOND, check=True).succeeded()
    print(run.output)
    assert "web: gets a new specification (image" in words(run) and stack.tasks("web") == first

    run = stack.deploy("v2", SECOND).succeeded()
    print(run.output)
    assert stack.images()["web"].startswith(f"{stack.swarm.registry}/shell:v2@sha256:")

    run = stack.rollback(FIRST).succeeded()
    print(run.output)
    assert stack.images()["web"].startswith(f"{stack.swarm.registry}/shell:v1@sha256:")

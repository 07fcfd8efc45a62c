"""A swarm of one manager and two workers, for all the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playbook_support.lab import Lab
from playbook_support.own_stack import push
from playbook_support.shell_image import import_shell_image
from playbook_support.swarm import Swarm, swarm_of
from playbook_support.swarm_registry import Registry
from playbook_support.swarm_stack import SwarmStack

HEALTHY = {"test": ["CMD", "cat", "/tmp/well"], "interval": "1s", "retries": 3}
RUNS = """
[ $$RELEASE != exits ] || { echo no database; exit 3; }
[ $$RELEASE = sick ] || touch /tmp/well
trap 'exit 0' TERM
while :; do sleep 1; done
"""
QUICK = {"update_config": {"order": "start-first", "monitor": "1s"}}


@pytest.fixture(scope="session")
def swarm_registry(lab: Lab) -> Registry:
    """What a swarm's registry begins with: the lab's account and images."""
    return Registry.like_that_of(lab)


@pytest.fixture(scope="session")
def swarm(swarm_registry: Registry) -> Iterator[Swarm]:
    """Node 1 is the manager."""
    with swarm_of(swarm_registry) as made:
        yield made


@pytest.fixture(scope="module")
def swarm_of_managers(swarm_registry: Registry) -> Iterator[Swarm]:
    """One where all three are managers, so that any of them may be missed."""
    with swarm_of(swarm_registry, managers=3) as made:
        yield made


@pytest.fixture
def fresh_swarm(swarm: Swarm) -> Swarm:
    """Without any stack, and all its nodes well."""
    swarm.empty()
    return swarm


@pytest.fixture(scope="session")
def swarm_login(swarm: Swarm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for `docker --config`, logged in at the swarm's registry."""
    folder = tmp_path_factory.mktemp("swarm-login")
    swarm.manager.log_in(folder)
    return folder


@pytest.fixture(scope="session")
def swarm_shell(swarm: Swarm, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The smallest image with a shell, in the swarm's registry and on no node: `v1`, `v2` and `v3` under `shell`, and two that know by their
    name in $RELEASE that they are to fail."""
    folder = tmp_path_factory.mktemp("swarm-image")
    name = import_shell_image(swarm.manager, folder)
    references = [push(swarm.manager, name, "shell", tag, folder)[0] for tag in ("v1", "v2", "v3", "exits", "sick")]
    references.append(push(swarm.manager, name, "quiet", "v1", folder)[0])
    swarm.manager.docker("rmi", name)
    return references


@pytest.fixture(name="stack")
def fixture_stack(fresh_swarm, swarm_shell, lab, run_playbook, tmp_path):
    """Services web, in two replicas, and quiet, which no deploy changes."""
    stack = SwarmStack(fresh_swarm, lab, "shop", tmp_path, run_playbook)
    stack.web = stack.service(swarm_shell[0], command=["sh", "-c", RUNS], healthcheck=HEALTHY, deploy={"replicas": 2, **QUICK}, environment={"MODE": "fast"})
    stack.quiet = stack.service(swarm_shell[-1], deploy=QUICK)
    stack.write_stack({"web": stack.web, "quiet": stack.quiet})
    yield stack
    stack.remove()


@pytest.fixture(name="deployed")
def fixture_deployed(stack):
    """With a release of image v1, of the first of January."""
    stack.deploy("v1", "2026-01-01T00-00-00Z").succeeded()
    return stack

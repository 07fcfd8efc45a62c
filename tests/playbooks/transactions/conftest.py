"""A server, and a fleet, that is deployed once, for the deploys that something strikes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playbook_support.fleet import FIRST, Fleet
from playbook_support.lab import Lab
from playbook_support.own_stack import push

sys.path.insert(0, str(Path(__file__).parent))

from server import Server  # noqa: E402


@pytest.fixture
def server(request: pytest.FixtureRequest, lab: Lab, run_playbook: Callable) -> Iterator[Server]:
    """A good release is live; stack and records are on a small disk of their own, which goes when the lab is emptied."""
    if not lab.home.is_mount():
        lab.empty()
        lab.home.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=755", "tmpfs", str(lab.home)], check=True)
        first = run_playbook("deploy-update.yml", {"image_tag": "v1"})
        if first.rc:
            lab.empty()
        first.succeeded()
    failed = request.session.testsfailed
    yield Server(lab)
    if request.session.testsfailed > failed:
        lab.empty()  # the next test begins again


@pytest.fixture(scope="module")
def fleet_of_the_file(fresh_module_stack: Lab, shell_image: str, run_playbook: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """As many hosts as FLEET_HOSTS says."""
    folder = tmp_path_factory.mktemp("fleet")
    for tag in ("v1", "v2"):
        push(fresh_module_stack, shell_image, "shop/web", tag, folder)
    fleet = Fleet(fresh_module_stack, int(os.environ.get("FLEET_HOSTS", "3")), folder, run_playbook)
    yield fleet
    fleet.remove()


@pytest.fixture
def fleet(request: pytest.FixtureRequest, fleet_of_the_file: Fleet) -> Iterator[Fleet]:
    """With release FIRST, of image v1, on each host."""
    whole = fleet_of_the_file
    if not any(whole.live().values()):
        whole.deploy("v1", FIRST).succeeded()
    failed = request.session.testsfailed
    yield whole
    if request.session.testsfailed > failed:  # the next test begins again
        whole.remove()
        whole.begin()

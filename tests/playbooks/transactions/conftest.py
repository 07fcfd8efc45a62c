"""A server that is deployed once, for the deploys that something strikes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playbook_support.lab import Lab

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

"""A server that is deployed once, and the table of what struck its deploys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture
def tell(record_property: Callable) -> Callable:
    """tell(line, place=0): a line of the table that is printed at the end, with what became of the deploy and of the site."""
    return lambda line, place=0: record_property("told", (place, line))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Each line where it belongs, whichever of pytest's workers said it."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    calls = [report for report in reports if report.when == "call"]
    told = [(report.location[0], *value) for report in calls for name, value in report.user_properties if name == "told"]
    for _, _, line in sorted(told):
        terminalreporter.write_line(f"  {line}")

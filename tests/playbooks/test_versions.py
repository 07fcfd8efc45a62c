"""What differs between the engines and Composes that Slipway works with. `make test-matrix` runs it with those of three Debian suites."""

from __future__ import annotations

import json
import subprocess

import pytest
from playbook_support.modules import binary
from playbook_support.own_stack import docker_environment
from playbook_support.waiting import Project

EARLY = {"test": ["CMD-SHELL", "true"], "interval": "1h", "start_period": "1h", "start_interval": "1s"}
REFUSED = "service app has a start_interval, which engine 25 and newer know; this one is "


@pytest.fixture(name="version")
def fixture_version(project: Project) -> tuple[str, int]:
    """Of the engine: as it says it, and its first number."""
    said = project.lab.docker("version", "--format", "{{.Server.Version}}").strip()
    return said, int(said.split(".")[0])


def checked(project: Project) -> dict:
    options = json.dumps({"project_src": str(project.folder), "project_name": project.name, "required_env": []})
    command = [binary("stack_check"), "-"]
    done = subprocess.run(command, input=options, env=docker_environment(project.lab), capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def test_start_interval_is_used_by_an_engine_from_25_and_refused_beforehand_for_an_older_one(project: Project, version: tuple[str, int]) -> None:
    said, number = version
    if number >= 25:
        project.compose({"app": {"healthcheck": EARLY}}, "up", "--detach")
        project.wait(timeout=30).well()
        assert not checked(project)["failed"]
    else:
        with pytest.raises(AssertionError, match="start_interval as feature require Docker Engine v25"):
            project.compose({"app": {"healthcheck": EARLY}}, "up", "--detach")
        assert REFUSED + said in checked(project)["msg"]

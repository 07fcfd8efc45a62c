"""A server without Python: ssh, Docker's client with Compose, and the engine's socket are all that it has."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playbook_support.lab import Lab
from playbook_support.ssh_server import SshServer, ssh_server

pytestmark = pytest.mark.usefixtures("fresh_stack")


@pytest.fixture(name="server")
def fixture_server(lab: Lab, tmp_path: Path) -> Iterator[SshServer]:
    environment = {"DOCKER_HOST": lab.docker_host, "DOCKER_CONFIG": str(tmp_path / "docker")}
    (tmp_path / "server").mkdir()
    with ssh_server(tmp_path / "server", own_users=False, python=False, environment=environment) as server:
        yield server


def test_deploy_failing_deploy_releases_and_rollback(lab: Lab, server: SshServer, run_playbook: Callable) -> None:
    there = ["nsenter", "--mount", "--pid", "--target", str(server.process.pid)]
    path = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}  # as sshd sets it
    assert subprocess.run([*there, "python3", "-c", "pass"], env=path, check=False).returncode != 0
    login = {**server.settings("root"), "ansible_python_interpreter": "/nowhere/python3"}
    for tag, name in (("v1", "2025-10-31T02-35-04Z"), ("v2", "2025-10-31T02-45-04Z")):
        run_playbook("deploy-update.yml", {**login, "image_tag": tag, "deployment_timestamp": name}).succeeded()
        assert lab.version() == tag
    failed = run_playbook("deploy-update.yml", {**login, "image_tag": "v3"}).refused()
    assert "The stack was put back as it was before" in " ".join(failed.output.split()) and lab.version() == "v2"
    looked = run_playbook("deploy-update.yml", {**login, "image_tag": "v1"}, check=True, diff=True).succeeded()
    assert looked.changed and lab.version() == "v2"
    run_playbook("rollback.yml", {**login, "rollback_timestamp": "2025-10-31T02-35-04Z"}).succeeded()
    assert lab.version() == "v1"
    assert "rollback deployed" in run_playbook("releases.yml", login).succeeded().stdout

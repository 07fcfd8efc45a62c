"""stack_check on a real engine, with a real Compose: each thing that keeps a stack from coming up is told before, and is what `up` meets."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playbook_support.composes import COMPOSES
from playbook_support.modules import binary, result_of
from playbook_support.waiting import Project

NOBODY = "64123"  # an id without a name, a group or a home


def steady(result: dict) -> str:
    """Without the room on the disk, which others use meanwhile."""
    return re.sub(r"only \d+ MB", "only N MB", json.dumps({**result, "invocation": 0, "free_mb": 0}, sort_keys=True))


class Stack:
    """A project that is only looked at, and brought up to see whether that was right."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.lab = project.lab
        self.folder = project.folder
        self.write()

    def write(self, sections: dict | None = None, **service) -> None:
        plain = {"image": self.project.image, "entrypoint": ["sleep", "600"], "stop_signal": "SIGKILL", "network_mode": "none"}
        app = {key: value for key, value in (plain | service).items() if value is not None}
        text = yaml.safe_dump({"name": self.project.name, "services": {"app": app}, **(sections or {})})
        (self.folder / "compose.yml").write_text(text, encoding="utf-8")

    def look(self, environment: dict[str, str] | None = None, **options) -> dict:
        """In check mode and without, which say the same."""
        whole = {"project_src": str(self.folder), "files": ["compose.yml"], **options}
        previewed = result_of(self.lab, "stack_check", whole, check=True, environment=environment)
        result = result_of(self.lab, "stack_check", whole, environment=environment)
        assert not result["changed"] and steady(result) == steady(previewed)
        return result

    def problems(self, **options) -> list[str]:
        return [one["problem"] for one in self.look(**options)["problems"]]

    def up(self, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        whole = {**os.environ, "DOCKER_HOST": self.lab.docker_host, **(environment or {})}
        command = ["docker", "compose", "up", "--detach", "--pull", "never"]
        done = subprocess.run(command, cwd=self.folder, env=whole, capture_output=True, text=True, check=False)
        subprocess.run(["docker", "compose", "down", "--timeout", "0"], cwd=self.folder, env=whole, capture_output=True, check=False)
        return done


@pytest.fixture(name="stack")
def fixture_stack(project: Project) -> Iterator[Stack]:
    yield Stack(project)


def test_a_stack_that_can_come_up(stack: Stack) -> None:
    result = stack.look(min_free_mb=1)
    assert result["msg"] == "nothing would keep the deploy from working" and not result["failed"]
    assert result["engine"]["version"] and Path(result["engine"]["root"]).is_dir()
    assert result["compose"][0].isdigit() and result["free_mb"] > 0
    assert stack.up().returncode == 0


def test_a_user_who_may_not_use_docker(stack: Stack) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to others, as may be the checkout
        os.chmod(folder, 0o755)
        shutil.copy(binary("stack_check"), Path(folder) / "stack_check")
        command = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", str(Path(folder) / "stack_check"), "-"]
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "DOCKER_HOST": stack.lab.docker_host}
        text = json.dumps({"project_src": folder, "mode": "rollback"})
        done = subprocess.run(command, input=text, env=environment, capture_output=True, text=True, check=False)
    result = json.loads(done.stdout)
    assert result["failed"] and result["engine"] is False
    assert result["problems"][0]["problem"].startswith(f"the user with the id {NOBODY} may not use docker: ")
    assert "permission denied" in result["problems"][0]["problem"].lower()
    assert "usermod -aG docker" in result["problems"][0]["remedy"]


def test_an_external_network_and_volume_that_are_not_there(stack: Stack) -> None:
    stack.write({"networks": {"out": {"external": True, "name": "nowhere-net"}}, "volumes": {"kept": {"external": True, "name": "nowhere-data"}}},
                network_mode=None, networks=["out"], volumes=["kept:/data"])  # fmt: skip
    assert stack.problems() == ["the external network 'nowhere-net' does not exist", "the external volume 'nowhere-data' does not exist"]
    assert stack.look()["problems"][0]["remedy"] == "docker network create nowhere-net"
    assert "nowhere" in stack.up().stderr


def test_before_a_first_deploy_the_files_are_looked_at_as_they_come(stack: Stack) -> None:
    stack.write({"networks": {"out": {"external": True, "name": "traefik-nowhere"}}}, network_mode=None, networks=["out"])
    text = (stack.folder / "compose.yml").read_text(encoding="utf-8")
    (stack.folder / "compose.yml").unlink()
    result = stack.look(new_files=[{"path": "compose.yml", "content": text}], words="role")
    assert result["msg"] == "the external network 'traefik-nowhere' does not exist; docker network create traefik-nowhere"


def test_a_container_name_that_somebody_else_has(stack: Stack) -> None:
    name = stack.lab.docker("create", "--name", f"{stack.project.name}-taken", stack.project.image, "true").strip()
    try:
        stack.write(container_name=f"{stack.project.name}-taken")
        [problem] = stack.problems()
        assert problem == f"the container name '{stack.project.name}-taken' of service app is taken by '{stack.project.name}-taken', which Compose did not make"
        assert "already in use" in stack.up().stderr
    finally:
        stack.lab.docker("rm", "--force", name)


def test_a_port_that_a_process_has(stack: Stack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack.write(ports=[f"127.0.0.1:{port}:80"])
        assert stack.problems() == [f"port 127.0.0.1:{port}/tcp of service app is taken by a process of this host"]
        stack.write(ports=[f"127.0.0.2:{port}:80", f"{port}:80/udp"])
        assert stack.problems() == []


def test_a_variable_that_nobody_sets_and_one_that_the_release_will_set(stack: Stack) -> None:
    stack.write(environment={"A": "${SET_LATER}", "B": "${NOWHERE}", "C": "${OTHER:-1}", "D": "$$MEANT"})
    problems = stack.problems(values={"SET_LATER": "x"})
    assert len(problems) == 1 and problems[0].startswith("nobody sets the variable NOWHERE, which stands without a default in compose.yml, line ")


def test_a_file_that_compose_refuses(stack: Stack) -> None:
    stack.write(imge="nothing")
    (stack.folder / ".env").write_text("APP_KEY=hunter22\n", encoding="utf-8")
    [problem] = stack.problems()
    assert "imge" in problem and "/proc/" not in problem and "hunter22" not in problem


@pytest.mark.parametrize("compose", COMPOSES, ids=lambda compose: compose.name)
def test_a_mounted_path_that_is_not_there_is_told_as_compose_has_it(stack: Stack, compose) -> None:
    missing = stack.folder / "missing"
    stack.write(volumes=[{"type": "bind", "source": "./missing", "target": "/data"}])
    said = stack.look(environment=compose.environment)
    assert said["failed"] == (stack.up(compose.environment).returncode != 0)
    if missing.is_dir():
        missing.rmdir()
    stack.write(volumes=["./missing:/data"])
    assert not stack.look(environment=compose.environment)["failed"]
    assert len(stack.look(environment=compose.environment)["advice"]) == 1
    assert stack.up(compose.environment).returncode == 0 and missing.is_dir()


def test_everything_is_told_at_once(stack: Stack) -> None:
    stack.write({"networks": {"out": {"external": True, "name": "nowhere-net"}}}, network_mode=None, networks=["out"])
    result = stack.look(words="role", images=[{"image": "registry.example.com/app", "tag": ""}], required_env=["APP_KEY"],
                        min_free_mb=10**9, limits={"application_keep_failed": -1}, health_timeout=60, stable_for=60)  # fmt: skip
    assert [one["problem"].split(" ")[0] for one in result["problems"]] == [
        "image_tag", "application_keep_failed", "application_health_stable_for", "only", "APP_KEY", "the"]  # fmt: skip
    assert result["msg"].startswith("6 things keep the deploy from working: (1) image_tag is empty; ")

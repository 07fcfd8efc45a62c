"""A small Compose project of its own on the lab's engine, and runs of the real health_wait binary on it."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import pytest

from .lab import Lab
from .modules import binary


@dataclass
class Waited:
    """The module's JSON, and when it was there."""

    result: dict
    returned_at: float  # time.time()

    def container(self, name: str) -> dict:
        return next(entry for entry in self.result["services"] if entry["name"] == name)

    def well(self) -> Waited:
        assert not self.result["failed"], self.result
        return self

    def failed(self) -> Waited:
        assert self.result["failed"], self.result
        return self


@dataclass
class Running:
    """A health_wait that may still be at work."""

    process: subprocess.Popen

    def result(self, hangs_after: float | None = None) -> Waited:
        """Its answer, once it ends: one JSON and nothing beside it. One that takes longer than this hangs."""
        output, errors = self.process.communicate(timeout=hangs_after)
        assert errors == ""
        result = json.loads(output)
        assert result["changed"] is False
        assert self.process.returncode == (1 if result["failed"] else 0)
        return Waited(result, time.time())


@contextmanager
def run_health_wait(options: dict, environment: dict[str, str] | None = None) -> Iterator[Running]:
    """The real binary with these options, in this environment or in ours; one that nobody waits for is ended."""
    command = [binary("health_wait"), "-"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, env=environment) as process:
        try:
            process.stdin.write(json.dumps(options))
            process.stdin.close()
            process.stdin = None
            yield Running(process)
        finally:
            process.kill()


@dataclass
class Project:
    """Containers that carry a project's labels. Every one of them runs a shell command and nothing else."""

    lab: Lab
    name: str
    folder: Path
    image: str

    def start(self, service: str, command: str = "exec sleep 600", health: str = "", *options: str) -> str:
        """One container; `health` is its health check's command, tried every second, twice."""
        name = f"{self.name}-{service}-1"
        check = ["--health-interval=1s", "--health-retries=2", f"--health-cmd={health}"] if health else ["--no-healthcheck"]
        labels = {"project": self.name, "service": service, "container-number": "1", "oneoff": "False"}
        marks = [f"--label=com.docker.compose.{key}={value}" for key, value in labels.items()]
        command_line = ["run", "--detach", "--stop-signal=KILL", "--network=none", f"--name={name}", *marks, *check, *options]
        self.lab.docker(*command_line, "--entrypoint=/bin/sh", self.image, "-c", command)
        return name

    def compose(self, services: dict, *words: str) -> None:
        """`docker compose WORDS` on a file with these services, each made a plain shell container."""
        plain = {"image": self.image, "entrypoint": ["/bin/sh", "-c"], "network_mode": "none", "stop_signal": "KILL",
                 "pull_policy": "never", "healthcheck": {"disable": True}, "command": ["exec sleep 600"]}
        whole = {"name": self.name, "services": {name: {**plain, **own} for name, own in services.items()}}
        (self.folder / "compose.yml").write_text(json.dumps(whole), encoding="utf-8")
        self.lab.docker("compose", "--progress=quiet", "--file", str(self.folder / "compose.yml"), *words)

    def wait(self, **options) -> Waited:
        """health_wait by the project's name, or by its file when `files` is given."""
        with self.run(options) as running:
            return running.result()

    @contextmanager
    def waiting(self, **options) -> Iterator[Running]:
        """health_wait beside the test, which goes on once the engine counts one more who listens to its events."""
        before = self.listeners()
        with self.run(options) as running:
            while self.listeners() == before:
                assert running.process.poll() is None, running.result().result
            yield running

    def listeners(self) -> int:
        return int(self.lab.docker("info", "--format={{.NEventsListener}}"))

    @contextmanager
    def run(self, options: dict) -> Iterator[Running]:
        options.setdefault("docker_host", self.lab.docker_host)
        if "files" in options:
            options.setdefault("project_src", str(self.folder))
        else:
            options.setdefault("project_name", self.name)
        with run_health_wait(options) as running:
            yield running

    def healthy_event(self, container: str, since: float) -> float:
        """When the engine said that it became healthy, as time.time()."""
        lines = self.lab.docker("events", f"--since={since}", f"--until={time.time():.9f}", "--format={{json .}}",
                                "--filter=event=health_status", f"--filter=container={container}").splitlines()
        return max(json.loads(line)["timeNano"] for line in lines) / 1e9

    def remove(self) -> None:
        found = self.lab.docker("ps", "--all", "--quiet", f"--filter=label=com.docker.compose.project={self.name}").split()
        if found:
            self.lab.docker("rm", "--force", *found)


@contextmanager
def project_for(request: pytest.FixtureRequest, lab: Lab, image: str, folder: Path) -> Iterator[Project]:
    """A project named after the test; nothing of it is there before or after."""
    name = re.sub("[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    made = Project(lab, name, folder, image)
    made.remove()
    try:
        yield made
    finally:
        made.remove()

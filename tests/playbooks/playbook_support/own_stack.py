"""A stack of a user's own beside the example: its files, its inventory, and the images that it needs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import yaml

from .lab import Lab
from .playbook import PlaybookRun
from .swarm_node import SwarmNode

SLEEP = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"]


def docker_environment(lab: Lab | SwarmNode) -> dict[str, str]:
    return {**os.environ, "DOCKER_HOST": lab.docker_host}


class OwnStack:
    """`variables` are all that its user writes into the inventory. Its files are on the server, or with `source` on the controller."""

    def __init__(self, lab: Lab, name: str, folder: Path, play: Callable[..., PlaybookRun], variables: dict | None = None):
        self.lab, self.name, self._play = lab, name, play
        self.source = folder / f"{name}-source"
        self.folder = lab.home / "stacks" / name
        self.backups = lab.home / "backups" / name
        self.variables = {"application_project_name": name, **(variables or {})}
        self.inventory = folder / f"{name}.yml"

    def service(self, image: str, **settings) -> dict:
        return {"image": image, "command": SLEEP, "stop_grace_period": "1s", **settings}

    def write(self, folder: Path, services: dict, name: str = "compose.yaml") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("# our stack\n" + yaml.safe_dump({"services": services}, sort_keys=False), encoding="utf-8")

    def play(self, playbook: str, extra: dict | None = None, **options) -> PlaybookRun:
        return self.of_hosts({"lab": {}}, self.variables)(playbook, extra, **options)

    def of_hosts(self, hosts: dict[str, dict], variables: dict) -> Callable[..., PlaybookRun]:
        """Several names for the one server, each with variables of its own."""
        local = {"ansible_connection": "local", "ansible_python_interpreter": "/usr/bin/python3"}
        known = {name: {**local, **own} for name, own in hosts.items()}
        production = {"hosts": known, "vars": {"deploy_user_home": str(self.lab.home), **variables}}
        self.inventory.write_text(json.dumps({"production": production}), encoding="utf-8")
        return lambda playbook, extra=None, **options: self._play(
            playbook, extra, **{"vault": False, "inventory": self.inventory, **options}
        )

    def remove(self) -> None:
        label = f"--filter=label=com.docker.compose.project={self.name}"
        for kind, listed, gone in (("container", "ls --all", "rm --force --volumes"), ("network", "ls", "rm")):
            if ids := self.lab.docker(kind, *listed.split(), "--quiet", label).split():
                self.lab.docker(kind, *gone.split(), *ids)

    def compose(self, *words: str) -> str:
        """As people type it, in the stack's folder."""
        done = subprocess.run(
            ["docker", "compose", *words], cwd=self.folder, env=docker_environment(self.lab), capture_output=True, text=True, check=True
        )
        return done.stdout

    def containers(self) -> dict[str, str]:
        label = f"label=com.docker.compose.project={self.name}"
        lines = self.lab.docker("ps", "--all", "--no-trunc", f"--filter={label}", "--format={{.Names}} {{.ID}}").splitlines()
        return dict(line.split() for line in lines)

    def alike(self) -> dict[str, tuple]:
        """Of each container what stays when it is made anew: its image by the id, whether it runs, how it was configured, its networks."""
        ids = self.containers().values()
        inspected = json.loads(self.lab.docker("inspect", *ids)) if ids else []
        return {one["Name"]: (one["Image"], one["State"]["Status"], settings_of(one), sorted(one["NetworkSettings"]["Networks"])) for one in inspected}

    def image_of(self, service: str) -> str:
        return self.lab.docker("inspect", "--format", "{{.Config.Image}}", f"{self.name}-{service}-1").strip()

    def files(self) -> dict[str, tuple[str, int]]:
        """Contents and modes."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) for path in paths}

    def records(self) -> dict[str, bytes]:
        """All files of all records."""
        return {str(path.relative_to(self.backups)): path.read_bytes() for path in self.backups.glob("[!.]*/**/*") if path.is_file()}


def settings_of(inspected: dict) -> dict:
    return {name: value for name, value in inspected["Config"].items() if name not in ("Hostname", "Labels")}


def push(lab: Lab | SwarmNode, image: str, repository: str, tag: str, folder: Path) -> tuple[str, str]:
    """Pushes an image of its own under that name to the registry of that lab or swarm. Returns reference and digest."""
    reference = f"{lab.registry}/{repository}:{tag}"
    (folder / "Dockerfile").write_text(f"FROM {image}\nENV RELEASE={tag}\nLABEL is={repository}-{tag}\n", encoding="utf-8")
    # The classic builder, as the lab's own images are made.
    build = ["docker", "build", "--quiet", "--network", "none", "--tag", reference, str(folder)]
    subprocess.run(build, env={**docker_environment(lab), "DOCKER_BUILDKIT": "0"}, check=True, capture_output=True)
    client = ["docker", "--config", str(folder / "client")]
    environment = docker_environment(lab)
    login = [*client, "login", "--username", lab.registry_user, "--password-stdin", lab.registry]
    subprocess.run(login, input=lab.registry_password, env=environment, text=True, check=True, capture_output=True)
    subprocess.run([*client, "push", "--quiet", reference], env=environment, check=True, capture_output=True)
    digest = lab.docker("inspect", "--format", "{{index .RepoDigests 0}}", reference).strip().partition("@")[2]
    lab.docker("rmi", reference)
    return reference, digest

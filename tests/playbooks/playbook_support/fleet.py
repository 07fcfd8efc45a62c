"""Several hosts with the same stack: on one engine, with a project, a folder and records for each, or with an engine for each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from .lab import Lab
from .own_stack import OwnStack
from .playbook import PlaybookRun

FIRST = "2026-01-01T00-00-00Z"
FAILS = {"application_post_deploy": ["sh -c 'exit 3'"]}


class Fleet:
    """`hosts` by name, in the order of the inventory. `settings` are one host's own. `engines` are labs, one a host."""

    def __init__(self, lab: Lab, number: int, folder: Path, play: Callable[..., PlaybookRun], engines: Sequence[Lab] = ()) -> None:
        self.lab = lab
        names = [f"web{n:02}" for n in range(1, number + 1)]
        self.hosts = {name: OwnStack(lab, name, folder, play) for name in names}
        for name, engine in zip(names, engines):
            own = {"deploy_user_home": str(engine.home), "application_compose_environment": {"DOCKER_HOST": engine.docker_host}}
            self.hosts[name] = OwnStack(engine, "shop", folder, play, own)
        self.settings: dict[str, dict] = {name: {} for name in self.hosts}
        self.variables = {
            "app_image": f"{lab.registry}/shop/web", "application_deploy_service": "web", "docker_registry_username": lab.registry_user,
            "docker_registry_password": lab.registry_password, "application_pull": "missing",
        }  # fmt: skip
        self.begin()

    def begin(self) -> None:
        """Each host has the files, and nothing else."""
        for stack in self.hosts.values():
            for folder in (stack.folder, stack.backups):
                shutil.rmtree(folder, ignore_errors=True)
            stack.write(stack.folder, {"web": stack.service(f"{self.lab.registry}/shop/web:v1")})

    @property
    def names(self) -> list[str]:
        return list(self.hosts)

    def play(self, playbook: str, extra: dict | None = None, **options) -> PlaybookRun:
        hosts = {name: {**stack.variables, **self.settings[name]} for name, stack in self.hosts.items()}
        return self.hosts[self.names[0]].of_hosts(hosts, self.variables)(playbook, extra, **options)

    def deploy(self, tag: str, timestamp: str, **extra) -> PlaybookRun:
        return self.play("deploy-update.yml", {"image_tag": tag, "deployment_timestamp": timestamp, **extra})

    def live(self) -> dict[str, str | None]:
        """The release that is live on each host, as its newest completed record says."""
        lives: dict[str, str | None] = {}
        for name, stack in self.hosts.items():
            releases = sorted((json.loads(path.read_text(encoding="utf-8")) for path in stack.backups.glob("*/manifest.json")), key=lambda one: one["sequence"])
            deployed = [one for one in releases if one["state"] == "deployed"]
            lives[name] = (deployed[-1]["restores"]["makes_live"] if deployed[-1].get("restores") else deployed[-1]["name"]) if deployed else None
        return lives

    def states(self, release: str) -> dict[str, str | None]:
        """Where that release stands on each host; None where it has no record."""
        paths = {name: stack.backups / release / "manifest.json" for name, stack in self.hosts.items()}
        return {name: json.loads(path.read_text(encoding="utf-8"))["state"] if path.exists() else None for name, path in paths.items()}

    def images(self) -> dict[str, str]:
        return {name: stack.image_of("web").rpartition(":")[2] for name, stack in self.hosts.items()}

    def touched(self) -> dict[str, tuple]:
        """What a host has of its stack: containers by their ids, and files."""
        return {name: (stack.containers(), stack.files()) for name, stack in self.hosts.items()}

    def but(self, *releases: str) -> dict[str, tuple]:
        """What a host has beside the records of those releases: containers, also such as were made anew, files, and the other records."""
        return {name: (stack.alike(), stack.files(), without(stack.records(), releases)) for name, stack in self.hosts.items()}

    def remove(self) -> None:
        for stack in self.hosts.values():
            stack.remove()


def without(records: dict[str, bytes], releases: tuple[str, ...]) -> dict[str, bytes]:
    return {path: content for path, content in records.items() if path.partition("/")[0] not in releases}

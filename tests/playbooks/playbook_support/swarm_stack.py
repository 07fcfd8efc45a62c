"""A stack of a user's own that a swarm runs: its files are on the manager, and plays are run there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import yaml

from .lab import Lab
from .own_stack import SLEEP, OwnStack
from .playbook import PlaybookRun
from .swarm import Swarm
from .swarm_machine import until

OVERLAY = {"networks": {"default": {}}}


class SwarmStack(OwnStack):
    """Plays go to the first manager, in its network."""

    def __init__(self, swarm: Swarm, lab: Lab, name: str, folder: Path, play: Callable[..., PlaybookRun]) -> None:
        node = swarm.node(1)
        super().__init__(
            lab, name, folder, play,
            {
                "application_engine": "swarm", "application_compose_environment": {"DOCKER_HOST": node.docker_host},
                "app_image": f"{swarm.registry}/shell", "docker_registry_url": swarm.registry,
                "docker_registry_username": node.registry_user, "docker_registry_password": node.registry_password,
                "application_health_timeout": 60,
            },
        )  # fmt: skip
        self.swarm, self._enter = swarm, node.enter
        self.login = folder / "login"
        node.log_in(self.login)

    def service(self, image: str, **settings) -> dict:
        """Reached by name without the kernel's IPVS, and ended in a second."""
        deploy = {"endpoint_mode": "dnsrr", **settings.pop("deploy", {})}
        return {"image": image, "command": SLEEP, "stop_grace_period": "1s", "deploy": deploy, **settings}

    def write_stack(self, services: dict, **more) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = "# our stack\n" + yaml.safe_dump({"services": services, **more}, sort_keys=False)
        (self.folder / "compose.yaml").write_text(text, encoding="utf-8")

    def play(self, playbook: str, extra: dict | None = None, **options) -> PlaybookRun:
        return super().play(playbook, extra, **{"enter": self._enter, **options})

    def deploy(self, tag: str, timestamp: str, check: bool = False, **extra) -> PlaybookRun:
        return self.play("deploy-update.yml", {"image_tag": tag, "deployment_timestamp": timestamp, **extra}, check=check)

    def rollback(self, timestamp: str = "", **extra) -> PlaybookRun:
        return self.play("rollback.yml", {**({"rollback_timestamp": timestamp} if timestamp else {}), **extra})

    def tasks(self, service: str) -> set[str]:
        """The ids of those that are to run."""
        return {task["ID"] for task in self.swarm.tasks(f"{self.name}_{service}", "running")}

    def images(self) -> dict[str, str]:
        """What each service runs, as its specification says."""
        services = self.swarm.manager.api("/services", filters={"label": [f"com.docker.stack.namespace={self.name}"]})
        return {
            one["Spec"]["Name"].removeprefix(f"{self.name}_"): one["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"] for one in services
        }

    def objects(self, kind: str) -> set[str]:
        """The names of its `secret`s or `config`s in the swarm."""
        label = f"label=com.docker.stack.namespace={self.name}"
        return set(self.swarm.manager.docker(kind, "ls", "--filter", label, "--format", "{{.Name}}").split())

    def record(self, release: str) -> dict:
        return json.loads((self.backups / release / "manifest.json").read_text(encoding="utf-8"))

    def remove(self) -> None:
        self.swarm.manager.docker("stack", "rm", self.name)
        until(lambda: not self.swarm.manager.api("/tasks", filters={"label": [f"com.docker.stack.namespace={self.name}"]}), "its tasks have gone")

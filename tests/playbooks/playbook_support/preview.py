"""The example stack with what a deploy would set: previewed by stack_changes_info, and carried out by a real `up`."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .composes import Compose
from .lab import CHECKOUT, OURS, Lab
from .modules import run_module

EXTRA = "docker-compose.extra.yml"
FILES = ["docker-compose.base.yml", "docker-compose.production.yml", "docker-compose.lab.yml", EXTRA]
# With --no-start `up` decides and makes containers as ever, and nobody waits for them to be healthy.
UP = os.environ.get("PREVIEWED_UP", "--no-start")


@dataclass
class Previewed:
    """`tag`, `values` and `secrets` are what the next deploy gives; files are edited on the server."""

    lab: Lab
    compose: Compose
    tag: str = "v1"
    values: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=lambda: {"APP_KEY": "key-of-the-app", "REDIS_PASSWORD": "pass-of-redis"})
    up_options: list[str] = field(default_factory=list)
    extra: dict = field(default_factory=lambda: {"services": {"idle": dict(IDLE)}})

    @property
    def folder(self) -> Path:
        return self.lab.stack

    def options(self) -> dict:
        """What both modules and `up` are given alike."""
        return {"template_content": (self.folder / ".env.example").read_text(encoding="utf-8"), "values": self.values,
                "secrets": self.secrets, "undeclared": "append"}  # fmt: skip

    def rewriting(self) -> dict:
        return {"project_src": str(self.folder), "files": FILES, "image": self.lab.app_image, "tag": self.tag}

    def edit(self, file: str, old: str, new: str) -> None:
        text = (self.folder / file).read_text(encoding="utf-8")
        assert old in text
        (self.folder / file).write_text(text.replace(old, new), encoding="utf-8")

    def write_extra(self) -> None:
        (self.folder / EXTRA).write_text(yaml.safe_dump(self.extra), encoding="utf-8")

    def preview(self) -> dict[str, dict]:
        forced = "--force-recreate" in self.up_options
        told = run_module(self.lab, "stack_changes_info", {**self.rewriting(), **self.options(), "project_name": "application",
                          "remove_orphans": True, "force_recreate": forced}, check=True, environment=self.compose.environment)  # fmt: skip
        return {service["service"]: service for service in told["services"]}

    def carry_out(self) -> dict[str, str]:
        """What really became of each service that has or had a container: recreate, create, remove or keep."""
        run_module(self.lab, "vault_env_render", {"dest": str(self.folder / ".env"), **self.options()})
        run_module(self.lab, "compose_image_rewrite", {**self.rewriting(), "missing": "ok"})
        before = self.containers()
        files = [word for file in FILES for word in ("--file", file)]
        done = self.compose.run(self.lab, self.folder, "--project-name", "application", *files,
                                "up", *UP.split(), "--remove-orphans", "--timeout", "0", *self.up_options)  # fmt: skip
        assert done.returncode == 0, done.stderr
        after = self.containers()
        return {service: became(before.get(service, {}), after.get(service, {})) for service in {*before, *after}}

    def containers(self) -> dict[str, dict[str, str]]:
        """By service the id of each container by its name."""
        template = '{{.Label "com.docker.compose.service"}} {{.Names}} {{.ID}}'
        found: dict[str, dict[str, str]] = {}
        for line in self.lab.docker("ps", "--all", "--no-trunc", "--filter", OURS, "--format", template).splitlines():
            service, name, number = line.split()
            found.setdefault(service, {})[name] = number
        return found


# A service that is made and ended at once.
IDLE = {"entrypoint": ["sleep", "3600"], "stop_signal": "SIGKILL", "healthcheck": {"disable": True}}


def became(before: dict[str, str], after: dict[str, str]) -> str:
    if any(after.get(name, number) != number for name, number in before.items()):
        return "recreate"
    if before.keys() == after.keys():
        return "keep"
    if before and after:
        return "scale"
    return "create" if after else "remove"


def idle_service(lab: Lab, **more) -> dict:
    return {**IDLE, "image": f"{lab.registry}/redis:7-alpine", **more}


def new_stack(lab: Lab, compose: Compose) -> Previewed:
    """The example stack, laid out and ready to be brought up for the first time."""
    stack = Previewed(lab, compose)
    lab.stack.mkdir(parents=True)
    subprocess.run(["cp", "--recursive", f"{lab.stack_source}/.", str(lab.stack)], check=True)
    stack.extra = {"services": {"idle": idle_service(lab)}}
    stack.write_extra()
    assert CHECKOUT.is_dir()
    return stack

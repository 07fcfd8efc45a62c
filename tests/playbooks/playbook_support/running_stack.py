"""A small stack of shell containers that really runs: previewed by stack_changes_info, and carried out by `up --detach`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .composes import Compose
from .lab import Lab
from .modules import run_module

PROJECT = "previewed"


@dataclass
class RunningStack:
    """`config` is the compose file, `env` what the next deploy has in `.env`; the files on the server follow in carry_out."""

    lab: Lab
    compose: Compose
    folder: Path
    image: str
    config: dict = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)

    def service(self, **more) -> dict:
        """One that is made and ended at once."""
        return {"image": self.image, "entrypoint": ["sleep", "3600"], "stop_signal": "SIGKILL", **more}

    def define(self, sections: dict | None = None, **services: dict) -> None:
        self.config = {"services": services, **(sections or {})}
        (self.folder / "compose.yml").write_text(yaml.safe_dump(self.config), encoding="utf-8")

    def is_newer(self, *version: int) -> bool:
        return self.compose.version(self.lab) >= version

    def up(self, *options: str) -> None:
        done = self.run_up(*options)
        assert done.returncode == 0, done.stderr

    def run_up(self, *options: str):
        words = ("--project-name", PROJECT, "up", "--detach", "--remove-orphans", "--timeout", "0", *options)
        return self.compose.run(self.lab, self.folder, *words)

    def name(self, service: str, number: int = 1) -> str:
        return f"{PROJECT}-{service}-{number}"

    def preview(self) -> dict[str, dict]:
        """By service; `text` is its line of the summary."""
        options = {"project_src": str(self.folder), "files": ["compose.yml"], "project_name": PROJECT, "remove_orphans": True,
                   "pull": "never", "values": self.env}  # fmt: skip
        told = run_module(self.lab, "stack_changes_info", options, check=True, environment=self.compose.environment)
        services = {service["service"]: service for service in told["services"]}
        for text in told["summary"]:
            services[text.split(":")[0]]["text"] = text
        failing = [service["text"] for service in services.values() if service["action"] == "fail"]
        assert told.get("warnings", []) == failing
        return services

    def carry_out(self) -> dict[str, dict]:
        """What really becomes of each service: `action`, and the names of the containers that came (`created`) and went."""
        if self.env:
            run_module(self.lab, "vault_env_render", {"dest": str(self.folder / ".env"), "values": self.env})
        before = self.containers()
        failed = self.run_up().returncode != 0
        after = self.containers()
        assert failed == (before == after and any(one["state"] == "paused" for one in before.values()))
        return {name: became(of_service(before, name), of_service(after, name)) for name in services_of(before, after)}

    def containers(self) -> dict[str, dict]:
        """By name: service, id, state, and when it was started."""
        ids = self.lab.docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}").split()
        found = json.loads(self.lab.docker("inspect", *ids)) if ids else []
        return {
            one["Name"][1:]: {
                "service": one["Config"]["Labels"]["com.docker.compose.service"],
                "id": one["Id"],
                "state": one["State"]["Status"],
                "started": one["State"]["StartedAt"],
            }
            for one in found
        }

    def down(self) -> None:
        self.compose.run(self.lab, self.folder, "--project-name", PROJECT, "down", "--volumes", "--remove-orphans", "--timeout", "0")


def services_of(*states: dict[str, dict]) -> set[str]:
    return {one["service"] for state in states for one in state.values()}


def of_service(state: dict[str, dict], service: str) -> dict[str, dict]:
    return {name: one for name, one in state.items() if one["service"] == service}


def became(before: dict[str, dict], after: dict[str, dict]) -> dict:
    staying = before.keys() & after.keys()
    return {
        "action": action(before, after, {name: (before[name], after[name]) for name in staying}),
        "created": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
    }


def action(before: dict, after: dict, staying: dict[str, tuple[dict, dict]]) -> str:
    if any(old["id"] != new["id"] for old, new in staying.values()):
        return "recreate"
    if any(old["started"] != new["started"] and old["state"] in ("running", "paused") for old, new in staying.values()):
        return "restart"
    if before.keys() != after.keys():
        return "scale" if staying else "create" if after else "remove"
    if any(new["state"] == "paused" for _, new in staying.values()):
        return "fail"
    return "start" if any(old["started"] != new["started"] for old, new in staying.values()) else "keep"

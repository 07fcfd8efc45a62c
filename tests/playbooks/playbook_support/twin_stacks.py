"""The same stack twice, side by side: one brought up by `docker compose up`, the other by stack_up."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

from .composes import Compose
from .lab import Lab
from .modules import result_of
from .shell_image import NAME as IMAGE

# What differs between two containers that were made alike: ids, times, addresses, and how far the engine's probes are.
UNLIKE = {"Id", "Created", "Pid", "StartedAt", "FinishedAt", "Health", "Hostname", "ExecIDs", "SandboxID", "SandboxKey", "EndpointID", "NetworkID", "Gateway",
          "IPAddress", "MacAddress", "Data", "com.docker.compose.config-hash"}  # fmt: skip


@dataclass
class Twin:
    lab: Lab
    compose: Compose
    folder: Path
    project: str

    def write(self, config: dict, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")
        services = {name: {"image": IMAGE, "command": ["sleep", "3600"], "stop_signal": "SIGKILL", **service} for name, service in config["services"].items()}
        (self.folder / "compose.yml").write_text(yaml.safe_dump({**config, "services": services}), encoding="utf-8")

    def docker_compose(self, *words: str, env: dict[str, str]) -> None:
        done = self.compose.run(self.lab, self.folder, "--project-name", self.project, *words, extra={"NAME": self.project, **env})
        assert done.returncode == 0, done.stderr

    def up(self, flags: dict, env: dict[str, str]) -> None:
        words = [f"--{name.replace('_', '-')}" for name in ("force_recreate", "remove_orphans") if flags.get(name)]
        self.docker_compose("up", "--detach", "--no-build", "--pull", "never", *words, env=env)

    def stack_up(self, flags: dict, env: dict[str, str], *, check: bool = False) -> dict:
        options = {"project_src": str(self.folder), "files": ["compose.yml"], "project_name": self.project,
                   "environment": {"NAME": self.project, **env}, "health_timeout": 30, "timeout": 60, **flags}  # fmt: skip
        result = result_of(self.lab, "stack_up", options, check=check, environment=self.compose.environment)
        assert not result["failed"], result
        return result

    def inspected(self) -> list[dict]:
        ids = self.lab.docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={self.project}").split()
        return sorted(json.loads(self.lab.docker("inspect", *ids)), key=lambda one: one["Name"]) if ids else []

    def ids(self) -> dict[str, tuple[str, str]]:
        """Of each container by name: its id, and when it was started."""
        return {one["Name"]: (one["Id"], one["State"]["StartedAt"]) for one in self.inspected()}

    def alike(self) -> dict[str, dict]:
        """Each container as `docker inspect` shows it, without what must differ."""
        return {one["Name"]: without_differences(one) for one in map(self.plain, self.inspected())}

    def plain(self, inspected: dict) -> dict:
        text = json.dumps(inspected).replace(str(self.folder), "FOLDER").replace(self.project, "PROJECT")
        return json.loads(re.sub(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b", "HEX", text))

    def down(self) -> None:
        self.compose.run(self.lab, self.folder, "--project-name", self.project, "down", "--volumes", "--remove-orphans", "--timeout", "0",
                         extra={"NAME": self.project, "KEY": "x", "CONF": "x"})  # fmt: skip


def without_differences(value: object) -> object:
    if isinstance(value, list):
        # Compose goes through mappings in no order, so its lists have none.
        return sorted((without_differences(item) for item in value), key=str)
    if not isinstance(value, dict):
        return value
    kept = {key: without_differences(item) for key, item in value.items() if key not in UNLIKE and not key.endswith("Path")}
    if label := kept.get("com.docker.compose.depends_on"):
        kept["com.docker.compose.depends_on"] = ",".join(sorted(str(label).split(",")))
    return kept


def both(action, twins: tuple[Twin, Twin]) -> None:
    """At once, since each waits for the engine most of the time."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(action, twins))

"""The two Docker Composes of the tests: this machine's own, and a newer one that scripts/setup has put beside it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from .lab import Lab

NEWER = Path("/usr/local/lib/slipway-lab/newer-compose")


@dataclass(frozen=True)
class Compose:
    """`docker` takes the plugin of `config`, when it has one, in place of the machine's."""

    name: str
    config: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"DOCKER_CONFIG": str(self.config)} if self.config else {}

    def run(self, lab: Lab, folder: Path, *words: str, extra: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """`docker compose WORDS` on the lab's engine; nobody is there to answer what it asks. `extra`: variables beside ours."""
        environment = {**os.environ, "DOCKER_HOST": lab.docker_host, **self.environment, **(extra or {})}
        command = ["docker", "compose", *words]
        return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def version(self, lab: Lab) -> tuple[int, ...]:
        printed = self.run(lab, Path("/"), "version", "--short").stdout
        return tuple(map(int, re.findall(r"\d+", printed)[:3]))


COMPOSES = [Compose("own"), Compose("newer", NEWER)]


def each_compose(history: str) -> list:
    """As parameters of a fixture: what is done with one is a history of its own, and needs not wait for that of the other."""
    return [pytest.param(one, id=one.name, marks=pytest.mark.xdist_group(f"{history}-{one.name}")) for one in COMPOSES]

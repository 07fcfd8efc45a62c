"""The registry that all nodes of a swarm reach, with a password; it stands at the switch."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .lab import Lab
from .swarm_machine import start_daemon, until
from .swarm_network import SWITCH

ADDRESS = f"{SWITCH}:5000"


@dataclass(frozen=True)
class Registry:
    """What one begins with: the account, the htpasswd file that knows it, and the storage that is copied."""

    user: str
    password: str
    accounts: Path
    images: Path

    @staticmethod
    def like_that_of(lab: Lab) -> Registry:
        """With the account in the example's vault and all the lab's images: nginx, redis, framework:v1 and so on."""
        return Registry(lab.registry_user, lab.registry_password, lab.registry_accounts, lab.registry_accounts.with_name("storage"))


class RegistryServer:
    """`enter` leads into the network of the switch, `folder` holds all that it keeps."""

    def __init__(self, registry: Registry, enter: list[str], folder: Path) -> None:
        self._registry, self._enter, self._folder = registry, enter, folder
        self._process: subprocess.Popen | None = None

    def fill(self) -> None:
        self._folder.mkdir()
        subprocess.run(["cp", "-a", "--reflink=auto", str(self._registry.images), str(self._folder / "storage")], check=True)
        shutil.copy(self._registry.accounts, self._folder / "htpasswd")
        settings = {
            "version": "0.1", "log": {"level": "error", "accesslog": {"disabled": True}}, "http": {"addr": ADDRESS},
            "storage": {"filesystem": {"rootdirectory": str(self._folder / "storage")}, "delete": {"enabled": True}},
            "auth": {"htpasswd": {"realm": "slipway-swarm", "path": str(self._folder / "htpasswd")}},
        }  # fmt: skip
        (self._folder / "config.yml").write_text(json.dumps(settings), encoding="utf-8")

    def start(self) -> None:
        self._process = start_daemon([*self._enter, "docker-registry", "serve", str(self._folder / "config.yml")], self._folder / "log")
        until(self._answers, "the registry answers")

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _answers(self) -> bool:
        assert self.runs(), (self._folder / "log").read_text(encoding="utf-8")
        asked = [*self._enter, "curl", "--silent", "--noproxy", "*", f"http://{ADDRESS}/v2/"]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

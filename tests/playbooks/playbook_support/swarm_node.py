"""One machine of a swarm: its engine, and commands on it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import urllib.parse
from pathlib import Path
from typing import Any

from .swarm_machine import Machine, until
from .swarm_network import SwitchedNetwork
from .swarm_registry import ADDRESS, Registry

OVERLAYS = "198.18.0.0/16"  # all the swarm's overlay networks; chosen by its first manager
BRIDGES = "198.19.0.0/17"  # docker_gwbridge of each node


class EngineConnection(http.client.HTTPConnection):
    """To an engine's Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("engine", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class SwarmNode(Machine):
    """`number` counts from 1, and `hostname` is its name in the swarm. With `docker`, `docker_host` and what it knows of the registry it
    can be used for the lab by functions that make images and push them."""

    def __init__(self, number: int, network: SwitchedNetwork, swarm: Path, registry: Registry) -> None:
        super().__init__(f"node{number}", network.enter(network.machine(number)), swarm / f"node{number}", f"{swarm.name}/node{number}")
        self.number, self.enter, self.address = number, self._enter, network.address(number)
        self.registry, self.registry_user, self.registry_password = ADDRESS, registry.user, registry.password
        self.docker_host = f"unix://{self.folder}/docker.sock"
        self.is_manager = False
        self.folder.mkdir()

    def start(self) -> None:
        """For the first time, or again after stop or kill; until_it_answers waits."""
        assert not self.runs(), f"{self.hostname} runs"
        shutil.rmtree(self.folder / "exec", ignore_errors=True)  # as a machine that boots has nothing in /run
        (self.folder / "pid").unlink(missing_ok=True)
        (self.folder / "daemon.json").write_text(json.dumps(self._settings()), encoding="utf-8")
        self.switch_on(["dockerd", "--config-file", str(self.folder / "daemon.json")])

    def _settings(self) -> dict:
        """As the lab's engine. Swarm makes docker_gwbridge whatever `bridge` says; ports in mode host are served by docker-proxy."""
        return {
            "data-root": str(self.folder / "data"), "exec-root": str(self.folder / "exec"), "pidfile": str(self.folder / "pid"),
            "hosts": [self.docker_host], "bridge": "none", "iptables": False, "ip-forward": False, "ip-masq": False,
            "dns-opts": ["ndots:0"], "default-address-pools": [{"base": BRIDGES, "size": 24}], "insecure-registries": [self.registry],
            "deprecated-key-path": str(self.folder / "key.json"), "exec-opts": ["native.cgroupdriver=cgroupfs"],
            "cgroup-parent": f"/{self.control_group}", "log-level": "warn",
        }  # fmt: skip

    def until_it_answers(self) -> None:
        until(lambda: self.answers() or not self.runs(), f"the engine of {self.hostname} answers")
        assert self.runs(), f"the engine of {self.hostname} has ended; its last words: {self.last_words()}"

    def answers(self) -> bool:
        try:
            return self.ask("/_ping")[0] == 200
        except OSError:
            return False

    def last_words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def ask(self, path: str, **parameters: Any) -> tuple[int, str]:
        """GET: status and body. Dicts and lists among the parameters travel as JSON, as `filters` has to."""
        plain = {name: json.dumps(value) if isinstance(value, (dict, list, bool)) else value for name, value in parameters.items()}
        connection = EngineConnection(self.docker_host.removeprefix("unix://"))
        try:
            connection.request("GET", f"{path}?{urllib.parse.urlencode(plain)}" if plain else path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def api(self, path: str, **parameters: Any) -> Any:
        """The JSON that it answers."""
        status, body = self.ask(path, **parameters)
        assert status == 200, f"GET {path} on {self.hostname}: {status} {body}"
        return json.loads(body)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DOCKER_HOST": self.docker_host}

    def docker(self, *words: str) -> str:
        """`docker WORDS` on this node's engine; its output, or a failed assertion."""
        done = subprocess.run(["docker", *words], env=self.environment(), capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"docker {' '.join(words)} failed on {self.hostname}: {done.stderr}"
        return done.stdout

    def run_in(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """A command of this machine, in the network of the node and on its engine. `options` are those of subprocess.run."""
        environment = {**self.environment(), **(options.pop("env", None) or {})}
        return subprocess.run(
            [*self.enter, *command], **{"env": environment, "capture_output": True, "text": True, "check": False, **options}
        )

    def log_in(self, folder: Path) -> None:
        """For `docker --config FOLDER`, at the swarm's registry."""
        login = ["docker", "--config", str(folder), "login", self.registry, "--username", self.registry_user, "--password-stdin"]
        subprocess.run(login, env=self.environment(), input=self.registry_password, capture_output=True, text=True, check=True)

    def containers(self) -> dict[str, str]:
        """The id of each that runs, by its name."""
        return dict(line.split() for line in self.docker("ps", "--no-trunc", "--format", "{{.Names}} {{.ID}}").splitlines())

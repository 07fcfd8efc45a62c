"""A Docker swarm of real engines on this machine, each in a network of its own, with a private registry that all of them reach."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .swarm_machine import make_traces, remove_control_groups, remove_folder, remove_traces, until
from .swarm_network import NAMESPACES, SwitchedNetwork
from .swarm_node import OVERLAYS, SwarmNode
from .swarm_registry import ADDRESS, Registry, RegistryServer

FOLDERS = Path("/var/tmp")  # on a disk: each node unpacks the images that it runs
PREFIX = "slipway-swarm-"


class Swarm:
    """`nodes` are in the order of their numbers, the first `managers` of them managers. The kernel may lack IPVS: services need
    `endpoint_mode: dnsrr`, and ports that they publish `mode: host`. `heartbeat` in seconds; a node is Down after thrice as long."""

    def __init__(self, registry: Registry, nodes: int = 3, managers: int = 1, heartbeat: int = 2) -> None:
        remove_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=FOLDERS))
        self.name, self.registry = self.folder.name, ADDRESS
        self.network = SwitchedNetwork(self.name, nodes)
        self._server = RegistryServer(registry, self.network.enter(self.network.switch), self.folder / "registry")
        self.nodes = [SwarmNode(n, self.network, self.folder, registry) for n in range(1, nodes + 1)]
        self._managers, self._heartbeat = managers, heartbeat
        self._traces: list[Path] = []
        self._parted: set[int] = set()

    def build(self) -> None:
        """Until all nodes are Ready."""
        self._traces = make_traces()
        self.network.build()
        for node in self.nodes:
            node.start()
        self._server.fill()
        self._server.start()
        for node in self.nodes:
            node.until_it_answers()
        self._join()
        for node in self.nodes:
            self.wait_for_node(node.number, "Ready")

    def _join(self) -> None:
        first = self.nodes[0]
        pool = ["--default-addr-pool", OVERLAYS, "--default-addr-pool-mask-length", "24"]
        first.docker("swarm", "init", "--advertise-addr", first.address, "--dispatcher-heartbeat", f"{self._heartbeat}s", *pool)
        first.is_manager = True
        for node in self.nodes[1:]:
            node.is_manager = node.number <= self._managers
            token = first.docker("swarm", "join-token", "--quiet", "manager" if node.is_manager else "worker").strip()
            node.docker("swarm", "join", "--advertise-addr", node.address, "--token", token, f"{first.address}:2377")

    def node(self, number: int) -> SwarmNode:
        return self.nodes[number - 1]

    @property
    def manager(self) -> SwarmNode:
        """The first that can be asked; with several managers it may need some seconds until they have a leader."""
        return next(node for node in self.nodes if node.is_manager and node.runs() and node.number not in self._parted)

    def docker(self, number: int, *words: str) -> str:
        return self.node(number).docker(*words)

    def run_in(self, number: int, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return self.node(number).run_in(command, **options)

    # What may happen to a node

    def stop_node(self, number: int) -> None:
        """Its engine ends its containers and then itself."""
        self.node(number).shut_down()

    def kill_node(self, number: int) -> None:
        """As a machine that loses its power: engine, shims and containers, all at once."""
        self.node(number).lose_power()

    def start_node(self, number: int) -> None:
        self.node(number).start()
        self.node(number).until_it_answers()

    def partition(self, number: int) -> None:
        """It runs on and reaches nobody."""
        self.network.unplug(number)
        self._parted.add(number)

    def heal(self, number: int) -> None:
        self.network.plug(number)
        self._parted.discard(number)

    def start_registry(self) -> None:
        self._server.start()

    def stop_registry(self) -> None:
        self._server.stop()

    def states(self) -> dict[str, str]:
        """Ready, Down or Unknown by host name, as a manager sees the nodes."""
        return dict(line.split() for line in self.manager.docker("node", "ls", "--format", "{{.Hostname}} {{.Status}}").splitlines())

    def wait_for_node(self, number: int, state: str, within: float = 60) -> None:
        name = self.node(number).hostname
        until(lambda: self.states()[name] == state, f"{name} is {state}", within)

    def wait_for_leader(self, within: float = 60) -> None:
        """For a manager that has lost the others' leader."""
        until(lambda: self.manager.ask("/nodes")[0] == 200, "the managers that are left have a leader", within)

    # What runs

    def tasks(self, service: str, *desired: str) -> list[dict]:
        """Of that service, the newest of a slot last; with `desired` only those that are to be so."""
        filters = {"service": [service], **({"desired-state": list(desired)} if desired else {})}
        return sorted(self.manager.api("/tasks", filters=filters), key=lambda task: task["CreatedAt"])

    def service(self, name: str) -> dict:
        """With its ServiceStatus."""
        return next(one for one in self.manager.api("/services", status=True, filters={"name": [name]}) if one["Spec"]["Name"] == name)

    def running_on(self, service: str) -> list[str]:
        """The host names of the nodes where tasks of it run and shall run."""
        names = {node["ID"]: node["Description"]["Hostname"] for node in self.manager.api("/nodes")}
        tasks = self.tasks(service, "running")
        return sorted(names[task["NodeID"]] for task in tasks if task["Status"]["State"] == "running")

    def wait_for_service(self, service: str, replicas: int, within: float = 120) -> list[str]:
        """Until so many tasks run. Where they do."""
        until(lambda: len(self.running_on(service)) == replicas, f"{replicas} tasks of {service} run", within)
        return self.running_on(service)

    def wait_for_update(self, service: str, state: str = "completed", within: float = 120) -> dict:
        """Its UpdateStatus."""

        def status() -> dict:
            return self.service(service).get("UpdateStatus", {})

        until(lambda: status().get("State") == state, f"the update of {service} is {state}", within)
        return status()

    def deploy(self, stack: str, definition: dict, config: Path, *options: str) -> None:
        """`docker stack deploy`, without waiting for anything, with the logins in that folder."""
        file = config / f"{stack}.json"
        file.write_text(json.dumps({"version": "3.9", **definition}), encoding="utf-8")
        command = ["stack", "deploy", "--detach=true", "--with-registry-auth", "--compose-file", str(file), *options, stack]
        self.manager.docker("--config", str(config), *command)

    def empty(self) -> None:
        """All nodes well and of use, the registry up, and no stack, container or volume; the images stay."""
        if not self._server.runs():
            self.start_registry()
        for node in self.nodes:
            self.heal(node.number)
            if not node.runs():
                self.start_node(node.number)
        for node in self.nodes:
            self.wait_for_node(node.number, "Ready")
            self.manager.docker("node", "update", "--availability", "active", node.hostname)
        for kind in ("service", "config", "secret"):
            if ids := self.manager.docker(kind, "ls", "--quiet").split():
                self.manager.docker(kind, "rm", *ids)
        for node in self.nodes:
            until(lambda node=node: not node.docker("ps", "--all", "--quiet"), f"{node.hostname} has no containers")
            if volumes := node.docker("volume", "ls", "--quiet").split():
                node.docker("volume", "rm", *volumes)
        overlays = self.manager.docker("network", "ls", "--filter", "scope=swarm", "--format", "{{.Name}}").split()
        if mine := [name for name in overlays if name != "ingress"]:
            self.manager.docker("network", "rm", *mine)

    def tear_down(self) -> None:
        """Also what was half built. Nothing is left."""
        for node in self.nodes:
            node.lose_power()
        self.stop_registry()
        self.network.remove()
        remove_control_groups(self.name)
        remove_folder(self.folder)
        remove_traces(self._traces)


def remove_leftovers() -> None:
    """Of swarms whose process was killed: their daemons have ended with it, but names stay."""
    left = {path.name for path in FOLDERS.glob(f"{PREFIX}*")} | {path.name for path in NAMESPACES.glob(f"{PREFIX}*")}
    for name in {found[0] for found in (re.match(rf"{PREFIX}(\d+)-[^-]+", one) for one in left) if found and not is_alive(int(found[1]))}:
        SwitchedNetwork(name, 0).remove()
        remove_control_groups(name)
        remove_folder(FOLDERS / name)


def is_alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


@contextmanager
def swarm_of(registry: Registry, **options: int) -> Iterator[Swarm]:
    """Swarm's options."""
    made = Swarm(registry, **options)
    try:
        made.build()
        yield made
    finally:
        made.tear_down()

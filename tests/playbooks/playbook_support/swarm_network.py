"""A switch and machines that are plugged into it, each in a network namespace of its own: nothing of it is seen from outside."""

from __future__ import annotations

import subprocess
from pathlib import Path

# RFC 2544: addresses of no real network. Every such network has the same ones, for none sees another.
SUBNET = "198.19.250"
SWITCH = f"{SUBNET}.254"
NAMESPACES = Path("/run/netns")


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)} failed: {done.stderr}"


class SwitchedNetwork:
    """`name` begins the names of its namespaces; machines have numbers from 1."""

    def __init__(self, name: str, machines: int) -> None:
        self.name, self.machines = name, machines
        self.switch = f"{name}-switch"

    def machine(self, number: int) -> str:
        """The name of its namespace."""
        return f"{self.name}-node{number}"

    @staticmethod
    def address(number: int) -> str:
        return f"{SUBNET}.{number}"

    @staticmethod
    def enter(namespace: str) -> list[str]:
        """Before a command that is to run there; it sees this machine's files and processes as ever."""
        return ["nsenter", f"--net={NAMESPACES / namespace}"]

    def build(self) -> None:
        ip("netns", "add", self.switch)
        ip("-n", self.switch, "link", "add", "switch", "type", "bridge")
        ip("-n", self.switch, "address", "add", f"{SWITCH}/24", "dev", "switch")
        for device in ("lo", "switch"):
            ip("-n", self.switch, "link", "set", device, "up")
        for number in range(1, self.machines + 1):
            self._add_machine(number)

    def _add_machine(self, number: int) -> None:
        namespace = self.machine(number)
        ip("netns", "add", namespace)
        ip("-n", self.switch, "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", namespace)
        ip("-n", self.switch, "link", "set", f"port{number}", "master", "switch")
        ip("-n", namespace, "address", "add", f"{self.address(number)}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            ip("-n", namespace, "link", "set", device, "up")
        self.plug(number)

    def plug(self, number: int) -> None:
        ip("-n", self.switch, "link", "set", f"port{number}", "up")

    def unplug(self, number: int) -> None:
        """As if its cable were pulled out: the machine runs on and reaches nobody."""
        ip("-n", self.switch, "link", "set", f"port{number}", "down")

    def remove(self) -> None:
        """Also what was half built. The devices go with the namespaces, once nothing runs there any more."""
        for namespace in self.left():
            ip("netns", "delete", namespace)

    def left(self) -> list[str]:
        return sorted(path.name for path in NAMESPACES.glob(f"{self.name}-*"))

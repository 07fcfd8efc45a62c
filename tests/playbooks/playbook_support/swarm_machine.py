"""What makes a network namespace a machine: processes, mounts and a host name of its own, all of which end with its first process."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .processes import children

# What every engine makes wherever its data are. Each machine has its own there, and the folders themselves go when they were not there before.
TRACES = (Path("/run/containerd"), Path("/run/docker"), Path("/opt/containerd"))

# What it starts is tied to its thread, which lives as long as this process does.
STARTER = ThreadPoolExecutor(1)

# $0 is the host name. What other engines on this machine have mounted is let go, for it would be held here after they have ended; some of it goes
# away meanwhile.
BECOME_A_MACHINE = rf"""
set -e
echo "$0" >/proc/sys/kernel/hostname
awk '$2 ~ "/(netns|overlay2)/" {{ print $2 }}' /proc/mounts | sort -r | xargs --no-run-if-empty umount --lazy --quiet || true
for folder in {" ".join(map(str, TRACES))}; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done
exec "$@"
"""


def until(holds: Callable[[], object], what: str, within: float = 60) -> None:
    """Polls, where nothing says when it is so."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"after {within} s still not so: {what}"
        time.sleep(0.05)


def start_daemon(command: list[str], log: Path) -> subprocess.Popen:
    """One that ends with this process, also when this process is killed."""

    def start() -> subprocess.Popen:
        tied = ["setpriv", "--pdeathsig", "KILL", *command]
        with log.open("ab") as output:
            return subprocess.Popen(tied, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    return STARTER.submit(start).result()


class Machine:
    """Runs one daemon, `command`, as the first of its processes; `enter` leads into its network. `folder` holds all that it writes."""

    def __init__(self, hostname: str, enter: list[str], folder: Path, control_group: str) -> None:
        self.hostname, self.folder, self.control_group = hostname, folder, control_group
        self._enter = enter
        self._process: subprocess.Popen | None = None

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def switch_on(self, command: list[str]) -> None:
        apart = ["unshare", "--uts", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
        self._process = start_daemon([*self._enter, *apart, "sh", "-c", BECOME_A_MACHINE, self.hostname, *command], self.log)

    def shut_down(self, within: float = 30) -> None:
        """Asks the daemon to end."""
        if self.runs():
            for first in children(self._process.pid)[:1]:
                os.kill(first, signal.SIGTERM)
            self._process.wait(within)
        self._clean()

    def lose_power(self) -> None:
        """The kernel ends all processes of the machine with the first one, and their mounts are gone."""
        if self.runs():
            for first in children(self._process.pid)[:1] or [self._process.pid]:
                os.kill(first, signal.SIGKILL)
            self._process.wait(30)
        self._clean()

    def _clean(self) -> None:
        self._process = None
        remove_control_groups(self.control_group)


def control_groups(name: str) -> list[Path]:
    """Of the one hierarchy, or of each of the older ones."""
    root = Path("/sys/fs/cgroup")
    return [path for path in [root / name, *(one / name for one in root.iterdir())] if path.is_dir()]


def remove_control_groups(name: str) -> None:
    """Those of containers that were killed stay otherwise."""
    for top in control_groups(name):
        for folder, _, _ in os.walk(top, topdown=False):
            os.rmdir(folder)


def make_traces() -> list[Path]:
    """Those that were not there."""
    made = [path for path in TRACES if not path.exists()]
    for path in made:
        path.mkdir(parents=True, exist_ok=True)
    return made


def remove_traces(made: list[Path]) -> None:
    """Unless another engine uses them by now."""
    for path in made:
        try:
            path.rmdir()
        except OSError:
            pass


def remove_folder(folder: Path) -> None:
    """Not by Python: images have many files."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)

"""A machine to run Ansible on that has nothing but Debian's `ansible-core`: a root file system of that suite, in which nothing stays."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from .lab import CHECKOUT

HOME = "/root"  # on the controller, of who works there
FROM_SUITE = CHECKOUT / "scripts" / "apt-from-suite"


def root_of(suite: str) -> Path:
    """The root file system, made once and kept in the lab's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "slipway-lab"
    recipe = hashlib.sha256(FROM_SUITE.read_bytes()).hexdigest()[:16]
    root = cache / f"controller-{suite}-{recipe}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "controller.lock").open("w", encoding="utf-8") as lock:
        flock(lock, LOCK_EX)
        if not root.is_dir():
            making = Path(tempfile.mkdtemp(prefix="making.", dir=cache))
            making.chmod(0o755)
            subprocess.run([FROM_SUITE, suite, "root", making, "ansible-core"], check=True)
            making.rename(root)
    return root


class CleanController:
    def __init__(self, root: Path, work: Path) -> None:
        self._root = root
        self.work = work  # on the controller: /desk, where its user stands

    def run(self, *command: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        """The command's end, with both outputs in stdout."""
        variables = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": HOME, "LANG": "C.UTF-8", **(environment or {})}
        # with processes of its own: a connection that ssh keeps for later goes with the command
        inside = ["unshare", "--pid", "--fork", "--kill-child", f"--root={self._root}", "--wd=/desk", "--mount-proc", *command]
        return subprocess.run(inside, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    def succeeds(self, *command: str, environment: dict[str, str] | None = None) -> str:
        done = self.run(*command, environment=environment)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
        return done.stdout


@contextmanager
def clean_controller(suite: str, folder: Path) -> Iterator[CleanController]:
    """While this lasts. What is written there goes with `folder`."""
    there = {name: folder / name for name in ("written", "overlay", "root", "work")}
    for one in there.values():
        one.mkdir()
    root, mounted = there["root"], []

    def mount(target: Path, *words: str | Path) -> None:
        subprocess.run(["mount", *words, target], check=True)
        mounted.append(target)

    try:
        layers = f"lowerdir={root_of(suite)},upperdir={there['written']},workdir={there['overlay']}"
        mount(root, "-t", "overlay", "-o", layers, "overlay")
        mount(root / "dev", "--bind", "/dev")
        mount(root / "dev/shm", "-t", "tmpfs", "tmpfs")
        (root / "desk").mkdir()
        mount(root / "desk", "--bind", there["work"])
        yield CleanController(root, there["work"])
    finally:
        for target in reversed(mounted):
            subprocess.run(["umount", target], check=True)

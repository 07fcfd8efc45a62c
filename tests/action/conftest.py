"""One task through the action plugin, on a target of its own: a home and a folder for what Ansible sends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "playbooks"), str(ROOT / "tests" / "engines")]

from fake_engine import FakeEngine, replicas, serving  # noqa: E402

LIBRARY = Path(os.environ.get("SLIPWAY_LIBRARY", ROOT / "build/library"))


@dataclass(frozen=True)
class Ran:
    """What ansible said of one task: its result, and each operation of the connection."""

    rc: int
    output: str

    @property
    def result(self) -> dict:
        found = re.search(r"^\w+ \| (?:\w+)!? => (\{.*?^\})", self.output, re.MULTILINE | re.DOTALL)
        assert found, self.output
        return json.loads(found[1])

    @property
    def operations(self) -> list[str]:
        return re.findall(r"^<127.0.0.1> (?:SSH: )?(?:EXEC|PUT|FETCH) .*", self.output, re.MULTILINE)

    @property
    def sent_plainly(self) -> bool:
        return any(" PUT " in one for one in self.operations)


class Target:
    """This machine as a user with that home sees it. `stack` is where the modules work."""

    def __init__(self, folder: Path, sockets: Path) -> None:
        self.home = folder / "home"
        self.stack = folder / "stack"
        self.remote_tmp = folder / "remote_tmp"
        self.local_tmp = folder / "local_tmp"
        self.cache = self.home / ".cache" / "slipway"
        self.sockets = sockets  # of ssh; a socket's path has 108 bytes at most
        self.library = LIBRARY
        self.inventory: Path | None = None  # this machine
        for one in (self.home, self.stack):
            one.mkdir()

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        ours = {"CONFIG": ROOT / "ansible.cfg", "LIBRARY": self.library, "REMOTE_TEMP": self.remote_tmp, "NOCOLOR": 1, "LOAD_CALLBACK_PLUGINS": 1,
                "LOCAL_TEMP": self.local_tmp, "SSH_CONTROL_PATH_DIR": self.sockets, "STDOUT_CALLBACK": "minimal", "CALLBACK_RESULT_FORMAT": "json"}  # fmt: skip
        return {**kept, "HOME": str(self.home), **{f"ANSIBLE_{name}": str(value) for name, value in ours.items()}}

    def start(self, module: str, options: dict, *arguments: str) -> subprocess.Popen:
        host = ["localhost", "--connection", "local"] if self.inventory is None else ["server", "--inventory", str(self.inventory)]
        command = ["ansible", *host, "-vvv", "--module-name", module, "--args", json.dumps(options), *arguments]
        return subprocess.Popen(command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, module: str, options: dict, *arguments: str) -> Ran:
        with self.start(module, options, *arguments) as process:
            return self.ended(process)

    @staticmethod
    def ended(process: subprocess.Popen) -> Ran:
        output = process.communicate()[0]
        return Ran(process.returncode, output)

    def place(self, *arguments: str, name: str = "a.txt") -> Ran:
        """Places a file with stack_files."""
        return self.run("stack_files", {"project_src": str(self.stack), "files": [{"path": name, "content": "text"}]}, *arguments)

    @property
    def copies(self) -> list[Path]:
        """What the target keeps, without the notes beside it."""
        return sorted(path for path in self.cache.iterdir() if path.suffix != ".seen")


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    with tempfile.TemporaryDirectory() as sockets:
        yield Target(tmp_path, Path(sockets))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[FakeEngine]:
    """A fake engine with two containers that are starting."""
    document = json.loads((ROOT / "tests/engines/container.json").read_text(encoding="utf-8"))
    with serving(tmp_path / "engine.sock", replicas(document, 2, "starting")) as made:
        yield made


def becomes_healthy(engine: FakeEngine, first_after: float, second_after: float) -> None:
    """Each container so many seconds from when health_wait listens."""

    def change() -> None:
        engine.subscribed.wait()
        begun = time.monotonic()
        for number, after in ((1, first_after), (2, second_after)):
            engine.closing.wait(begun + after - time.monotonic())
            engine.set_health(f"{number:064x}", "healthy")

    threading.Thread(target=change, daemon=True).start()

"""Runs a module under strace: counts its calls about files, kills it at one of them, or makes one fail."""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from stack import Server

QUIET = ("strace", "-qq", "-o", "/dev/null")
CALL = re.compile(r"^(\w+)\((.*)")


@dataclass(frozen=True)
class Point:
    """The nth call of this name."""

    call: str
    nth: int
    text: str

    def __str__(self) -> str:
        return f"{self.call} number {self.nth}: {self.text[:120]}"


def points_of(server: Server, command: list[str]) -> list[Point]:
    """Every call about files from the one on that opens the arguments, as a clean run makes them."""
    log = server.base / "strace.log"
    done = server.run(command, ("strace", "-o", str(log), "-e", "trace=%file,%desc"))
    assert done.returncode == 0, done.stdout
    seen: Counter = Counter()
    points: list[Point] = []
    for line in Path(log).read_text(encoding="utf-8", errors="replace").splitlines():
        call = CALL.match(line)
        if not call:
            continue
        seen[call[1]] += 1
        if points or command[1] in line:
            points.append(Point(call[1], seen[call[1]], call[2]))
    assert points, "the run made no call about files"
    return points


def run_with(server: Server, command: list[str], point: Point, what: str) -> subprocess.CompletedProcess:
    inject = f"inject={point.call}:{what}:when={point.nth}"
    return server.run(command, (*QUIET, "-e", f"trace={point.call}", "-e", inject))

"""Processes below another, and signals to them."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def children(parent: int) -> list[int]:
    """All processes below that one, parents first."""
    own = [int(word) for tasks in Path(f"/proc/{parent}/task").glob("*/children") for word in text_of(tasks).split()]
    return own + [below for child in own for below in children(child)]


def text_of(entry: Path) -> str:
    """Of a process that has ended meanwhile, nothing."""
    try:
        return entry.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def signal_tree(top: int, number: signal.Signals) -> None:
    """That process and all below it."""
    for one in [top, *children(top)]:
        try:
            os.kill(one, number)
        except ProcessLookupError:
            pass  # ended with its parent


def signal_playbook(name: str, number: signal.Signals) -> None:
    """The run of that playbook which this process has started."""
    for process in children(os.getpid()):
        if name in text_of(Path(f"/proc/{process}/cmdline")):
            signal_tree(process, number)
            return

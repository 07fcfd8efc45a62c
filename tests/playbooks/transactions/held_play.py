"""A playbook that is held where a certain task starts, so that a test can break something at that very moment."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playbook_support.lab import CHECKOUT
from playbook_support.playbook import PlaybookRun

CALLBACKS = f"{Path(__file__).with_name('callbacks')}:{CHECKOUT / 'plugins' / 'callback'}"


@dataclass
class HeldPlay:
    """`controller` is the process of ansible-playbook; None when the play ended before that task."""

    controller: int | None
    leave: socket.socket
    run: Future

    def go(self) -> PlaybookRun:
        """Lets it go on, and waits for its end."""
        self.leave.close()
        return self.run.result()


@contextmanager
def held(run_playbook: Callable, scratch: Path, task: str, name: str, variables: dict, environment: dict, nth: int = 1) -> Iterator[HeldPlay]:
    """The playbook where that task starts for the nth time."""
    door = scratch / "door"
    environment = {**environment, "ANSIBLE_CALLBACK_PLUGINS": CALLBACKS, "HOLD_AT": task, "HOLD_NTH": str(nth), "HOLD_SOCKET": str(door)}
    with socket.socket(socket.AF_UNIX) as listening, ThreadPoolExecutor(1) as elsewhere:
        listening.bind(str(door))
        listening.listen()
        run = elsewhere.submit(run_playbook, name, variables, environment=environment)
        run.add_done_callback(lambda _: knock(door))
        leave = listening.accept()[0]
        try:
            said = leave.makefile("rb").read()
            yield HeldPlay(int(said) if said else None, leave, run)
        finally:
            leave.close()
            run.exception()
    door.unlink()


def knock(door: Path) -> None:
    """So that nobody waits for a play that has ended."""
    with socket.socket(socket.AF_UNIX) as end:
        try:
            end.connect(str(door))
        except OSError:
            pass  # nobody waits any more

"""What can strike a deploy. A fault lasts as long as its context; the play is held at a step when it begins."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from held_play import HeldPlay
from playbook_support.lab import Lab
from playbook_support.processes import signal_tree
from server import Server
from steps import STEPS

FAR_FUTURE = 4070908800  # 2099
EATS_MEMORY = "x=aaaaaaaa; while :; do x=$x$x$x; done"


@dataclass
class Case:
    """A deploy that is held at a step; `trap` is where `armed` goes for its module to be killed."""

    server: Server
    play: HeldPlay
    step: str
    trap: Path


@contextmanager
def nothing(_: Case) -> Iterator[None]:
    yield


@contextmanager
def kill_play(case: Case) -> Iterator[None]:
    in_the_midst_of_up(case)
    signal_tree(case.play.controller, signal.SIGKILL)
    yield


@contextmanager
def kill_module(case: Case) -> Iterator[None]:
    (case.trap / "armed").touch()
    yield
    assert (case.trap / "struck").exists()


def in_the_midst_of_up(case: Case) -> None:
    """Once the first container of the new release is made, or the play has ended without one."""
    if case.step != "up":
        return
    events = ["docker", "--host", case.server.lab.docker_host, "events", "--filter", "event=create",
              "--since", "0s", "--format", "{{.Actor.Attributes.image}}"]  # fmt: skip
    with subprocess.Popen(events, stdout=subprocess.PIPE, text=True) as created:
        case.play.leave.close()
        case.play.run.add_done_callback(lambda _: created.kill())
        next((line for line in created.stdout if "/framework:" in line), None)
        created.kill()


def kill_engine(case: Case) -> None:
    in_the_midst_of_up(case)
    case.server.lab.kill_engine()


@contextmanager
def kill_engine_and_back(case: Case) -> Iterator[None]:
    kill_engine(case)
    case.server.lab.command("engine", "start")
    yield


@contextmanager
def kill_engine_for_long(case: Case) -> Iterator[None]:
    kill_engine(case)
    try:
        yield
    finally:
        case.server.lab.command("engine", "start")


def under_always(strike: Callable[[Case], AbstractContextManager]) -> Callable[[Case], AbstractContextManager]:
    """The example's policy is unless-stopped, and of that an engine that was killed starts nothing again."""

    @contextmanager
    def struck(case: Case) -> Iterator[None]:
        lab = case.server.lab
        lab.set_restart_policy("always", *lab.container_ids().values())
        with strike(case):
            yield
        lab.set_restart_policy("unless-stopped", *lab.container_ids().values())

    return struck


@contextmanager
def fill_disk(case: Case) -> Iterator[None]:
    filler = case.server.lab.home / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only_backups(case: Case) -> Iterator[None]:
    place = str(case.server.lab.backups)
    subprocess.run(["mount", "--bind", place, place], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        yield
    finally:
        subprocess.run(["umount", place], check=True)


@contextmanager
def registry_down(case: Case) -> Iterator[None]:
    case.server.lab.command("registry", "stop")
    try:
        yield
    finally:
        case.server.lab.command("registry", "start")


@contextmanager
def bad_password(case: Case) -> Iterator[None]:
    """The registry's password becomes another one, so what the deploy has is wrong."""
    accounts = case.server.lab.registry_accounts
    good = accounts.read_bytes()
    line = subprocess.run(["htpasswd", "-niB", case.server.lab.registry_user], input=b"another", capture_output=True, check=True).stdout
    accounts.write_bytes(line)
    try:
        yield
    finally:
        accounts.write_bytes(good)


@contextmanager
def out_of_memory(case: Case) -> Iterator[None]:
    """What runs as app from now on may have little memory and wants much; the edit is one of this release alone."""
    override = case.server.lab.stack / "docker-compose.lab.yml"
    text = override.read_text(encoding="utf-8")
    hungry = f"entrypoint: [sh, -c, '{EATS_MEMORY.replace('$', '$$')}']"
    edited = text.replace("  app:\n", f"  app:\n    mem_limit: 16m\n    memswap_limit: 16m\n    {hungry}\n", 1)
    override.write_text(edited, encoding="utf-8")
    yield


@contextmanager
def future_records(case: Case) -> Iterator[None]:
    """All that is there seems to be of a time to come; the deploy itself has a name of that time, too."""
    for path in [case.server.lab.backups, *case.server.lab.backups.rglob("*")]:
        os.utime(path, (FAR_FUTURE, FAR_FUTURE))
    yield


@dataclass(frozen=True)
class Fault:
    """`strikes`: the steps at which it is tried; at those in `harmless` the deploy must work all the same."""

    name: str
    strike: Callable[[Case], AbstractContextManager]
    strikes: tuple[str, ...] = tuple(STEPS)
    harmless: tuple[str, ...] = ()
    stops_all: bool = False  # the engine may leave the site stopped
    image: str = ""
    date: str = ""  # of the deploy itself, when it is another day's


BEFORE_UP = ("record started", "pull", "render .env", "rewrite")
AT_THE_END = ("record deployed", "prune")
ALL_BUT_UP = tuple(step for step in STEPS if step != "up")
AFTER_THE_PULLS = tuple(STEPS)[tuple(STEPS).index("pull") + 1 :]
FAULTS = [
    Fault("kill -9 of the play", kill_play),
    Fault("kill -9 of the module", kill_module, harmless=("prune",)),
    Fault("kill -9 of dockerd, back at once", kill_engine_and_back, harmless=(*BEFORE_UP, "health wait", *AT_THE_END), stops_all=True),
    Fault("kill -9 of dockerd, back afterwards", kill_engine_for_long, harmless=("prune",), stops_all=True),
    Fault("kill -9 of dockerd, back at once, restart: always", under_always(kill_engine_and_back), harmless=ALL_BUT_UP),
    Fault("kill -9 of dockerd, back afterwards, restart: always", under_always(kill_engine_for_long), harmless=("prune",)),
    Fault("full disk", fill_disk, harmless=("prune",)),
    Fault("read-only backups folder", read_only_backups, harmless=("prune",)),
    Fault("registry down", registry_down, harmless=AFTER_THE_PULLS),
    Fault("bad registry password", bad_password, harmless=AFTER_THE_PULLS),
    Fault("unhealthy image", nothing, ("health wait",), image="v3"),
    Fault("crash loop", nothing, ("health wait",), image="crash"),
    Fault("out of memory", out_of_memory, ("up", "post-deploy")),
    Fault("records dated in the future", future_records, harmless=tuple(STEPS), date="2099-01-01"),
]
BY_NAME = {fault.name: fault for fault in FAULTS}

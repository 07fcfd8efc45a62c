"""One task over ssh, at several round trips and on many hosts: ours, beside `raw` (the floor: one execution of nothing), `replace`, a plain
binary, and Mitogen, which keeps a Python on the server. What it takes, what it costs the controller, and what goes over the wire."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml
from delay import Link, delayed
from playbook_support.lab import CHECKOUT
from playbook_support.ssh_server import SshServer, free_port, ssh_server

CALLBACKS = f"{Path(__file__).parent / 'callbacks'}:{CHECKOUT / 'plugins' / 'callback'}"
ROUND_TRIPS = (0, 20, 100)
HOSTS = (1, 20)
TASKS = 15
TASKS_ON_MANY_HOSTS = 5

PLACE = {"stack_files": {"project_src": "/home/deploy", "files": [{"path": "file", "content": "text"}]}}
REPLACE = {"replace": {"path": "/home/deploy/file", "regexp": "nothing", "replace": "text"}}


@dataclass(frozen=True)
class Way:
    """A task, and how Ansible is set for it."""

    name: str
    task: dict
    settings: dict[str, str]
    python_path: str = ""


RAW = Way("raw: true, the floor", {"raw": "true"}, {})
OURS = Way("stack_files, by the action plugin", PLACE, {})
PIPELINED = Way("replace, pipelined", REPLACE, {"PIPELINING": "True"})
PLAIN_BINARY = Way("stack_files, as a plain binary", PLACE, {"ACTION_PLUGINS": "/nonexistent"})
WAYS = (RAW, OURS, PIPELINED, Way("replace, not pipelined", REPLACE, {"PIPELINING": "False"}), PLAIN_BINARY)


@dataclass
class Play:
    """What it took: of a task the median in seconds, once the connection is open and the executable there."""

    of_a_task: float
    seconds: float
    processor: float  # of the controller


def mitogen(scratch: Path) -> Way | None:
    """With Debian's package, which is fetched and not installed; None where that cannot be had."""
    for package in ("python3-mitogen", "ansible-mitogen"):
        got = subprocess.run(["apt-get", "-q=2", "-o", "APT::Sandbox::User=root", "download", package], cwd=scratch, capture_output=True, check=False)
        if got.returncode:
            print("  (Mitogen: apt does not give Debian's package)")
            return None
        subprocess.run(["dpkg", "-x", next(scratch.glob(f"{package}_*.deb")), scratch], check=True)
    library = scratch / "usr/lib/python3/dist-packages"
    settings = {"STRATEGY_PLUGINS": str(library / "ansible_mitogen/plugins/strategy"), "STRATEGY": "mitogen_linear", "HOST_KEY_CHECKING": "False"}
    return Way("replace, by Mitogen", REPLACE, settings, str(library))


def run(way: Way, inventory: Path, scratch: Path, count: int = TASKS) -> Play:
    play = scratch / "play.yml"
    tasks = [{"name": str(number), **way.task} for number in range(count)]
    play.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": [PLACE, *tasks]}]), encoding="utf-8")
    times = scratch / "times"
    times.unlink(missing_ok=True)
    settings = {"CONFIG": CHECKOUT / "ansible.cfg", "LIBRARY": CHECKOUT / "build" / "library", "CALLBACK_PLUGINS": CALLBACKS, "FORKS": max(HOSTS),
                **way.settings}  # fmt: skip
    environment = {**os.environ, "HOME": str(scratch), "TASK_TIMES": str(times), **{f"ANSIBLE_{name}": str(value) for name, value in settings.items()}}
    if way.python_path:
        environment["PYTHONPATH"] = way.python_path
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(["ansible-playbook", "--inventory", inventory, play], env=environment, capture_output=True, text=True, check=False)
    seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"bench: {way.name} failed:\n{done.stdout}{done.stderr}")
    entries = [json.loads(line)["seconds"] for line in times.read_text(encoding="utf-8").splitlines()]
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Play(median(entries[2:] or [0.0]), seconds, processor)


@contextmanager
def reached(server: SshServer, inventory: Path, round_trip: int, hosts: int = 1) -> Iterator[list[Link]]:
    """The server by so many names, each by way of a link of its own."""
    with ExitStack() as stack:
        links, entries = [], {}
        for number in range(hosts):
            through = free_port()
            links.append(stack.enter_context(delayed(through, server.port, round_trip / 1000)))
            entries[f"server{number}"] = server.settings("deploy", through)
        inventory.write_text(json.dumps({"all": {"hosts": entries}}), encoding="utf-8")
        yield links


def report_round_trip(server: SshServer, round_trip: int, ways: list[Way], scratch: Path) -> None:
    inventory = scratch / "hosts.json"
    with reached(server, inventory, round_trip):
        took = [1000 * run(way, inventory, scratch).of_a_task for way in ways]
    print(f"  a round trip of {round_trip} ms")
    for way, one in zip(ways, took, strict=True):
        print(f"    {way.name:<36} {one:7.1f} ms   {one / took[0]:5.2f} x raw   {one / took[1]:5.2f} x ours", flush=True)


def kilobytes(way: Way, server: SshServer, scratch: Path) -> tuple[float, float]:
    """Sent and received by one further task of a play: what a play of more tasks has beyond one of a single task."""
    inventory = scratch / "hosts.json"
    totals = []
    for count in (1, TASKS):
        with reached(server, inventory, 0) as [link]:
            run(way, inventory, scratch, count)
        totals.append((link.sent, link.received))
    (sent_once, received_once), (sent, received) = totals
    return (sent - sent_once) / (TASKS - 1) / 1000, (received - received_once) / (TASKS - 1) / 1000


def report_bytes(server: SshServer, ways: list[Way], scratch: Path) -> None:
    print("  what one more task sends to the server, and receives")
    for way in ways:
        sent, received = kilobytes(way, server, scratch)
        print(f"    {way.name:<36} {sent:7.1f} kB  {received:7.1f} kB", flush=True)
    subprocess.run(["rm", "-rf", server.home("deploy") / ".cache/slipway"], check=True)
    with reached(server, scratch / "hosts.json", 0) as [link]:
        run(RAW, scratch / "hosts.json", scratch, 1)
    print(f"    {'the first task of all, once a server':<36} {link.sent / 1000:7.1f} kB  {link.received / 1000:7.1f} kB", flush=True)


def report_hosts(server: SshServer, ways: list[Way], scratch: Path) -> None:
    for hosts in HOSTS:
        inventory = scratch / "hosts.json"
        with reached(server, inventory, 20, hosts):
            run(OURS, inventory, scratch, 1)  # the first play of all pays for what the machine has not read yet
            plays = [run(way, inventory, scratch, TASKS_ON_MANY_HOSTS) for way in ways]
        print(f"  {TASKS_ON_MANY_HOSTS} tasks on {hosts} {'host' if hosts == 1 else 'hosts'}, a round trip of 20 ms: the play, and the controller's processor")
        for way, play in zip(ways, plays, strict=True):
            print(f"    {way.name:<36} {play.seconds:7.1f} s    {play.processor:7.1f} s    {play.seconds / plays[1].seconds:5.2f} x ours", flush=True)


def report() -> None:
    print(f"\nOne task over ssh, the median of {TASKS - 1}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home, there, packages = Path(folder) / "home", Path(folder) / "server", Path(folder) / "packages"
        for one in (home, there, packages):
            one.mkdir()
        other = mitogen(packages)
        ways = [*WAYS, *([other] if other else [])]
        with ssh_server(there) as server:
            for round_trip in ROUND_TRIPS:
                report_round_trip(server, round_trip, ways, home)
            report_bytes(server, ways, home)
            report_hosts(server, ways, home)

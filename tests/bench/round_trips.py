"""One task over ssh, at several round trips: ours, beside `raw` (the floor: one execution of nothing), `replace`, and a plain binary."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml
from delay import delayed
from playbook_support.lab import CHECKOUT
from playbook_support.ssh_server import SshServer, free_port, ssh_server

CALLBACKS = f"{Path(__file__).parent / 'callbacks'}:{CHECKOUT / 'plugins' / 'callback'}"
ROUND_TRIPS = (0, 20, 100)
TASKS = 15

PLACE = {"stack_files": {"project_src": "/home/deploy", "files": [{"path": "file", "content": "text"}]}}
REPLACE = {"replace": {"path": "/home/deploy/file", "regexp": "nothing", "replace": "text"}}


@dataclass(frozen=True)
class Way:
    """A task, and how Ansible is set for it."""

    name: str
    task: dict
    settings: dict[str, str]


WAYS = (
    Way("raw: true, the floor", {"raw": "true"}, {}),
    Way("stack_files, by the action plugin", PLACE, {}),
    Way("replace, pipelined", REPLACE, {"PIPELINING": "True"}),
    Way("replace, not pipelined", REPLACE, {"PIPELINING": "False"}),
    Way("stack_files, as a plain binary", PLACE, {"ACTION_PLUGINS": "/nonexistent"}),
)


def milliseconds(way: Way, inventory: Path, scratch: Path) -> float:
    """Of one task: the median of those that find the connection open and the executable there."""
    play = scratch / "play.yml"
    tasks = [{"name": str(number), **way.task} for number in range(TASKS)]
    play.write_text(yaml.safe_dump([{"hosts": "server", "gather_facts": False, "tasks": [PLACE, *tasks]}]), encoding="utf-8")
    times = scratch / "times"
    times.unlink(missing_ok=True)
    settings = {"CONFIG": CHECKOUT / "ansible.cfg", "LIBRARY": CHECKOUT / "build" / "library", "CALLBACK_PLUGINS": CALLBACKS, **way.settings}
    environment = {**os.environ, "HOME": str(scratch), "TASK_TIMES": str(times), **{f"ANSIBLE_{name}": str(value) for name, value in settings.items()}}
    done = subprocess.run(["ansible-playbook", "--inventory", inventory, play], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {way.name} failed:\n{done.stdout}{done.stderr}")
    entries = [json.loads(line) for line in times.read_text(encoding="utf-8").splitlines()]
    return 1000 * median(entry["seconds"] for entry in entries[2:])


def report_one(server: SshServer, round_trip: int, scratch: Path) -> None:
    inventory = scratch / "hosts.json"
    through = free_port()
    with delayed(through, server.port, round_trip / 1000):
        inventory.write_text(server.inventory(through), encoding="utf-8")
        took = [milliseconds(way, inventory, scratch) for way in WAYS]
    print(f"  a round trip of {round_trip} ms")
    for way, one in zip(WAYS, took):
        print(f"    {way.name:<36} {one:7.1f} ms   {one / took[0]:5.2f} x raw   {one / took[1]:5.2f} x ours", flush=True)


def report() -> None:
    print(f"\nOne task over ssh, the median of {TASKS - 1}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        there = Path(folder) / "server"
        home.mkdir()
        there.mkdir()
        with ssh_server(there) as server:
            for round_trip in ROUND_TRIPS:
                report_one(server, round_trip, home)

"""A deploy of the example stack with its own 30 s intervals, beside the source document's steps as a plain playbook; and stacks of 5, 20
and 50 services. Everything is said as a ratio to what one would run instead, side by side in one run."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from delay import delayed
from playbook_support.lab import CHECKOUT, Lab
from playbook_support.modules import run_module
from playbook_support.playbook import SECRETS, ansible_environment
from playbook_support.shell_image import import_shell_image
from playbook_support.ssh_server import free_port, ssh_server
from prober import Prober

HERE = Path(__file__).parent
CALLBACKS = f"{HERE / 'callbacks'}:{CHECKOUT / 'plugins' / 'callback'}"
PLAIN = HERE / "plain"
# What the source document's pipeline has, which sets nothing of Ansible; and what one sets who wants it quick.
PLAIN_SETTINGS = {"as Ansible comes": PLAIN / "unset.cfg", "tuned: pipelined, without facts": PLAIN / "tuned.cfg"}
SIZES = (5, 20, 50)
ROUND_TRIPS = (0, 50)
FILES = ["docker-compose.base.yml", "docker-compose.production.yml", "docker-compose.lab.yml"]


@dataclass
class Play:
    """What a playbook took: seconds of the wall clock and of the controller's processor, and each of its tasks."""

    seconds: float
    processor: float
    tasks: list[dict] = field(default_factory=list)

    def of(self, *names: str) -> float:
        return sum(task["seconds"] for task in self.tasks if task["task"].split(" : ")[-1] in names)

    def count(self, outcome: str) -> int:
        return sum(task["outcome"] == outcome for task in self.tasks)


def run_play(lab: Lab, playbook: Path, variables: dict, config: Path = CHECKOUT / "ansible.cfg") -> Play:
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(scratch) / "variables.json"
        given.write_text(json.dumps(variables), encoding="utf-8")
        times = Path(scratch) / "times"
        command = ["ansible-playbook", "--inventory", str(lab.inventory), str(playbook), "--extra-vars", f"@{given}",
                   "--vault-password-file", str(SECRETS / "demo-vault-password"), "--extra-vars", f"@{SECRETS / 'production.vault.yml'}"]
        environment = {**ansible_environment(lab), "ANSIBLE_CONFIG": str(config), "ANSIBLE_CALLBACK_PLUGINS": CALLBACKS, "TASK_TIMES": str(times),
                       "DOCKER_CONFIG": str(Path(scratch) / "docker")}
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"bench: {playbook} failed:\n{done.stdout}{done.stderr}")
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Play(seconds, processor, [json.loads(line) for line in times.read_text(encoding="utf-8").splitlines()])


def with_own_intervals(lab: Lab) -> None:
    """The lab's override shortens them; a deploy measured here has those of the source document."""
    override = lab.stack / "docker-compose.lab.yml"
    stack = yaml.safe_load(override.read_text(encoding="utf-8"))
    for service in stack["services"].values():
        service.pop("healthcheck", None)
    override.write_text(yaml.safe_dump(stack), encoding="utf-8")


def watched(lab: Lab, what: Callable[[], object]) -> tuple[float, Prober]:
    begun = time.monotonic()
    with Prober(lab.site_url + "/") as prober:
        what()
        seconds = time.monotonic() - begun
    return seconds, prober


def compose_up(lab: Lab, folder: Path, files: list[str], *words: str) -> None:
    names = [word for name in files for word in ("--file", str(folder / name))]
    lab.docker("compose", "--project-directory", str(folder), "--project-name", "application", "--progress", "quiet", *names, "up", "--detach",
               "--pull", "never", *words)


def row(name: str, ours: float, theirs: float, unit: str) -> None:
    ratio = f"1/{theirs / ours:.1f}" if 0 < ours < theirs else f"{ours / theirs:.2f}" if theirs else "-"
    print(f"  {name:<46} {ours:8.1f} {unit:<3} {theirs:8.1f} {unit:<3} {ratio:>8}", flush=True)


def report_plays(lab: Lab) -> None:
    """Over ssh, as people deploy: then what the controller's processor does is the controller's work alone."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {"DOCKER_HOST": lab.docker_host, "DOCKER_CONFIG": f"{scratch}/docker"}
        with ssh_server(Path(scratch), own_users=False, environment=environment) as server:
            for round_trip in ROUND_TRIPS:
                through = free_port()
                with delayed(through, server.port, round_trip / 1000):
                    report_pair(lab, round_trip, server.settings("root", through))


def report_pair(lab: Lab, round_trip: int, login: dict[str, object]) -> None:
    plain = {"image_tag": "v2", "deployment_timestamp": "2025-10-31T02:35:04Z", "docker_registry_url": lab.registry,
             "docker_registry_username": lab.registry_user, "docker_registry_password": lab.registry_password}
    for settings, config in PLAIN_SETTINGS.items():
        theirs = run_play(lab, PLAIN / "deploy-update.yml", {**plain, **login}, config)
        ours = run_play(lab, CHECKOUT / "playbooks" / "deploy-update.yml", {"image_tag": "v1", **login})
        up = ours.of("Bring the stack up, and wait until every service is healthy"), theirs.of("Restart the stack")
        print(f"\nA deploy of the example stack with its own 30 s intervals, over ssh with a round trip of {round_trip} ms: ours, the plain playbook ({settings}), their ratio")
        row("`up`, its wait for health included", *up, "s")
        row("everything beside it", ours.seconds - up[0], theirs.seconds - up[1], "s")
        row("processor of the controller", ours.processor, theirs.processor, "s")
        print(f"  tasks executed and skipped: {ours.count('ok')} and {ours.count('skipped')}, of the plain playbook {theirs.count('ok')} and {theirs.count('skipped')}")


def stack_up(lab: Lab, **options) -> None:
    run_module(lab, "stack_up", {"project_src": str(lab.stack), "files": FILES, "project_name": "application", **options})


def report_starts(lab: Lab) -> None:
    theirs, their_prober = watched(lab, lambda: compose_up(lab, lab.stack, FILES, "--force-recreate"))
    ours, our_prober = watched(lab, lambda: stack_up(lab, force_recreate=True))
    override = lab.stack / "docker-compose.lab.yml"
    text = override.read_text(encoding="utf-8")
    override.write_text(text.replace("framework:v1", "framework:v2"), encoding="utf-8")
    changed, prober = watched(lab, lambda: stack_up(lab))
    print("\nReplacing every container of it                              stack_up     compose up        ratio")
    row("until the stack is up and healthy", ours, theirs, "s")
    row("the site does not answer", our_prober.down, their_prober.down, "s")
    print(f"  only the application's image changed: stack_up {changed:.1f} s, the site does not answer for {prober.down:.1f} s")


def synthetic(image: str, size: int) -> dict:
    """As in the example, three levels: one below, most in the middle, one above."""
    service = {"image": image, "command": ["sleep", "3600"], "stop_signal": "KILL", "network_mode": "none",
               "healthcheck": {"test": ["CMD", "sh", "-c", ":"], "interval": "30s", "timeout": "5s", "retries": 3}}
    healthy = {"condition": "service_healthy"}
    middle = [f"app-{number}" for number in range(1, size - 1)]
    return {"services": {"below": service, **{name: {**service, "depends_on": {"below": healthy}} for name in middle},
                         "above": {**service, "depends_on": dict.fromkeys(middle, healthy)}}}


def report_sizes(lab: Lab) -> None:
    print("\nReplacing every container of a stack in three levels, 30 s intervals   stack_up     compose up        ratio")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        image = import_shell_image(lab, folder)
        options = {"project_src": str(folder), "files": ["compose.yml"], "project_name": "application"}
        try:
            for size in SIZES:
                (folder / "compose.yml").write_text(yaml.safe_dump(synthetic(image, size)), encoding="utf-8")
                run_module(lab, "stack_up", options)
                ours, theirs = -time.monotonic(), 0.0
                run_module(lab, "stack_up", {**options, "force_recreate": True})
                ours += time.monotonic()
                theirs -= time.monotonic()
                compose_up(lab, folder, ["compose.yml"], "--force-recreate")
                theirs += time.monotonic()
                row(f"{size} services", ours, theirs, "s")
        finally:
            run_module(lab, "stack_up", {**options, "state": "absent"})


def report(lab: Lab) -> None:
    print(f"\nbench: deploys, which takes some minutes ({os.cpu_count()} processors)", flush=True)
    lab.empty()
    try:
        run_play(lab, CHECKOUT / "playbooks" / "deploy-update.yml", {"image_tag": "v1"})
        with_own_intervals(lab)
        report_plays(lab)
        report_starts(lab)
        lab.empty()
        report_sizes(lab)
    finally:
        lab.empty()

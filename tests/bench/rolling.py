"""A rolling deploy beside what one would do by hand: requests that failed, the longest gap, and how long it took, all on the same stack."""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playbook_support.lab import Lab
from playbook_support.modules import result_of
from playbook_support.own_stack import docker_environment
from playbook_support.rolling_stack import RollingStack
from playbook_support.ssh_server import free_port
from prober import Prober


def compose(stack: RollingStack, *words: str) -> None:
    command = ["docker", "compose", "--project-name", stack.name, *words]
    subprocess.run(command, cwd=stack.folder, env=docker_environment(stack.lab), check=True, capture_output=True)


def force_recreate(stack: RollingStack) -> None:
    compose(stack, "up", "--detach", "--wait", "--force-recreate", "--no-deps", "app")


def scale_trick(stack: RollingStack) -> None:
    """As people do it: a second one beside, wait until it is healthy, stop the first."""
    old = stack.containers("app")
    compose(stack, "up", "--detach", "--wait", "--no-deps", "--no-recreate", "--scale", "app=2", "app")
    stack.lab.docker("stop", *old)
    stack.lab.docker("rm", *old)


def measured(stack: RollingStack, way: Callable[[], object]) -> tuple[float, Prober]:
    begun = time.monotonic()
    with Prober(stack.url + "/") as prober:
        way()
        took = time.monotonic() - begun
        time.sleep(3)  # what a proxy notices late
    return took, prober


def line(name: str, took: float, prober: Prober) -> None:
    longest = max(prober.spells, default=0.0)
    print(f"  {name:<46} {prober.failed:>4} of {prober.asked:<5} {longest:>7.2f} s {took:>8.1f} s", flush=True)


def report(lab: Lab) -> None:
    lab.pull("framework:v1", "framework:v2", "nginx:1.25-alpine", "redis:7-alpine")
    with tempfile.TemporaryDirectory() as folder:
        stack = RollingStack(lab, "reload", Path(folder))
        try:
            assert not stack.deploy("v1", watch=None)["failed"]
            print("\nReplacing the application behind nginx, asked 20 times a second     failed       longest gap    took")
            line("stack_up, strategy rolling", *measured(stack, lambda: stack.deploy("v2")))
            line("stack_up, strategy recreate", *measured(stack, lambda: stack.deploy("v1", strategy="recreate", watch=None, proxy=None)))
            assert not stack.deploy("v1", force_recreate=True, watch=None)["failed"]
            line("docker compose up --force-recreate", *measured(stack, lambda: force_recreate(stack)))
            assert not stack.deploy("v1", force_recreate=True, watch=None)["failed"]
            line("docker compose up --scale app=2, wait, stop", *measured(stack, lambda: scale_trick(stack)))
            report_gaps(stack)
            report_watch(stack)
        finally:
            stack.remove()


# What keeps a second container from running beside the first: changes of the services, by their names.
STOP_FIRST = {
    "container_name": {"app": {"container_name": "rolling-app"}},
    "a published port": {"app": {"ports": ["127.0.0.1:PORT:9000"]}},
    "a volume that it writes to": {"app": {"volumes": ["redis-data:/uploads"], "deploy": {}}},
    "an anonymous volume": {"app": {"volumes": ["/uploads"], "deploy": {}}},
    "a fixed address": {"app": {"networks": {"default": {}, "fixed": {"ipv4_address": "198.51.100.5"}}}},
    "a shared namespace": {"app": {"network_mode": "service:redis"}, "redis": {"networks": {"default": {"aliases": ["app"]}}}},
    "update_config.order: stop-first": {"app": {"deploy": {"update_config": {"order": "stop-first"}}}},
}


def report_gaps(stack: RollingStack) -> None:
    """What cannot be there twice, and how long it is then away: as the watch counts it."""
    print("\nWhat cannot be start-first: its words in the dry run, and the longest gap      rolling    docker compose up")
    usual = stack.services
    for name, changes in STOP_FIRST.items():
        stack.services = {service: {**settings, **changes.get(service, {})} for service, settings in usual.items()}
        if ports := stack.services["app"].get("ports"):
            stack.services["app"]["ports"] = [port.replace("PORT", str(free_port())) for port in ports]
        first = stack.deploy("v1", watch=None)
        assert not first["failed"], first["msg"]
        why = stack.deploy("v2", check=True)["services"][0]["why"].split("; stop-first, since ")[-1]
        ours = stack.deploy("v2", watch={"url": stack.url + "/"})["watch"]["longest_gap"]
        stack.options("v1")
        _, prober = measured(stack, lambda: force_recreate(stack))
        theirs = max(prober.spells, default=0.0)
        print(f"  {name:<32} {ours:>7.2f} s {theirs:>7.2f} s   stop-first, since {why}", flush=True)
    stack.services = usual


def processor_seconds(stack: RollingStack, seconds: int, **options) -> float:
    """What health_wait takes while it looks at the stack for so long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = result_of(stack.lab, "health_wait", {"project_src": str(stack.folder), "files": ["compose.yaml"], "project_name": stack.name,
                                                  "timeout": 60 + seconds, "stable_for": seconds, **options})  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result["healthy"], result["msg"]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report_watch(stack: RollingStack, seconds: int = 30) -> None:
    without = processor_seconds(stack, seconds)
    with_watch = processor_seconds(stack, seconds, watch={"url": stack.url + "/"})
    share = 100 * (with_watch - without) / seconds
    print(f"\nThe watch, 20 requests a second: {share:.1f} % of a processor (health_wait for {seconds} s with it, less the same without it)", flush=True)

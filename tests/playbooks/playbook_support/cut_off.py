"""Deploys that something happens to on their way."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from .lab import Lab
from .processes import signal_playbook


@contextmanager
def deploying(lab: Lab, run_playbook: Callable, variables: dict, *, event: str = "create", **options) -> Iterator[Future]:
    """A deploy, from the moment on at which the first container of the new image is made; event="start": runs."""
    events = ["docker", "--host", lab.docker_host, "events", "--filter", f"event={event}", "--format", "{{.Actor.Attributes.image}}"]
    with ThreadPoolExecutor(1) as elsewhere, subprocess.Popen(events, stdout=subprocess.PIPE, text=True) as made:
        run = elsewhere.submit(run_playbook, "deploy-update.yml", variables, **options)
        next(line for line in made.stdout if line.strip().endswith(f"framework:{variables['image_tag']}"))
        yield run
        made.kill()


def cut_off(lab: Lab, run_playbook: Callable, variables: dict, **options) -> None:
    """The deploy is killed at that moment."""
    with deploying(lab, run_playbook, variables, **options) as run:
        signal_playbook("deploy-update.yml", signal.SIGKILL)
        assert run.result().rc < 0

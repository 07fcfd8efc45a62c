"""What a play shows of a module that takes long, while it runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from itertools import pairwise

from conftest import Target, becomes_healthy
from fake_engine import PROJECT, FakeEngine

DAY = 24 * 3600
FOLLOWED = re.compile(r"told=\$cache/told\.")


def play(target: Target, engine: FakeEngine, *arguments: str, timeout: int = 60, **task: object) -> subprocess.CompletedProcess[str]:
    options = {"project_name": PROJECT, "docker_host": engine.address, "timeout": timeout}
    tasks = [{"name": "Wait for the stack", "health_wait": options, **task}]
    file = target.stack / "play.json"
    file.write_text(json.dumps([{"name": "A play", "hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    environment = {**target.environment(), "ANSIBLE_STDOUT_CALLBACK": "slipway"}
    return subprocess.run(["ansible-playbook", *arguments, file], env=environment, capture_output=True, text=True, check=False)


def story(shown: str) -> list[str]:
    """Without times, and without what follows the tasks."""
    return [re.sub(r"\d+(\.\d+)? s", "N s", line) for line in shown.partition("PLAY RECAP")[0].splitlines() if line]


def test_what_it_waits_for_shows_as_it_changes(target: Target, engine: FakeEngine) -> None:
    becomes_healthy(engine, 4, 6)
    shown = play(target, engine)
    assert story(shown.stdout) == [
        "A play",
        "running  Wait for the stack",
        "         waiting for many-app-1, many-app-2",
        "         many-app-1 healthy; waiting for many-app-2",
        "         many-app-2 healthy",
        "ok       Wait for the stack (N s)",
    ], shown.stdout + shown.stderr
    assert [path.name for path in target.cache.glob("told.*")] == []


def test_one_that_is_over_soon_costs_one_execution(target: Target, engine: FakeEngine) -> None:
    becomes_healthy(engine, 5, 5)
    assert FOLLOWED.search(play(target, engine, "-vvv").stdout)
    quick = play(target, engine, "-vvv")
    assert "Wait for the stack" in quick.stdout
    assert not FOLLOWED.search(quick.stdout)


def test_nothing_is_silent_for_more_than_ten_seconds(target: Target, engine: FakeEngine) -> None:
    command = ["ansible-playbook", target.stack / "play.json"]
    play(target, engine, "--syntax-check", timeout=25)
    environment = {**target.environment(), "ANSIBLE_STDOUT_CALLBACK": "slipway"}
    heard, lines = [time.monotonic()], []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            heard.append(time.monotonic())
            lines.append(line)
    assert max(after - before for before, after in pairwise(heard)) < 12, lines  # two for a processor that is busy
    assert len([line for line in lines if re.fullmatch(r" +waiting for many-app-1, many-app-2 \(\d+ s so far\)\n", line)]) >= 1, lines


def test_what_no_log_hides_is_not_told(target: Target, engine: FakeEngine) -> None:
    becomes_healthy(engine, 4, 4)
    shown = play(target, engine, "-vvv", no_log=True)
    assert "Wait for the stack" in shown.stdout
    assert "waiting for" not in shown.stdout
    assert not FOLLOWED.search(shown.stdout)


def test_what_a_killed_module_has_left_goes_after_a_day(target: Target, engine: FakeEngine) -> None:
    becomes_healthy(engine, 0, 0)
    play(target, engine)
    old, new = target.cache / "told.old", target.cache / "told.new"
    for file, age in ((old, 2 * DAY), (new, DAY / 2)):
        file.write_text("starting app\n", encoding="utf-8")
        os.utime(file, (time.time() - age,) * 2)
    assert play(target, engine).returncode == 0
    assert not old.exists()
    assert new.exists()

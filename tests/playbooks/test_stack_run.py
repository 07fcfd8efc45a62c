"""stack_run on a real engine, with a real Compose: whatever happens to a command, its container is gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playbook_support.modules import binary
from playbook_support.waiting import Project

SECRET, LINES = "hunter22", "first line\r\nsecond line"


class Stack:
    """A project with a service that is up, and runs of stack_run in it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.folder = project.folder
        self.write({})
        env = f'export APP_KEY={SECRET}\nLINES="first line\\r\\nsecond line"\nPLAIN=seen\n'
        (self.folder / ".env").write_text(env, encoding="utf-8")

    def write(self, changes: dict) -> None:
        app = {"image": self.project.image, "network_mode": "none", "environment": {
            name: f"${{{name}}}" for name in ("APP_KEY", "LINES", "PLAIN")}, **changes}  # fmt: skip
        services = {"app": app, "tool": {**app, "profiles": ["tools"]}}
        text = json.dumps({"name": self.project.name, "services": services})
        (self.folder / "compose.yml").write_text(text, encoding="utf-8")

    def start(self, check: bool = False, **options) -> subprocess.Popen:
        whole = {"project_src": str(self.folder), "files": ["compose.yml"], "service": "app", "timeout": 60,
                 "mask_env_file": str(self.folder / ".env"), "mask_keys": ["APP_KEY", "LINES"],
                 **options, "_ansible_check_mode": check}  # fmt: skip
        environment = {**os.environ, "DOCKER_HOST": self.project.lab.docker_host}
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [binary("stack_run"), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        assert process.stdin
        process.stdin.write(json.dumps(whole))
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, *commands, **options) -> dict:
        return answer(self.start(commands=list(commands), **options))

    def containers(self) -> list[str]:
        """Of commands, running or not."""
        return self.project.lab.docker(
            "ps", "--all", "--format={{.Names}}", f"--filter=label=slipway.command={self.project.name}"
        ).split()

    @contextmanager
    def running(self, *commands, **options) -> Iterator[subprocess.Popen]:
        """The module while its first command runs."""
        with self.start(commands=list(commands), **options) as process:
            try:
                while not self.project.lab.docker("ps", "--quiet", f"--filter=label=slipway.command={self.project.name}"):
                    assert process.poll() is None, answer(process)
                yield process
            finally:
                process.kill()


def answer(process: subprocess.Popen) -> dict:
    output, errors = process.communicate()
    assert errors == ""
    result = json.loads(output)
    assert process.returncode == (1 if result["failed"] else 0)
    assert SECRET not in output and "second line" not in output
    return result


def compose_of(module: subprocess.Popen) -> int:
    """The process that the module waits for, which leads a group of its own."""
    children = Path(f"/proc/{module.pid}/task/{module.pid}/children").read_text(encoding="utf-8").split()
    assert len(children) == 1
    return int(children[0])


@pytest.fixture(name="stack")
def fixture_stack(project: Project) -> Iterator[Stack]:
    stack = Stack(project)
    name = project.start("app")
    try:
        yield stack
        assert project.lab.docker("inspect", "--format={{.State.Status}}", name).strip() == "running", "the service was touched"
        assert not stack.containers()
    finally:
        for left in stack.containers():
            project.lab.docker("rm", "--force", left)


def test_commands_run_one_after_the_other_each_in_a_new_container(stack: Stack) -> None:
    result = stack.run("sh -c 'echo one; echo two >&2; echo three; : > /tmp/mark'", ["sh", "-c", "cat /tmp/mark || echo new"], "", moment="before")
    assert result["changed"] and not result["failed"]
    assert result["msg"] == "2 commands ran before the deploy, in containers of their own of service 'app'"
    one, other = result["commands"]
    # The engine copies its two outputs side by side: each keeps its own order.
    assert (one["rc"], sorted(one["said"]), one["timed_out"]) == (0, ["one", "three", "two"], False)
    assert "new" in other["said"]
    assert one["seconds"] > 0
    assert "warnings" not in result


def test_a_text_is_split_and_nothing_in_it_is_expanded(stack: Stack) -> None:
    (stack.folder / "*").write_text("", encoding="utf-8")
    result = stack.run("sh -c 'for word do echo \"$word\"; done' - $HOME * \"two words\" '' $PLAIN")
    assert result["commands"][0]["argv"][3:] == ["-", "$HOME", "*", "two words", "", "$PLAIN"]
    assert result["commands"][0]["said"] == ["$HOME", "*", "two words", "$PLAIN"]


def test_a_command_gets_no_input(stack: Stack) -> None:
    assert stack.run("cat")["commands"][0]["said"] == []


def test_the_first_that_fails_ends_it(stack: Stack) -> None:
    result = stack.run("sh -c 'echo going; exit 3'", "echo never", moment="after")
    assert result["failed"] and result["changed"]
    assert result["msg"] == (
        "the command after the deploy in service 'app', sh -c echo going; exit 3, failed with exit code 3; it said last: going; "
        "mend what it names, or correct the command; 1 command after it did not run"
    )
    assert [command["rc"] for command in result["commands"]] == [3]


def test_a_program_that_is_not_in_the_image(stack: Stack) -> None:
    result = stack.run("no-such-program")
    assert result["failed"] and result["commands"][0]["rc"] != 0
    assert "no-such-program" in result["commands"][0]["said"][-1]


def test_a_command_that_hangs_is_ended_and_its_container_is_gone(stack: Stack) -> None:
    result = stack.run("sh -c 'trap \"exit 0\" TERM; echo waiting; sleep 600 & wait'", timeout=3)
    assert result["failed"]
    assert "did not end within 3 s, and was ended; it said last: waiting; see what it waits for, or raise timeout" in result["msg"]
    assert result["commands"][0]["timed_out"] and result["commands"][0]["rc"] is None
    assert not stack.containers()


def test_a_killed_compose_leaves_no_container(stack: Stack) -> None:
    with stack.running("sh -c 'trap \"exit 0\" TERM; sleep 600 & wait'") as module:
        os.killpg(compose_of(module), signal.SIGKILL)
        result = answer(module)
    assert result["failed"] and result["commands"][0]["rc"] == 137
    assert not stack.containers()


def test_what_a_killed_module_left_goes_before_the_next_run(stack: Stack) -> None:
    with stack.running("sh -c 'trap \"exit 0\" TERM; sleep 600 & wait'") as module:
        compose = compose_of(module)
        module.kill()
        module.wait()
        os.killpg(compose, signal.SIGKILL)
    [left] = stack.containers()
    assert stack.run("echo previewed", check=True)["changed"]
    assert stack.containers() == [left], "check mode removed it"
    result = stack.run("sh -c 'echo next'")
    assert result["warnings"] == [f"container '{left}' of a command that was cut off was still there; it was stopped and removed"]
    assert result["commands"][0]["said"] == ["next"]


def test_secrets_of_the_env_file_stay_out_of_what_is_said(stack: Stack) -> None:
    result = stack.run(f"sh -c 'echo \"$APP_KEY, $PLAIN, $LINES\"; echo {SECRET}; exit 1'")
    assert result["commands"][0]["said"] == ["********, seen, ********", "********"]
    assert "it said last: ********, seen, ******** / ********; mend" in result["msg"]


def test_megabytes_of_output_are_read_to_their_end(stack: Stack) -> None:
    script = "i=0; while [ $i -lt 200000 ]; do echo \"$i $APP_KEY\"; i=$((i+1)); done; printf '\\377 end'"
    result = stack.run(["sh", "-c", script])
    said = result["commands"][0]["said"]
    assert len(said) == 20 and said[-1] == "\ufffd end" and said[-2] == "199999 ********"


def test_nothing_is_pulled_whatever_the_file_says(stack: Stack) -> None:
    stack.write({"pull_policy": "always"})  # its image is in no registry
    assert stack.run("sh -c 'echo here'")["commands"][0]["said"] == ["here"]
    stack.write({"image": "127.0.0.1:1/absent:v1"})
    result = stack.run("sh -c 'echo here'")
    assert result["msg"] == (
        "the image '127.0.0.1:1/absent:v1' of service 'app' is not on this host, and a command pulls none; pull it first"
    )
    assert not result["changed"]


def test_a_service_whose_profile_is_off(stack: Stack) -> None:
    assert stack.run("sh -c 'echo here'", service="tool")["commands"][0]["said"] == ["here"]
    assert stack.run("echo here", service="tol")["msg"] == "there is no service 'tol' in the compose files; they have: app, tool"


def test_check_mode_runs_nothing(stack: Stack) -> None:
    result = stack.run(f"echo {SECRET}", check=True)
    assert result["changed"] and not result["failed"]
    assert result["commands"][0]["argv"] == ["echo", "********"] and result["commands"][0]["rc"] is None
    (stack.folder / "compose.yml").unlink()
    result = stack.run("echo here", check=True)
    assert not result["failed"] and result["warnings"][0].startswith("nothing to see yet: docker compose config refuses")

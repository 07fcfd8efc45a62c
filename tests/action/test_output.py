"""What a play shows: a line a task, and of a failed task what a person needs."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import textwrap

import pytest
from conftest import ROOT, Target

REWRITE = {"files": ["compose.yml"], "image": "shop", "tag": "2"}


def shown(target: Target, *tasks: dict, arguments: tuple[str, ...] = (), hosts: str = "localhost,", rc: int = 0) -> str:
    play = target.stack / "play.json"
    whole = {"name": "A play", "hosts": "all", "connection": "local", "gather_facts": False, "tasks": list(tasks)}
    play.write_text(json.dumps([whole]), encoding="utf-8")
    environment = {**target.environment(), "ANSIBLE_STDOUT_CALLBACK": "slipway", "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}
    command = ["ansible-playbook", "--inventory", hosts, *arguments, play]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == rc, done.stdout + done.stderr
    return re.sub(r" \(\d+\.\d s\)", "", done.stdout.partition("\nPLAY RECAP")[0].strip("\n"))  # how long it took is not the same on each machine


def place(target: Target, name: str) -> dict:
    return {"project_src": str(target.stack), "files": [{"path": name, "content": "text"}]}


@pytest.fixture(name="rewrite")
def fixture_rewrite(target: Target) -> dict:
    (target.stack / "compose.yml").write_text("services: {app: {image: 'other:1'}}\n", encoding="utf-8")
    return {"name": "Rewrite", "compose_image_rewrite": {**REWRITE, "project_src": str(target.stack)}}


def test_each_task_is_a_line_and_a_message_is_shown_as_it_is(target: Target) -> None:
    tasks = [
        {"name": "Place a file", "stack_files": place(target, "a.txt")},
        {"name": "Place it again", "stack_files": place(target, "a.txt")},
        {"name": "Skip this", "stack_files": place(target, "b.txt"), "when": False},
        {"name": "Place each", "stack_files": place(target, "{{ item }}.txt"), "loop": ["c", "d"]},
        {"name": "Say it", "debug": {"msg": "two\n  lines"}},
        {"name": "Say more", "debug": {"msg": ["one", "two"]}},
        {"name": "Say a variable", "debug": {"var": "ansible_check_mode"}},
    ]
    assert shown(target, *tasks) == textwrap.dedent("""\
        A play

        changed  Place a file
        ok       Place it again
        changed  Place each

        two
          lines

        one
        two
        ok       Say a variable
        ansible_check_mode: false""")
    dry = shown(target, {"name": "Place a file", "stack_files": place(target, "e.txt")}, arguments=("--check",))
    assert dry == "A play, without changing anything\n\nchanged  Place a file"


def test_a_diff_stands_below_its_task(target: Target, rewrite: dict) -> None:
    options = {**rewrite["compose_image_rewrite"], "image": "other"}
    lines = shown(target, {**rewrite, "compose_image_rewrite": options}, arguments=("--diff",)).splitlines()
    assert lines[2] == "changed  Rewrite"
    assert lines[3].startswith("--- before")
    assert [line[0] for line in lines[6:]] == ["-", "+"]


def test_of_several_hosts_each_line_names_its_own(target: Target) -> None:
    task = {"name": "Place a file", "stack_files": place(target, "{{ inventory_hostname }}.txt")}
    assert sorted(shown(target, task, hosts="one,two,").splitlines()[2:]) == ["changed  one: Place a file", "changed  two: Place a file"]


def test_of_a_failed_module_the_message_is_shown_as_plain_text_and_all_with_v(target: Target, rewrite: dict) -> None:
    brief = shown(target, rewrite, rc=2).splitlines()
    assert brief[2] == "failed   Rewrite"
    assert all(line.startswith(" " * 9) for line in brief[3:])
    message = f"no service in {target.stack}/compose.yml uses the image 'shop'; there is: other:1 (app). Correct `image`, or set `missing: ok`"
    assert " ".join(" ".join(brief[3:]).split()) == message
    assert "FAILED! => \n    changed: false\n    msg: " in shown(target, rewrite, arguments=("-v",), rc=2)


def test_of_a_loop_the_item_that_failed_is_named(target: Target, rewrite: dict) -> None:
    lines = shown(target, {**rewrite, "loop": ["x"]}, rc=2).splitlines()
    assert lines[2] == "failed   Rewrite (x)"
    assert "no service in" in lines[3]
    assert lines[-1] == "failed   Rewrite"


def test_a_failure_that_the_play_goes_on_after_is_ignored(target: Target, rewrite: dict) -> None:
    assert "ignored  Rewrite\n         no service in" in shown(target, {**rewrite, "ignore_errors": True})


def test_of_another_module_all_that_it_returned_is_shown(target: Target) -> None:
    task = {"name": "Assert", "ansible.builtin.assert": {"that": "1 == 2", "fail_msg": "as it is"}}
    brief = shown(target, task, rc=2)
    assert "\nfailed   Assert\n" in brief  # then since 2.19 comes an [ERROR] of Ansible's own
    assert brief.endswith("\n         evaluated_to: false\n         msg: as it is")


def test_of_a_task_that_fails_the_play_the_message_is_shown(target: Target) -> None:
    brief = shown(target, {"name": "Fail", "ansible.builtin.fail": {"msg": "as it is"}}, rc=2)
    assert "\nfailed   Fail\n" in brief and brief.endswith("\n         as it is")


def test_a_host_that_does_not_answer_is_told(target: Target) -> None:
    task = {"name": "Place a file", "stack_files": place(target, "a.txt"), "vars": {"ansible_connection": "ssh", "ansible_port": 1}}
    brief = shown(target, task, hosts="127.0.0.1,", rc=4)
    assert "failed   Place a file" in brief.partition("fatal: [127.0.0.1]: UNREACHABLE! => ")[0].splitlines()  # since 2.19 after an [ERROR] of Ansible's own


def test_what_no_log_hides_stays_hidden(target: Target, rewrite: dict) -> None:
    assert "no service" not in shown(target, {**rewrite, "no_log": True}, rc=2)


def test_a_log_cannot_write_over_the_lines_of_the_play() -> None:
    spec = importlib.util.spec_from_file_location("slipway_callback", ROOT / "plugins/callback/slipway.py")
    assert spec and spec.loader
    spec.loader.exec_module(callback := importlib.util.module_from_spec(spec))
    container = {"name": "app-1", "reason": "exited", "log": ["\x1b[31mred\x1b[0m\ttext", "\rok  \x1b[2K\x1b]0;title\x07all is well\x9b1A", "grün"]}
    assert callback.logs({"services": [container]}) == ["app-1 | red\ttext", "app-1 | ok  ]0;titleall is well1A", "app-1 | grün"]

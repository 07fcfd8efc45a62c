"""What a play shows of a failed task."""

from __future__ import annotations

import json
import subprocess

import pytest
from conftest import Target

REWRITE = {"files": ["compose.yml"], "image": "shop", "tag": "2"}


def shown(target: Target, task: dict, *arguments: str) -> str:
    play = target.stack / "play.json"
    play.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]), encoding="utf-8")
    environment = {**target.environment(), "ANSIBLE_STDOUT_CALLBACK": "slipway", "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}
    done = subprocess.run(["ansible-playbook", *arguments, play], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    return done.stdout.partition("FAILED! => ")[2].partition("\n\nPLAY RECAP")[0]


@pytest.fixture(name="rewrite")
def fixture_rewrite(target: Target) -> dict:
    (target.stack / "compose.yml").write_text("services: {app: {image: 'other:1'}}\n", encoding="utf-8")
    return {"compose_image_rewrite": {**REWRITE, "project_src": str(target.stack)}}


def test_of_a_failed_module_the_message_is_shown_as_plain_text_and_all_with_v(target: Target, rewrite: dict) -> None:
    brief = shown(target, rewrite)
    assert " ".join(brief.split()) == f"no service in {target.stack}/compose.yml uses the image 'shop'; there is: other:1 (app). Correct `image`, or set `missing: ok`"
    assert brief.startswith("\n    no service in")
    assert shown(target, rewrite, "-v").startswith("\n    changed: false\n    msg: ")


def test_a_failure_of_another_module_is_shown_as_ever(target: Target) -> None:
    assert shown(target, {"ansible.builtin.fail": {"msg": "as it is"}}) == "\n    changed: false\n    msg: as it is"


def test_what_no_log_hides_stays_hidden(target: Target, rewrite: dict) -> None:
    assert "no service" not in shown(target, {**rewrite, "no_log": True})

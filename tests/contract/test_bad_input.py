#!/usr/bin/python3
"""Whatever a module is called with, it answers with one line of JSON, on standard output alone, and exits 0 or 1."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROBE = os.environ.get("SLIPWAY_SPEC_PROBE", str(ROOT / "build/release/tests/contract/slipway_spec_probe"))
GOOD = {"text": "t", "word": "w"}


def answer(*arguments: str | Path, data: bytes = b"", **more: Any) -> dict[str, Any]:
    run = subprocess.run([PROBE, *arguments], input=data, capture_output=True, check=False, timeout=60, **more)
    assert run.stderr == b""
    assert run.stdout.startswith(b"\n") and run.stdout.endswith(b"\n") and run.stdout.count(b"\n") == 2
    output = json.loads(run.stdout.decode("utf-8"))
    assert output["failed"] == (run.returncode == 1) and run.returncode in (0, 1)
    assert output["changed"] is False
    return output


def failure(*arguments: str | Path, **more: Any) -> str:
    output = answer(*arguments, **more)
    assert output["failed"]
    assert "\n" not in output["msg"] and len(output["msg"]) < 300
    return output["msg"]


def test_a_good_call(tmp_path: Path) -> None:
    file = tmp_path / "args"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    assert answer(file)["values"]["text"] == "t"
    assert answer("-", data=file.read_bytes()) == answer(file)


def test_no_argument_and_too_many() -> None:
    assert "--help" in failure()
    assert "--help" in failure("one", "two")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path, tmp_path / "missing" / "below"):
        assert str(path) in failure(path)
    (tmp_path / "nowhere").symlink_to("missing")
    assert "nowhere" in failure(tmp_path / "nowhere")


NO_OPTIONS = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \t", "is empty"),
    "cut": (b'{"text": "s3cr3t-value', "ends too early"),
    "bare word": (b'{"text": s3cr3t-value}', "at byte 10"),
    "not UTF-8": (b'{"text": "\xff\xfe"}', "UTF-8"),
    "UTF-16": (b"\xff\xfe{\x00}\x00", "UTF-8"),
    "zeros": (b"\x00" * 1000, "not valid JSON"),
    "list": (b"[]", "array"),
    "string": (b'"text"', "string"),
    "null": (b"null", "null"),
    "two objects": (b"{} {}", "at byte 4"),
    "large float": (b'{"text": 1e400}', "too large"),
    "brackets": (b"[" * 100_000, "nested deeper"),
    "deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested deeper"),
}


@pytest.mark.parametrize(("data", "says"), NO_OPTIONS.values(), ids=NO_OPTIONS.keys())
def test_text_that_holds_no_options(data: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "args"
    file.write_bytes(data)
    for message in (failure(file), failure("-", data=data)):
        assert says in message
        assert "s3cr3t" not in message
    assert str(file) in failure(file)


def test_options_that_are_odd_but_right() -> None:
    twice = b'{"text": "a", "word": "w", "text": "b"}'
    assert answer("-", data=twice)["values"]["text"] == "b"
    # Not 1e+40: a tag or a password that YAML took for a number keeps all its digits, as in Ansible.
    huge = json.dumps({**GOOD, "text": 10**40}).encode()
    assert answer("-", data=huge)["values"]["text"] == str(10**40)
    marked = b"\xef\xbb\xbf" + json.dumps(GOOD).encode()
    assert answer("-", data=marked)["failed"] is False


def test_deep_dicts_inside_a_string() -> None:
    for open_, close in (('{"a":', "}"), ("{'a':", "}"), ("[", "]")):
        text = '{"x": ' + open_ * 100_000 + "1" + close * 100_000 + "}"
        assert "as dictionary" in failure("-", data=json.dumps({**GOOD, "dict": text}).encode())


def test_too_little_memory() -> None:
    limit = 48 * 1024 * 1024
    large = json.dumps({**GOOD, "list": ["x" * 100] * 200_000}).encode()
    message = failure("-", data=large, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert "memory" in message

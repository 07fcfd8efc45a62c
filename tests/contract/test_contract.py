#!/usr/bin/python3
"""Our parser of options against ansible-core's own, on the same inputs: the same values, errors and warnings."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from inputs import Arguments, all_inputs

ROOT = Path(__file__).resolve().parents[2]
PROBE = os.environ.get("SLIPWAY_SPEC_PROBE", str(ROOT / "build/release/tests/contract/slipway_spec_probe"))
ENVIRONMENT = {"HOME": "/home/contract", "CONTRACT": "/srv/contract", "TILDE": "~"}
Outcome = dict[str, Any]


def probe(*arguments: str, text: str = "") -> str:
    run = subprocess.run([PROBE, *arguments], input=text, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    return run.stdout


def ours(inputs: list[Arguments]) -> list[Outcome]:
    lines = probe("--each-line", text="".join(json.dumps(given) + "\n" for given in inputs)).splitlines()
    assert len(lines) == len(inputs)
    return [json.loads(line) for line in lines]


def validator() -> ArgumentSpecValidator:
    """ansible-core's validator for the probe's own table."""
    spec = json.loads(probe("--dump-spec"))
    options = {}
    for option in spec["options"]:
        wanted = {key: option[key] for key in ("type", "elements", "default", "choices", "aliases") if option[key]}
        options[option["name"]] = {**wanted, "required": option["required"], "no_log": option["secret"]}
        if option["default"] is not None:
            options[option["name"]]["default"] = option["default"]
    return ArgumentSpecValidator(
        options, mutually_exclusive=spec["mutually_exclusive"], required_one_of=spec["required_one_of"]
    )


def theirs(check: ArgumentSpecValidator, given: Arguments) -> Outcome:
    # AnsibleModule takes its own keys out and puts the prefix before this one message.
    result = check.validate({key: value for key, value in given.items() if not key.startswith("_ansible_")})
    prefix = "Unsupported parameters for (spec_probe) module: "
    return {
        "values": {
            name: value
            for name, value in result.validated_parameters.items()
            if name in check.argument_spec and value is not None
        },
        "errors": [prefix + e.msg if isinstance(e, UnsupportedError) else e.msg for e in result.errors.errors],
        "warnings": [f"Both option {w['option']} and its alias {w['alias']} are set." for w in result._warnings],
    }


def comparable(outcome: Outcome) -> str:
    """As text, because 1, 1.0 and True are equal to Python."""
    # The words for booleans stand in a set there, and come in another order with every run.
    errors = [re.sub(r"Valid booleans include: .*", "", error) for error in outcome["errors"]]
    values = dict(outcome["values"])
    if isinstance(values.get("number"), bool):  # an int option keeps a boolean there; it counts as 0 or 1
        values["number"] = int(values["number"])
    return json.dumps({**outcome, "errors": errors, "values": values}, sort_keys=True)


def differs_on_purpose(given: Arguments) -> bool:
    """Whole floats are integers for us, and an integer must fit 64 bits; see the tests below."""
    number = given.get("number")
    if isinstance(number, float) and number.is_integer() and number < 2**53:
        return True
    strict = [given[name] for name in ("number", "flag", "dict") if name in given]
    return number == 2**63 or any(isinstance(value, int) and abs(value) > 2**64 for value in strict)


@pytest.fixture(autouse=True)
def same_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def differences(inputs: list[Arguments]) -> list[str]:
    check = validator()
    return [
        f"{given!r}\n  ansible-core: {expected}\n  slipway:      {found}"
        for given, found in zip(inputs, map(comparable, ours(inputs)), strict=True)
        if found != (expected := comparable(theirs(check, given)))
    ]


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_the_parser_agrees_with_ansible_core() -> None:
    different = differences([given for given in all_inputs() if not differs_on_purpose(given)])
    assert not different, "\n".join([f"{len(different)} inputs differ", *different])


def test_whole_floats_are_integers_as_in_newer_versions_of_ansible_core() -> None:
    base = {"text": "t", "word": "w"}
    outcomes = ours([{**base, "number": number} for number in ("5.0", 5.0, "1e3")])
    assert [outcome["values"]["number"] for outcome in outcomes] == [5, 5, 1000]
    assert all(not outcome["errors"] for outcome in outcomes)


def test_an_integer_of_more_than_64_bits_is_its_digits() -> None:
    long, base = 12345678901234567890123, {"text": "t", "word": "w"}
    texts = [f'{{"k": {long}}}', f"{{'k': {long}}}", {"k": long}]
    assert [outcome["values"]["dict"] for outcome in ours([{**base, "dict": text} for text in texts])] == [
        {"k": str(long)}
    ] * 3
    for number in (long, -long, 2**63):
        [outcome] = ours([{**base, "number": number}])
        assert "cannot be converted to an int" in outcome["errors"][0]


def test_null_counts_as_not_given() -> None:
    """On purpose unlike ansible-core, which looks at the key alone and so lets a required option be null."""
    [missing, default, exclusive] = ours(
        [
            {"text": None, "word": "w"},
            {"text": "t", "word": "w", "number": None, "choice": None},
            {"text": "t", "word": "w", "path": None},
        ]
    )
    assert missing["errors"] == ["missing required arguments: text"]
    assert default["errors"] == [] and default["values"]["number"] == 20
    assert exclusive["errors"] == []


def test_text_that_only_python_reads_as_a_dict_is_refused() -> None:
    texts = ["{'k': 1.}", "{'k': (1, 2)}", "{'k': {1}}", "{1: 'v'}", "{'k': b'v'}", '{"k": "\\ud83d"}', '{"k": NaN}']
    for text, outcome in zip(texts, ours([{"text": "t", "word": "w", "dict": text} for text in texts]), strict=True):
        assert outcome["errors"] == [
            "argument 'dict' is of type <class 'str'> and we were unable to convert to dict: "
            "unable to evaluate string as dictionary"
        ], text

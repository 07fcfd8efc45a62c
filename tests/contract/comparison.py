"""One table of options and many inputs, by our parser (through the probe) and by ansible-core's own."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

ROOT = Path(__file__).resolve().parents[2]
PROBE = os.environ.get("SLIPWAY_SPEC_PROBE", str(ROOT / "build/release/tests/contract/slipway_spec_probe"))
ENVIRONMENT = {"HOME": "/home/contract", "CONTRACT": "/srv/contract", "TILDE": "~"}
Arguments = dict[str, Any]
Outcome = dict[str, Any]


def probe(*arguments: str, text: str = "") -> str:
    run = subprocess.run([PROBE, *arguments], input=text, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    return run.stdout


def ours(inputs: list[Arguments], module: str = "spec_probe") -> list[Outcome]:
    lines = probe("--each-line", module, text="".join(json.dumps(given) + "\n" for given in inputs)).splitlines()
    assert len(lines) == len(inputs)
    return [json.loads(line) for line in lines]


def probe_table() -> dict[str, Any]:
    return json.loads(probe("--dump-spec"))


def validator(table: dict[str, Any]) -> ArgumentSpecValidator:
    """ansible-core's validator for a table as --dump-spec prints it."""
    return ArgumentSpecValidator(
        argument_spec(table["options"]),
        mutually_exclusive=table["mutually_exclusive"],
        required_one_of=table["required_one_of"],
    )


def argument_spec(lines: list[dict[str, Any]]) -> dict[str, Any]:
    options = {}
    for option in lines:
        wanted = {key: option[key] for key in ("type", "elements", "default", "choices", "aliases") if option[key]}
        options[option["name"]] = {**wanted, "required": option["required"], "no_log": option["secret"]}
        if option["default"] is not None:
            options[option["name"]]["default"] = option["default"]
        if option["options"]:
            options[option["name"]]["options"] = argument_spec(option["options"])
            options[option["name"]]["required_one_of"] = option["required_one_of"]
    return options


def known_values(spec: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """What a module gets: no value stands for null, and of a dict with options of its own only those."""
    known = {name: value for name, value in values.items() if name in spec and value is not None}
    for name, value in known.items():
        if "options" in spec[name] and isinstance(value, list):
            known[name] = [known_values(spec[name]["options"], item) if isinstance(item, dict) else item for item in value]
        elif "options" in spec[name] and isinstance(value, dict):
            known[name] = known_values(spec[name]["options"], value)
    return known


def theirs(check: ArgumentSpecValidator, given: Arguments, module: str = "spec_probe") -> Outcome:
    # AnsibleModule takes its own keys out and puts the prefix before this one message.
    # It changes the dicts that it is given.
    result = check.validate(
        {key: copy.deepcopy(value) for key, value in given.items() if not key.startswith("_ansible_")}
    )
    prefix = f"Unsupported parameters for ({module}) module: "
    return {
        "values": known_values(check.argument_spec, result.validated_parameters),
        "errors": [prefix + e.msg if isinstance(e, UnsupportedError) else e.msg for e in result.errors.errors],
        "warnings": [f"Both option {w['option']} and its alias {w['alias']} are set." for w in result._warnings],
    }


def comparable(outcome: Outcome, table: dict[str, Any]) -> str:
    """As text, because 1, 1.0 and True are equal to Python."""
    # The words for booleans stand in a set there, and come in another order with every run.
    errors = [re.sub(r"Valid booleans include: .*", "", error) for error in outcome["errors"]]
    # Of unknown keys in several dicts it lists what one of them knows; which one, a set's order decides.
    errors = [re.sub(r" Supported parameters include: .*", "", error) if unknown_in_several(error) else error for error in errors]
    values = dict(outcome["values"])
    for option in table["options"]:  # an int option keeps a boolean there; it counts as 0 or 1
        if option["type"] == "int" and isinstance(values.get(option["name"]), bool):
            values[option["name"]] = int(values[option["name"]])
    return json.dumps({**outcome, "errors": errors, "values": values}, sort_keys=True)


def unknown_in_several(error: str) -> bool:
    found = re.match(r"Unsupported parameters for \(\w+\) module: (?P<names>[^ ]+(?:, [^ ]+)*)\. ", error)
    return found is not None and len({name.rpartition(".")[0] for name in found["names"].split(", ")}) > 1


def differs_on_purpose(given: Arguments, table: dict[str, Any]) -> bool:
    """Whole floats are integers for us, an integer must fit 64 bits, no table is asked about a dict in place of a
    list of dicts, or about something else in place of a dict; the tests of the parser say what happens then."""
    for option in table["options"]:
        for name in (option["name"], *option["aliases"]):
            value = given.get(name)
            if option["options"] and option["type"] == "list" and isinstance(value, dict):
                return True
            if option["options"] and option["type"] == "dict" and not isinstance(value, (dict, str, type(None))):
                return True  # ansible-core itself breaks off with a TypeError
            if option["type"] == "int" and (value == 2**63 or is_whole_float(value)):
                return True
            if option["type"] in ("int", "bool", "dict", "raw") and isinstance(value, int) and abs(value) > 2**64:
                return True
    return False


def is_whole_float(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer() and value < 2**53


def differences(inputs: list[Arguments], table: dict[str, Any]) -> Iterator[str]:
    check, module = validator(table), table["module"]
    for given, outcome in zip(inputs, ours(inputs, module), strict=True):
        found, expected = comparable(outcome, table), comparable(theirs(check, given, module), table)
        if found != expected:
            yield f"{given!r}\n  ansible-core: {expected}\n  slipway:      {found}"

#!/usr/bin/python3
"""Each module's documentation (its .yml sidecar) against the table in its binary."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(page.stem for page in ROOT.glob("modules/*/*.yml"))


def library() -> Path:
    """Where the binaries are: $SLIPWAY_LIBRARY, the release build, or the development build."""
    places = [ROOT / "build/library", ROOT / "build/dev/library"]
    if "SLIPWAY_LIBRARY" in os.environ:
        places = [Path(os.environ["SLIPWAY_LIBRARY"])]
    for place in places:
        if any((place / name).is_file() for name in MODULES):
            return place
    pytest.fail(f"no module is built; looked in {', '.join(map(str, places))}; run make build")


def table_of(name: str) -> dict[str, Any]:
    dump = subprocess.run([library() / name, "--dump-spec"], capture_output=True, text=True, check=True)
    return json.loads(dump.stdout)


def sidecar_of(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "modules" / name / f"{name}.yml").read_text(encoding="utf-8"))


def option_in_table(option: dict[str, Any]) -> dict[str, Any]:
    return {key: option[key] for key in ("type", "elements", "default", "required")} | {
        key: sorted(option[key]) for key in ("choices", "aliases")
    } | {"suboptions": {line["name"]: option_in_table(line) for line in option["options"]}}


def option_in_sidecar(option: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "default": option.get("default"),
        "required": option.get("required", False),
        "choices": sorted(option.get("choices", [])),
        "aliases": sorted(option.get("aliases", [])),
        "suboptions": {name: option_in_sidecar(line) for name, line in option.get("suboptions", {}).items()},
    }


def test_there_are_modules() -> None:
    assert MODULES


@pytest.mark.parametrize("name", MODULES)
def test_options_are_documented_as_they_are(name: str) -> None:
    documented = sidecar_of(name)["DOCUMENTATION"].get("options", {})
    table = {option["name"]: option_in_table(option) for option in table_of(name)["options"]}
    assert {key: option_in_sidecar(option) for key, option in documented.items()} == table


@pytest.mark.parametrize("name", MODULES)
def test_name_and_summary_agree(name: str) -> None:
    documentation, table = sidecar_of(name)["DOCUMENTATION"], table_of(name)
    assert (documentation["module"], table["module"]) == (name, name)
    assert documentation["short_description"] == table["summary"]


@pytest.mark.parametrize("name", MODULES)
def test_everything_is_described(name: str) -> None:
    sidecar = sidecar_of(name)
    documentation = sidecar["DOCUMENTATION"]
    assert documentation["description"] and documentation["author"]
    assert documentation["version_added"] == "0.1.0"
    for attribute in ("check_mode", "diff_mode", "idempotent"):
        assert attribute in documentation["attributes"], attribute
    for kind, entries in (("options", documentation.get("options", {})), ("RETURN", sidecar["RETURN"])):
        for key, entry in entries.items():
            assert entry.get("description"), f"{kind}: {key}"
            for name, line in entry.get("suboptions", {}).items():
                assert line.get("description"), f"{kind}: {key}.{name}"


def calls_of(name: str) -> list[dict[str, Any]]:
    """The options of each call of the module in its own examples."""
    tasks = yaml.safe_load(sidecar_of(name)["EXAMPLES"])
    return [task[key] or {} for task in tasks for key in task if key.rpartition(".")[2] == name]


def check_call(call: dict[str, Any], options: list[dict[str, Any]]) -> None:
    names = {known: option for option in options for known in (option["name"], *option["aliases"])}
    assert set(call) <= set(names)
    given = {names[key]["name"]: value for key, value in call.items()}
    assert {option["name"] for option in options if option["required"]} <= set(given)
    for option in options:
        if option["choices"] and option["name"] in given:
            assert given[option["name"]] in option["choices"]
        value = given.get(option["name"], []) if option["options"] else []
        for item in [value] if isinstance(value, dict) else value:
            check_call(item, option["options"])


@pytest.mark.parametrize("name", MODULES)
def test_examples_use_options_as_they_are(name: str) -> None:
    calls = calls_of(name)
    assert calls, "no example calls the module"
    for call in calls:
        check_call(call, table_of(name)["options"])


def test_examples_are_a_playbook(tmp_path: Path) -> None:
    """All of them in one, since ansible-playbook takes a second to start."""
    tasks = [task for name in MODULES for task in yaml.safe_load(sidecar_of(name)["EXAMPLES"])]
    playbook = tmp_path / "examples.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "localhost", "tasks": tasks}]), encoding="utf-8")
    environment = {**os.environ, "ANSIBLE_LIBRARY": str(library()), "ANSIBLE_NOCOLOR": "1"}
    command = ["ansible-playbook", "--syntax-check", "-i", "localhost,", str(playbook)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr

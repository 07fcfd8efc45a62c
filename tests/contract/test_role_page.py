"""The table of variables in the role's README against meta/argument_specs.yml and defaults/main.yml."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROLE = Path(__file__).resolve().parents[2] / "roles" / "application"
SPECS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
OPTIONS = {name: option for spec in SPECS.values() for name, option in spec["options"].items()}
DEFAULTS = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))


def table() -> dict[str, str]:
    """Of each row of the table of variables: its first cell, and its second."""
    section = (ROLE / "README.md").read_text(encoding="utf-8").partition("## Variables")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| (`.*?) \| (.*) \|$", section, re.MULTILINE))


def named(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def test_every_variable_is_in_the_table_and_no_other() -> None:
    assert set().union(*map(named, table())) | {name for text in table().values() for name in named(text) if name in OPTIONS} == set(OPTIONS)
    assert set().union(*map(named, table())) <= set(OPTIONS)


def test_numbers_and_choices_in_the_table_are_the_defaults() -> None:
    for names, text in table().items():
        numbers = [DEFAULTS[name] for name in re.findall(r"`(\w+)`", names) if type(DEFAULTS.get(name)) is int]
        told = [int(number) for number in re.findall(r"\((\d+)\)", text)]
        assert not (told and numbers) or told == numbers, names
        for choice in re.findall(r"`(\w+)` \(the default\)", text):
            assert [choice] == [DEFAULTS[name] for name in named(names)], names


def test_every_default_is_documented_as_it_is() -> None:
    for name, default in DEFAULTS.items():
        assert name in OPTIONS, name
        if "default" in OPTIONS[name] and not isinstance(default, dict):
            assert OPTIONS[name]["default"] == default, name

#!/usr/bin/python3
"""Our parser of options against ansible-core's own, on the same inputs: the same values, errors and warnings."""

from __future__ import annotations

from typing import Any

import pytest
from comparison import (
    ENVIRONMENT,
    Arguments,
    differences,
    differs_on_purpose,
    ours,
    probe_table,
    theirs,
    validator,
)
from conftest import ROWS
from inputs import inputs_by_option, inputs_for_module
from test_sidecars import MODULES, table_of


@pytest.fixture(autouse=True)
def same_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def no_look_for_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """ansible-core looks for secrets before it checks types, and falls over text that is no dict."""
    monkeypatch.setattr("ansible.module_utils.common.arg_spec._list_no_log_values", lambda *_: set())


def compare(what: str, inputs: list[Arguments], table: dict[str, Any]) -> None:
    """Adds a row to the table that is printed at the end."""
    alike = [given for given in inputs if not differs_on_purpose(given, table)]
    different = list(differences(alike, table))
    ROWS.append((what, len(inputs), len(alike) - len(different), len(inputs) - len(alike)))
    assert not different, "\n".join([f"{len(different)} inputs differ", *different])


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
@pytest.mark.parametrize("what", inputs_by_option())
def test_the_parser_agrees_with_ansible_core(what: str) -> None:
    table = probe_table()
    kinds = {o["name"]: " of ".join(filter(None, (o["type"], o["elements"]))) for o in table["options"]}
    compare(f"{what} ({kinds[what]})" if what in kinds else what, inputs_by_option()[what], table)


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
@pytest.mark.parametrize("module", MODULES)
def test_each_module_agrees_with_ansible_core(module: str) -> None:
    table = table_of(module)
    compare(f"module {module}", list(inputs_for_module(table)), table)


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


def test_a_dict_in_place_of_a_list_of_dicts_is_refused_in_the_same_words() -> None:
    given: list[Arguments] = [{"text": "t", "word": "w", "dicts": dicts} for dicts in ({"name": "n"}, {"k": 1}, {})]
    check = validator(probe_table())
    for outcome, expected in zip(ours(given), [theirs(check, one) for one in given], strict=True):
        assert outcome["errors"] == expected["errors"][:1]


def test_null_counts_as_not_given() -> None:
    """On purpose unlike ansible-core, which looks at the key alone and so lets a required option be null."""
    [missing, default, exclusive, item] = ours(
        [
            {"text": None, "word": "w"},
            {"text": "t", "word": "w", "number": None, "choice": None},
            {"text": "t", "word": "w", "path": None},
            {"text": "t", "word": "w", "dicts": [{"name": None, "count": None}]},
        ]
    )
    assert missing["errors"] == ["missing required arguments: text"]
    assert default["errors"] == [] and default["values"]["number"] == 20
    assert exclusive["errors"] == []
    assert item["errors"] == ["missing required arguments: name found in dicts"]


def test_text_that_only_python_reads_as_a_dict_is_refused() -> None:
    texts = ["{'k': 1.}", "{'k': (1, 2)}", "{'k': {1}}", "{1: 'v'}", "{'k': b'v'}", '{"k": "\\ud83d"}', '{"k": NaN}']
    for text, outcome in zip(texts, ours([{"text": "t", "word": "w", "dict": text} for text in texts]), strict=True):
        assert outcome["errors"] == [
            "argument 'dict' is of type <class 'str'> and we were unable to convert to dict: "
            "unable to evaluate string as dictionary"
        ], text

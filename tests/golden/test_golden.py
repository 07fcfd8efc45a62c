"""Runs every golden case three times: in check mode, for real, and once more."""

from pathlib import Path
from typing import Any

import pytest
from golden_case import Case, all_cases, case_id, lay_out, run_module, snapshot


def assert_has(actual: Any, expected: Any, where: str = "result") -> None:
    """A dict has the expected keys, and more perhaps; everything else is equal."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            assert key in actual, f"{where} has no '{key}': {actual}"
            assert_has(actual[key], value, f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list):
        assert len(actual) == len(expected), f"{where}: {actual} has not the length of {expected}"
        for index, (one, other) in enumerate(zip(actual, expected)):
            assert_has(one, other, f"{where}[{index}]")
    else:
        assert actual == expected, where


def assert_result(actual: dict[str, Any], expected: dict[str, Any]) -> None:
    wanted = dict(expected)
    for part in wanted.pop("msg_contains", []):
        assert part in actual["msg"], f"the message does not say '{part}': {actual['msg']}"
    assert_has(actual, wanted)


def without_modes(files: dict[str, tuple]) -> dict[str, tuple]:
    """A case does not say them."""
    return {name: (entry[0], entry[-1]) for name, entry in files.items()}


@pytest.mark.parametrize("case", all_cases(), ids=case_id)
def test_golden(case: Case, tmp_path: Path) -> None:
    module = case.module
    scratch = lay_out(case.at_start, tmp_path / "stack")
    arguments, expected = case.arguments(scratch), case.expected(scratch)
    at_start = snapshot(scratch)

    assert_result(run_module(module, arguments, check=True), expected)
    assert snapshot(scratch) == at_start, "check mode wrote something"

    assert_result(run_module(module, arguments), expected)
    at_end = snapshot(scratch)
    assert without_modes(at_end) == without_modes(snapshot(lay_out(case.at_end, tmp_path / "end")))
    for name in at_start.keys() & at_end.keys():
        assert at_end[name][:-1] == at_start[name][:-1], f"the mode of {name} is another"
    if case.at_end == case.at_start:
        assert at_end == at_start, "something was written"
    assert expected["changed"] == (at_end != at_start), "`changed` does not tell the truth"

    again = run_module(module, arguments)
    assert again["changed"] is False, "the second run changed something"
    assert again["failed"] == expected.get("failed", False)
    if again["failed"]:
        assert_result(again, expected)
    assert snapshot(scratch) == at_end, "the second run wrote something"

"""Prints at the end what was compared with ansible-core, and how much of it was equal."""

from __future__ import annotations

from importlib.metadata import version

import pytest

# Of each comparison: what was compared, inputs, equal, different on purpose.
ROWS: list[tuple[str, int, int, int]] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ROWS:
        return
    terminalreporter.section(f"the contract with ansible-core {version('ansible-core')}")
    terminalreporter.write_line(f"{'compared':44} {'inputs':>7} {'equal':>7} {'other on purpose':>17}")
    for row in [*ROWS, ("all", *(sum(row[i] for row in ROWS) for i in (1, 2, 3)))]:
        terminalreporter.write_line(f"{row[0]:44} {row[1]:7} {row[2]:7} {row[3]:17}")

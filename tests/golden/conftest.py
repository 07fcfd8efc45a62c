"""Tables that tests fill are printed at the end, captured or not."""

from typing import Any

import pytest

TABLES = pytest.StashKey[dict[str, dict[str, int]]]()


@pytest.fixture(scope="session")
def tables(pytestconfig: pytest.Config) -> dict[str, dict[str, int]]:
    """Row, then column, then how many."""
    return pytestconfig.stash.setdefault(TABLES, {})


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    rows = config.stash.get(TABLES, {})
    for row, columns in sorted(rows.items()):
        counts = ", ".join(f"{count} {column}" for column, count in columns.items())
        terminalreporter.write_line(f"{row}: {counts}")

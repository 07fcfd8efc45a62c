"""A server for each test, and the table of what was broken under which module."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stack import Engine, EngineHandler, Server

EVERY = int(os.environ.get("FAULTS_EVERY", "1"))  # each how manieth point is taken
TABLE: list[tuple[str, str]] = []


@pytest.fixture(scope="session")
def engine_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = str(tmp_path_factory.mktemp("engine") / "engine.sock")
    with Engine(path, EngineHandler):
        yield path


@pytest.fixture
def empty_server(tmp_path: Path, engine_socket: str) -> Server:
    return Server(tmp_path, engine_socket)


@pytest.fixture
def server(empty_server: Server) -> Server:
    empty_server.lay_out()
    empty_server.play_compose_back()
    return empty_server


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for scenario, counts in TABLE:
        terminalreporter.write_line(f"  {scenario:48} {counts}")

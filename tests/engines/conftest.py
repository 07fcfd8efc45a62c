"""Fixtures of the tests with an engine of their own, which no lab is needed for: many run at once, since most of the time they wait."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "playbooks")]

from fake_engine import FakeEngine, replicas, serving  # noqa: E402


@pytest.fixture(scope="session")
def document() -> dict:
    """What a real engine says about a container with a health check; the fake engine's are made from it. `docker create --network=none
    --health-cmd=true --entrypoint=/bin/sh --label=com.docker.compose.…`, and then `docker inspect`; a test of health_wait on the lab compares.
    """
    return json.loads((HERE / "container.json").read_text(encoding="utf-8"))


@pytest.fixture
def engine(document: dict, tmp_path: Path) -> Iterator[FakeEngine]:
    """A fake engine with one container, which is starting."""
    with serving(tmp_path / "engine.sock", replicas(document, 1, "starting")) as made:
        yield made

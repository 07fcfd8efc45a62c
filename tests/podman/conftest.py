"""Fixtures of the tests on Podman, which share the projects and the runs of health_wait with the playbook tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "playbooks"))

from playbook_support.shell_image import import_shell_image  # noqa: E402
from playbook_support.waiting import Project, project_for  # noqa: E402
from podman import Podman, own_podman  # noqa: E402


@pytest.fixture(scope="session")
def engine() -> Iterator[Podman]:
    with own_podman() as podman:
        yield podman


@pytest.fixture(scope="session")
def shell_image(engine: Podman, tmp_path_factory: pytest.TempPathFactory) -> str:
    return import_shell_image(engine, tmp_path_factory.mktemp("image"))


@pytest.fixture
def project(request: pytest.FixtureRequest, engine: Podman, shell_image: str, tmp_path: Path) -> Iterator[Project]:
    with project_for(request, engine, shell_image, tmp_path) as made:
        yield made

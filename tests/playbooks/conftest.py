"""Fixtures of the tests that run real playbooks on the lab: a real engine, registry and stack."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playbook_support.application import Application
from playbook_support.lab import Lab
from playbook_support.playbook import PlaybookRun, run
from playbook_support.shell_image import import_shell_image
from playbook_support.ssh_server import SshServer, ssh_server
from playbook_support.waiting import Project, project_for


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file that does not say otherwise is a history: one of pytest's workers runs it, in its order."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """The lab, brought up when it is not; one that these tests brought up goes down with them. Each of pytest's workers has its own."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        Lab.stand_apart(worker)
    was_up = Lab.is_up()
    if not was_up:
        Lab.command("up")
    try:
        yield Lab()
    finally:
        if not was_up:
            Lab.command("down")


@pytest.fixture(scope="module", autouse=True)
def stack_of_the_file(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a file's last test has deployed does not run on beside the tests of the next one; transactions build on one another."""
    yield
    uses_lab = any("lab" in item.fixturenames for item in request.session.items if item.path == request.path)
    if uses_lab and request.path.parent.name != "transactions" and Lab.is_up():
        Lab().empty()


@pytest.fixture
def fresh_stack(lab: Lab) -> Lab:
    """The lab as a server on which nothing was ever deployed."""
    lab.empty()
    return lab


@pytest.fixture(scope="module")
def fresh_module_stack(lab: Lab) -> Lab:
    """As fresh_stack, once for all the tests of a file, which then build on one another in their order."""
    lab.empty()
    return lab


@pytest.fixture(scope="session")
def run_playbook(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., PlaybookRun]:
    """run_playbook(name, extra_vars=None, **options) runs `playbooks/NAME` on the lab's inventory.

    Options: check=False, diff=False, verbosity=0, arguments=(), environment=None, inventory=None (the lab's), and vault=True: with the example's
    vault, which holds the secrets and the account of the registry. The extra variables travel in a file that only this
    user may read.
    """

    def run_one(name: str, extra_vars: dict | None = None, **options) -> PlaybookRun:
        return run(lab, name, extra_vars or {}, tmp_path_factory.mktemp("playbook"), **options)

    return run_one


@pytest.fixture(scope="module")
def application_server(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """A server to log in to whose engine is the lab's, whose `~/deployment` is the lab's, and which has no Python."""
    folder = tmp_path_factory.mktemp("server")
    environment = {"DOCKER_HOST": lab.docker_host, "DOCKER_CONFIG": str(folder / "docker"), "HOME": str(lab.home.parent)}
    with ssh_server(folder, own_users=False, python=False, environment=environment) as server:
        yield server


@pytest.fixture(scope="module")
def application(lab: Lab, application_server: SshServer, tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The repository of an application that deploys to that server."""
    return Application(tmp_path_factory.mktemp("application") / "repository", lab, application_server)


@pytest.fixture
def container_ids(lab: Lab) -> Callable[[], dict[str, str]]:
    """container_ids(): the id of each container of the stack, by its name, running or not."""
    return lab.container_ids


@pytest.fixture(scope="session")
def shell_image(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The smallest image with a shell, for containers that only run a command."""
    name = import_shell_image(lab, tmp_path_factory.mktemp("image"))
    yield name
    lab.docker("rmi", "--force", name)


@pytest.fixture
def project(request: pytest.FixtureRequest, lab: Lab, shell_image: str, tmp_path: Path) -> Iterator[Project]:
    """A project of shell containers named after the test, for health_wait."""
    with project_for(request, lab, shell_image, tmp_path) as made:
        yield made


@pytest.fixture
def tell(record_property: Callable) -> Callable:
    """tell(line, place=0): a line of the table that is printed at the end, with what became of a deploy and of the site."""
    return lambda line, place=0: record_property("told", (place, line))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Each line where it belongs, whichever of pytest's workers said it."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    calls = [report for report in reports if report.when == "call"]
    told = [(report.location[0], *value) for report in calls for name, value in report.user_properties if name == "told"]
    for _, _, line in sorted(told):
        terminalreporter.write_line(f"  {line}")

"""The collection as users have it: installed from its archive, or as a package, where nothing else of Slipway is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playbook_support.clean_controller import CleanController, clean_controller
from playbook_support.lab import CHECKOUT, Lab
from playbook_support.playbook import SECRETS
from playbook_support.ssh_server import SshServer, ssh_server

SUITES = os.environ.get("CONTROLLER_SUITES", "bookworm").split()
FIRST = "2025-10-31T02-35-04Z"


@pytest.fixture(scope="module", name="server")
def fixture_server(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """Without Python, too."""
    folder = tmp_path_factory.mktemp("server")
    environment = {"DOCKER_HOST": lab.docker_host, "DOCKER_CONFIG": str(folder / "docker")}
    with ssh_server(folder, own_users=False, python=False, environment=environment) as server:
        yield server


@pytest.fixture(name="controller", params=SUITES)
def fixture_controller(request: pytest.FixtureRequest, lab: Lab, server: SshServer, tmp_path: Path) -> Iterator[CleanController]:
    """With what its user has: an inventory, a vault and its password, the stack's files, and a key to the server."""
    lab.empty()
    with clean_controller(request.param, tmp_path) as made:
        shutil.copytree(lab.stack_source, made.work / "stack")
        for file in (SECRETS / "demo-vault-password", SECRETS / "production.vault.yml", server.folder / "key"):
            shutil.copy(file, made.work)
        there = {**server.settings("root"), "ansible_ssh_private_key_file": "/desk/key", "ansible_python_interpreter": "/nowhere/python3"}
        of_stack = {"app_image": lab.app_image, "docker_registry_url": lab.registry, "deploy_user_home": str(lab.home), "backups_path": str(lab.backups),
                    "application_stack_source": "/desk/stack", "application_force_recreate": False,
                    "application_compose_files": [f"docker-compose.{name}.yml" for name in ("base", "production", "lab")]}  # fmt: skip
        inventory = {"production": {"hosts": {"shop-server": there}, "vars": of_stack}}
        (made.work / "inventory.yml").write_text(json.dumps(inventory), encoding="utf-8")
        yield made


def play(controller: CleanController, name: str, *arguments: str, status: int = 0) -> str:
    command = ["ansible-playbook", "-i", "inventory.yml", f"slipway.compose.{name}", "--vault-password-file", "demo-vault-password"]
    done = controller.run(*command, "-e", "@production.vault.yml", *arguments, environment={"ANSIBLE_STDOUT_CALLBACK": "slipway.compose.slipway"})
    assert done.returncode == status, done.stdout
    return done.stdout


def documents_every_module(controller: CleanController) -> None:
    listed = controller.succeeds("ansible-doc", "-l", "slipway.compose").splitlines()
    assert {line.split()[0] for line in listed} == {f"slipway.compose.{page.stem}" for page in CHECKOUT.glob("modules/*/*.yml")}
    page = controller.succeeds("ansible-doc", "slipway.compose.health_wait")
    assert "slipway.compose.health_wait:" in page and "check_mode" in page.replace("CHECK_MODE", "check_mode")


def deploys_fails_and_rolls_back(controller: CleanController, lab: Lab) -> None:
    told = play(controller, "deploy_update", "-e", "image_tag=v1", "-e", f"deployment_timestamp={FIRST}")
    assert lab.version() == "v1" and f"Release {FIRST} is live" in told
    assert "framework:v2" in play(controller, "deploy_update", "-e", "image_tag=v2", "--check", "--diff") and lab.version() == "v1"
    play(controller, "deploy_update", "-e", "image_tag=v2")
    assert lab.version() == "v2"
    failed = play(controller, "deploy_update", "-e", "image_tag=v3", status=2)
    assert "The stack was put back as it was before" in " ".join(failed.split()) and lab.version() == "v2"
    play(controller, "rollback", "-e", f"rollback_timestamp={FIRST}")
    assert lab.version() == "v1" and "rollback deployed" in play(controller, "releases")
    assert "is live already" in play(controller, "adopt")
    assert f"Everything is as release '{FIRST}' says" in play(controller, "drift")


def built(controller: CleanController, pattern: str) -> str:
    """The file, copied to where the user stands."""
    [file] = CHECKOUT.glob(f"build/{pattern}")
    return Path(shutil.copy(file, controller.work)).name


def test_from_the_archive(controller: CleanController, lab: Lab) -> None:
    controller.succeeds("ansible-galaxy", "collection", "install", built(controller, "slipway-compose-*.tar.gz"))
    documents_every_module(controller)
    deploys_fails_and_rolls_back(controller, lab)


def test_from_the_package(controller: CleanController, lab: Lab) -> None:
    controller.succeeds("dpkg", "--install", built(controller, "*_all.deb"))
    documents_every_module(controller)
    play(controller, "deploy_update", "-e", "image_tag=v1")
    assert lab.version() == "v1"
    controller.succeeds("dpkg", "--remove", "ansible-collection-slipway-compose")
    assert controller.run("ls", "/usr/share/ansible/collections/ansible_collections").returncode != 0, "something stays"

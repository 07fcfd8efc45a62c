"""Release records on a real engine: what is recorded is what Docker itself says, and what is restored is what was there."""

from __future__ import annotations

import json
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playbook_support.lab import Lab
from playbook_support.modules import run_module
from playbook_support.shell_image import import_shell_image

SECRET = "s3cr3t-hunter22"
COMPOSE = """\
name: {project}
services:
  app:
    image: ${{IMAGE}}
    entrypoint: ["/bin/sh", "-c", "exec sleep 600"]
    network_mode: none
    stop_signal: KILL
    pull_policy: never
    env_file: .env
    environment:
      - PASSWORD
      - GREETING={greeting}
"""


@dataclass
class Stack:
    """A stack of one service in a folder of its own, with a secret in its `.env`."""

    lab: Lab
    project: str
    folder: Path
    backups: Path

    def write(self, greeting: str) -> None:
        text = COMPOSE.format(project=self.project, greeting=greeting)
        (self.folder / "compose.yml").write_text(text, encoding="utf-8")

    def compose(self, *words: str) -> str:
        return self.lab.docker("compose", "--progress=quiet", f"--file={self.folder / 'compose.yml'}", *words)

    def record(self, name: str, state: str, *, check: bool = False, **options) -> dict:
        options = {"project_src": str(self.folder), "files": ["compose.yml"], "backups_path": str(self.backups),
                   "name": name, "state": state, "owner": "tests", **options}
        return run_module(self.lab, "stack_backup", options, check=check)

    def twice(self, name: str, state: str, **options) -> dict:
        """In check mode, for real, and again: only the real one writes, and the last one changes nothing."""
        before = snapshot(self.backups)
        assert self.record(name, state, check=True, **options)["changed"]
        assert snapshot(self.backups) == before
        first = self.record(name, state, **options)
        assert first["changed"]
        after = snapshot(self.backups)
        assert not self.record(name, state, **options)["changed"]
        assert snapshot(self.backups) == after
        return first

    def deploy(self, name: str, greeting: str) -> None:
        self.record(name, "started")
        self.write(greeting)
        self.compose("up", "--detach", "--force-recreate")
        self.record(name, "deployed")

    def info(self) -> dict:
        return run_module(self.lab, "stack_backup_info", {"backups_path": str(self.backups)})


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in sorted(folder.rglob("*"))}


@pytest.fixture(scope="module")
def image(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> str:
    return import_shell_image(lab, tmp_path_factory.mktemp("image"))


@pytest.fixture
def stack(lab: Lab, image: str, tmp_path: Path) -> Iterator[Stack]:
    made = Stack(lab, f"records-{uuid.uuid4().hex[:8]}", tmp_path / "stack", tmp_path / "backups")
    made.folder.mkdir()
    (made.folder / ".env").write_text(f"IMAGE={image}\nPASSWORD={SECRET}\n", encoding="utf-8")
    (made.folder / ".env").chmod(0o600)
    made.write("hello")
    try:
        yield made
    finally:
        made.compose("down", "--remove-orphans")


def test_a_record_says_what_docker_says(stack: Stack, image: str) -> None:
    stack.compose("up", "--detach")
    begun = stack.twice("v1", "started")
    assert begun["project_name"] == stack.project
    assert begun["first_deploy"] is False
    record = Path(begun["path"])

    shown = [json.loads(line) for line in stack.compose("ps", "--all", "--format=json", "--no-trunc").splitlines()]
    recorded = json.loads((record / "current_containers.json").read_text(encoding="utf-8"))
    assert len(recorded) == len(shown) == 1
    assert recorded[0].keys() == shown[0].keys()
    for key in recorded[0].keys() - {"RunningFor", "Status", "Labels", "CreatedAt", "Command"}:
        assert (recorded[0][key] or None) == (shown[0][key] or None), key  # no ports: null, or [] of a newer Compose
    assert sorted(recorded[0]["Labels"].split(",")) == sorted(shown[0]["Labels"].split(","))

    ended = stack.twice("v1", "deployed", metadata={"Git Commit": "abc1234"})
    assert ended["state"] == "deployed"
    images = json.loads((record / "manifest.json").read_text(encoding="utf-8"))["deployed"]["images"]
    image_id = stack.lab.docker("image", "inspect", "--format={{.Id}}", image).strip()
    assert [(entry["reference"], entry["id"]) for entry in images] == [(image, image_id)]


def test_a_record_is_private_and_holds_the_secret_only_in_copies_of_env(stack: Stack) -> None:
    stack.compose("up", "--detach")
    stack.record("v1", "started")
    stack.record("v1", "deployed")
    for path in [stack.backups, *stack.backups.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    holders = {path.name for path in stack.backups.rglob("*") if path.is_file() and SECRET in path.read_text(encoding="utf-8")}
    assert holders == {".env"}
    config = (stack.backups / "v1" / "docker-compose-config.yml").read_text(encoding="utf-8")
    assert "${IMAGE}" in config


def test_the_first_release_has_nothing_before_it(stack: Stack) -> None:
    (stack.folder / "compose.yml").unlink()
    begun = stack.twice("v1", "started", project_name=stack.project)
    assert begun["first_deploy"] is True
    assert json.loads((Path(begun["path"]) / "current_containers.json").read_text(encoding="utf-8")) == []
    stack.write("hello")
    stack.compose("up", "--detach")
    stack.record("v1", "deployed", project_name=stack.project)
    info = stack.info()
    assert (info["live"], info["undo"]) == ("v1", None)


def test_an_undone_release_is_undone_once(stack: Stack) -> None:
    stack.deploy("v1", "one")
    stack.deploy("v2", "two")
    assert stack.info()["undo"] == "v2"
    stack.record("r1", "started", kind="rollback", restores="v2", restores_to="before")
    options = {"project_src": str(stack.folder), "files": ["compose.yml"], "backups_path": str(stack.backups)}
    restored = run_module(stack.lab, "stack_restore", {**options, "name": "v2", "to": "before"})
    assert restored["restored"] == [str(stack.folder / "compose.yml")]
    assert "GREETING=one" in (stack.folder / "compose.yml").read_text(encoding="utf-8")
    stack.record("r1", "deployed", kind="rollback")
    info = stack.info()
    assert (info["live"], info["undo"]) == ("v1", None)
    assert info["undo_reason"] == "the newest record, r1, is a rollback already"


def test_restoring_names_the_image_of_a_tag_that_has_moved(stack: Stack, image: str) -> None:
    stack.deploy("v1", "one")
    old = stack.lab.docker("image", "inspect", "--format={{.Id}}", image).strip()
    stack.lab.docker("commit", stack.lab.docker("compose", f"--file={stack.folder / 'compose.yml'}", "ps", "-q").strip(), image)
    try:
        options = {"project_src": str(stack.folder), "backups_path": str(stack.backups), "name": "v1"}
        restored = run_module(stack.lab, "stack_restore", options)
        assert restored["changed"] is False
        assert [(entry["reference"], entry["id"]) for entry in restored["images"]] == [(image, old)]
    finally:
        stack.lab.docker("tag", old, image)

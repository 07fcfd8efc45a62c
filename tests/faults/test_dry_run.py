"""What a run refuses, check mode refuses as well, in the same words and with nothing written: each thing that can stand in a
module's way, on a real disk, before a dry run and before the real one."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scenarios import SCENARIOS
from stack import Server, tree
from test_full_disk import own_disk  # noqa: F401  the fixture

# The place that each scenario writes to, or takes something away from.
PLACES = {
    "compose_image_rewrite: two files with backups": "stack/production.yml",
    "vault_env_render: a new file": "stack/.env",
    "vault_env_render: a changed file": "stack/.env",
    "vault_env_render: from a vault into a secret file": "stack/secrets",
    "vault_env_render: another secret in its file": "stack/secrets/redis/password",
    "stack_backup: started": "backups",
    "stack_backup: deployed": "backups/v1/manifest.json",
    "stack_backup: taken over by another name": "backups/v1/manifest.json",
    "stack_restore: to deployed": "stack/.env",
    "stack_restore: to before": "stack/production.yml",
    "backup_prune: two of three releases": "backups/v1/before/base.yml",
}
WITHOUT_CHOWN = ("setpriv", "--bounding-set", "-chown")
WITHOUT_ROOTS_RIGHTS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-chown,-fowner")


def command(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


@contextmanager
def read_only(server: Server, _: Path) -> Iterator[None]:
    command("mount", "-o", "remount,ro", server.folder)
    try:
        yield
    finally:
        command("mount", "-o", "remount,rw", server.folder)


@contextmanager
def closed_folder(_: Server, place: Path) -> Iterator[None]:
    mode = place.parent.stat().st_mode
    place.parent.chmod(0o500)
    try:
        yield
    finally:
        place.parent.chmod(mode & 0o7777)


@contextmanager
def immutable(_: Server, place: Path) -> Iterator[None]:
    command("chattr", "+i", place)
    try:
        yield
    finally:
        command("chattr", "-i", place)


@contextmanager
def mounted(_: Server, place: Path) -> Iterator[None]:
    command("mount", "--bind", place, place)
    try:
        yield
    finally:
        command("umount", place)


@contextmanager
def aside(place: Path) -> Iterator[None]:
    """Whatever stands there is put aside meanwhile."""
    kept = place.with_name("put-aside")
    was_there = place.exists()
    if was_there:
        place.rename(kept)
    try:
        yield
    finally:
        if was_there:
            kept.rename(place)


@contextmanager
def folder_in_its_place(_: Server, place: Path) -> Iterator[None]:
    with aside(place):
        (place / "mine").mkdir(parents=True)
        yield
        (place / "mine").rmdir()
        place.rmdir()


@contextmanager
def file_in_its_place(_: Server, place: Path) -> Iterator[None]:
    with aside(place):
        place.write_text("mine", encoding="utf-8")
        yield
        place.unlink()


@contextmanager
def file_in_its_folders_place(server: Server, place: Path) -> Iterator[None]:
    with file_in_its_place(server, place.parent):
        yield


@contextmanager
def lost_link(_: Server, place: Path) -> Iterator[None]:
    with aside(place):
        place.symlink_to("nowhere")
        yield
        place.unlink()


@contextmanager
def lock_that_is_a_link(server: Server, _: Path) -> Iterator[None]:
    with lost_link(server, server.backups / ".lock"):
        yield


Obstacle = Callable[[Server, Path], "object"]
FILES = [name for name in PLACES if name.startswith(("compose_image", "vault_env")) or name == "stack_restore: to deployed"]
THERE = [name for name in PLACES if name not in ("vault_env_render: a new file", "stack_backup: started",
                                                 "vault_env_render: from a vault into a secret file")]  # fmt: skip
CASES: list[tuple[Obstacle, str]] = [
    *((read_only, name) for name in PLACES),
    *((closed_folder, name) for name in PLACES),
    *((immutable, name) for name in THERE),
    *((mounted, name) for name in THERE),
    *((folder_in_its_place, name) for name in FILES if "from a vault" not in name),
    *((lost_link, name) for name in FILES),
    (file_in_its_place, "vault_env_render: from a vault into a secret file"),
    (file_in_its_folders_place, "vault_env_render: another secret in its file"),
    (file_in_its_place, "stack_backup: started"),
    (lock_that_is_a_link, "stack_backup: deployed"),
    (lock_that_is_a_link, "backup_prune: two of three releases"),
]


@pytest.mark.parametrize(("obstacle", "scenario"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_check_mode_refuses_what_the_run_refuses(obstacle: Obstacle, scenario: str, own_disk: Server) -> None:  # noqa: F811
    server = own_disk
    module, arguments = SCENARIOS[scenario](server)
    prefix = WITHOUT_ROOTS_RIGHTS if obstacle is closed_folder else ()
    old = tree(server.folder)
    messages = []
    with obstacle(server, server.folder / PLACES[scenario]):
        at_start = tree(server.folder)
        for check in (True, False):
            done = server.run(server.command(module, arguments | {"_ansible_check_mode": check}), prefix)
            answer = json.loads(done.stdout)
            assert answer["failed"], f"check mode {check}: {answer}"
            messages.append(answer["msg"])
            assert tree(server.folder) == at_start, "something was written"
    assert messages[0] == messages[1]
    assert str(server.folder) in messages[0]
    assert tree(server.folder) == old
    assert not json.loads(server.run(server.command(module, arguments)).stdout)["failed"]


@pytest.mark.parametrize("scenario", ["compose_image_rewrite: two files with backups", "stack_restore: to deployed",
                                      "vault_env_render: from a vault into a secret file"])  # fmt: skip
def test_check_mode_refuses_an_owner_that_cannot_be_given(scenario: str, own_disk: Server) -> None:  # noqa: F811
    server = own_disk
    if "vault" not in scenario:
        command("chown", "daemon", server.stack / "base.yml")
    module, arguments = SCENARIOS[scenario](server)
    messages = []
    for check in (True, False):
        at_start = tree(server.folder)
        done = server.run(server.command(module, arguments | {"_ansible_check_mode": check}), WITHOUT_CHOWN)
        answer = json.loads(done.stdout)
        assert answer["failed"], f"check mode {check}: {answer}"
        messages.append(answer["msg"])
        assert tree(server.folder) == at_start, "something was written"
    assert messages[0] == messages[1] and "this user may not give files away" in messages[0]

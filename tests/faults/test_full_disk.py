"""A disk that is really full, and one that may only be read: each module says so, loses nothing, and completes its work once
there is space."""

import json
import subprocess
from collections.abc import Iterator

import pytest
from conftest import TABLE
from scenarios import SCENARIOS
from stack import Server, is_temporary, tree
from test_faults import check_answer, check_nothing_lost, check_second_run

WRITING = [scenario for scenario in SCENARIOS if not scenario.startswith(("stack_backup_info", "stack_changes_info", "stack_check", "stack_run", "health_wait"))]
PAGE = 4096  # what tmpfs gives out at a time


@pytest.fixture
def own_disk(empty_server: Server) -> Iterator[Server]:
    """The server's folder on a small file system of its own."""
    server = empty_server
    server.folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", str(server.folder)], check=True)
    try:
        server.lay_out()
        server.play_compose_back()
        yield server
    finally:
        subprocess.run(["umount", str(server.folder)], check=True)


def fill(server: Server, free_pages: int) -> None:
    """Leaves so many pages; each file and folder takes one, and one more for what it holds."""
    filler = server.folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PAGE))
        except OSError:
            pass
        file.truncate(file.tell() - free_pages * PAGE)


def undisturbed(scenario: str, server: Server) -> tuple:
    """The scenario's command, and what stands there before and after a run of it that nothing disturbs."""
    command = server.command(*SCENARIOS[scenario](server))
    server.save()
    old = tree(server.folder)
    assert not json.loads(server.run(command).stdout)["failed"]
    return command, old, tree(server.folder)


@pytest.mark.parametrize("scenario", WRITING)
def test_full_disk(scenario: str, own_disk: Server) -> None:
    server = own_disk
    command, old, done = undisturbed(scenario, server)
    failures = 0
    for free_pages in range(100):
        server.restore()
        fill(server, free_pages)
        failed = check_answer(server.run(command).stdout, server.folder)
        (server.folder / "filler").unlink()
        check_nothing_lost(server, old, done)
        assert not [name for name in tree(server.folder) if is_temporary(name)]
        check_second_run(server, command, done)
        if not failed:
            break
        failures += 1
    # Removing needs no space.
    assert failures > 0 or scenario.startswith("backup_prune"), "the disk was never full"
    assert failures < 100, "there was never space enough"
    TABLE.append((scenario, f"full disk: {failures} clear failures, as many second runs completed"))


@pytest.mark.parametrize("scenario", WRITING)
def test_read_only_disk(scenario: str, own_disk: Server) -> None:
    server = own_disk
    command, old, done = undisturbed(scenario, server)
    server.restore()
    subprocess.run(["mount", "-o", "remount,ro", str(server.folder)], check=True)
    try:
        answer = json.loads(server.run(command).stdout)
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(server.folder)], check=True)
    assert answer["failed"] and "Read-only file system; mount it writable" in answer["msg"]
    assert tree(server.folder) == old
    check_second_run(server, command, done)

"""Kills each module at each call about files, and makes each of them fail once. Whatever happens, every file is as it was or
as an undisturbed run leaves it, nobody else may read a new secret, and a second run completes the work."""

import hashlib
import json
import stat
from pathlib import Path

import pytest
from conftest import EVERY, TABLE
from scenarios import SCENARIOS, started
from stack import NEW_SECRET, Server, is_temporary, tree
from strace import Point, points_of, run_with

Tree = dict[str, tuple]
ERRORS = ("ENOSPC", "EACCES", "EIO", "EINTR")
# Calls about descriptors that no file system answers: of the engine's socket and of a child's pipes.
NOT_FILES = ("epoll", "eventfd", "timerfd", "poll", "fcntl", "pipe", "ioctl", "dup")
LACKS_ITS_STEPS = b"what the steps of release 'v1' did is not in its record"


def counted_copies(backups: Path) -> dict[str, str]:
    """What the manifests of the records name, with its checksum."""
    named: dict[str, str] = {}
    for manifest in backups.glob("[!.]*/manifest.json"):
        record = json.loads(manifest.read_text(encoding="utf-8"))
        for part in (record["before"], record["deployed"] or {"files": []}):
            for file in part["files"]:
                if "copy" in file:
                    named[str(manifest.parent / file["copy"])] = file["sha256"]
    return named


def check_records(server: Server) -> None:
    for path, checksum in counted_copies(server.backups).items():
        assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == checksum, f"{path} is not as recorded"
    for path in [server.backups, *server.backups.rglob("*")] if server.backups.is_dir() else []:
        assert not path.lstat().st_mode & 0o077, f"others may look at {path}"


def check_nothing_lost(server: Server, old: Tree, done: Tree) -> None:
    now = tree(server.folder)
    named = counted_copies(server.backups)
    for name, entry in now.items():
        mode, content = entry[0], entry[-1]
        if stat.S_ISDIR(mode) or is_temporary(name):
            continue
        in_record = name.startswith("backups/") and "/" in name.removeprefix("backups/").partition("/")[2]
        if in_record and str(server.folder / name) not in named:
            continue  # a copy that does not count
        if name.endswith(".backup~") and entry != old.get(name):
            assert old[name.removesuffix(".backup~")][-1] == content, f"{name} is no whole copy"
            continue
        assert entry in (old.get(name), done.get(name)), f"{name} is neither old nor new"
    for name in old.keys() & done.keys():
        assert name in now, f"{name} is gone"
    for name, entry in now.items():
        if NEW_SECRET.encode() in entry[-1] and old.get(name) != entry and not stat.S_ISDIR(entry[0]):
            assert not entry[0] & 0o077, f"others may read the secret in {name}"
    check_records(server)


def without_backups(files: Tree) -> Tree:
    return {name: entry for name, entry in files.items() if not name.endswith(".backup~")}


def check_second_run(server: Server, command: list[str], done: Tree) -> None:
    again = json.loads(server.run(command).stdout)
    assert not again["failed"], again
    assert without_backups(tree(server.folder)) == without_backups(done)


def prepared(server: Server, scenario: str) -> tuple[list[str], list[Point], Tree, Tree]:
    command = server.command(*SCENARIOS[scenario](server))
    server.save()
    old = tree(server.folder)
    points = points_of(server, command)
    return command, points, old, tree(server.folder)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_each_call(scenario: str, server: Server) -> None:
    command, points, old, done = prepared(server, scenario)
    points = [point for point in points if not point.call.startswith(NOT_FILES)]
    chosen = points[::EVERY]
    became = {"old": 0, "between": 0, "new": 0}
    for point in chosen:
        server.restore()
        killed = run_with(server, command, point, "signal=SIGKILL")
        try:
            # How many reads a child's answer takes is up to the two: the last of them may not come.
            assert killed.returncode == -9 or point.call == "read", killed.stdout
            now = tree(server.folder)
            became["old" if now == old else "new" if now == done else "between"] += 1
            check_nothing_lost(server, old, done)
            check_second_run(server, command, done)
        except (AssertionError, OSError, ValueError, KeyError) as cause:
            raise AssertionError(f"killed at {point}") from cause
    states = ", ".join(f"{count} {name}" for name, count in became.items())
    TABLE.append((scenario, f"{len(chosen):4} kills of {len(points):4} calls: {states}; {len(chosen)} second runs completed"))


def check_answer(stdout: bytes, folder: Path) -> bool:
    """One clear answer; whether it failed."""
    lines = stdout.decode("utf-8").split("\n")
    assert len(lines) == 3 and lines[0] == lines[2] == "", stdout
    result = json.loads(lines[1])
    if result["failed"]:
        assert "\n" not in result["msg"], result["msg"]
        assert "/" in result["msg"] or "'docker'" in result["msg"], result["msg"]
        assert "does not handle" not in result["msg"], result["msg"]
        assert NEW_SECRET not in result["msg"] and folder.is_dir()
    return result["failed"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_call_fails_once(scenario: str, server: Server) -> None:
    command, points, old, done = prepared(server, scenario)
    # What is said to standard output cannot be said when that fails; a close that is made to fail is not done at all, which
    # no kernel answers; without the docker that plays Compose back, the next one of PATH is found, the real one.
    points = [point for point in points if not point.text.startswith("1,") and not point.call.startswith((*NOT_FILES, "close"))]
    points = [point for point in points if "/tools/docker" not in point.text]
    chosen = [(point, error) for point in points for error in ERRORS][:: EVERY if EVERY == 1 else EVERY * len(ERRORS) + 1]
    failures = 0
    for point, error in chosen:
        server.restore()
        outcome = run_with(server, command, point, f"error={error}")
        try:
            failed = check_answer(outcome.stdout, server.folder)
            failures += failed
            if LACKS_ITS_STEPS in outcome.stdout:
                # A release has to end, if without the story of its steps, and a warning says so.
                assert json.loads((server.backups / "v1" / "manifest.json").read_text(encoding="utf-8"))["state"] != "started"
                check_records(server)
                assert not [name for name in tree(server.folder) if is_temporary(name)]
                continue
            check_nothing_lost(server, old, done)
            left = [name for name in tree(server.folder) if is_temporary(name)]
            assert not left or "unlink" in point.call or "rmdir" in point.call or "removed" in left[0], left
            check_second_run(server, command, done)
        except (AssertionError, OSError, ValueError, KeyError) as cause:
            raise AssertionError(f"{error} at {point}: {outcome.stdout.decode()}") from cause
    TABLE.append((scenario, f"{len(chosen):4} errors of {len(points) * len(ERRORS):4}: {failures} clear failures, "
                            f"{len(chosen) - failures} did not matter; {len(chosen)} second runs completed"))  # fmt: skip


def test_the_real_compose_makes_the_same_record(empty_server: Server) -> None:
    server = empty_server
    server.lay_out()
    server.save()
    server.must(*started(server))
    real = tree(server.folder)
    server.restore()
    server.play_compose_back()
    server.must(*started(server))
    assert tree(server.folder) == real

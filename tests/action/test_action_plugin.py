"""The action plugin: one execution a task, on a copy of the executable that the target keeps."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import LIBRARY, ROOT, Ran, Target

NOBODY = 65534


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def worked_plainly(ran: Ran, why: str) -> None:
    """The module ran as Ansible runs any, and it is said what stands in the way."""
    assert ran.result["changed"] and ran.sent_plainly
    assert "".join(why.split()) in "".join(ran.output.split())  # a warning is broken into lines, a long path too


def test_every_module_has_the_plugin() -> None:
    links = {path.stem for path in (ROOT / "plugins/action").iterdir() if path.is_symlink()}
    assert links == {page.stem for page in ROOT.glob("modules/*/*.yml")}


def test_the_first_task_sends_the_executable_and_each_other_is_one_execution(target: Target) -> None:
    first, second, third = target.place(), target.place(), target.place(name="b.txt")
    assert [len(ran.operations) for ran in (first, second, third)] == [3, 1, 1]
    assert [ran.result["changed"] for ran in (first, second, third)] == [True, False, True]
    assert [path.stat().st_mode & 0o777 for path in (target.cache, *target.copies)] == [0o700, 0o500]
    assert not target.remote_tmp.exists()


def test_check_mode_and_diff(target: Target) -> None:
    looked = target.place("--check")
    assert looked.result["changed"] and not list(target.stack.iterdir())
    file = target.stack / "compose.yml"
    file.write_text("services: {app: {image: 'app:1'}}\n", encoding="utf-8")
    options = {"files": [str(file)], "image": "app", "tag": "2"}
    shown = target.run("compose_image_rewrite", options, "--check", "--diff")
    assert shown.result["changed"] and "-services: {app: {image: 'app:1'}}\n+services: {app: {image: 'app:2'}}" in shown.output
    assert ":1'" in file.read_text(encoding="utf-8")


def test_a_failure_is_the_modules_own(target: Target) -> None:
    failed = target.run("stack_files", {"project_src": str(target.stack)})
    assert failed.rc == 2 and failed.result["msg"] == "missing required arguments: files"


def test_in_the_background_it_runs_as_any_module(target: Target) -> None:
    ran = target.place("--background", "30", "--poll", "1")
    assert ran.sent_plainly and (target.stack / "a.txt").exists() and not target.cache.exists()


PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - vault_env_render: {dest: %(stack)s/.env, template_content: "A=${A}\\nB=${B}\\n", values: {A: 2026-11-29}, secrets: {B: !vault "%(vaulted)s"}}
    - stack_files: {project_src: %(stack)s, files: [{path: "~/mine", content: x}]}
      environment: {HOME: /nonexistent, LANG: C}
      ignore_errors: true
"""


def test_a_vaulted_value_a_date_and_an_environment_that_moves_the_home(target: Target, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("words", encoding="utf-8")
    encrypt = ["ansible-vault", "encrypt", "--vault-password-file", password, "--output", "-", "-"]
    vaulted = subprocess.run(encrypt, input="hidden", env=target.environment(), capture_output=True, text=True, check=True).stdout
    play = tmp_path / "play.yml"
    play.write_text(PLAY % {"stack": target.stack, "vaulted": vaulted.replace("\n", "\\n")}, encoding="utf-8")
    command = ["ansible-playbook", "--inventory", "localhost,", "--vault-password-file", str(password), str(play)]
    done = subprocess.run(command, env=target.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (target.stack / ".env").read_text(encoding="utf-8") == "A=2026-11-29\nB=hidden\n"
    assert len(target.copies) == 1


def test_a_cache_that_is_a_link_is_not_used(target: Target, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    target.cache.parent.mkdir()
    target.cache.symlink_to(tmp_path / "elsewhere")
    worked_plainly(target.place(), f"{target.cache} is a link, another user's, or open to others; remove it")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("part", [".cache/slipway", ".cache", "."])
def test_a_cache_of_another_user_is_not_used(target: Target, part: str) -> None:
    target.place()
    os.chown(target.home / part, NOBODY, NOBODY)
    worked_plainly(target.place(name="b.txt"), "is a link, another user's, or open to others")


def test_a_cache_that_others_can_write_to_is_not_used(target: Target) -> None:
    target.cache.mkdir(parents=True)
    target.cache.chmod(0o770)
    worked_plainly(target.place(), "open to others; remove it")


@pytest.mark.parametrize("content", [b"#!/bin/sh\ntouch @MARK@\n", b""], ids=["swapped", "half-written"])
def test_a_copy_that_is_another_than_was_sent_is_never_run(target: Target, content: bytes) -> None:
    target.place()
    [copy] = target.copies
    mark = target.stack / "mark"
    copy.chmod(0o700)
    copy.write_bytes(content.replace(b"@MARK@", str(mark).encode()))
    ran = target.place(name="b.txt")
    assert ran.result["changed"] and len(ran.operations) == 3 and not mark.exists()
    assert [path.read_bytes() for path in target.copies] == [(LIBRARY / "stack_files").read_bytes()]


def test_a_copy_that_is_a_link_is_never_run(target: Target, tmp_path: Path) -> None:
    target.place()
    [copy] = target.copies
    copy.rename(tmp_path / "moved")
    copy.symlink_to(tmp_path / "moved")
    worked_plainly(target.place(name="b.txt"), f"{copy} is no plain file; remove it")


def test_two_first_tasks_at_once(target: Target) -> None:
    started = [target.start("stack_files", {"project_src": str(target.stack), "files": [{"path": name, "content": "x"}]}) for name in "ab"]
    assert [target.ended(one).result["changed"] for one in started] == [True, True]
    assert len(target.copies) == 1


def test_a_disk_that_is_full(target: Target) -> None:
    with mounted(target.home, "size=1m,mode=700"):
        worked_plainly(target.place(), f"{target.cache} takes no copy")
        assert target.copies == []


def test_a_home_from_which_nothing_can_be_run(target: Target) -> None:
    with mounted(target.home, "noexec,mode=700"):
        worked_plainly(target.place(), "Permission denied")


def test_old_copies_are_cleared_away(target: Target) -> None:
    target.place()
    [copy] = target.copies
    for name in ("slipway-0123", "part.77"):
        (target.cache / name).write_bytes(b"old")
        os.utime(target.cache / name, (0, 0))
    (target.cache / "slipway-4567").write_bytes(b"of another controller")
    copy.unlink()
    target.place()
    assert {path.name for path in target.copies} == {copy.name, "slipway-4567"}


@pytest.fixture(name="native")
def fixture_native(target: Target, tmp_path: Path) -> Path:
    """Of the target's library: the folder of executables beside it, with none in it."""
    target.library = tmp_path / "library"
    target.library.mkdir()
    shutil.copy(LIBRARY / "stack_files", target.library)
    (tmp_path / "native").mkdir()
    return tmp_path / "native"


def built_for(machine: str, native: Path, content: bytes) -> None:
    (native / machine).mkdir()
    (native / machine / "slipway").write_bytes(content)
    (native / machine / "stack_files").symlink_to("slipway")


@pytest.mark.parametrize("arguments", [(), ("--background", "30", "--poll", "1")], ids=["one-execution", "in-the-background"])
def test_a_server_for_which_nothing_was_built(target: Target, native: Path, arguments: tuple[str, ...]) -> None:
    built_for("s390x", native, b"")
    ran = target.place(*arguments)
    assert ran.rc == 2 and ran.result["msg"].startswith(f"Slipway was built for s390x, and this server is {platform.machine()}: build it")
    assert not target.cache.exists() and not list(target.stack.iterdir())


@pytest.mark.parametrize("arguments", [(), ("--background", "30", "--poll", "1")], ids=["one-execution", "in-the-background"])
def test_the_server_chooses_the_executable_of_its_machine(target: Target, native: Path, arguments: tuple[str, ...]) -> None:
    built_for("s390x", native, b"\x7fELF of another machine")
    built_for(platform.machine(), native, (LIBRARY / "stack_files").read_bytes())
    ran = target.place(*arguments)
    assert (target.stack / "a.txt").exists() and ran.sent_plainly == bool(arguments)


def test_the_checksum_that_stands_beside_an_executable_is_taken_unless_it_is_older(target: Target, native: Path) -> None:
    built_for(platform.machine(), native, (LIBRARY / "stack_files").read_bytes())
    noted = native / platform.machine() / "slipway.sha256"
    noted.write_text(f"{'0' * 64}  slipway\n", encoding="ascii")
    worked_plainly(target.place(), f"{target.cache} got another copy than was sent")
    os.utime(noted, (0, 0))
    ran = target.place(name="b.txt")
    assert ran.result["changed"] and not ran.sent_plainly and len(target.copies) == 1


def test_a_module_that_has_started_is_never_run_again(target: Target, tmp_path: Path) -> None:
    """It is killed before it says anything, as by the kernel when memory runs out."""
    target.place()
    with socket.socket(socket.AF_UNIX) as engine:
        engine.bind(str(tmp_path / "engine.sock"))
        engine.listen()
        waiting = target.start("health_wait", {"project_name": "shop", "docker_host": f"unix://{tmp_path}/engine.sock"})
        with engine.accept()[0] as asked:
            os.kill(struct.unpack("3i", asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0], signal.SIGKILL)
            ran = target.ended(waiting)
    assert ran.rc == 2 and "health_wait ended on the server without a result, with exit status 137" in ran.result["msg"]
    assert len(ran.operations) == 1


def test_a_module_that_is_a_script_runs_as_any(target: Target, tmp_path: Path) -> None:
    target.library = tmp_path / "library"
    target.library.mkdir()
    script = "#!/bin/sh\n# WANT_JSON\necho '{\"changed\": true, \"failed\": false, \"msg\": \"of the script\"}'\n"
    (target.library / "stack_files").write_text(script, encoding="utf-8")
    ran = target.place()
    assert ran.result["msg"] == "of the script" and ran.sent_plainly and not target.cache.exists()


@pytest.mark.parametrize("linked", [False, True], ids=["nothing-built", "build-interrupted"])
def test_without_the_library_it_is_said_to_build_it(target: Target, tmp_path: Path, linked: bool) -> None:
    target.library = tmp_path / "library"
    target.library.mkdir()
    if linked:
        (target.library / "stack_files").symlink_to("../native/x86_64/slipway")
    ran = target.place()
    assert ran.rc == 2 and ran.result["msg"].startswith("the module stack_files is not there: run make build")


def test_half_a_result_is_none_and_ansibles_own_keys_are_not_the_modules() -> None:
    spec = importlib.util.spec_from_file_location("slipway_module", ROOT / "plugins/action/slipway_module.py")
    plugin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plugin)
    assert plugin.result_in('\n{"changed": true, "msg": "half') is None
    assert plugin.result_in("") is None
    assert plugin.result_in('a greeting\n{"changed": true, "_ansible_no_log": false}\n') == {"changed": True}

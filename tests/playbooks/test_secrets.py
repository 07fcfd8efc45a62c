"""No secret leaves its place: not into the output, the process list, the journal, or a file beside `.env`, the secret files, and
their copies in the records."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from playbook_support.playbook import SECRETS

HEARD = b"this test listens"
REGISTRY_PASSWORD = "demo-registry-password-58e3"  # as in the example's vault


def marked(mark: str) -> dict[str, str]:
    return {
        "redis_password": f"redisMARK{mark}secret",
        "vault_app_key": f"appkeyMARK{mark}secret",
        "vault_encryption_key": f"encryptionMARK{mark}secret",
        "application_env": {"VAULT_ENCRYPTION_KEY": f"encryptionMARK{mark}secret"},
    }


def values(variables: dict) -> set[str]:
    return {text for text in variables.values() if isinstance(text, str)}


@contextmanager
def watched_processes() -> Iterator[set[bytes]]:
    """Collects the command lines of all processes that run meanwhile."""
    seen: set[bytes] = set()
    looked_at: dict[str, int] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):  # the sampling interval; nothing is waited for
            running = {name for name in os.listdir("/proc") if name.isdigit()}
            for gone in looked_at.keys() - running:
                del looked_at[gone]
            for name in running:
                looked_at[name] = looked_at.get(name, 0) + 1
                if looked_at[name] > 50 and looked_at[name] % 100:  # who has been there for long is seldom another program
                    continue
                try:
                    seen.add(Path("/proc", name, "cmdline").read_bytes())
                except OSError:
                    pass  # it has ended

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


@contextmanager
def watched_files(folder: Path, secret: str) -> Iterator[tuple[set[Path], list[int]]]:
    """Collects the files below `folder` in which the secret ever stands meanwhile; and how many files each look has seen."""
    found: set[Path] = set()
    looks: list[int] = []
    read: dict[Path, tuple[int, ...]] = {}  # as each file was when it was read
    done = threading.Event()

    def look() -> None:
        files = [path for path in folder.rglob("*") if path.is_file()]
        for path in files:
            try:
                now = path.stat()
                stamp = (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
                if read.get(path) == stamp:
                    continue
                if secret.encode() in path.read_bytes():
                    found.add(path)
                read[path] = stamp
            except OSError:
                pass  # it has gone
        looks.append(len(files))

    def watch() -> None:
        while not done.wait(0.01):  # the sampling interval; nothing is waited for
            try:
                look()
            except OSError:
                pass  # a folder has gone

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found, looks
    finally:
        done.set()
        watcher.join()


def journal_line(line: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(line, "/dev/log")


@contextmanager
def watched_journal() -> Iterator[list[bytes]]:
    """Collects what is sent to syslog meanwhile: here nobody else listens there."""
    path, lines = Path("/dev/log"), []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as nobody:
        assert nobody.connect_ex(str(path)) in (errno.ENOENT, errno.ECONNREFUSED), "a syslog runs on this machine: this test needs its socket"
    path.unlink(missing_ok=True)  # of a run that was killed
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(path))
        try:

            def listen() -> None:
                while line := journal.recv(65536):
                    lines.append(line)

            listener = threading.Thread(target=listen)
            listener.start()
            try:
                journal_line(HEARD)
                yield lines
            finally:
                journal_line(b"")  # ends the listener
                listener.join()
        finally:
            path.unlink()


def may_hold_secrets(path: Path, lab) -> bool:
    ours = path.parent == lab.stack or lab.stack in path.parents or lab.backups in path.parents
    return ours and path.name in (".env", "redis_password")


def vault_on_the_server(folder: Path, mark: str) -> tuple[dict, set[str]]:
    """The variables of a deploy with a vault of the server's own and the password of Redis in a file, and the secrets in there."""
    secrets = {f"vault_{name}": f"{name}MARK{mark}se$cret\"" for name in ("redis_password", "app_key", "encryption_key")}
    opener = f"openerMARK{mark}"
    text = "".join(f"{name}: '{value}'\n" for name, value in secrets.items())
    (folder / "main.vault.yml").write_bytes(VaultLib([("default", VaultSecret(opener.encode()))]).encrypt(text))
    variables = {
        "application_vault_on_target": True,
        "application_vault_files": [str(folder / "main.vault.yml")],
        "application_vault_password": opener,
        "application_vault_map": {name.removeprefix("vault_").upper(): name for name in secrets if "encryption" not in name}
        | {"VAULT_ENCRYPTION_KEY": "vault_encryption_key"},
        "application_compose_files": [f"docker-compose.{name}.yml" for name in ("base", "production", "secrets", "lab")],
        "application_secret_files": {"REDIS_PASSWORD": "secrets/redis_password"},
        "application_env_plain": {"REDIS_PASSWORD_FILE": "/run/secrets/redis_password"},
    }
    escaped = {value.replace("$", "$$").replace('"', "\\0042") for value in secrets.values()}
    return variables, {*secrets.values(), *escaped, opener}


@pytest.mark.usefixtures("fresh_stack")
def test_no_secret_in_output_processes_journal_or_files(lab, run_playbook, tmp_path):
    home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "DOCKER_CONFIG": str(tmp_path / ".docker")}
    options = {"diff": True, "verbosity": 4, "environment": home}
    first, second = marked("one"), marked("two")
    third, in_vault = vault_on_the_server(tmp_path, "three")
    registry = {"docker_registry_username": lab.registry_user, "docker_registry_password": lab.registry_password}
    with watched_journal() as journal, watched_processes() as command_lines:
        good = run_playbook("deploy-update.yml", {"image_tag": "v1", **first}, **options)
        bad = run_playbook("deploy-update.yml", {"image_tag": "v3", **second}, **options)
        from_vault = run_playbook("deploy-update.yml", {"image_tag": "v2", **third, **registry}, vault=False, **options)
        bad_from_vault = run_playbook("deploy-update.yml", {"image_tag": "v3", **third, **registry}, vault=False, **options)
    good.succeeded()
    bad.refused()
    from_vault.succeeded()
    bad_from_vault.refused()
    assert "REDIS_PASSWORD=" in good.output, "the diff of .env was not shown, so this test sees nothing"
    assert "(a secret, not shown)" in from_vault.output, "the diff of the secret file was not shown"
    assert any(b"\0up\0--no-build" in line for line in command_lines), "the deploy was not seen in the process list"
    assert HEARD in journal, "a line sent to syslog was not heard, so this test sees nothing"

    output = "".join(run.output for run in (good, bad, from_vault, bad_from_vault))
    secrets = values(first) | values(second) | in_vault | {REGISTRY_PASSWORD, lab.registry_password}
    for secret in secrets:
        assert secret not in output
        assert not [line for line in command_lines if secret.encode() in line]
        assert not [line for line in journal if secret.encode() in line]
        for path in (path for folder in (lab.home, tmp_path) for path in folder.rglob("*") if path.is_file()):
            if secret.encode() in path.read_bytes():
                assert may_hold_secrets(path, lab), f"{secret} in {path}"
                assert not path.stat().st_mode & 0o077, f"others may read {path}"
    assert first["redis_password"] in "".join(path.read_text(encoding="utf-8") for path in lab.backups.rglob(".env"))
    assert (lab.stack / "secrets" / "redis_password").read_text(encoding="utf-8") in in_vault


@pytest.mark.usefixtures("fresh_stack")
def test_no_file_of_the_server_ever_holds_the_registry_password(lab, run_playbook):
    lab.home.mkdir()
    with watched_files(lab.home, lab.registry_password) as (found, looks):
        run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
        run_playbook("deploy-update.yml", {"image_tag": "v3"}).refused()
        run_playbook("rollback.yml").succeeded()
    assert not found
    assert max(looks) > 10 and len(looks) > 50, "the deploys were not seen"


@pytest.mark.usefixtures("fresh_stack")
def test_vaulted_file_of_the_stack_was_shown_in_the_clear_when_it_was_placed(lab, run_playbook, tmp_path):
    opener = VaultSecret((SECRETS / "demo-vault-password").read_bytes().strip())
    source = tmp_path / "stack"
    shutil.copytree(lab.stack_source, source)
    (source / "tls.key").write_bytes(VaultLib([("default", opener)]).encrypt("the text of a private key"))
    variables = {"image_tag": "v1", "application_stack_source": str(source)}
    run = run_playbook("deploy-update.yml", variables, check=True, diff=True).succeeded()
    assert "tls.key" in run.output
    assert "the text of a private key" not in run.output

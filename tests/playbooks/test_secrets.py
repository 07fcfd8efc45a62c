"""No secret leaves its place: not into the output, the process list, or a file beside `.env` and its copies in the records."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):  # the sampling interval; nothing is waited for
            for entry in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(entry.read_bytes())
                except OSError:
                    pass  # it has ended

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def may_hold_secrets(path: Path, lab) -> bool:
    return path == lab.stack / ".env" or (path.name == ".env" and lab.backups in path.parents)


@pytest.mark.usefixtures("fresh_stack")
def test_no_secret_in_output_processes_or_files(lab, run_playbook, tmp_path):
    home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "DOCKER_CONFIG": str(tmp_path / ".docker")}
    first, second = marked("one"), marked("two")
    with watched_processes() as command_lines:
        good = run_playbook("deploy-update.yml", {"image_tag": "v1", **first}, diff=True, verbosity=3, environment=home)
        bad = run_playbook("deploy-update.yml", {"image_tag": "v3", **second}, diff=True, verbosity=3, environment=home)
    good.succeeded()
    bad.refused()
    assert "REDIS_PASSWORD=" in good.output, "the diff of .env was not shown, so this test sees nothing"
    assert any(b"up\0--detach" in line for line in command_lines), "the deploy was not seen in the process list"

    secrets = values(first) | values(second) | {REGISTRY_PASSWORD}
    for secret in secrets:
        assert secret not in good.output + bad.output
        assert not [line for line in command_lines if secret.encode() in line]
        for path in (path for folder in (lab.home, tmp_path) for path in folder.rglob("*") if path.is_file()):
            assert may_hold_secrets(path, lab) or secret.encode() not in path.read_bytes(), f"{secret} in {path}"
    assert first["redis_password"] in (lab.stack / ".env").read_text(encoding="utf-8")

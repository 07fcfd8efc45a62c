#!/usr/bin/python3
"""Vault files: what vault_env_render takes out of them is what ansible-core reads; a damaged one opens as it was, or not at all.

VAULT_FILES and VAULT_MUTATIONS say how many are tried; `make fuzz` takes 10,000 of the latter.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
import vaults
from conftest import ROWS
from test_sidecars import library

FILES = int(os.environ.get("VAULT_FILES", "150"))
MUTATIONS = int(os.environ.get("VAULT_MUTATIONS", "300"))
SECRET = "hunter2 of the vault"


def render(folder: Path, files: list[Path], names: list[str], **more: Any) -> dict[str, Any]:
    """Each variable into a secret file, which carries every text."""
    arguments = {
        "dest": str(folder / ".env"), "vault_file": [str(file) for file in files], "vault_password": vaults.PASSWORD,
        "vault_map": {name.upper(): name for name in names}, "secret_files": {name.upper(): f"out/{name}" for name in names}, **more,
    }  # fmt: skip
    done = subprocess.run([library() / "vault_env_render", "-"], input=json.dumps(arguments), capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_values_are_those_that_ansible_core_reads(tmp_path: Path) -> None:
    chance = random.Random(20251031)
    compared = 0
    for number in range(FILES):
        folder = tmp_path / str(number)
        folder.mkdir()
        content, names = vaults.vault_file(chance)
        file = folder / "vars.yml"
        file.write_text(content, encoding="utf-8", newline="")
        theirs = vaults.as_ansible_reads(str(file))
        result = render(folder, [file], names)
        assert not result["failed"], f"{result['msg']}\n{content}"
        for name in names:
            ours = (folder / "out" / name).read_bytes()
            assert ours == vaults.as_written(theirs[name]).encode(), f"{name} of\n{content}"
            compared += 1
    ROWS.append((f"values of {FILES} vault files", compared, compared, 0))


@pytest.mark.parametrize("form", vaults.REWRITTEN)
def test_what_would_be_rewritten_is_refused(form: str, tmp_path: Path) -> None:
    (tmp_path / "vars.yml").write_text(f"v: {form}\n", encoding="utf-8")
    result = render(tmp_path, [tmp_path / "vars.yml"], ["v"])
    assert result["failed"] and "line 1: v" in result["msg"], result
    assert not (tmp_path / "out").exists()


def mutated(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    end = min(len(data), at + chance.choice([1, 1, 2, 16, 200]))
    return chance.choice([
        lambda: data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1:],
        lambda: data[:at] + data[end:],
        lambda: data[:at] + data[at:end] + data[at:],
        lambda: data[:at] + chance.choice([b"\n", b" ", b"0", b"f", b"\r\n", b"\0", b"\xff", b";"]) + data[at:],
        lambda: data[:at] + chance.choice(b"0123456789abcdef").to_bytes(1, "big") + data[at + 1:],
        lambda: data[:at],
    ])()  # fmt: skip


def test_a_mutated_vault_gives_the_original_or_an_error(tmp_path: Path) -> None:
    chance = random.Random(20251031)
    vault = vaults.encrypted(f"v: {SECRET}\n", "prod").encode()
    file, out = tmp_path / "vars.yml", tmp_path / "out" / "v"
    outcomes = {"as it was": 0, "refused": 0}
    for _ in range(MUTATIONS):
        data = vault
        for _ in range(chance.randint(1, 3)):
            data = mutated(chance, data or b"$")
        file.write_bytes(data)
        out.unlink(missing_ok=True)
        result = render(tmp_path, [file], ["v"])
        outcomes["refused" if result["failed"] else "as it was"] += 1
        if result["failed"]:
            assert not out.exists()
        else:
            assert out.read_text(encoding="utf-8") == SECRET, data
    assert outcomes["refused"] > 0
    ROWS.append((f"mutated vaults: {outcomes}", MUTATIONS, MUTATIONS, 0))


def test_what_ansible_vault_itself_encrypts(tmp_path: Path) -> None:
    """The programs as people run them, with passwords of a file and of a script."""
    password = tmp_path / "password"
    password.write_text(f"  {vaults.PASSWORD}\n\n", encoding="utf-8")
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho on standard error >&2\nprintf '%s\\n' '{vaults.PASSWORD}'\n", encoding="utf-8")
    script.chmod(0o700)
    whole = tmp_path / "whole.yml"
    whole.write_text(f'a: "{SECRET}"\n', encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    run = ["ansible-vault", "encrypt", "--vault-password-file", str(password), str(whole)]
    subprocess.run(run, env=environment, cwd=tmp_path, capture_output=True, check=True)
    run = ["ansible-vault", "encrypt_string", "--vault-id", f"prod@{script}", "--name", "b", f"{SECRET} $"]
    inline = subprocess.run(run, env=environment, cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / "inline.yml").write_bytes(inline.stdout + b"\n")
    for source in (password, script):
        options = {"vault_password": None, "vault_password_file": str(source)}
        result = render(tmp_path, [whole, tmp_path / "inline.yml"], ["a", "b"], **options)
        assert not result["failed"], result
        assert (tmp_path / "out/a").read_text(encoding="utf-8") == SECRET
        assert (tmp_path / "out/b").read_text(encoding="utf-8") == f"{SECRET} $"

"""The collection of this tree, built beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1700000000"


def build(folder: Path) -> Path:
    """In a copy of what it is made of; returns the archive. build/collection and build/collections lie beside it."""
    if not (ROOT / "build/native").is_dir():
        pytest.fail("there is no build/native with the executables: run make collection")
    files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in files.stdout.split("\0")[:-1]:
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name, follow_symlinks=False)
    for command in ("git init --quiet", "git add --all"):
        subprocess.run(command.split(), cwd=folder, check=True)
    (folder / "build").mkdir()
    (folder / "build/native").symlink_to(ROOT / "build/native")
    return build_again(folder)


def build_again(folder: Path) -> Path:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run([folder / "scripts/collection"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    [archive] = folder.glob("build/slipway-compose-*.tar.gz")
    return archive


@pytest.fixture(scope="session", name="archive")
def fixture_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="session", name="source")
def fixture_source(archive: Path) -> Path:
    """What the archive was made of, with galaxy.yml."""
    return archive.parent / "collection"


@pytest.fixture(scope="session", name="installed")
def fixture_installed(archive: Path) -> Path:
    return archive.parent / "collections/ansible_collections/slipway/compose"

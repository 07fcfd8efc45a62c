"""The collection of this tree, built beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1700000000"


def files_of_the_tree() -> list[str]:
    """Without what git ignores; where git does not know the tree, without what is made in it."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.split("\0")[:-1]
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [str(path) for path in paths if path.parts[0] not in ("build", ".git") and "__pycache__" not in path.parts]


def build(folder: Path) -> Path:
    """In a copy of what it is made of; returns the archive. build/collection and build/collections lie beside it."""
    if not (ROOT / "build/native").is_dir():
        pytest.fail("there is no build/native with the executables: run make collection")
    for name in files_of_the_tree():
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

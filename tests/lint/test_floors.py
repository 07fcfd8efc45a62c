"""scripts/check-floors finds an include that runs upwards, sideways, or from one module to another."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    shutil.copy(ROOT / "src/floors", tmp_path / "src/floors")
    for folder in ["src/util", "src/yaml", "src/compose", "src/health", "modules/health_wait", "modules/stack_backup"]:
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def check(root: Path) -> tuple[int, str]:
    done = subprocess.run([ROOT / "scripts/check-floors", root], capture_output=True, text=True)
    return done.returncode, done.stdout


@pytest.mark.parametrize("place, include", [
    ("src/util", "system"), ("src/compose", "health"), ("src/yaml", "dotenv"), ("src/health", "changes"),
    ("src/compose", "health_wait"), ("modules/health_wait", "stack_backup"), ("src/compose", "nowhere"),
])
def test_a_planted_include_is_found(house: Path, place: str, include: str) -> None:
    (house / place / "planted.cpp").write_text(f'// one\n#include "{include}/some.hpp"\n')
    own = Path(place).name
    assert check(house) == (1, f"{place}/planted.cpp:2: {own} may not include {include}\n")


@pytest.mark.parametrize("place, include", [
    ("src/compose", "yaml"), ("src/compose", "compose"), ("src/health", "util"), ("modules/health_wait", "health"),
    ("modules/health_wait", "health_wait"),
])
def test_an_include_that_runs_downwards_is_none(house: Path, place: str, include: str) -> None:
    (house / place / "planted.hpp").write_text(f'#include "{include}/some.hpp"\n')
    assert check(house) == (0, "")


def test_a_folder_on_no_floor_is_found(house: Path) -> None:
    (house / "src/attic").mkdir()
    assert check(house) == (1, "src/attic is on no floor of src/floors\n")

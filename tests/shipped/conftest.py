"""The executables that are shipped: of each processor that something was built for, this machine's own first of all."""

import os
from pathlib import Path

import pytest

NATIVE = Path(__file__).resolve().parents[2] / "build/native"
OWN = os.uname().machine


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "executable" in metafunc.fixturenames:
        processors = [OWN, *sorted({path.parent.name for path in NATIVE.glob("*/slipway")} - {OWN})]
        metafunc.parametrize("executable", [NATIVE / name / "slipway" for name in processors], ids=processors)

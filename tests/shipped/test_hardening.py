import os
import subprocess
from pathlib import Path

import pytest
from hardening import weaknesses

OWN = os.uname().machine
SMALL = ["its branches have no guard"]  # too few functions to tell


def test_the_executable_is_hardened(executable: Path) -> None:
    assert list(weaknesses(executable, executable.parent.name)) == []


def test_the_library_leads_to_the_machines_own_executable() -> None:
    build = Path(__file__).resolve().parents[2] / "build"
    links = [path for path in (build / "library").iterdir() if path.is_symlink()]
    assert len(links) == 14 and {os.readlink(link) for link in links} == {f"../native/{OWN}/slipway"}


GOOD = ["-O2", "-fstack-protector-all", "-D_FORTIFY_SOURCE=2", "-static-pie", "-s", "-Wl,-z,relro,-z,now,-z,noexecstack"]
PLANTED = {
    "good": (GOOD, []),
    "dynamic": ([flag for flag in GOOD if flag != "-static-pie"], ["is not static"]),
    "fixed place": ([*GOOD, "-static", "-no-pie"], ["is not position-independent"]),
    "late": ([*GOOD, "-Wl,-z,lazy"], ["binds late"]),
    "writable relocations": ([*GOOD, "-Wl,-z,norelro"], ["its relocations stay writable"]),
    "executable stack": ([*GOOD, "-Wl,-z,execstack"], ["its stack is executable"]),
    "with symbols": ([flag for flag in GOOD if flag != "-s"], ["is not stripped"]),
}


@pytest.mark.parametrize("flags, found", PLANTED.values(), ids=PLANTED)
def test_what_is_planted_is_found(flags: list[str], found: list[str], tmp_path: Path) -> None:
    source = tmp_path / "small.cpp"
    source.write_text('#include <cstring>\nint main(int n, char** v) { char a[8]; strcpy(a, v[n - 1]); return a[0]; }\n', encoding="utf-8")
    subprocess.run(["g++", *flags, source, "-o", tmp_path / "small"], check=True)
    assert set(found) <= set(weaknesses(tmp_path / "small", OWN)) - set(SMALL)
    if not found:
        assert list(weaknesses(tmp_path / "small", OWN)) == SMALL

"""slipway.cdx.json says what is in the executable: all of it, and nothing else."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

SBOM = Path(__file__).resolve().parents[2] / "scripts/sbom"
# Whoever adds one looks at its licence first: it must go with GPL-3.0-or-later.
LIBRARIES = {"glibc", "libstdc++", "libgcc", "boost", "boost-filesystem", "boost-regex", "yaml-cpp", "libyaml", "nettle", "nlohmann-json", "tl-expected"}


def bill_of(executable: Path) -> dict[str, Any]:
    return json.loads(Path(f"{executable}.cdx.json").read_text(encoding="utf-8"))


def test_the_bill_names_what_is_in_the_executable(executable: Path) -> None:
    bill = bill_of(executable)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(executable.read_bytes()).hexdigest()}]
    names = [component["name"] for component in bill["components"]]
    assert sorted(names) == sorted(LIBRARIES)
    for component in bill["components"]:
        assert component["version"] and component["licenses"][0]["expression"]
        package = component["purl"].removeprefix("pkg:deb/debian/").split("@")[0].replace("%2B", "+")
        if executable.parent.name == os.uname().machine:
            installed = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True).stdout
            assert component["version"] == installed


# A build of one source, as far as scripts/sbom reads it.
NINJA = """\
rule compile
  command = g++ -MD -MF $out.d -c $in -o $out
  depfile = $out.d
  deps = gcc
rule link
  command = g++ -static-pie -Wl,-Map=slipway.map $in -o $out $libraries
build src/one.o: compile one.cpp
build slipway: link src/one.o
  libraries = {libraries}
"""
CHECKSUM = '#include <nettle/sha2.h>\nint main() { sha256_ctx of; sha256_init(&of); return of.index; }\n'
PLANTED = {
    "nothing": ("int main() {}\n", "", {"glibc", "libgcc"}),
    "an archive that is named and not used": ("int main() {}\n", "-lnettle -lyaml", {"glibc", "libgcc"}),
    "an archive": (CHECKSUM, "-lnettle -lyaml", {"glibc", "libgcc", "nettle"}),
    "headers alone": ("#include <tl/expected.hpp>\nint main() { return *tl::expected<int, int>(0); }\n", "", {"glibc", "libgcc", "libstdc++", "tl-expected"}),
}


def built(build: Path, source: str, libraries: str) -> "subprocess.CompletedProcess[str]":
    (build / "one.cpp").write_text(source, encoding="utf-8")
    (build / "build.ninja").write_text(NINJA.format(libraries=libraries), encoding="utf-8")
    subprocess.run(["ninja", "-C", build], check=True, stdout=subprocess.DEVNULL)
    return subprocess.run([SBOM, build, build / "slipway", "1"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("source, libraries, found", PLANTED.values(), ids=PLANTED)
def test_what_is_planted_is_found(source: str, libraries: str, found: set[str], tmp_path: Path) -> None:
    assert built(tmp_path, source, libraries).returncode == 0
    first = Path(tmp_path / "slipway.cdx.json").read_bytes()
    assert {component["name"] for component in json.loads(first)["components"]} == found
    assert built(tmp_path, source, libraries).returncode == 0
    assert Path(tmp_path / "slipway.cdx.json").read_bytes() == first


def test_a_library_whose_licence_is_not_known_ends_the_build(tmp_path: Path) -> None:
    done = built(tmp_path, "#include <gmp.h>\nint main() { mpz_t one; mpz_init(one); }\n", "-lgmp")
    assert done.returncode == 1 and "a file of libgmp-dev is in the executable, and its licence is not known" in done.stderr

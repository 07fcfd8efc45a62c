#!/usr/bin/python3
"""`ansible-test sanity` and ansible-lint on the collection, under the ansible-core of each Debian suite that is named (by default all), without a network; prints
what came of each test. See ansible_test_offline.py for what stands in for pip.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OWN_SUITE = "bookworm"  # this machine's ansible-core, in whatever suite it is
SUITES = (OWN_SUITE, "trixie", "sid")

# No Debian suite has antsibull-docs-parser. Who has it names its folder, as `pip install --target FOLDER antsibull-docs-parser==1.0.0` fills it.
PACKAGES = os.environ.get("SANITY_PACKAGES", "")
NEEDS_PACKAGES = "validate-modules"

# What newer versions of ansible-lint find, and what stays: the names of four variables are older than the role (Galaxy leaves that rule out, too),
# and ansible-core 2.14, which has no support from its makers, is Debian 12's.
STAYS = "var-naming[no-role-prefix],meta-runtime[unsupported-version]"
LINT = ["-m", "ansiblelint", "--offline", "--nocolor", "--format=pep8", "--profile=production", "--skip-list", STAYS]

PASSED, FAILED = "passed", "FAILED"
NOTHING_TO_TEST = "no file of its kind"
NO_PACKAGE = "not run: see SANITY_PACKAGES"
NO_PYTHON = "not run: not here"


def copied(collection: Path, folder: Path) -> Path:
    """Where ansible-test takes it for one: below ansible_collections, and outside any repository."""
    return shutil.copytree(collection, folder / "ansible_collections/slipway/compose", symlinks=True)


def run_in(suite: str, collection: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A program of the suite's Python, in the collection, with a home of its own."""
    home = collection.parents[2] / f"home-{suite}"
    home.mkdir(exist_ok=True)
    setting = ["env", f"--chdir={collection}", f"HOME={home}", f"ANSIBLE_COLLECTIONS_PATH={collection.parents[2]}"]
    of_suite = ["/usr/bin/python3"] if suite == OWN_SUITE else [ROOT / "tests/matrix/with-suite", suite, *setting, "suite-python"]
    command = [*setting, *of_suite, *words] if suite == OWN_SUITE else [*of_suite, *words]
    environment = {"HOME": os.environ.get("HOME", "/root"), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": PACKAGES}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def sanity(suite: str, collection: Path, *words: str) -> tuple[dict[str, str], str]:
    """What came of each test, and what ansible-test said."""
    leaves_out = suite != OWN_SUITE and not PACKAGES
    more = ["--skip-test", NEEDS_PACKAGES] if leaves_out else []
    done = run_in(suite, collection, HERE / "ansible_test_offline.py", "sanity", "--color=no", "--junit", *more, *words)
    outcomes = {NEEDS_PACKAGES: NO_PACKAGE} if leaves_out else {}
    for report in sorted((collection / "tests/output/junit").glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            outcome, name = outcome_of(case), case.get("name", "").partition("-python-")[0]
            outcomes[f"{name} with other Pythons" if outcome == NO_PYTHON else name] = outcome
    if done.returncode and FAILED not in outcomes.values():
        outcomes["ansible-test itself"] = FAILED
    return outcomes, done.stdout


def outcome_of(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return FAILED
    why = case.findtext("skipped")
    if why is None:
        return PASSED
    return {"No tests applicable.": NOTHING_TO_TEST}.get(why, NO_PYTHON if "could not be found" in why else f"{FAILED}: {why}")


def lint(suite: str, installed: Path) -> tuple[str, str]:
    """What came of ansible-lint, and what it said. It looks at what it finds in the folder, so "passed" of no file would be nothing."""
    done = run_in(suite, installed, *LINT)
    files = re.search(r"(?:0 warning\(s\) (?:on|in)) ([1-9]\d*) files", done.stdout)
    return PASSED if done.returncode == 0 and files else FAILED, done.stdout


def table(outcomes: Mapping[str, Mapping[str, str]]) -> str:
    """A line a test, a column a suite."""
    names = sorted({name for of_suite in outcomes.values() for name in of_suite})
    rows = [("", *outcomes)] + [(name, *(of_suite.get(name, "-") for of_suite in outcomes.values())) for name in names]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def main(suites: list[str]) -> int:
    outcomes = {}
    for suite in suites or SUITES:
        with tempfile.TemporaryDirectory() as source, tempfile.TemporaryDirectory() as installed:
            outcomes[suite], said = sanity(suite, copied(ROOT / "build/collection", Path(source)))
            outcomes[suite]["ansible-lint"], lint_said = lint(suite, copied(ROOT / "build/collections/ansible_collections/slipway/compose", Path(installed)))
        print(said, lint_said, sep="\n", flush=True)
    print(table(outcomes))
    return any(outcome.startswith(FAILED) for of_suite in outcomes.values() for outcome in of_suite.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

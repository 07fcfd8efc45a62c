"""ansible-test as it is, but for one thing: where pip would fill one of its virtual environments from the network, the distribution's packages
are linked into it. Their versions are not always those that ansible-test pins; each that differs is told.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from ansible_test import _internal as ansible_test
from ansible_test._internal.commands import sanity

PIN = re.compile(r"^([A-Za-z][\w.-]*) *(?:==|@) *(\S+)", re.MULTILINE)
ISORT_NEEDS = "toml==any\n"  # Debian 12's


def link_packages(_args: Any, python: Any, commands: list[Any], _connection: Any) -> None:
    """In the place of run_pip()."""
    site = Path(python.path).parents[1] / f"lib/python{python.version}/site-packages"
    requirements = "".join(text for command in commands for _, text in getattr(command, "requirements", []))
    for name, pinned in PIN.findall(requirements + (ISORT_NEEDS if "isort" in requirements else "")):
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            print(f"offline: {name} {pinned} is not there", file=sys.stderr)
            continue
        if package.version != pinned and pinned != "any":
            print(f"offline: {name} {package.version} in the place of {pinned}", file=sys.stderr)
        for path in files_of(package):
            (site / path.name).symlink_to(path)


def files_of(package: metadata.Distribution) -> set[Path]:
    """Its modules and its description: Debian's packages have no list of files."""
    name = package.metadata["Name"]
    plain = name.lower().replace("-", "_")
    modules = (package.read_text("top_level.txt") or plain).split()
    patterns = [f"{name}-*-info", f"{plain}-*-info", *(module + end for module in modules for end in ("", ".py", ".*.so"))]
    return {path for pattern in patterns for path in Path(str(package.locate_file(""))).glob(pattern)}


sanity.run_pip = link_packages
ansible_test.main()

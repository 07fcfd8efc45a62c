"""`ansible-doc -M build/library NAME...` prints the modules' documentation, for a person to read."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(os.environ.get("SLIPWAY_LIBRARY", ROOT / "build" / "library"))
MODULES = sorted(page.stem for page in ROOT.glob("modules/*/*.yml"))


def test_ansible_doc_prints_every_module() -> None:
    command = ["ansible-doc", "--module-path", str(LIBRARY), *MODULES]  # one call: it takes seconds to start
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "ANSIBLE_NOCOLOR": "1"})
    assert done.returncode == 0, done.stderr
    pages = dict(re.findall(r"^> (\w+) .*?\n(.*?)(?=^> |\Z)", done.stdout, re.MULTILINE | re.DOTALL))
    assert sorted(page.lower() for page in pages) == MODULES
    for name, page in pages.items():
        sidecar = yaml.safe_load((LIBRARY / f"{name.lower()}.yml").read_text(encoding="utf-8"))
        for option in sidecar["DOCUMENTATION"]["options"]:
            assert re.search(rf"^[-=] {option}$", page, re.MULTILINE), f"{name}: {option} is not printed"
        assert "EXAMPLES:" in page and "RETURN VALUES:" in page
        # markup that this ansible-core does not know would be printed as it stands
        assert not re.search(r"\b[OVE]\(|\bRV\(", page)


def test_the_library_holds_the_modules_and_their_documentation_only() -> None:
    names = {path.name for path in LIBRARY.iterdir()}
    assert names == {*MODULES, *(f"{module}.yml" for module in MODULES)}

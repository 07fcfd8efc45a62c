"""Fragments of the changelog: scripts/collection and antsibull-changelog drop no line of theirs, and both read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CHANGELOGS = Path(__file__).resolve().parents[2] / "changelogs"
CONFIG = yaml.safe_load((CHANGELOGS / "config.yaml").read_text(encoding="utf-8"))
SECTIONS = {name for name, _ in CONFIG["sections"]}
FRAGMENTS = sorted((CHANGELOGS / CONFIG["notesdir"]).iterdir())


def faults_of(fragment: Any) -> list[str]:
    if not isinstance(fragment, dict) or not fragment:
        return ["a fragment is a section, and below it a list of sentences"]
    summary = fragment.get(CONFIG["prelude_section_name"], "")
    faults = [] if isinstance(summary, str) else ["the summary is one text"]
    for name, lines in fragment.items():
        if name == CONFIG["prelude_section_name"]:
            continue
        if name not in SECTIONS | {CONFIG["trivial_section_name"]}:
            faults.append(f"{name} is none of {', '.join(sorted(SECTIONS))}")
        elif not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines) or not lines:
            faults.append(f"{name}: a list of sentences is wanted")
    return faults


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_every_fragment_can_be_read(path: Path) -> None:
    assert path.suffix == ".yml", f"{path.name}: scripts/collection reads *.yml alone"
    assert not faults_of(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("text", ["", "- a sentence", "bugfix: [one]", "bugfixes: one", "bugfixes: [1]", "bugfixes: []", "bugfixes: [{a colon: in it}]",
                                  "release_summary: [one]"])  # fmt: skip
def test_what_would_get_lost_is_found(text: str) -> None:
    assert faults_of(yaml.safe_load(text))

"""What a deploy has left on record."""

from __future__ import annotations

import json
from pathlib import Path


def record(lab, timestamp: str) -> Path:
    return lab.backups / timestamp.replace(":", "-")


def manifest(lab, timestamp: str) -> dict:
    return json.loads((record(lab, timestamp) / "manifest.json").read_text(encoding="utf-8"))


def steps(lab, timestamp: str) -> list[tuple[str, str]]:
    """Each module that took part, in their order, and how it ended."""
    path = record(lab, timestamp) / "steps.json"
    noted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else manifest(lab, timestamp)["timeline"]
    return [(step["step"], step["outcome"]) for step in noted]


def newest_watch(backups: Path) -> dict:
    """What the newest release has on record of its watch."""
    newest = max(path for path in backups.iterdir() if path.is_dir())
    noted = json.loads((newest / "steps.json").read_text(encoding="utf-8"))
    return next(step["watch"] for step in noted if step.get("watch"))

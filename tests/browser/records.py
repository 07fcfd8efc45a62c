"""Release records of a shop as Slipway leaves them, for the page: a story of deploys that went well, failed, and were rolled back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

REGISTRY = "registry.example.com/shop"
CAUSE = (
    "services nginx, worker cannot be started, since a dependency is not well: project shop cannot become healthy: container shop-app-1 "
    "is unhealthy after 2 failed probes: the last health probe failed with code 1 and said: the database is at version 41, and 42 is needed"
)
UNWELL = {
    "name": "shop-app-1",
    "service": "app",
    "state": "running",
    "health": "unhealthy",
    "exit_code": None,
    "oom_killed": False,
    "restarts": 1,
    "reason": "is unhealthy after 2 failed probes: the last health probe failed with code 1",
    "last_probe": "the database is at version 41, and 42 is needed\n",
    "log": [
        "[02-Nov-2026 09:14:31] NOTICE: fpm is running, pid 1",
        "[02-Nov-2026 09:14:31] NOTICE: ready to handle connections",
        '[02-Nov-2026 09:14:33] ERROR: schema mismatch {"have":41,"need":42,"trace":"' + "0123456789abcdef" * 12 + '"}',
    ],
}


@dataclass
class Shelf:
    """A folder of records that grows by one release a call."""

    folder: Path
    live: str | None = None
    now: datetime = datetime(2026, 10, 26, 9, 14, 27, tzinfo=timezone.utc)
    names: list[str] = field(default_factory=list)

    def deploy(self, tag: str, *, pull: float = 3.4, up: float = 4.1, failed: bool = False, **more: object) -> str:
        metadata = {"Git Commit": hashlib.sha1(tag.encode()).hexdigest()[:10], "Deployed Image": f"{REGISTRY}/app:{tag}"}
        steps = [("stack_files", 0.1, []), ("stack_pull", pull, self._images(tag, pull)), ("vault_env_render", 0.04, []),
                 ("compose_image_rewrite", 0.04, []), ("stack_up", up, self._services(up, failed))]
        return self._write("deploy", "failed" if failed else "deployed", steps, {"metadata": metadata, **more})

    def rollback(self, to: str, up: float = 4.6) -> str:
        steps = [("stack_restore", 0.2, []), ("stack_up", up, self._services(up, False))]
        restores = {"release": to, "to": "deployed", "makes_live": to}
        return self._write("rollback", "deployed", steps, {"restores": restores})

    def unfinished(self, tag: str) -> str:
        metadata = {"Deployed Image": f"{REGISTRY}/app:{tag}"}
        return self._write("deploy", "started", [("stack_files", 0.1, []), ("stack_pull", None, [])], {"metadata": metadata})

    @staticmethod
    def _images(tag: str, pull: float) -> list[dict]:
        return [part(f"{REGISTRY}/app:{tag}", "pull", 0, pull), part("docker.io/library/nginx:1.27-alpine", "pull", 0, pull * 0.6),
                part("docker.io/library/redis:7-alpine", "pull", 0.05, pull * 0.4)]

    @staticmethod
    def _services(up: float, failed: bool) -> list[dict]:
        begun = [part("redis", "recreate", 0, min(up, 0.7))]
        if failed:
            return [*begun, {**part("app", "recreate", 0.7, up), "well": False}]
        return [*begun, part("app", "recreate", 0.7, up * 0.5), part("nginx", "recreate", up * 0.5, up), part("worker", "recreate", up * 0.5, up * 0.8)]

    def _write(self, kind: str, state: str, steps: list, more: dict) -> str:
        self.now += timedelta(days=1, hours=3, minutes=11)
        name = self.now.strftime("%Y-%m-%dT%H-%M-%SZ")
        record = self.folder / name
        record.mkdir(parents=True)
        noted, end = self._noted(steps, failed=state == "failed")
        (record / "steps.json").write_text(json.dumps(noted), encoding="utf-8")
        manifest = {
            "slipway_release": 2, "name": name, "sequence": len(self.names) + 1, "kind": kind, "state": state, "project": "shop",
            "project_src": "/srv/shop", "compose_files": ["compose.yaml"], "owner": "ci@runner-3", "user": "deploy", "host": "web1",
            "started": moment(self.now)[:19] + "Z", "resumed": None, "finished": None if state == "started" else moment(end)[:19] + "Z",
            "live_before": self.live, "first": not self.names, "restores": None, "rerun": None, "taken_over": [], "metadata": {},
            "timeline": [{key: step[key] for key in ("step", "outcome", "started", "ended")} for step in noted], "phase": "healthy",
            "failure": None, "not_put_back": None, "undone_by": None, "before": {"files": [], "images": [], "services": []},
            "deployed": {"files": [], "images": [], "services": []} if state == "deployed" else None, **more,
        }  # fmt: skip
        if state == "failed":
            outcome = f"The stack was put back as it was before, and all its services are healthy. Live is release {self.live}."
            failure = json.dumps({"release": name, "cause": CAUSE, "step": "stack_up", "outcome": outcome, "containers": [UNWELL], "pages": []})
            (record / "failure.json").write_text(failure, encoding="utf-8")
            checksum = hashlib.sha256(failure.encode()).hexdigest()
            manifest["failure"] = {"file": "failure.json", "sha256": checksum, "cause": CAUSE}
        (record / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        self.names.append(name)
        if state == "deployed":
            self.live = manifest["restores"]["makes_live"] if manifest["restores"] else name
        return name

    def _noted(self, steps: list, *, failed: bool) -> tuple[list[dict], datetime]:
        noted, at = [], self.now
        for index, (step, seconds, parts) in enumerate(steps):
            is_last = index + 1 == len(steps)
            end = at + timedelta(seconds=seconds or 0)
            outcome = "running" if seconds is None else "failed" if failed and is_last else "unchanged" if seconds < 0.1 else "changed"
            noted.append({"step": step, "phase": "healthy", "outcome": outcome, "started": moment(at),
                          "ended": None if seconds is None else moment(end), "parts": parts})  # fmt: skip
            at = end + timedelta(milliseconds=0 if is_last else 180)
        return noted, at


def part(what: str, did: str, began: float, ended: float) -> dict:
    return {"what": what, "did": did, "began": round(began, 2), "ended": round(ended, 2), "well": True}


def moment(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


def good(folder: Path) -> None:
    """Two deploys, one that failed, a rollback, and the one that is live."""
    shelf = Shelf(folder)
    first = shelf.deploy("1.4.0", pull=6.2)
    shelf.deploy("1.4.1")
    shelf.deploy("1.5.0", up=11.9, failed=True)
    shelf.rollback(first)
    shelf.deploy("1.5.1", pull=2.8, up=5.3)


def failed(folder: Path) -> None:
    """The newest failed, in a container with long lines; names as long as they may be."""
    shelf = Shelf(folder)
    shelf.deploy("1.4.0-" + "a" * 110)
    shelf.deploy("1.5.0", pull=44, up=131, failed=True)


def unfinished(folder: Path) -> None:
    shelf = Shelf(folder)
    shelf.deploy("1.4.0")
    shelf.unfinished("1.5.0")


def many(folder: Path) -> None:
    """Fifty."""
    shelf = Shelf(folder)
    for number in range(50):
        shelf.deploy(f"1.{number}.0", pull=1 + number % 7, up=3 + number % 5, failed=number % 9 == 8)


def none(folder: Path) -> None:
    folder.mkdir(parents=True)


STORIES = {"good": good, "failed": failed, "unfinished": unfinished, "many": many, "none": none}

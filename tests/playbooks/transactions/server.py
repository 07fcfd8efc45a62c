"""What must hold of the server whatever has happened to a deploy."""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import dataclass
from pathlib import Path

from playbook_support.lab import OURS, Lab
from playbook_support.modules import run_module

PROJECT = "application"


@dataclass
class Server:
    lab: Lab

    def records(self) -> dict[str, dict]:
        """The manifest of each record; each is whole, and what has none has a name that no record has."""
        found = {}
        for folder in sorted(self.lab.backups.iterdir()):
            if folder.name.startswith(".") or not (folder / "manifest.json").exists():
                assert folder.name.startswith(".") or not any(folder.iterdir()), f"{folder} is half a record"
                continue
            found[folder.name] = manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            for part in ("before", "deployed"):
                for entry in (manifest[part] or {}).get("files", []):
                    assert "absent" in entry or facts(folder / entry["copy"])[0] == entry["sha256"], f"{folder}: {entry}"
        return found

    def info(self) -> dict:
        """stack_backup_info's, which reads every record."""
        said = run_module(self.lab, "stack_backup_info", {"backups_path": str(self.lab.backups), "project_name": PROJECT})
        assert {release["name"] for release in said["releases"]} == self.records().keys()
        return said

    def images(self) -> dict[str, str]:
        """The id of the image of each container, by the name that it was started with."""
        ids = self.lab.docker("ps", "--all", "--quiet", "--filter", OURS).split()
        containers = json.loads(self.lab.docker("inspect", *ids)) if ids else []
        return {container["Config"]["Image"]: container["Image"] for container in containers}

    def wait_for_health(self) -> None:
        """An engine that was killed starts the containers by and by."""
        options = {"project_name": PROJECT, "timeout": 60, "docker_host": self.lab.docker_host, "max_restarts": 100}
        run_module(self.lab, "health_wait", options)

    def left_stopped(self) -> bool:
        """Whether the engine, which stops what it finds running when it starts, has started none of it again."""
        states = self.lab.docker("ps", "--all", "--filter", OURS, "--format", "{{.State}}").split()
        return bool(states) and set(states) == {"exited"}

    def check_files(self) -> dict:
        """The files and images are those of the live record, which is returned."""
        live = self.records()[self.info()["live"]]
        for entry in live["deployed"]["files"]:
            file = self.lab.stack / entry["path"]
            expected = None if "absent" in entry else (entry["sha256"], int(entry["mode"], 8))
            assert (facts(file) if file.exists() else None) == expected, f"{file} is not as release {live['name']} has it"
        assert self.images() == {image["reference"]: image["id"] for image in live["deployed"]["images"]}
        return live

    def check_live(self) -> str:
        """The version that is live: that of the live record, in files, images, and as the site says it."""
        live = self.check_files()
        self.wait_for_health()
        tags = [image["reference"].rsplit(":", 1)[1] for image in live["deployed"]["images"] if image["service"] == "app"]
        assert [self.lab.version()] == tags
        return tags[0]

    def nothing_left_over(self) -> None:
        """Neither a command's container, nor half a file."""
        assert len(self.lab.container_ids()) == 5, self.lab.container_ids()
        left = [path for path in self.lab.home.rglob(".*") if "slipway-" in path.name]
        assert not left, left


def facts(path: Path) -> tuple[str, int]:
    return hashlib.sha256(path.read_bytes()).hexdigest(), stat.S_IMODE(path.stat().st_mode)

"""A golden case: a module's arguments, the files at the start and at the end, and its result.

The cases of a module stand in `cases/MODULE/`, in a file for those that change something, one for those that change nothing, and one for those that
fail. Of a case:
  name     what it shows
  args     the module's options; @DIR@ in a string stands for the folder of its files
  in       the files at the start, by their path: a text, bytes (`!!binary`), or {link: TARGET}
  out      those that are others at the end, or new
  removed  those that are gone then
  result   what the result must have: a part of it, @DIR@ likewise. Of the message `msg_contains` lists parts.
"""

import json
import os
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

GOLDEN = Path(__file__).parent
ROOT = GOLDEN.parent.parent
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def binary(module: str) -> Path:
    """The module's executable: as it is shipped when it was built so, else the one of the dev preset."""
    override = os.environ.get("SLIPWAY_LIBRARY")
    folders = [Path(override)] if override else [ROOT / "build/library", ROOT / "build/dev/library"]
    for folder in folders:
        if (folder / module).is_file():
            return folder / module
    raise FileNotFoundError(f"{module} is not built; looked in {', '.join(map(str, folders))}: run `make build`")


@cache
def compose() -> list[str]:
    """Docker Compose without docker around it, whose own start takes as long again."""
    homes = [Path.home() / ".docker", *map(Path, ("/usr/local/lib/docker", "/usr/local/libexec/docker", "/usr/lib/docker", "/usr/libexec/docker"))]
    plugins = [home / "cli-plugins/docker-compose" for home in homes]
    return next(([str(plugin)] for plugin in plugins if os.access(plugin, os.X_OK)), ["docker", "compose"])


@dataclass(frozen=True)
class Case:
    module: str
    name: str
    args: dict[str, Any]
    result: dict[str, Any]
    at_start: dict[str, Any] = field(default_factory=dict)
    at_end: dict[str, Any] = field(default_factory=dict)

    def arguments(self, folder: Path) -> dict[str, Any]:
        return placed(self.args, folder)

    def expected(self, folder: Path) -> dict[str, Any]:
        return placed(self.result, folder)


@cache
def all_cases(module: str = "*") -> tuple[Case, ...]:
    files = sorted(GOLDEN.glob(f"cases/{module}/*.yml"))
    return tuple(case_from(path.parent.name, entry) for path in files for entry in yaml.load(path.read_bytes(), yaml.CSafeLoader))


def case_from(module: str, entry: dict[str, Any]) -> Case:
    at_start = entry.pop("in", {})
    at_end = {path: content for path, content in at_start.items() if path not in entry.get("removed", [])} | entry.pop("out", {})
    entry.pop("removed", None)
    return Case(module, at_start=at_start, at_end=at_end, **entry)


def case_id(case: Case) -> str:
    return f"{case.module}/{case.name}"


def placed(value: Any, folder: Path) -> Any:
    """With the folder in place of @DIR@."""
    if isinstance(value, str):
        return value.replace("@DIR@", str(folder))
    if isinstance(value, list):
        return [placed(item, folder) for item in value]
    if isinstance(value, dict):
        return {placed(key, folder): placed(item, folder) for key, item in value.items()}
    return value


def lay_out(files: dict[str, Any], folder: Path) -> Path:
    """Writes the files below a new folder, which it returns."""
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            path.symlink_to(content["link"])
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def snapshot(folder: Path) -> dict[str, tuple]:
    """Everything below a folder: files with mode and bytes, links with their target."""
    seen: dict[str, tuple] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            seen[name] = ("link", os.readlink(path))
        elif path.is_dir():
            seen[name] = ("folder",)
        else:
            seen[name] = ("file", path.stat().st_mode & 0o7777, path.read_bytes())
    return seen


def run_module(module: str, arguments: dict[str, Any], check: bool = False) -> dict[str, Any]:
    """Runs the binary as Ansible does; holds what is true of every module's output, whatever the case."""
    text = json.dumps(arguments | {"_ansible_check_mode": check})
    done = subprocess.run(
        [str(binary(module)), "-"], input=text.encode(), capture_output=True, timeout=60, env=ENVIRONMENT, check=False
    )
    assert done.stderr == b"", "a module keeps standard error silent"
    lines = done.stdout.decode("utf-8").split("\n")
    assert len(lines) == 3 and lines[0] == lines[2] == "", "a newline, one line of JSON, a newline"
    result = json.loads(lines[1])
    assert isinstance(result["changed"], bool) and isinstance(result["failed"], bool)
    assert done.returncode == (1 if result["failed"] else 0), result
    return result

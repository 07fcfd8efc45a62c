"""A golden case: a folder with a module's arguments, the files at the start and at the end, and its result."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent
ROOT = GOLDEN.parent.parent
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def binary(module: str) -> Path:
    """The module's executable: as it is shipped when it was built so, else the one of the dev preset."""
    override = os.environ.get("SLIPWAY_LIBRARY")
    folders = [Path(override)] if override else [ROOT / "build/library", ROOT / "build/dev/modules"]
    for folder in folders:
        if (folder / module).is_file():
            return folder / module
    raise FileNotFoundError(f"{module} is not built; looked in {', '.join(map(str, folders))}: run `make build`")


def all_cases(module: str = "*") -> list[Path]:
    return sorted(path.parent for path in GOLDEN.glob(f"{module}/*/args.json"))


def case_id(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def load(path: Path, scratch: Path) -> dict[str, Any]:
    """A JSON file of the case, with @DIR@ standing for the scratch copy of its `in/`."""

    def placed(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("@DIR@", str(scratch))
        if isinstance(value, list):
            return [placed(item) for item in value]
        if isinstance(value, dict):
            return {placed(key): placed(item) for key, item in value.items()}
        return value

    return placed(json.loads(path.read_text(encoding="utf-8")))


def scratch_copy(case: Path, parent: Path) -> Path:
    scratch = parent / "stack"
    if (case / "in").is_dir():
        shutil.copytree(case / "in", scratch, symlinks=True)
    else:
        scratch.mkdir()
    return scratch


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

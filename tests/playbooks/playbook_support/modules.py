"""The built modules, run as Ansible runs them: arguments as JSON, one line of JSON back."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from .lab import CHECKOUT, Lab


def binary(module: str) -> Path:
    """Where it was built: SLIPWAY_LIBRARY, else build/library, else the dev preset's folder."""
    library = Path(os.environ.get("SLIPWAY_LIBRARY", CHECKOUT / "build" / "library"))
    for folder in (library, CHECKOUT / "build" / "dev" / "modules"):
        if (folder / module).is_file():
            return folder / module
    raise AssertionError(f"{module} is not built: run 'make build' first")


def result_of(lab: Lab, module: str, options: dict, *, check: bool = False, environment: dict[str, str] | None = None) -> dict:
    """Its result on the lab's engine, whether it failed or not; `environment` is added to ours."""
    text = json.dumps({**options, "_ansible_check_mode": check, "_ansible_diff": True})
    whole = {**os.environ, "DOCKER_HOST": lab.docker_host, **(environment or {})}
    done = subprocess.run([binary(module), "-"], input=text, env=whole, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    result = json.loads(done.stdout)
    assert done.returncode == (1 if result["failed"] else 0)
    return result


def run_module(lab: Lab, module: str, options: dict, *, check: bool = False, environment: dict[str, str] | None = None) -> dict:
    """Likewise; a failed assertion when it failed."""
    result = result_of(lab, module, options, check=check, environment=environment)
    assert not result["failed"], result["msg"]
    return result

"""What Docker Compose makes of the files agrees with what compose_image_rewrite says that it did.

No engine is needed: `docker compose config` reads files only. Each file of a case is asked about by itself, because a
later file may hide an image of an earlier one.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from golden_case import ENVIRONMENT, GOLDEN, all_cases, case_id, load, run_module, scratch_copy

MODULE = "compose_image_rewrite"

# Files of successful cases that Compose does not accept by themselves, since they only add to another one, with the
# reason that it gives.
NO_IMAGE = 'service "app" has neither an image nor a build context specified'
REFUSED_BY_COMPOSE = {
    ("as_in_the_source_document", "docker-compose.production.yml"): NO_IMAGE,
    ("several_files", "sub/production.yml"): NO_IMAGE,
}


def changed_cases() -> list[Path]:
    return [case for case in all_cases(MODULE) if not load(case / "result.json", case)["failed"]]


def compose(file: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = ["docker", "compose", "--project-name", "agrees", "--file", str(file), "config", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False)


def configuration(file: Path) -> dict[str, Any]:
    """What Compose reads, interpolations left as they are: a tag that the environment sets is a tag like any other."""
    done = compose(file, "--no-interpolate", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def images(config: dict[str, Any]) -> dict[str, str]:
    return {name: service["image"] for name, service in config["services"].items() if "image" in service}


def without_images(config: dict[str, Any]) -> dict[str, Any]:
    services = {name: service | {"image": None} for name, service in config["services"].items()}
    return {key: value for key, value in config.items() if not key.startswith("x-")} | {"services": services}


def listed_images(file: Path) -> list[str]:
    """`config --images`, with the interpolations resolved, and without the names of images that are yet to be built."""
    done = compose(file, "--images")
    assert done.returncode == 0, done.stderr
    return sorted(line for line in done.stdout.splitlines() if line and not line.startswith("agrees-"))


def resolved_images(file: Path) -> list[str]:
    done = compose(file, "--format", "json")
    assert done.returncode == 0, done.stderr
    return sorted(image.strip() for image in images(json.loads(done.stdout)).values())


@pytest.mark.parametrize(("where", "reason"), REFUSED_BY_COMPOSE.items())
def test_compose_refuses(where: tuple[str, str], reason: str) -> None:
    done = compose(GOLDEN / MODULE / where[0] / "in" / where[1], "--quiet")
    assert done.returncode != 0 and reason in done.stderr


@pytest.mark.parametrize("case", changed_cases(), ids=case_id)
def test_compose_agrees(case: Path, tmp_path: Path) -> None:
    scratch = scratch_copy(case, tmp_path)
    arguments = load(case / "args.json", scratch)
    named = [arguments["path"]] if "path" in arguments else arguments["files"]
    files = [scratch / name for name in named if (case.name, name) not in REFUSED_BY_COMPOSE]
    before = {file: configuration(file) for file in files}

    replacements = run_module(MODULE, arguments)["replacements"]

    for file in files:
        claimed = images(before[file])
        for entry in replacements:
            if Path(entry["file"]).resolve() != file.resolve():
                continue
            for service in entry["services"]:
                assert claimed[service].rstrip("\n") == entry["before"]
                claimed[service] = claimed[service].replace(entry["before"], entry["after"])
        after = configuration(file)
        assert images(after) == claimed
        assert without_images(after) == without_images(before[file])
        assert listed_images(file) == resolved_images(file)

"""What Docker Compose makes of the files agrees with what compose_image_rewrite says that it did.

No engine is needed: `docker compose config` reads files only. All files of a case are one stack, as for Compose.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from golden_case import ENVIRONMENT, Case, all_cases, case_id, compose, lay_out, run_module

MODULE = "compose_image_rewrite"
Files = list[Path]


def changed_cases() -> list[Case]:
    return [case for case in all_cases(MODULE) if not case.result["failed"]]


def several_files(case: Case) -> bool:
    return len(case.args.get("files", [])) > 1


def ask_compose(files: Files, *arguments: str, variables: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    named = [word for file in files for word in ("--file", str(file))]
    command = [*compose(), "--project-name", "agrees", *named, "config", *arguments]
    environment = ENVIRONMENT | (variables or {})
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


def configuration(files: Files) -> dict[str, Any]:
    """What Compose reads, interpolations left as they are: a tag that the environment sets is a tag like any other."""
    done = ask_compose(files, "--no-interpolate", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def images(config: dict[str, Any]) -> dict[str, str]:
    return {name: service["image"] for name, service in config["services"].items() if "image" in service}


def without_images(config: dict[str, Any]) -> dict[str, Any]:
    services = {name: service | {"image": None} for name, service in config["services"].items()}
    return {key: value for key, value in config.items() if not key.startswith("x-")} | {"services": services}


def listed_images(files: Files, variables: dict[str, str]) -> list[str]:
    """`config --images`, with the interpolations resolved, and without the names of images that are yet to be built."""
    done = ask_compose(files, "--images", variables=variables)
    assert done.returncode == 0, done.stderr
    return sorted(line for line in done.stdout.splitlines() if line and not line.startswith("agrees-"))


def resolved_images(files: Files, variables: dict[str, str]) -> dict[str, str]:
    done = ask_compose(files, "--format", "json", variables=variables)
    assert done.returncode == 0, done.stderr
    return {name: image.strip() for name, image in images(json.loads(done.stdout)).items()}


def wanted(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    return arguments.get("images") or [arguments]


def suffix(entry: dict[str, Any]) -> str:
    return "".join(sign + entry[key] for sign, key in ((":", "tag"), ("@", "digest")) if key in entry)


def assert_every_service_has_it(arguments: dict[str, Any], written: dict[str, str], resolved: dict[str, str]) -> None:
    """By the repository's text as it is given; other spellings of it have unit tests."""
    for name, image in resolved.items():
        for entry in wanted(arguments):
            rest = written[name].removeprefix(entry["image"])
            if name in entry.get("services", [name]) and rest != written[name] and rest[:1] in ("", ":", "@"):
                assert image == entry["image"] + suffix(entry)


@pytest.mark.parametrize("case", changed_cases(), ids=case_id)
def test_compose_agrees(case: Case, tmp_path: Path) -> None:
    scratch = lay_out(case.at_start, tmp_path / "stack")
    arguments = case.arguments(scratch)
    files = [scratch / name for name in ([arguments["path"]] if "path" in arguments else arguments["files"])]
    before = configuration(files)

    result = run_module(MODULE, arguments)

    claimed = images(before)
    for entry in result["replacements"]:
        for service in entry["services"]:
            assert claimed[service].rstrip("\n") == entry["before"]
            claimed[service] = claimed[service].replace(entry["before"], entry["after"])
    after = configuration(files)
    assert images(after) == claimed
    assert without_images(after) == without_images(before)
    resolved = resolved_images(files, result["variables"])
    assert listed_images(files, result["variables"]) == sorted(resolved.values())
    assert_every_service_has_it(arguments, images(before), resolved)


def test_enough_cases_have_several_files() -> None:
    assert sum(map(several_files, changed_cases())) >= 15

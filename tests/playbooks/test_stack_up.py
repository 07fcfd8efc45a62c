"""stack_up on a real engine: over many stacks and changes the containers are those of `docker compose up` with the same flags, and what check
mode says is what then happens. The cases stand in stack_up_cases.yml.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playbook_support.composes import COMPOSES, Compose
from playbook_support.lab import Lab
from playbook_support.twin_stacks import Twin, both

CASES = yaml.safe_load(Path(__file__).with_name("stack_up_cases.yml").read_text(encoding="utf-8"))


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def runs_on(compose: Compose, number: int, case: dict) -> bool:
    """Each on one of the two, every fourth on the newer one; all on both with STACK_UP_CASES=all."""
    if compose is COMPOSES[0] and case.get("newer"):
        return False
    is_on_newer = bool(case.get("newer")) or number % 4 == 0
    return os.environ.get("STACK_UP_CASES") == "all" or is_on_newer == (compose is COMPOSES[1])


def run_of(compose: Compose, case: dict) -> object:
    """None needs another, so whichever worker has nothing to do takes the next."""
    name = f"{compose.name}-{slug(case['name'])}"
    return pytest.param(compose, case, id=name, marks=pytest.mark.xdist_group(name))


RUNS = [
    run_of(compose, case)
    for compose in COMPOSES
    for number, case in enumerate(CASES)
    if runs_on(compose, number, case)
]


@pytest.fixture(name="twins")
def fixture_twins(lab: Lab, shell_image: str, compose: Compose, tmp_path: Path) -> Iterator[tuple[Twin, Twin]]:
    assert shell_image
    made = []
    for project in ("upcompose", "upslipway"):
        (tmp_path / project).mkdir()
        made.append(Twin(lab, compose, tmp_path / project, project))
    twins = (made[0], made[1])
    try:
        yield twins
    finally:
        both(Twin.down, twins)


def actions(result: dict) -> dict[str, str]:
    return {service["service"]: service["action"] for service in result["services"]}


def became(result: dict, before: dict, after: dict) -> None:
    """Each service's action is what happened to its containers, and no other container was touched."""
    touched = set()
    for service in result["services"]:
        old = {f"/{one['name']}": one["id"] for one in service["containers"]["before"]}
        new = {f"/{one['name']}": one["id"] for one in service["containers"]["after"]}
        assert old == {name: before[name][0] for name in old}
        assert new == {name: after[name][0] for name in new}
        touched |= {*old, *new}
        stayed = all(new.get(name) == number for name, number in old.items())
        same = {"create": not old and bool(new), "remove": bool(old) and not new, "scale": old != new,
                "start": old == new, "restart": old == new, "recreate": not stayed}  # fmt: skip
        assert same[service["action"]], service
    assert {name: one for name, one in before.items() if name not in touched} == {name: one for name, one in after.items() if name not in touched}


@pytest.mark.parametrize(("compose", "case"), RUNS)
def test_the_end_state_is_that_of_docker_compose_up(twins: tuple[Twin, Twin], case: dict) -> None:
    flags, env = case.get("flags", {}), case.get("env", {})

    def prepare(twin: Twin) -> None:
        files = case.get("files", {})
        if before := case.get("before"):
            twin.write(before, files)
            twin.up({}, {key: value for key, value in env.items() if key != "COMPOSE_PROFILES"})
        for words in case.get("between", []):
            twin.docker_compose(*words, env=env)
        twin.write(case.get("after", before), files)

    both(prepare, twins)
    theirs, ours = twins
    before = ours.ids()
    previewed = ours.stack_up(flags, env, check=True)
    assert ours.ids() == before
    results: list[dict] = []
    both(lambda twin: results.append(twin.stack_up(flags, env)) if twin is ours else twin.up(flags, env), twins)
    done = results[0]
    assert actions(done) == actions(previewed) and done["levels"] == previewed["levels"] and done["changed"] == previewed["changed"]
    if "expect" in case:
        assert actions(done) == case["expect"]
    became(done, before, ours.ids())
    assert ours.alike() == theirs.alike()
    settled(ours, case, env)


def settled(twin: Twin, case: dict, env: dict[str, str]) -> None:
    """Neither Compose nor stack_up finds anything to do, but for services that run to their end each time."""
    after = {name: one[0] for name, one in twin.ids().items()}
    again = twin.stack_up({key: value for key, value in case.get("flags", {}).items() if key != "force_recreate"}, env)
    assert set(actions(again).values()) <= {"start"} and again["changed"] == bool(again["services"])
    twin.up({}, env)
    assert {name: one[0] for name, one in twin.ids().items()} == after


def test_there_are_forty_of_them() -> None:
    assert len(CASES) >= 40
    assert len({case["name"] for case in CASES}) == len(CASES)

"""What stack_changes_info previews of a stack that runs is what `docker compose up --detach` then does, with each of two
Composes where they differ, and else with one of them; with STACK_UP_CASES=all, as in `make test-faults`, always with both. Each test is named
after what was previewed wrongly, or after the rule.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playbook_support.composes import COMPOSES, each_compose
from playbook_support.lab import Lab
from playbook_support.running_stack import RunningStack


both = pytest.mark.parametrize("stack", each_compose("preview-running"), indirect=True)
turns = count()


def one(test: Callable) -> Callable:
    """With each of the Composes in turn."""
    composes = each_compose("preview-running")
    some = composes if os.environ.get("STACK_UP_CASES") == "all" else [composes[next(turns) % 2]]
    return pytest.mark.parametrize("stack", some, indirect=True)(test)


@pytest.fixture(name="stack")
def fixture_stack(request: pytest.FixtureRequest, lab: Lab, shell_image: str, tmp_path: Path) -> Iterator[RunningStack]:
    made = RunningStack(lab, request.param, tmp_path, shell_image)
    try:
        yield made
    finally:
        made.down()


def check(stack: RunningStack, **expected: str) -> dict[str, dict]:
    """Previewed, seen, and expected agree: the action of each service, `keep` for those not named. Returns what was previewed."""
    told = stack.preview()
    happened = stack.carry_out()
    previewed = {name: {key: service[key] for key in ("action", "created", "removed")} for name, service in told.items()}
    assert {name: one for name, one in previewed.items() if one["action"] != "recreate"} == {
        name: one for name, one in happened.items() if one["action"] != "recreate"
    }
    actions = {name: one["action"] for name, one in happened.items()}
    assert {name: one["action"] for name, one in previewed.items()} == actions
    assert {name: action for name, action in actions.items() if action != "keep"} == expected
    return told


def started(stack: RunningStack, sections: dict | None = None, **services: dict) -> None:
    stack.define(sections, **services)
    stack.carry_out()
    check(stack)


@one
def test_what_is_new_is_created_and_then_nothing_changes(stack: RunningStack) -> None:
    before = stack.containers()
    stack.define(app=stack.service(), web=stack.service(scale=2))
    told = stack.preview()
    assert stack.preview() == told
    assert stack.containers() == before
    check(stack, app="create", web="create")
    check(stack)


def test_the_newer_compose_is_one(lab: Lab) -> None:
    assert COMPOSES[1].version(lab) >= (2, 40, 3)


@one
def test_a_paused_container_was_said_to_be_started_and_up_fails(stack: RunningStack) -> None:
    started(stack, app=stack.service(), web=stack.service())
    stack.lab.docker("pause", stack.name("app"))
    told = check(stack, app="fail")
    assert told["app"]["text"] == (
        f"app: docker compose up fails: container {stack.name('app')} is paused, and it cannot start one that is; "
        f"run 'docker unpause {stack.name('app')}' first"
    )
    assert "cannot start a paused container" in stack.run_up().stderr
    stack.lab.docker("unpause", stack.name("app"))
    check(stack)


@one
def test_a_paused_container_may_be_replaced_or_taken_away(stack: RunningStack) -> None:
    started(stack, app=stack.service(), web=stack.service(scale=2))
    stack.lab.docker("pause", stack.name("app"), stack.name("web", 2))
    stack.define(app=stack.service(labels={"a": "b"}), web=stack.service(scale=1))
    check(stack, app="recreate", web="scale")


@one
def test_containers_that_do_not_run_are_started_and_one_that_restarts_is_not(stack: RunningStack) -> None:
    again = stack.service(entrypoint=["sh", "-c", "exit 1"], restart="always")
    stack.define(app=stack.service(), created=stack.service(), again=again)
    stack.up("--no-start")
    assert {service["action"] for service in stack.preview().values()} == {"start"}
    stack.up()
    stack.lab.docker("kill", stack.name("app"))
    told = stack.preview()
    assert (told["app"]["action"], told["created"]["action"], told["again"]["action"]) == ("start", "keep", "keep")
    before = stack.containers()
    stack.up()
    after = stack.containers()
    assert after[stack.name("app")]["state"] == "running"
    assert {name: one["id"] for name, one in after.items()} == {name: one["id"] for name, one in before.items()}


@one
def test_a_lower_scale_read_as_if_the_service_went(stack: RunningStack) -> None:
    started(stack, app=stack.service())
    stack.define(app=stack.service(scale=3))
    told = check(stack, app="scale")
    two, three = stack.name("app", 2), stack.name("app", 3)
    assert told["app"]["text"] == f"app: scaled from 1 to 3: {two} and {three} created"
    stack.define(app=stack.service(scale=1))
    told = check(stack, app="scale")
    assert told["app"]["text"] == f"app: scaled from 3 to 1: {two} and {three} removed"
    stack.define(app=stack.service(scale=0))
    told = stack.preview()
    assert told["app"]["text"] == f"app: scaled from 1 to 0: {stack.name('app')} removed"
    assert stack.carry_out()["app"]["removed"] == told["app"]["removed"]


@both
def test_a_scale_that_is_lowered_over_an_obsolete_container(stack: RunningStack) -> None:
    """Before 2.31 the obsolete one stays and is recreated, since then it is the first to go."""
    started(stack, app=stack.service())
    stack.define(app=stack.service(scale=3, labels={"a": "b"}))
    stack.up("--no-recreate")
    stack.define(app=stack.service(scale=2, labels={"a": "b"}))
    told = stack.preview()["app"]
    happened = stack.carry_out()["app"]
    assert (told["action"], told["removed"]) == (happened["action"], happened["removed"])
    assert told["removed"] == [stack.name("app", 1 if stack.is_newer(2, 31) else 3)]


@one
def test_which_of_several_obsolete_containers_goes_is_not_claimed(stack: RunningStack) -> None:
    started(stack, app=stack.service(scale=3))
    stack.define(app=stack.service(scale=1, labels={"a": "b"}))
    told = stack.preview()["app"]
    assert (told["action"], told["removed"]) == ("recreate", [])
    assert "scaled from 3 to 1: 2 of " in told["text"]
    assert (lambda seen: (seen["action"], len(seen["removed"])))(stack.carry_out()["app"]) == ("recreate", 2)


@one
def test_volumes_from_hid_a_label_and_an_env_file_on_disk(stack: RunningStack) -> None:
    (stack.folder / "own.env").write_text("A=1\n", encoding="utf-8")
    owner = stack.service(volumes=["spare:/spare"])
    volumes = {"volumes": {"spare": {}}}

    def mounter(**more) -> dict:
        return stack.service(volumes_from=["owner:ro"], env_file="own.env", **more)

    started(stack, volumes, owner=owner, mounter=mounter())
    stack.define(volumes, owner=owner, mounter=mounter(labels={"a": "b"}))
    assert check(stack, mounter="recreate")["mounter"]["reasons"][0]["kind"] == "configuration"
    check(stack)
    (stack.folder / "own.env").write_text("A=2\n", encoding="utf-8")
    check(stack, mounter="recreate")
    stack.define(volumes, owner={**owner, "labels": {"a": "b"}}, mounter=mounter(labels={"a": "b"}))
    check(stack, owner="recreate", mounter="recreate")


@one
def test_volumes_from_a_container_of_others_was_said_to_be_recreated(stack: RunningStack) -> None:
    stack.lab.docker("create", "--name", "previewed-elsewhere", "--volume", "/data", stack.image, "sh")
    try:
        started(stack, app=stack.service(volumes_from=["container:previewed-elsewhere:ro"]))
        stack.define(app=stack.service(volumes_from=["container:previewed-elsewhere"], labels={"a": "b"}))
        check(stack, app="recreate")
    finally:
        stack.down()
        stack.lab.docker("rm", "--force", "--volumes", "previewed-elsewhere")


@one
def test_namespaces_of_others(stack: RunningStack) -> None:
    sidecars = {key: stack.service(**{option: "service:app"}) for key, option in (("net", "network_mode"), ("ipc", "ipc"), ("pid", "pid"))}
    started(stack, app=stack.service(ipc="shareable"), **sidecars)
    sidecars["net"]["labels"] = {"a": "b"}
    stack.define(app=stack.service(ipc="shareable"), **sidecars)
    check(stack, net="recreate")
    stack.define(app=stack.service(ipc="shareable", labels={"a": "b"}), **sidecars)
    check(stack, **dict.fromkeys(("app", "net", "ipc", "pid"), "recreate"))


@both
def test_who_depends_with_restart_was_left_out(stack: RunningStack) -> None:
    def depends(on: str, **more) -> dict:
        return stack.service(depends_on={on: {"condition": "service_started", **more}})

    others = {"web": depends("app", restart=True), "far": depends("web", restart=True), "plain": depends("app"), "linked": stack.service(links=["app"])}
    started(stack, app=stack.service(), **others)
    stack.define(app=stack.service(labels={"a": "b"}), **others)
    if stack.is_newer(2, 29, 4):
        check(stack, app="recreate", web="restart", linked="restart")
    else:
        check(stack, app="recreate", **dict.fromkeys(others, "recreate"))
    others["plain"] = depends("web")
    stack.define(app=stack.service(labels={"a": "b"}), **others)
    check(stack, **({} if stack.is_newer(2, 29, 3) else {"plain": "recreate"}))


@both
def test_a_network_of_another_definition_was_said_to_recreate(stack: RunningStack) -> None:
    app, other = stack.service(networks=["side"]), stack.service()
    sidecar = stack.service(network_mode="service:app")
    started(stack, {"networks": {"side": {}}}, app=app, other=other, sidecar=sidecar)
    stack.define({"networks": {"side": {"labels": {"a": "<&> $$b"}, "driver_opts": {"com.docker.network.driver.mtu": "1400"}}}},
                 app=app, other=other, sidecar=sidecar)  # fmt: skip
    check(stack, **({"app": "restart"} if stack.is_newer(2, 37) else {}))
    check(stack)
    stack.lab.docker("pause", stack.name("app"))
    stack.define({"networks": {"side": {"labels": {"a": "c"}}}}, app=app, other=other, sidecar=sidecar)
    check(stack, app="restart" if stack.is_newer(2, 37) else "fail")


@both
def test_a_network_that_a_container_is_not_connected_to(stack: RunningStack) -> None:
    app = stack.service(networks=["side", "default"])
    started(stack, {"networks": {"side": {}}}, app=app)
    stack.define({"networks": {"side": {"name": "previewed-renamed"}}}, app=app)
    check(stack, **({"app": "recreate"} if stack.is_newer(2, 31) else {}))
    if stack.is_newer(2, 31):
        stack.lab.docker("network", "disconnect", "previewed-renamed", stack.name("app"))
        check(stack, app="recreate")


@both
def test_a_volume_that_a_container_has_not_mounted(stack: RunningStack) -> None:
    app, sharer = stack.service(volumes=["spare:/spare"]), stack.service(volumes_from=["app"])
    started(stack, {"volumes": {"spare": {}}}, app=app, sharer=sharer)
    stack.define({"volumes": {"spare": {"labels": {"a": "b"}}}}, app=app, sharer=sharer)
    check(stack)
    stack.define({"volumes": {"spare": {"name": "previewed-other"}}}, app=app, sharer=sharer)
    check(stack, **({"app": "recreate", "sharer": "recreate"} if stack.is_newer(2, 32) else {}))


ENV_FILES = {
    "plain": ".env",
    "dotted": "./sub/../.env",
    "list": [".env"],
    "optional": [{"path": "ln.env", "required": False}],
    "variable": "${ENVF:-.env}",
    "link": "ln.env",
    "variable_and_link": "${PREFIX:?}.env",
    "absolute": "{folder}/.env",
    "absolute_variable": "{folder}/${ENVF-.env}",
}


@one
def test_a_would_be_env_file_was_not_seen_behind_a_variable_or_a_link(stack: RunningStack) -> None:
    (stack.folder / "ln.env").symlink_to(".env")
    (stack.folder / "other.env").write_text("KEY=old\n", encoding="utf-8")

    def reading(path) -> dict:
        return stack.service(env_file=path.replace("{folder}", str(stack.folder)) if isinstance(path, str) else path)

    services = {name: reading(path) for name, path in ENV_FILES.items()}
    (stack.folder / ".env").write_text("KEY=old\nPREFIX=ln\n", encoding="utf-8")
    stack.env = {"KEY": "old", "PREFIX": "ln"}
    started(stack, **services, apart=reading("other.env"))
    stack.env["KEY"] = "new"
    told = check(stack, **dict.fromkeys(services, "recreate"))
    assert all(told[name]["reasons"][0] == {"kind": "environment", "what": ["KEY"]} for name in services)
    check(stack)


@one
def test_an_env_file_that_comes_by_extends_or_include_is_said_to_be_unknown(stack: RunningStack) -> None:
    (stack.folder / ".env").write_text("KEY=old\n", encoding="utf-8")
    (stack.folder / "common.yml").write_text("services: {base: {env_file: .env}}\n", encoding="utf-8")
    stack.env = {"KEY": "old"}
    started(stack, app=stack.service(extends={"file": "common.yml", "service": "base"}), other=stack.service(env_file=".env"))
    stack.env["KEY"] = "new"
    told = stack.preview()
    assert (told["app"]["action"], told["app"]["may_be_recreated"]) == ("keep", True)
    assert "cannot be told" in told["app"]["text"]
    assert (told["other"]["action"], told["other"]["may_be_recreated"]) == ("recreate", False)
    happened = stack.carry_out()
    assert (happened["app"]["action"], happened["other"]["action"]) == ("recreate", "recreate")

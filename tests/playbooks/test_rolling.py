"""Deploys that nobody notices: the example for it on the lab, asked all the while by the deploy's own watch."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playbook_support.lab import CHECKOUT
from playbook_support.own_stack import OwnStack
from playbook_support.processes import signal_playbook
from playbook_support.records import newest_watch
from playbook_support.rolling_stack import BY_ADDRESS
from playbook_support.visitors import watched

pytestmark = pytest.mark.usefixtures("fresh_module_stack")
EXAMPLE = CHECKOUT / "examples" / "zero-downtime"
SECRETS = {"redis_password": "a-password-of-the-tests", "vault_app_key": "base64:a-key-of-the-tests"}


@pytest.fixture(name="rolling", scope="module")
def fixture_rolling(lab, run_playbook, tmp_path_factory) -> OwnStack:
    """The example, up with framework:v1, its site on the lab's port."""
    stack = OwnStack(lab, "rolling", tmp_path_factory.mktemp("rolling"), run_playbook)
    stack.variables |= {
        "docker_registry_username": lab.registry_user,
        "docker_registry_password": lab.registry_password,
        "app_image": lab.app_image,
        "application_strategy": "rolling",
        "application_proxy": [{"service": "nginx", "kind": "reload", "command": ["nginx", "-s", "reload"], "backends": ["app"]}],
        "application_watch": {"url": lab.site_url + "/", "contains": "Redis answers", "max_failures": 0},
        **SECRETS,
    }
    shutil.copytree(EXAMPLE, stack.folder)
    compose = stack.folder / "compose.yaml"
    text = compose.read_text(encoding="utf-8").replace("registry.example.com", lab.registry)
    for image in ("nginx:", "redis:"):
        text = text.replace(f"image: {image}", f"image: {lab.registry}/{image}")
    text = text.replace("127.0.0.1:8080", lab.site_url.removeprefix("http://")).replace("interval: 30s", "interval: 5s")
    text = text.replace("monitor: 5s", "monitor: 12s")  # framework:v5 dies after ten
    compose.write_text(text, encoding="utf-8")
    stack.play("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    yield stack
    stack.remove()


def test_nobody_notices_a_rolling_deploy(lab, rolling):
    before = rolling.containers()
    rolling.play("deploy-update.yml", {"image_tag": "v2"}).succeeded()
    watch = newest_watch(rolling.backups)
    assert watch["failed"] == 0
    assert watch["requests"] > 100
    assert watch["longest_gap"] == 0
    assert lab.version() == "v2"
    after = rolling.containers()
    assert before["rolling-nginx-1"] == after["rolling-nginx-1"]
    assert before["rolling-redis-1"] == after["rolling-redis-1"]
    assert [name for name in after if "-app-" in name] == ["rolling-app-2"]


def test_a_dry_run_says_which_way_each_service_goes_and_changes_nothing(lab, rolling):
    before = rolling.containers()
    run = rolling.play("deploy-update.yml", {"image_tag": "v1", "application_force_recreate": True}, check=True).succeeded()
    said = " ".join(run.output.split())
    assert "start-first, since update_config.order says so" in said
    assert "stop-first, since it publishes port" in said
    assert "stop-first, since it writes to volume redis-data" in said
    assert "stop-first, since update_config.order says so; it is away meanwhile" in said
    assert rolling.containers() == before


def test_a_rollback_goes_unnoticed_too(lab, rolling):
    run = rolling.play("rollback.yml").succeeded()
    assert "all services healthy" in " ".join(run.output.split())
    assert newest_watch(rolling.backups)["failed"] == 0
    assert lab.version() == "v1"


def test_a_release_that_dies_after_a_while_is_shown_to_nobody(lab, rolling):
    """It becomes well, and `monitor` is longer than it lives."""
    before = rolling.containers()
    run = rolling.play("deploy-update.yml", {"image_tag": "v5"}).refused()
    assert "service app was not replaced, and its old container was left as it is" in " ".join(run.output.split())
    assert newest_watch(rolling.backups)["failed"] == 0
    assert lab.version() == "v1"
    assert {name: ident for name, ident in rolling.containers().items() if "-app-" in name} == {
        name: ident for name, ident in before.items() if "-app-" in name
    }


def state_of_newest(stack: OwnStack) -> str:
    record = max(path for path in stack.backups.iterdir() if path.is_dir() and not path.name.startswith("."))
    return json.loads((record / "manifest.json").read_text(encoding="utf-8"))["state"]


def waited_for(what: Callable[[], bool], seconds: float, problem: str) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, problem
        time.sleep(0.1)  # nothing tells it


def test_a_controller_that_is_killed_in_the_middle_is_noticed_by_nobody(lab, rolling, tell):
    """The new container runs beside the old one; the guard on the server removes it."""
    live, before = lab.version(), rolling.containers()
    variables = {"image_tag": "v2" if live == "v1" else "v1", "application_guard": 10}
    with watched(lab.site_url) as requests, ThreadPoolExecutor(1) as elsewhere:
        play = elsewhere.submit(rolling.play, "deploy-update.yml", variables)
        waited_for(lambda: len([name for name in rolling.containers() if "-app-" in name]) == 2 or play.done(), 60, "no new container")
        signal_playbook("deploy-update.yml", signal.SIGKILL)
        assert play.result().rc == -signal.SIGKILL
        assert state_of_newest(rolling) == "started"
        waited_for(lambda: state_of_newest(rolling) != "started", 60, "the guard has not ended the release")
    assert requests.failures == []
    tell(f"rolling     reload      kill -9 of the controller      when both run                     {requests}; the guard puts it back", 3)
    assert state_of_newest(rolling) == "failed"
    assert lab.version() == live
    assert rolling.containers() == before


@pytest.fixture(name="colours")
def fixture_colours(rolling) -> OwnStack:
    """The same stack, into which a deploy has brought that nginx reads the application's addresses from a file of its own."""
    site = rolling.folder / "nginx" / "default.conf"
    site.write_text(site.read_text(encoding="utf-8").replace("server app:9000 max_fails=0;", "include /etc/nginx/upstreams/app.conf;"), encoding="utf-8")
    upstreams = rolling.folder / "nginx" / "upstreams"
    upstreams.mkdir()
    (upstreams / "app.conf").write_text("server app:9000 max_fails=0;\n", encoding="utf-8")
    compose = rolling.folder / "compose.yaml"
    text = compose.read_text(encoding="utf-8").replace("monitor: 12s", "monitor: 1s")
    mount = "      - ./nginx/upstreams:/etc/nginx/upstreams\n"
    compose.write_text(text.replace("      - type: bind\n        source: ./nginx/default.conf", mount + "      - type: bind\n        source: ./nginx/default.conf"), encoding="utf-8")
    once = {"application_strategy": "recreate", "application_force_recreate": False, "application_watch": {"url": rolling.lab.site_url + "/"}}
    rolling.play("deploy-update.yml", {"image_tag": "v1", **once}).succeeded()
    proxy = {"service": "nginx", "kind": "reload", "by_address": True, "command": ["sh", "-c", BY_ADDRESS], "backends": ["app"]}
    rolling.variables |= {"application_strategy": "blue_green", "application_keep_old": 2, "application_proxy": [proxy]}
    return rolling


def test_a_blue_green_deploy_and_its_rollback_go_unnoticed(lab, colours):
    """The worker and the scheduler, which no proxy serves and which depend on the application, are replaced behind it."""
    before = colours.containers()
    colours.play("deploy-update.yml", {"image_tag": "v2"}).succeeded()
    assert newest_watch(colours.backups)["failed"] == 0
    assert lab.version() == "v2"
    for service in ("app", "queue-worker", "scheduler"):
        assert len([name for name in colours.containers() if f"-{service}-" in name]) == 1
    assert {name for name in before if before[name] == colours.containers().get(name)} == {"rolling-nginx-1", "rolling-redis-1"}
    colours.play("rollback.yml").succeeded()
    assert newest_watch(colours.backups)["failed"] == 0
    assert lab.version() == "v1"

"""Deploys and rollbacks by the playbooks, by each strategy behind each proxy: nobody notices any. ROLLING_REQUESTS in `make test-zero-downtime`
says how many requests each has to get through."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from playbook_support.labels_proxy import labels_proxy
from playbook_support.own_stack import OwnStack
from playbook_support.records import newest_watch
from playbook_support.rolling_stack import RollingStack
from playbook_support.visitors import slow_requests

STRATEGIES = {
    "rolling": {"application_strategy": "rolling"},
    "blue_green": {"application_strategy": "blue_green", "application_keep_old": 2},
    "canary": {"application_strategy": "canary", "application_canary_steps": [10, 50], "application_canary_step_for": 3},
}
PAIRS = [
    *(("rolling", kind) for kind in ("reload", "haproxy", "caddy", "labels")),
    *(("blue_green", kind) for kind in ("by-address", "haproxy", "caddy")),
    *(("canary", kind) for kind in ("haproxy", "caddy")),
]
REQUESTS = int(os.environ.get("ROLLING_REQUESTS", "0"))
# The other strategies and proxies have a play of their own in test_rolling.py, or are asked of stack_up alone.
SOME = PAIRS if REQUESTS else [("rolling", "labels"), ("canary", "haproxy")]


@pytest.fixture(name="deployed", scope="module", params=[pytest.param(pair, id="-".join(pair), marks=pytest.mark.xdist_group("-".join(pair))) for pair in SOME])
def fixture_deployed(lab, request, run_playbook, tmp_path_factory):
    """The example behind that proxy, with framework:v1 by a deploy; its files, and what its user plays."""
    strategy, kind = request.param
    own = OwnStack(lab, f"rolling-{kind}", tmp_path_factory.mktemp(kind), run_playbook)
    own.folder.mkdir(parents=True)
    files = RollingStack(lab, kind, own.folder)
    files.write("v1")
    with ExitStack() as ended:
        ended.callback(lab.empty)  # the records
        ended.callback(files.remove)
        if kind == "labels":
            files.url = ended.enter_context(labels_proxy(lab, own.name, "proxy")).url
        own.variables |= {
            "docker_registry_username": lab.registry_user, "docker_registry_password": lab.registry_password, "app_image": lab.app_image,
            "application_proxy": files.proxies, "application_watch": files.watch, "application_health_timeout": 15, **STRATEGIES[strategy],
        }  # fmt: skip
        own.play("deploy-update.yml", release("v1")).succeeded()
        yield strategy, files, own


def release(tag: str) -> dict:
    return {"image_tag": tag, "application_env": {"RELEASE": tag}}


def check_live(files: RollingStack, tag: str) -> None:
    assert files.version() == tag
    assert len(files.containers("app")) == len(files.containers("proxy")) == 1


def test_a_deploy_and_its_rollback_go_unnoticed(deployed, tell):
    strategy, files, own = deployed
    deploys = requests = 0
    while not deploys or requests < REQUESTS:
        for playbook, extra, version in (("deploy-update.yml", release("v2"), "v2"), ("rollback.yml", {}, "v1")):
            with slow_requests(files.url, 5) as problems:
                own.play(playbook, extra).succeeded()
            watch = newest_watch(own.backups)
            assert (watch["failed"], problems) == (0, []), watch
            check_live(files, version)
            requests += watch["requests"]
        deploys += 1
    tell(f"{strategy:<11} {files.kind:<11} {deploys:>2} deploys and as many rollbacks, requests of 5 s under way: {requests:>5} requests, 0 failed", 1)


NO_GOOD = {"v3": "never becomes well", "v4": "becomes well, and answers 500", "v5": "becomes well, and dies after 10 s"}


@pytest.mark.parametrize("tag", NO_GOOD if REQUESTS else ["v5"])
def test_a_release_that_is_no_good_is_shown_to_nobody(deployed, tag, tell):
    strategy, files, own = deployed
    files.services["app"]["deploy"]["update_config"]["monitor"] = "12s"
    files.write("v1")
    own.play("deploy-update.yml", release("v1")).succeeded()
    before = files.containers("app")
    with slow_requests(files.url, 5) as problems:
        own.play("deploy-update.yml", release(tag)).refused()
    watch = newest_watch(own.backups)
    tell(f"{strategy:<11} {files.kind:<11} a release that {NO_GOOD[tag]:<36} {watch['requests']:>5} requests, {watch['failed']} failed; live is {files.version()}", 2)
    assert (watch["failed"], problems) == (0, []), watch
    check_live(files, "v1")
    assert files.containers("app") == before

"""The role against a real swarm: the same compose files, through docker stack deploy."""

from __future__ import annotations

import pytest
from playbook_support.swarm_machine import until

FIRST, SECOND, THIRD = "2026-01-01T00-00-00Z", "2026-01-02T00-00-00Z", "2026-01-03T00-00-00Z"
pytestmark = [pytest.mark.usefixtures("fresh_stack"), pytest.mark.xdist_group("swarm")]


def words(run) -> str:
    return " ".join(run.output.split())


def test_a_release_that_never_becomes_healthy_goes_back(deployed):
    before = deployed.images()
    run = deployed.deploy("sick", SECOND).refused()
    assert "has ended by itself on node node" in words(run) and "before it was seen to be well" in words(run)
    assert "The stack was put back as it was before" in words(run) and deployed.images() == before


def test_a_node_that_cannot_pull_fails_the_release(deployed, swarm_shell):
    """The manager has the image, and the registry is gone when the other nodes ask for it."""
    before = deployed.images()
    deployed.swarm.manager.docker("--config", str(deployed.login), "pull", "--quiet", swarm_shell[2])
    deployed.swarm.stop_registry()
    try:
        run = deployed.deploy("v3", SECOND, application_pull="never").refused()
    finally:
        deployed.swarm.start_registry()
    assert "was rejected on node node" in words(run) and "No such image" in words(run)
    assert "The stack was put back as it was before" in words(run)
    assert deployed.images() == before


def test_secrets_have_a_hash_in_their_names_and_old_ones_stay_as_long_as_a_release_needs_them(stack):
    service = {**stack.web, "secrets": ["key"], "configs": [{"source": "conf", "target": "/conf"}]}
    stack.write_stack({"web": service}, secrets={"key": {"file": "./key.txt"}}, configs={"conf": {"file": "./app.conf"}})
    (stack.folder / "app.conf").write_text("mode: fast\n", encoding="utf-8")
    kept = {"max_rollback_versions": 1, "application_keep_failed": 0, "application_secret_files": {"APP_KEY": "key.txt"}}

    def deploy(key: str, timestamp: str, **options):
        return stack.deploy("v1", timestamp, application_env={"APP_KEY": key}, **kept, **options).succeeded()

    def used() -> str:
        return stack.swarm.tasks("shop_web", "running")[-1]["Spec"]["ContainerSpec"]["Secrets"][0]["SecretName"]

    deploy("hunter2", FIRST)
    first = used()
    assert first.startswith("shop_key_") and stack.objects("secret") == {first} and len(stack.objects("config")) == 1
    run = deploy("hunter3", SECOND)
    second = used()
    assert stack.objects("secret") == {first, second} and "hunter" not in run.output

    stack.rollback(**kept).succeeded()
    assert used() == first and (stack.folder / "key.txt").read_text(encoding="utf-8") == "hunter2"
    for number, timestamp in enumerate((THIRD, "2026-01-04T00-00-00Z", "2026-01-05T00-00-00Z")):
        deploy(f"hunter{number + 4}", timestamp)
    assert not {first, second} & stack.objects("secret"), "no release needs them any more"


def test_a_first_deploy_that_fails_leaves_nothing(stack):
    run = stack.deploy("exits", FIRST).refused()
    assert "exit code 3" in words(run)
    assert stack.images() == {} and stack.record(FIRST)["state"] == "failed"


def test_what_a_swarm_refuses_and_ignores_is_said_beforehand_by_service_and_key(stack):
    stack.write_stack({"web": {**stack.web, "mem_limit": "64m", "privileged": True, "ports": ["127.0.0.1:8080:80"]}})
    run = stack.deploy("v1", FIRST, application_strategy="rolling", application_pre_deploy=["migrate"], application_deploy_service="web")
    assert run.rc == 2
    for said in (
        "service web: Docker Swarm refuses ports.host_ip", "application_strategy is for Docker Compose",
        "a swarm has no place for application_pre_deploy and application_post_deploy",
    ):  # fmt: skip
        assert said in words(run), said
    assert stack.images() == {} and not stack.backups.exists()


def test_drift_on_a_swarm_is_named(deployed):
    deployed.play("drift.yml").succeeded()
    deployed.swarm.manager.docker("service", "update", "--detach", "--env-add", "MODE=slow", "shop_web")
    deployed.swarm.manager.docker("service", "rm", "shop_quiet")
    run = deployed.play("drift.yml").refused()
    assert "web" in words(run) and "docker service update" in words(run), run.output
    assert "quiet" in words(run) and "does not have it any more" in words(run)
    preview = deployed.deploy("v1", FIRST, check=True).succeeded()
    assert "web: gets a new specification (environment MODE)" in words(preview) and "quiet: created" in words(preview)


def test_a_node_that_dies_in_the_middle_of_a_deploy_is_got_over(deployed):
    deployed.swarm.kill_node(3)
    try:
        deployed.deploy("v2", SECOND, application_health_timeout=120).succeeded()
        until(lambda: len(deployed.swarm.running_on("shop_web")) == 2, "two tasks run")
        assert "node3" not in deployed.swarm.running_on("shop_web")
    finally:
        deployed.swarm.start_node(3)


def test_a_stack_that_runs_on_a_swarm_is_not_deployed_beside_it_by_compose(deployed):
    run = deployed.deploy("v1", SECOND, application_engine="compose")
    assert run.rc == 2 and "the swarm of this engine runs a stack 'shop'" in words(run)
    assert "deploy it with application_engine: swarm" in words(run)

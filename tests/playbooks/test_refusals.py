"""Deploys that cannot work: each says in one sentence what failed and what to do, and leaves nothing behind."""

from __future__ import annotations

import pytest


def words(run):
    return " ".join(run.output.split())


def nothing_is_left(lab):
    left = [path for path in lab.home.rglob("*") if path.is_file() and lab.backups not in path.parents]
    return not lab.container_ids() and not left


def test_missing_secrets(lab, fresh_stack, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v1"}, vault=False).refused()
    assert "REDIS_PASSWORD is required" in words(run) and "put vault_redis_password into the vault file" in words(run)
    assert "APP_KEY is required" in words(run) and "put vault_app_key into the vault file" in words(run)
    assert not lab.home.exists()


def test_missing_image_tag(run_playbook):
    assert "neither `image_tag` nor `image_digest` is given; give one, or both" in words(run_playbook("deploy-update.yml").refused())


# A variable of the role that is wrong, and what is said of it; the unit tests of stack_check have each in its forms.
WRONG_EVERYWHERE = [
    ({"max_rollback_versions": -1}, "max_rollback_versions is -1; give 0 or more"),
    ({"application_command_timeout": -1}, "application_command_timeout is -1; give 0 or more"),
    ({"application_health_timeout": 30, "application_health_stable_for": 30},
     "application_health_stable_for is 30 s, which cannot pass within application_health_timeout, 30 s; raise"),
    ({"application_health_http": [{"url": "https://127.0.0.1/ping"}]}, "https://127.0.0.1/ping"),
    ({"application_guard": 5}, "application_guard: give 0 for none, or 10 to"),
    ({"docker_registry_url": "https://"}, "docker_registry_url and docker_registry_username: "),
]  # fmt: skip
WRONG_IN_A_DEPLOY = [
    ({"image_tag": "v1 "}, "with a blank in it"),
    ({"application_compose_files": ["nowhere.yml"]}, "nor among application_stack_files: nowhere.yml; correct application_compose_files"),
]


@pytest.mark.parametrize(("playbook", "wrong"), [("deploy-update.yml", WRONG_EVERYWHERE + WRONG_IN_A_DEPLOY), ("rollback.yml", WRONG_EVERYWHERE)])
def test_all_that_is_wrong_is_told_at_once_and_beforehand(lab, fresh_stack, run_playbook, playbook, wrong):
    given = {name: value for variables, _ in wrong for name, value in variables.items()}
    said = words(run_playbook(playbook, {"image_tag": "v1 ", **given}).refused())
    assert [text for _, text in wrong if text not in said] == []
    assert ("with a blank in it" in said) == (playbook == "deploy-update.yml")
    assert not lab.home.exists()


def test_wrong_password(lab, fresh_stack, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "docker_registry_password": "wrong-one"}).refused()
    assert f"the registry {lab.registry} refuses the login" in words(run)
    assert "wrong-one" not in run.output
    assert nothing_is_left(lab)


def test_registry_that_is_down(lab, fresh_stack, run_playbook):
    lab.command("registry", "stop")
    try:
        run = run_playbook("deploy-update.yml", {"image_tag": "v1"}).refused()
    finally:
        lab.command("registry", "start")
    assert f"the registry {lab.registry} does not answer" in words(run)
    assert nothing_is_left(lab)


def test_first_deploy_that_fails_leaves_no_container_and_no_file(lab, fresh_stack, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v3"}).refused()
    assert "It was the first deploy: its containers and files are removed again" in words(run)
    assert nothing_is_left(lab)
    assert not lab.stack.exists()


def test_network_that_is_missing_is_told_before_anything_is_pulled(lab, fresh_stack, run_playbook):
    lab.docker("network", "rm", "traefik-public")
    run = run_playbook("deploy-update.yml", {"image_tag": "v1"}).refused()
    assert "traefik-public" in words(run) and "docker network create traefik-public" in words(run)
    assert not lab.home.exists()


def test_engine_that_is_down(lab, fresh_stack, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v1"}, environment={"DOCKER_HOST": "unix:///nowhere.sock"}).refused()
    assert "the engine does not answer" in words(run) and "see systemctl status docker" in words(run)
    assert not lab.home.exists()


def test_docker_without_compose_is_told_beforehand(lab, fresh_stack, run_playbook, tmp_path):
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\necho \"docker: 'compose' is not a docker command.\" >&2\nexit 1\n", encoding="utf-8")
    docker.chmod(0o755)
    run = run_playbook("deploy-update.yml", {"image_tag": "v1"}, environment={"PATH": f"{tmp_path}:/usr/bin:/bin"}).refused()
    assert "Compose" in words(run)
    assert not lab.home.exists()


def test_another_owner_holds_the_lock(lab, fresh_stack, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "never-pushed", "application_owner": "first"}).refused()
    manifest = next(lab.backups.glob("*/manifest.json"))
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"failed"', '"started"'), encoding="utf-8")
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "application_owner": "second"}).refused()
    assert "first" in words(run)
    assert nothing_is_left(lab)


def test_foreign_things_among_the_records_stay(lab, fresh_stack, run_playbook):
    lab.backups.mkdir(parents=True)
    elsewhere = lab.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("kept", encoding="utf-8")
    (lab.backups / "2020-01-01T00-00-00Z").symlink_to(elsewhere)
    for name in ("with a space", "-rf", "with\na newline", "notes.txt"):
        (lab.backups / name).mkdir()
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "max_rollback_versions": 1, "application_keep_failed": 0})
    run.succeeded()
    names = {path.name for path in lab.backups.iterdir()}
    assert {"with a space", "-rf", "with\na newline", "notes.txt", "2020-01-01T00-00-00Z"} <= names
    assert (elsewhere / "kept").read_text(encoding="utf-8") == "kept"



def test_a_deploy_to_a_group_that_is_not_there_ended_well(run_playbook, tmp_path):
    inventory = tmp_path / "hosts.yml"
    inventory.write_text(f"shop: {{hosts: {{web: {{ansible_connection: local, backups_path: {tmp_path}/backups}}}}}}", encoding="utf-8")
    lost = run_playbook("releases.yml", inventory=inventory)
    assert lost.rc == 1 and "Could not match supplied host pattern" in words(lost)
    run_playbook("releases.yml", {"application_hosts": "shop"}, inventory=inventory).succeeded()

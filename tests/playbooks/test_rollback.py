"""Rollbacks on a real engine, in one history: v1, v2, v3 (fails), back to v1 by name, a good v2, undone, nothing left to undo."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

V1, V2, V3, V2_AGAIN = "2025-10-31T01:20:15Z", "2025-10-31T02:35:04Z", "2025-10-31T03:10:00Z", "2025-10-31T04:00:00Z"

QUICK = {"application_pull": "missing", "application_force_recreate": False}


def words(text):
    return " ".join(text.split())


def deploy(run_playbook, tag, timestamp):
    return run_playbook("deploy-update.yml", {"image_tag": tag, "deployment_timestamp": timestamp, **QUICK})


def test_nothing_to_undo_before_the_first_deploy(run_playbook):
    run = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in run.stdout
    assert run.changed == 0


def test_nothing_to_undo_directly_after_an_automatic_one(lab, run_playbook, container_ids):
    deploy(run_playbook, "v1", V1).succeeded()
    deploy(run_playbook, "v2", V2).succeeded()
    deploy(run_playbook, "v3", V3).refused()
    before = container_ids()
    run = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in run.stdout
    assert run.changed == 0
    assert container_ids() == before
    assert lab.version() == "v2"


def test_release_that_was_never_deployed_is_refused_with_those_that_were(lab, run_playbook):
    for never in (V3, "2020-01-01T00-00-00Z"):
        run = run_playbook("rollback.yml", {"rollback_timestamp": never}).refused()
        assert "2025-10-31T02-35-04Z, 2025-10-31T01-20-15Z" in words(run.stdout)
    assert lab.version() == "v2"


def test_dry_run_of_a_rollback_shows_the_edit_and_changes_nothing(lab, run_playbook):
    before = lab.state()
    run = run_playbook("rollback.yml", {"rollback_timestamp": V1}, check=True, diff=True).succeeded()
    assert f"+    image: {lab.app_image}:v1" in run.stdout
    assert lab.state() == before


def test_rollback_by_timestamp(lab, run_playbook):
    run_playbook("rollback.yml", {"rollback_timestamp": V1, **QUICK}).succeeded()
    assert lab.version() == "v1"


def test_rollback_undoes_a_good_deploy_once(lab, run_playbook):
    deploy(run_playbook, "v2", V2_AGAIN).succeeded()
    assert lab.version() == "v2"
    run_playbook("rollback.yml").succeeded()
    assert lab.version() == "v1"

    before = lab.state()
    again = run_playbook("rollback.yml").succeeded()
    assert "Nothing to undo" in again.stdout
    assert again.changed == 0
    assert lab.state() == before


def test_rollback_runs_the_recorded_image_although_its_tag_has_moved(lab, run_playbook):
    lab.docker("tag", f"{lab.app_image}:v1", f"{lab.app_image}:v2")
    run_playbook("rollback.yml", {"rollback_timestamp": V2, **QUICK}).succeeded()
    assert lab.version() == "v2"


def test_rollback_fetches_an_image_that_the_engine_has_lost(lab, run_playbook):
    run_playbook("rollback.yml", {"rollback_timestamp": V1, **QUICK}).succeeded()
    lab.docker("rmi", "--force", f"{lab.app_image}:v2")
    run_playbook("rollback.yml", {"rollback_timestamp": V2, **QUICK}).succeeded()
    assert lab.version() == "v2"


def test_rollback_that_could_not_begin_restarted_the_stack(lab, run_playbook, container_ids):
    before = container_ids()
    kept = lab.backups / "2025-10-31T01-20-15Z" / "deployed" / ".env"
    kept.write_bytes(kept.read_bytes() + b"\n")
    run = run_playbook("rollback.yml", {"rollback_timestamp": V1}).refused()
    assert "its copy 'deployed/.env' does not match its checksum; choose another release. The running stack was not touched" in words(run.stdout).replace("''", "'")
    assert container_ids() == before


def test_stack_was_put_back_with_the_compose_files_of_the_release_that_failed(lab, run_playbook, container_ids):
    extra = lab.stack / "docker-compose.extra.yml"
    service = "services:\n  extra: {image: %s, container_name: extra, healthcheck: {disable: true}, entrypoint: [sh, -c, '%s']}\n"
    files = [f"docker-compose.{name}.yml" for name in ("base", "production", "lab", "extra")]
    live = lab.version()
    deploy(run_playbook, live, "2025-10-31T05:00:00Z").succeeded()

    extra.write_text(service % (f"{lab.app_image}:v1", "exit 1"), encoding="utf-8")
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "application_compose_files": files, **QUICK}).refused()
    assert "The stack was put back as it was before, and all its services are healthy" in words(run.stdout)
    assert "extra" not in container_ids()

    extra.write_text(service % (f"{lab.app_image}:v1", "exec sleep 6000"), encoding="utf-8")
    run_playbook("deploy-update.yml", {"image_tag": "v1", "application_compose_files": files, **QUICK}).succeeded()
    assert "extra" in container_ids()
    back = {"application_compose_files": files, "rollback_timestamp": "2025-10-31T05:00:00Z", **QUICK}
    run_playbook("rollback.yml", back).succeeded()
    assert "extra" not in container_ids()
    assert lab.version() == live

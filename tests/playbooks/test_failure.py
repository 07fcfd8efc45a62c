"""The evidence of a failed deploy: failure.json in its record, made before the stack was put back."""

from __future__ import annotations

import hashlib
import json
import stat

import pytest

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

V1, V3, CRASH = "2025-10-31T01:20:15Z", "2025-10-31T02:35:04Z", "2025-10-31T03:10:00Z"
QUICK = {"application_force_recreate": False}


def failure(lab, timestamp):
    """failure.json of the record, whose manifest has its checksum."""
    record = lab.backups / timestamp.replace(":", "-")
    path = record / "failure.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    listed = json.loads((record / "manifest.json").read_text(encoding="utf-8"))["failure"]
    assert listed | {"cause": None} == {"file": "failure.json", "cause": None, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return json.loads(path.read_text(encoding="utf-8"))


def secrets(lab):
    lines = (lab.stack / ".env").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return [values[key].strip('"') for key in ("REDIS_PASSWORD", "APP_KEY", "VAULT_ENCRYPTION_KEY")]


def test_good_deploy_has_no_failure(lab, run_playbook):
    run_playbook("deploy-update.yml", {"image_tag": "v1", "deployment_timestamp": V1}).succeeded()
    record = lab.backups / V1.replace(":", "-")
    assert not (record / "failure.json").exists()
    assert json.loads((record / "manifest.json").read_text(encoding="utf-8"))["failure"] is None


def test_unhealthy_release_leaves_its_evidence(lab, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v3", "deployment_timestamp": V3, **QUICK}).refused()
    assert "\n         app | [" in run.output and " NOTICE: fpm is running, pid 1\n" in run.output
    assert "sha256:" not in run.output and len(run.output.splitlines()) < 55, "the message is buried"
    found = failure(lab, V3)
    assert found["release"] == "2025-10-31T02-35-04Z"
    assert "app is unhealthy" in found["cause"]
    assert "put back as it was before" in found["outcome"]
    app = next(container for container in found["containers"] if container["name"] == "app")
    assert (app["service"], app["state"], app["health"], app["oom_killed"]) == ("app", "running", "unhealthy", False)
    assert app["last_probe"] and app["log"]
    steps = {entry["step"]: entry for entry in found["timeline"]}
    assert found["step"] == "stack_up"
    assert steps["stack_pull"]["outcome"] in ("changed", "unchanged") and steps["stack_up"]["outcome"] == "failed"
    assert steps["stack_up"]["start"] < steps["stack_up"]["end"]
    assert list(steps)[-1] == "stack_up", "nothing after it was reached"


def test_crashing_release_leaves_its_evidence_without_a_secret(lab, run_playbook):
    """Its log is made to have each secret in it."""
    crash = lab.stack / "docker-compose.crash.yml"
    says = "entrypoint: [sh, -c, 'echo cannot start with $$APP_KEY, $$REDIS_PASSWORD, $$VAULT_ENCRYPTION_KEY; exit 7']"
    crash.write_text(f"services:\n  app:\n    {says}\n", encoding="utf-8")
    release = {"image_tag": "crash", "deployment_timestamp": CRASH, **QUICK}
    files = [f"docker-compose.{name}.yml" for name in ("base", "production", "lab", "crash")]
    run = run_playbook("deploy-update.yml", {**release, "application_compose_files": files}).refused()
    app = next(container for container in failure(lab, CRASH)["containers"] if container["name"] == "app")
    assert app["exit_code"] == 7 and app["state"] in ("restarting", "exited")
    assert app["restarts"] >= 0
    assert any("cannot start with ********, ********, ********" in line for line in app["log"])
    text = (lab.backups / CRASH.replace(":", "-") / "failure.json").read_text(encoding="utf-8")
    for secret in secrets(lab):
        assert len(secret) > 3 and secret not in text and secret not in run.output


def test_secrets_of_a_release_that_is_brought_back_were_shown_when_no_vault_is_given(lab, run_playbook):
    """Its probe says them as soon as a variable is set that only the rollback sets."""
    override = lab.stack / "docker-compose.lab.yml"
    probe = """environment: {BREAK: "${BREAK:-}"}
    healthcheck:
      test: [CMD-SHELL, 'if [ -n "$$BREAK" ]; then echo $$APP_KEY and $$REDIS_PASSWORD; exit 1; fi']"""
    text = override.read_text(encoding="utf-8")
    short = "&short {start_period: 3s, interval: 1s, timeout: 5s, retries: 4}"
    override.write_text(text.replace("healthcheck: &short", probe, 1).replace("*short", short, 1), encoding="utf-8")
    run_playbook("deploy-update.yml", {"image_tag": "v1", **QUICK}).succeeded()
    run_playbook("deploy-update.yml", {"image_tag": "v2", **QUICK}).succeeded()
    run = run_playbook("rollback.yml", {"application_compose_environment": {"BREAK": "1"}, **QUICK}, vault=False).refused()
    assert "******** and ********" in " ".join(run.output.split())
    for secret in secrets(lab):
        assert secret not in run.output

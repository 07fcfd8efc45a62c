"""Where the secrets come from, and where they go: the controller's vault or the server's own, `.env` or files of Docker secrets."""

from __future__ import annotations

import pytest
import yaml
from playbook_support.playbook import SECRETS

VARIABLES = {"image_tag": "v1", "application_force_recreate": False}
IN_A_FILE = {
    "application_compose_files": [
        f"docker-compose.{name}.yml" for name in ("base", "production", "secrets", "lab")
    ],
    "application_secret_files": {"REDIS_PASSWORD": "secrets/redis_password"},
    "application_env_plain": {"REDIS_PASSWORD_FILE": "/run/secrets/redis_password"},
}  # fmt: skip


@pytest.fixture(scope="module", name="on_target")
def fixture_on_target(lab, tmp_path_factory) -> dict:
    """The variables of a deploy whose secrets the server finds in its own vault: this machine is the server."""
    folder = tmp_path_factory.mktemp("vault")
    password = folder / "password"
    password.write_bytes((SECRETS / "demo-vault-password").read_bytes())
    password.chmod(0o600)
    return {
        "application_vault_on_target": True,
        "application_vault_files": [str(SECRETS / "production.vault.yml")],
        "application_vault_password_file": str(password),
        "application_vault_map": {
            "REDIS_PASSWORD": "vault_redis_password", "APP_KEY": "vault_app_key", "VAULT_ENCRYPTION_KEY": "vault_encryption_key",
        },
        "docker_registry_username": lab.registry_user,
        "docker_registry_password": lab.registry_password,
    }  # fmt: skip


def environment_of(lab, container: str) -> dict[str, str]:
    lines = lab.docker("inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", container).split("\n")
    return dict(line.split("=", 1) for line in lines if "=" in line)


@pytest.mark.usefixtures("fresh_stack")
def test_the_controllers_vault_and_the_servers_make_the_same_file(lab, run_playbook, on_target):
    run_playbook("deploy-update.yml", VARIABLES).succeeded()
    from_controller = (lab.stack / ".env").read_bytes()
    again = run_playbook("deploy-update.yml", {**VARIABLES, **on_target}, vault=False, diff=True).succeeded()
    assert (lab.stack / ".env").read_bytes() == from_controller
    assert "--- before: " + str(lab.stack / ".env") not in again.output
    assert lab.version() == "v1"
    (lab.stack / ".env").unlink()
    run_playbook("deploy-update.yml", {**VARIABLES, **on_target}, vault=False).succeeded()
    assert (lab.stack / ".env").read_bytes() == from_controller


@pytest.mark.usefixtures("fresh_stack")
def test_a_password_that_does_not_open_the_vault_touches_nothing_live(lab, run_playbook, on_target):
    run = run_playbook("deploy-update.yml", {**VARIABLES, **on_target, "application_vault_password_file": "",
                                             "application_vault_password": "not-this-one"}, vault=False).refused()  # fmt: skip
    assert "the vault does not open" in " ".join(run.output.split())
    assert "not-this-one" not in run.output
    assert not (lab.stack / ".env").exists()


@pytest.mark.usefixtures("fresh_stack")
def test_the_stack_runs_with_its_password_in_a_file(lab, run_playbook, on_target):
    deploy = {**VARIABLES, **on_target, **IN_A_FILE, "deployment_timestamp": "2025-10-31T01:20:15Z"}
    run_playbook("deploy-update.yml", deploy, vault=False).succeeded()
    assert lab.version() == "v1"
    secret = lab.stack / "secrets" / "redis_password"
    assert secret.stat().st_mode & 0o777 == 0o400
    assert secret.parent.stat().st_mode & 0o777 == 0o700
    settings = yaml.safe_load("\n".join(
        line.replace("=", ": ", 1) for line in (lab.stack / ".env").read_text(encoding="utf-8").splitlines() if "REDIS_PASSWORD" in line
    ))  # fmt: skip
    assert settings == {"REDIS_PASSWORD_FILE": "/run/secrets/redis_password"}
    password = secret.read_text(encoding="utf-8")
    for container in ("app", "redis", "queue-worker", "scheduler"):
        assert password not in environment_of(lab, container).values(), container
    copies = [path for path in lab.backups.rglob("redis_password*") if path.is_file()]
    assert [path.read_text(encoding="utf-8") for path in copies] == [password], copies
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in copies)

    before = lab.state(steps=False)
    again = run_playbook("deploy-update.yml", deploy, vault=False).succeeded()
    assert again.changed == 0, again.output
    assert lab.state(steps=False) == before

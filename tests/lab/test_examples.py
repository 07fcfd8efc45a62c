"""The example stack is what the documents say, and what Docker Compose accepts."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STACK = EXAMPLES / "stack"
SECRETS = EXAMPLES / "secrets"
FRAMEWORK = "registry.example.com/framework:latest"


@pytest.fixture(scope="module", name="services")
def fixture_services() -> dict:
    """The services of both files together, as Compose reads them."""
    command = ["docker", "compose", "--file", "docker-compose.base.yml", "--file", "docker-compose.production.yml"]
    done = subprocess.run(
        [*command, "config", "--format", "json"],
        cwd=STACK,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "REDIS_PASSWORD": "pass", "APP_KEY": "key"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def test_there_are_five_services_and_three_run_the_framework(services: dict) -> None:
    assert sorted(services) == ["app", "nginx", "queue-worker", "redis", "scheduler"]
    framework = [name for name, service in services.items() if service["image"] == FRAMEWORK]
    assert sorted(framework) == ["app", "queue-worker", "scheduler"]


def test_every_service_has_a_health_check_and_restarts(services: dict) -> None:
    periods = {name: service["healthcheck"]["start_period"] for name, service in services.items()}
    assert periods["app"] == "40s"
    assert periods["redis"] == periods["nginx"] == "10s"
    assert {service["healthcheck"]["interval"] for service in services.values()} == {"30s"}
    assert {service["restart"] for service in services.values()} == {"unless-stopped"}


def test_services_wait_for_the_health_of_what_they_need(services: dict) -> None:
    needs = {
        name: {needed: how["condition"] for needed, how in service.get("depends_on", {}).items()}
        for name, service in services.items()
    }
    healthy = "service_healthy"
    assert needs == {
        "redis": {},
        "app": {"redis": healthy},
        "nginx": {"app": healthy},
        "queue-worker": {"app": healthy, "redis": healthy},
        "scheduler": {"app": healthy, "redis": healthy},
    }


def test_only_nginx_is_in_the_network_of_the_proxy(services: dict) -> None:
    assert [name for name, service in services.items() if "traefik-public" in service["networks"]] == ["nginx"]
    assert all("app-internal" in service["networks"] for service in services.values())


def test_with_the_secret_as_a_file_nobody_gets_the_password_as_a_variable() -> None:
    files = [word for name in ("base", "production", "secrets") for word in ("--file", f"docker-compose.{name}.yml")]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "APP_KEY": "key",
                   "REDIS_PASSWORD_FILE": "/run/secrets/redis_password"}  # fmt: skip
    command = ["docker", "compose", *files, "config", "--format", "json"]
    done = subprocess.run(command, cwd=STACK, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "REDIS_PASSWORD" not in done.stderr, done.stderr
    services = json.loads(done.stdout)["services"]
    need_it = {name for name, service in services.items() if service.get("secrets")}
    assert need_it == {"app", "queue-worker", "redis", "scheduler"}
    assert {service["environment"]["REDIS_PASSWORD"] for name, service in services.items() if name in need_it} == {""}


def test_a_check_by_pgrep_does_not_find_itself(services: dict) -> None:
    for name in ("queue-worker", "scheduler"):
        assert services[name]["healthcheck"]["test"][0] == "CMD", f"{name}: a shell would carry the words it looks for"


def test_every_variable_of_the_stack_has_a_line_in_the_template() -> None:
    files = (STACK / "docker-compose.base.yml", STACK / "docker-compose.production.yml")
    used = {name for file in files for name in re.findall(r"(?<!\$)\$\{(\w+)", file.read_text(encoding="utf-8"))}
    declared = set(re.findall(r"^(\w+)=", (STACK / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert used - declared == {"REDIS_PASSWORD_FILE"}, "which a stack with Docker secrets sets itself"


def test_the_vault_is_encrypted_and_the_demo_password_opens_it() -> None:
    vault = SECRETS / "production.vault.yml"
    assert vault.read_text(encoding="utf-8").startswith("$ANSIBLE_VAULT;1.1;AES256\n")
    command = ["ansible-vault", "view", "--vault-password-file", str(SECRETS / "demo-vault-password"), str(vault)]
    values = yaml.safe_load(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert set(values) == {
        "vault_redis_password",
        "vault_app_key",
        "vault_encryption_key",
        "vault_docker_registry_username",
        "vault_docker_registry_password",
    }
    assert all(values.values())


@pytest.mark.parametrize("server", ["gitea", "github"])
def test_the_workflow_passes_no_value_into_a_script(server: str) -> None:
    """A secret would show as an argument, and whatever a commit can choose would be run."""
    steps = steps_of(server)
    assert [step for step in steps if "run" in step]
    assert not [step for step in steps if "${{" in step.get("run", "")]


@pytest.mark.parametrize("server", ["gitea", "github"])
def test_the_workflow_deploys_with_a_guard_and_rolls_back_what_the_site_does_not_like(server: str) -> None:
    named = {step["name"]: step for step in steps_of(server) if "name" in step}
    assert named["Roll back"]["if"] == "failure() && steps.health.outcome == 'failure'"
    assert all("-e application_guard=60" in named[name]["run"] for name in ("Deploy", "Roll back"))


def test_the_workflows_of_both_servers_differ_in_their_folder_alone() -> None:
    gitea, github = ((EXAMPLES / server / "production-deploy.yml").read_text(encoding="utf-8") for server in ("gitea", "github"))
    assert gitea.startswith("# .gitea/workflows/")
    assert gitea.replace("# .gitea/", "# .github/", 1) == github


def test_the_scripts_of_the_workflow_are_clean() -> None:
    for step in steps_of("github"):
        done = subprocess.run(["shellcheck", "--shell=bash", "-"], input=step.get("run", ""), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_requirements_name_the_archive_of_this_version() -> None:
    said = yaml.safe_load((EXAMPLES / "deployment" / "ansible" / "requirements.yml").read_text(encoding="utf-8"))
    version = yaml.safe_load((EXAMPLES.parent / "collection" / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert said == {"collections": [{"name": f"slipway-compose-{version}.tar.gz", "type": "file"}]}


def steps_of(server: str) -> list[dict]:
    workflow = yaml.safe_load((EXAMPLES / server / "production-deploy.yml").read_text(encoding="utf-8"))
    return [step for job in workflow["jobs"].values() for step in job["steps"]]

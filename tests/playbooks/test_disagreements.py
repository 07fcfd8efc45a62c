"""Where playbook and modules once decided the same thing, and differently: each stands under the name of what was read in two ways."""

from __future__ import annotations

import shutil

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

pytestmark = pytest.mark.usefixtures("fresh_stack")

QUICK = {"application_force_recreate": False}
SECRETS = {"vault_redis_password": "redis-only-on-the-server", "vault_app_key": "key-only-on-the-server"}


@pytest.fixture(name="source")
def fixture_source(lab, tmp_path):
    """The stack's files on the controller, for a test to change."""
    source = tmp_path / "stack"
    shutil.copytree(lab.stack_source, source)
    return source


def words(run) -> str:
    return " ".join(run.output.split())


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["export", "export and CRLF"])
def test_secret_in_a_line_with_export_and_in_a_file_with_crlf_in_what_a_command_prints(lab, run_playbook, source, tmp_path, ends):
    """Only the server knows it, so it is masked by what `.env` says there."""
    template = source / ".env.example"
    lines = template.read_text(encoding="utf-8").replace("APP_KEY=", "export APP_KEY=").splitlines()
    template.write_bytes("".join(line + ends for line in lines).encode())
    (tmp_path / "vault.yml").write_bytes(
        VaultLib([("default", VaultSecret(b"opener"))]).encrypt("".join(f"{name}: {value}\n" for name, value in SECRETS.items()))
    )
    variables = {
        **QUICK,
        "image_tag": "v1",
        "application_stack_source": str(source),
        "application_vault_on_target": True,
        "application_vault_files": [str(tmp_path / "vault.yml")],
        "application_vault_password": "opener",
        "application_pre_deploy": ["sh -c 'echo the key is $APP_KEY and that of redis $REDIS_PASSWORD'"],
        "docker_registry_username": lab.registry_user,
        "docker_registry_password": lab.registry_password,
    }
    run = run_playbook("deploy-update.yml", variables, vault=False).succeeded()
    assert "the key is ******** and that of redis ********" in words(run)
    assert not [value for value in SECRETS.values() if value in run.output]
    assert SECRETS["vault_app_key"] in (lab.stack / ".env").read_text(encoding="utf-8")


def test_compose_file_in_a_subfolder(lab, run_playbook, source):
    """Relative paths in it begin at the stack's folder, for every module."""
    (source / "compose").mkdir()
    for file in source.glob("docker-compose.*.yml"):
        file.rename(source / "compose" / file.name)
    files = [f"compose/docker-compose.{name}.yml" for name in ("base", "production", "lab")]
    variables = {**QUICK, "application_stack_source": str(source), "application_compose_files": files}
    run_playbook("deploy-update.yml", {**variables, "image_tag": "v1"}).succeeded()
    before = lab.state()
    run = run_playbook("deploy-update.yml", {**variables, "image_tag": "v3"}).refused()
    assert "The stack was put back as it was before, and all its services are healthy" in words(run)
    stack = {name: value for name, value in lab.state().items() if name.startswith("file stacks/")}
    assert stack == {name: value for name, value in before.items() if name.startswith("file stacks/")}
    run_playbook("deploy-update.yml", {**variables, "image_tag": "v2"}).succeeded()
    run_playbook("rollback.yml", variables).succeeded()
    assert lab.version() == "v1"


def test_http_port_in_the_servers_environment(lab, run_playbook, source):
    """What Compose fills in comes from `.env` and from application_compose_environment, and from nowhere else."""
    override = source / "docker-compose.lab.yml"
    port = lab.site_url.rsplit(":", 1)[1]
    text = override.read_text(encoding="utf-8")
    override.write_text(text.replace(f"127.0.0.1:{port}:80", f"127.0.0.1:${{HTTP_PORT:-{port}}}:80"), encoding="utf-8")
    variables = {**QUICK, "application_stack_source": str(source)}
    options = {"environment": {"HTTP_PORT": "9"}}
    run_playbook("deploy-update.yml", {**variables, "image_tag": "v1"}, **options).succeeded()
    assert lab.version() == "v1"
    before = lab.container_ids()
    run_playbook("deploy-update.yml", {**variables, "image_tag": "v1"}).succeeded()
    assert lab.container_ids() == before, "the port was another one for one of the two"


def test_image_of_docker_hub_with_a_name_of_two_parts(lab, run_playbook, source):
    """Whose account it is the module decides from the reference; the role hands over the reference. Nobody is asked here."""
    for file in source.glob("docker-compose.*.yml"):
        text = file.read_text(encoding="utf-8").replace(lab.app_image, "acme/app").replace("registry.example.com/framework", "acme/app")
        file.write_text(text, encoding="utf-8")
    variables = {**QUICK, "image_tag": "v1", "application_stack_source": str(source), "app_image": "acme/app", "docker_registry_url": ""}
    shows_options = {"ANSIBLE_INJECT_INVOCATION": "1"}  # by itself ansible-core 2.22 does not
    run = run_playbook("deploy-update.yml", variables, check=True, verbosity=3, environment=shows_options).succeeded()
    assert "would pull acme/app:v1" in words(run)
    assert "image: acme/app password: VALUE_SPECIFIED_IN_NO_LOG_PARAMETER url: null" in words(run), words(run)

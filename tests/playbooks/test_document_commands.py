"""The command lines of the document that Slipway grew from, typed as they stand there, in the repository of an application."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playbook_support.application import DEPLOYMENT, Application, known_hosts
from playbook_support.clean_controller import HOME, CleanController, clean_controller
from playbook_support.lab import Lab
from playbook_support.playbook import SECRETS
from playbook_support.ssh_server import SshServer

pytestmark = [pytest.mark.xdist_group("pipelines"), pytest.mark.usefixtures("fresh_module_stack")]

SSH_SETUP = r"""
# SSH Private Key aus Secret wird in ~/.ssh/production geschrieben
echo "${{ secrets.SSH_PRIVATE_KEY }}" > ~/.ssh/production
chmod 600 ~/.ssh/production
"""
PIPELINE = r"""
cd /workspace/repo/deployment/ansible
ansible-playbook -i inventory/production.yml \
  playbooks/deploy-update.yml \
  -e "image_tag=<generated-tag>" \
  -e "git_commit_sha=<commit-sha>" \
  -e "deployment_timestamp=<timestamp>" \
  -e "docker_registry_username=${{ secrets.REGISTRY_USER }}" \
  -e "docker_registry_password=${{ secrets.REGISTRY_PASSWORD }}"
"""
EXAMPLE = r"""
ansible-playbook -i inventory/production.yml \
  playbooks/deploy-update.yml \
  -e "image_tag=abc1234-1696234567" \
  -e "git_commit_sha=abc1234567890..." \
  -e "deployment_timestamp=2025-10-31T02:35:04Z"
"""
MANUAL_ROLLBACK = r"""
cd ~/deployment/ansible
ansible-playbook -i inventory/production.yml \
  playbooks/rollback.yml \
  -e "rollback_timestamp=2025-10-31T01-20-15Z"
"""
AUTOMATIC_ROLLBACK = r"""
ansible-playbook -i inventory/production.yml \
  playbooks/rollback.yml
"""
METADATA = """\
Deployment Timestamp: 2025-10-31T02:35:04Z
Git Commit: abc1234567890...
Image Tag: abc1234-1696234567
Deployed Image: {image}:abc1234-1696234567
Image Pull: SUCCESS
Stack Deploy: UPDATED
Health Status: All services healthy
"""
FIRST_TAG, SECOND_TAG = "abc1233-1696230000", "abc1234-1696234567"


@pytest.fixture(name="images")
def fixture_images(application: Application, lab: Lab) -> None:
    """v1 and v2 under the names that the document has for releases."""
    lab.pull("framework:v1", "framework:v2")
    with tempfile.TemporaryDirectory() as folder:
        lab.log_in(Path(folder))
        for version, tag in (("v1", FIRST_TAG), ("v2", SECOND_TAG)):
            lab.docker("tag", f"{lab.app_image}:{version}", f"{application.image}:{tag}")
            lab.docker("--config", folder, "push", "--quiet", f"{application.image}:{tag}")
            lab.docker("rmi", f"{application.image}:{tag}")


@pytest.fixture(name="controller")
def fixture_controller(application: Application, application_server: SshServer, tmp_path: Path) -> Iterator[CleanController]:
    """With the clone in the document's folders, the server's line in known_hosts, and the collection. How the vault is opened the document
    leaves to Ansible's settings."""
    with clean_controller("bookworm", tmp_path) as made:
        application.clone(made.work / "repo").check_returncode()
        shutil.copy(SECRETS / "demo-vault-password", made.work / "vault-password")
        (made.work / "known_hosts").write_text(known_hosts(application_server) + "\n", encoding="utf-8")
        made.succeeds("mkdir", "-p", f"{HOME}/.ssh", f"{HOME}/deployment", "/workspace")
        made.succeeds("cp", "/desk/known_hosts", f"{HOME}/.ssh/known_hosts")
        made.succeeds("ln", "-s", "/desk/repo", "/workspace/repo")
        made.succeeds("ln", "-s", f"/workspace/repo/{DEPLOYMENT}", f"{HOME}/deployment/ansible")
        made.succeeds("env", f"--chdir=/workspace/repo/{DEPLOYMENT}", "ansible-galaxy", "collection", "install", "--offline", "-r", "requirements.yml")
        yield made


@pytest.fixture(name="typed")
def fixture_typed(controller: CleanController) -> Callable[..., str]:
    """typed(commands, {placeholder: value}): what they say, in deployment/ansible unless they go elsewhere."""

    def typed(commands: str, values: dict[str, str] | None = None) -> str:
        for placeholder, value in (values or {}).items():
            assert placeholder in commands
            commands = commands.replace(placeholder, value)
        words = ["env", f"--chdir=/workspace/repo/{DEPLOYMENT}", "bash", "-euc", commands]
        told = controller.succeeds(*words, environment={"ANSIBLE_VAULT_PASSWORD_FILE": "/desk/vault-password"})
        print(told)
        return told

    return typed


@pytest.mark.usefixtures("images")
def test_the_documents_commands_as_they_stand(
    application: Application, application_server: SshServer, lab: Lab, typed: Callable[..., str]
) -> None:
    typed(SSH_SETUP, {"${{ secrets.SSH_PRIVATE_KEY }}": (application_server.folder / "key").read_text(encoding="utf-8")})
    typed(PIPELINE, {"<generated-tag>": FIRST_TAG, "<commit-sha>": application.git("rev-parse", "HEAD"), "<timestamp>": "2025-10-31T01:20:15Z",
                     "${{ secrets.REGISTRY_USER }}": lab.registry_user, "${{ secrets.REGISTRY_PASSWORD }}": lab.registry_password})  # fmt: skip
    assert lab.version() == "v1"
    typed(EXAMPLE)
    assert lab.version() == "v2"
    metadata = lab.backups / "2025-10-31T02-35-04Z" / "deployment_metadata.txt"
    assert metadata.read_text(encoding="utf-8").startswith(METADATA.format(image=application.image))
    typed(MANUAL_ROLLBACK)
    assert lab.version() == "v1"
    assert "Nothing to undo" in typed(AUTOMATIC_ROLLBACK)
    assert lab.version() == "v1"

"""The repository of an application that Slipway deploys, put together from examples/ as docs/pipeline.md says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import yaml

from .lab import CHECKOUT, Lab
from .playbook import SECRETS
from .ssh_server import SshServer

EXAMPLES = CHECKOUT / "examples"
KINDS = {"github": ".github/workflows", "gitea": ".gitea/workflows"}
DEPLOYMENT = Path("deployment/ansible")
# There is no hub of images here; all the lab's images have one root file system, with PHP-FPM in it.
FROM_A_HUB = re.compile(r"^FROM php:.*?apk del \.build\n", re.DOTALL | re.MULTILINE)


class Application:
    """A clone in which one works. What differs from the examples is what a user fills in: names, addresses, and here the lab's override."""

    def __init__(self, folder: Path, lab: Lab, server: SshServer) -> None:
        self.folder = folder
        self.image = f"{lab.registry}/shop/framework"  # of its own, beside the lab's framework
        shutil.copytree(EXAMPLES / "framework", folder)
        shutil.copytree(EXAMPLES / "deployment", folder / "deployment")
        shutil.copytree(lab.stack_source, folder / "deployment" / "stacks" / "application")
        (folder / DEPLOYMENT / "secrets").mkdir()
        shutil.copy(SECRETS / "production.vault.yml", folder / DEPLOYMENT / "secrets")
        [archive] = CHECKOUT.glob("build/slipway-compose-*.tar.gz")
        shutil.copy(archive, folder / DEPLOYMENT)
        for kind, workflows in KINDS.items():
            (folder / workflows).mkdir(parents=True)
            shutil.copy(EXAMPLES / kind / "production-deploy.yml", folder / workflows)
            self.edit(f"{workflows}/production-deploy.yml", r"registry\.example\.com/framework", self.image)
            self.edit(f"{workflows}/production-deploy.yml", r"registry\.example\.com", lab.registry)
            self.edit(f"{workflows}/production-deploy.yml", r"https://app\.example\.com", lab.site_url)
        from_the_lab = f"FROM {lab.registry}/nginx:1.25-alpine\nRUN ln -s /usr/sbin/php-fpm[0-9]* /usr/local/sbin/php-fpm\n"
        self.edit("Dockerfile.production", FROM_A_HUB.pattern, from_the_lab, FROM_A_HUB.flags)
        self.edit("deployment/stacks/application/docker-compose.lab.yml", re.escape(lab.app_image), self.image)
        (folder / ".dockerignore").write_text("deployment\n.git\n", encoding="utf-8")
        self._name_the_server(lab, server)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("Begin")

    def _name_the_server(self, lab: Lab, server: SshServer) -> None:
        file = self.folder / DEPLOYMENT / "inventory" / "production.yml"
        inventory = yaml.safe_load(file.read_text(encoding="utf-8"))
        inventory["production"]["hosts"]["production-server"].update(ansible_host="127.0.0.1", ansible_port=server.port, ansible_user="root")
        with_override = [f"docker-compose.{name}.yml" for name in ("base", "production", "lab")]
        inventory["production"]["vars"].update(app_image=self.image, docker_registry_url=lab.registry, application_compose_files=with_override)
        file.write_text(json.dumps(inventory), encoding="utf-8")

    def edit(self, path: str, pattern: str, text: str, flags: int = re.MULTILINE) -> None:
        file = self.folder / path
        edited, times = re.subn(pattern, text.replace("\\", r"\\"), file.read_text(encoding="utf-8"), flags=flags)
        assert times, f"{path} has no {pattern}"
        file.write_text(edited, encoding="utf-8")

    def git(self, *words: str) -> str:
        command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", "-C", str(self.folder), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def clone(self, target: Path) -> subprocess.CompletedProcess:
        words = ["git", "clone", "--depth=1", f"file://{self.folder}", str(target)]
        return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def known_hosts(server: SshServer) -> str:
    """The server's line, as `ssh-keyscan` prints it."""
    kind, key, *_ = (server.folder / "host_key.pub").read_text(encoding="utf-8").split()
    return f"[127.0.0.1]:{server.port} {kind} {key}"

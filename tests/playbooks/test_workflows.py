"""The workflows of examples/, run job by job and step by step in the repository of an application: three pushes in one history. What cannot
be done here is in INSTEAD, and nothing else is left out."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from playbook_support.application import KINDS, Application, known_hosts
from playbook_support.clean_controller import HOME, CleanController, clean_controller
from playbook_support.lab import Lab
from playbook_support.playbook import SECRETS
from playbook_support.ssh_server import SshServer
from playbook_support.workflow import Machine, Step, Workflow

pytestmark = [pytest.mark.xdist_group("pipelines"), pytest.mark.usefixtures("fresh_module_stack")]

KEYS = {f"{HOME}/.ssh/production", "/desk/temp/vault-password", "/desk/temp/registry.json"}


def done(text: str) -> subprocess.CompletedProcess:
    return subprocess.CompletedProcess([], 0, text)


def not_run(why: str) -> Callable[[Step], subprocess.CompletedProcess]:
    return lambda step: done(f"not run here: {why}")


def there_already(step: Step) -> subprocess.CompletedProcess:
    return step.machine.run("ansible-playbook --version", ".", {})


NO_PHP = not_run("it takes PHP 8.3, Composer and what Composer fetches; the tests of an application are not Slipway's")


def instead(application: Application, here: Machine) -> dict[str, Callable[[Step], subprocess.CompletedProcess]]:
    return {
        "actions/checkout@v4": lambda step: application.clone(step.machine.folder / "workspace"),
        "shivammathur/setup-php@v2": NO_PHP,
        "composer install --no-interaction --prefer-dist": NO_PHP,
        "vendor/bin/pest": NO_PHP,
        "vendor/bin/phpstan analyse": NO_PHP,
        "vendor/bin/php-cs-fixer check": NO_PHP,
        "Install Ansible": there_already,  # Debian's package, and nothing else
        "Ask the site": lambda step: step.run(here),  # a machine with ansible-core alone has no curl
    }


@contextmanager
def this_machine(folder: Path, lab: Lab) -> Iterator[Machine]:
    """With Docker, as the servers' own runners have it."""
    (folder / "workspace").mkdir(parents=True)
    (folder / ".curlrc").write_text("retry-max-time = 2\n", encoding="utf-8")  # nothing stands between curl and the site
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "DOCKER_HOST": lab.docker_host}

    def execute(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
        return subprocess.run(words, env={**own, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)  # fmt: skip

    yield Machine(folder, str(folder), execute)


class Push:
    """A commit that is pushed: how its workflow ran, and what it left."""

    def __init__(self, workflow: Workflow, machines: dict[str, Machine], controller: CleanController) -> None:
        self.results, self.outcomes, self.said, self.log = workflow.results, workflow.outcomes, workflow.said, workflow.log
        self.commands = [line for machine in machines.values() for line in machine.commands]
        self.keys_left = {key for key in KEYS if controller.run("test", "-e", key).returncode == 0}


@pytest.fixture(name="push")
def fixture_push(application: Application, application_server: SshServer, lab: Lab, tmp_path: Path) -> Callable[[str], Push]:
    def push(kind: str) -> Push:
        said = yaml.safe_load((application.folder / KINDS[kind] / "production-deploy.yml").read_text(encoding="utf-8"))
        secrets = {"SSH_PRIVATE_KEY": (application_server.folder / "key").read_text(encoding="utf-8").rstrip("\n"), "SSH_KNOWN_HOSTS": known_hosts(application_server),
                   "VAULT_PASSWORD": (SECRETS / "demo-vault-password").read_text(encoding="utf-8").strip(),
                   "REGISTRY_USER": lab.registry_user, "REGISTRY_PASSWORD": lab.registry_password}  # fmt: skip
        github = {"sha": application.git("rev-parse", "HEAD"), "repository": "shop/framework", "run_id": "7"}
        controller_folder = tmp_path / "controller"
        controller_folder.mkdir()
        with (this_machine(tmp_path / "tests", lab) as tests, this_machine(tmp_path / "build", lab) as build,
              clean_controller("bookworm", controller_folder) as controller):  # fmt: skip
            deploy = Machine(controller.work, "/desk", lambda words, environment: controller.run(*words, environment=environment))
            machines = {"tests": tests, "build": build, "deploy": deploy}
            in_place = instead(application, build)
            workflow = Workflow(said, {"secrets": secrets, "github": github}, in_place).run(machines)
            print(workflow.log)
            assert not in_place.keys() - workflow.outcomes.keys(), "what is done here in the place of a step has none"
            pushed = Push(workflow, machines, controller)
            shows_no_secret(pushed, secrets)
            assert json.loads((build.folder / ".docker" / "config.json").read_text(encoding="utf-8")).get("auths", {}) == {}
        return pushed

    return push


def shows_no_secret(pushed: Push, secrets: dict[str, str]) -> None:
    """In the log, or as an argument of a program: bash's own printf is none."""
    for name in secrets.keys() - {"SSH_KNOWN_HOSTS", "REGISTRY_USER"}:
        fragment = max(secrets[name].splitlines(), key=len)
        assert fragment not in pushed.log, name
        assert [line for line in pushed.commands if fragment in line], f"{name}: the workflow does not use it"
        assert [line for line in pushed.commands if fragment in line and not line.startswith("printf ")] == [], name


def test_good_commit_is_deployed(application: Application, push: Callable[[str], Push], lab: Lab) -> None:
    pushed = push("github")
    assert pushed.results == {"tests": "success", "build": "success", "deploy": "success"}, pushed.log
    assert pushed.outcomes["Roll back"] == "skipped" and pushed.keys_left == set()
    sha = application.git("rev-parse", "HEAD")
    assert lab.version().startswith(f"{application.git('rev-parse', '--short', 'HEAD')}-")
    [record] = lab.backups.glob("*/manifest.json")
    written = json.loads(record.read_text(encoding="utf-8"))
    assert written["owner"] == "shop/framework run 7" and sha in json.dumps(written["metadata"])


def test_unhealthy_image_puts_itself_back(application: Application, push: Callable[[str], Push], lab: Lab) -> None:
    good = lab.version()
    application.edit("docker/php-fpm.conf", r"^ping\..*\n", "")
    application.commit("Forget the ping page")
    pushed = push("gitea")
    assert pushed.results == {"tests": "success", "build": "success", "deploy": "failure"}, pushed.log
    assert pushed.outcomes["Deploy"] == "failure" and pushed.outcomes["Ask the site"] == pushed.outcomes["Roll back"] == "skipped"
    said = " ".join(pushed.said["Deploy"].split())
    assert "php-fpm answered 'File not found.' to /ping" in said and "The stack was put back as it was before" in said
    assert "sha256:" not in said, "a failed task is its message, and not all that it returned"
    assert lab.version() == good
    assert pushed.outcomes["Remove the keys"] == "success" and pushed.keys_left == set()
    application.git("revert", "--no-edit", "HEAD")


def test_site_that_does_not_answer_is_rolled_back(application: Application, push: Callable[[str], Push], lab: Lab) -> None:
    """Every container is healthy, and the front page is broken."""
    good = lab.version()
    application.edit("public/index.php", r"^declare.*\n", "declare(strict_types=1);\n\nhttp_response_code(500);\nexit('a new front page');\n")
    application.commit("Break the front page")
    pushed = push("github")
    assert pushed.results == {"tests": "success", "build": "success", "deploy": "failure"}, pushed.log
    assert pushed.outcomes["Deploy"] == "success" and pushed.outcomes["Ask the site"] == "failure"
    assert pushed.outcomes["Roll back"] == "success" and lab.version() == good
    assert pushed.outcomes["Remove the keys"] == "success" and pushed.keys_left == set()

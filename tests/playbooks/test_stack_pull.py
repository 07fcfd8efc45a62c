"""stack_pull on a real engine and a registry with a password."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from playbook_support.modules import result_of

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

NOBODY = "127.0.0.1:1"  # a port where no registry is


class Stack:
    """A stack in a folder of its own, and a user of its own who has never logged in."""

    def __init__(self, lab, folder: Path):
        self.lab = lab
        self.folder = folder / "stack"
        self.home = folder / "home"
        for made in (self.folder, self.home):
            made.mkdir()
        self.registries = [{"url": lab.registry, "username": lab.registry_user, "password": lab.registry_password}]
        self.image("app", "framework:v1")
        self.image("web", "nginx:1.25-alpine")

    def image(self, service: str, image: str, **settings) -> None:
        """Has the service use an image of the lab's registry, or another that is named in full."""
        whole = image if image.count("/") else f"{self.lab.registry}/{image}"
        self.service(service, image=whole, **settings)

    def service(self, name: str, **settings) -> None:
        path = self.folder / "compose.yml"
        known = json.loads(path.read_text(encoding="utf-8"))["services"] if path.exists() else {}
        path.write_text(json.dumps({"name": "pulling", "services": {**known, name: settings}}), encoding="utf-8")

    def pull(self, *, check: bool = False, environment: dict[str, str] | None = None, **options) -> dict:
        whole = {"project_src": str(self.folder), "files": ["compose.yml"], "registries": self.registries, "retries": 0, **options}
        result = result_of(self.lab, "stack_pull", whole, check=check, environment={"HOME": str(self.home), **(environment or {})})
        assert self.lab.registry_password not in json.dumps(result)
        return result

    def without_images(self) -> None:
        for image in self.images():
            self.lab.docker("rmi", "--force", image)

    def images(self) -> set[str]:
        lines = self.lab.docker("images", "--format", "{{.Repository}}:{{.Tag}}").splitlines()
        return {line for line in lines if line.startswith((f"{self.lab.registry}/", "pulling-")) and "<none>" not in line}

    def files_with_the_password(self) -> list[Path]:
        """As it is, and as Docker's client would write it."""
        account = f"{self.lab.registry_user}:{self.lab.registry_password}"
        forms = [self.lab.registry_password.encode(), base64.b64encode(account.encode())]
        files = [path for path in self.folder.parent.rglob("*") if path.is_file()]
        return [path for path in files if any(form in path.read_bytes() for form in forms)]


@pytest.fixture(name="stack")
def fixture_stack(lab, tmp_path):
    stack = Stack(lab, tmp_path)
    stack.without_images()
    return stack


def entry(result: dict, reference: str) -> dict:
    return next(image for image in result["images"] if image["reference"].endswith(reference))


def test_two_images_are_pulled_and_then_they_are_there(stack):
    previewed = stack.pull(check=True)
    assert previewed["changed"] and not stack.images()
    first = stack.pull()
    assert first["changed"], first
    assert len(stack.images()) == 2
    app = entry(first, "framework:v1")
    assert app["id"].startswith("sha256:") and app["digest"].startswith("sha256:") and app["changed"]
    assert app["bytes"] > 0
    inspected = json.loads(stack.lab.docker("image", "inspect", app["reference"]))[0]
    assert inspected["Id"] == app["id"]
    assert inspected["RepoDigests"] == [f"{stack.lab.app_image}@{app['digest']}"]
    second = stack.pull()
    assert not second["changed"]
    assert [(image["action"], image["id"]) for image in second["images"]] == [(image["action"], image["id"]) for image in first["images"]]


def test_no_file_holds_the_password_afterwards(stack):
    stack.pull()
    assert not stack.files_with_the_password()
    assert not (stack.home / ".docker" / "config.json").exists()


def test_wrong_password_missing_tag_and_registry_down_are_three_sentences(stack):
    wrong = [{**stack.registries[0], "password": "hunter22-hunter22"}]
    refused = stack.pull(registries=wrong)
    assert refused["failed"] and not stack.images()
    assert {failure["trouble"] for failure in refused["failures"]} == {"refused"}, refused["failures"]
    assert f"the registry {stack.lab.registry} refuses the login" in refused["msg"]
    assert "hunter22" not in json.dumps(refused)

    stack.image("app", "framework:nope")
    stack.image("gone", f"{NOBODY}/framework:v1")
    both = stack.pull()
    assert both["failed"]
    assert {failure["trouble"]: failure["registry"] for failure in both["failures"]} == {
        "missing": stack.lab.registry, "unreachable": NOBODY,
    }  # fmt: skip
    assert f"framework:nope (service app): the registry {stack.lab.registry} has no such image" in both["msg"]
    assert f"{NOBODY}/framework:v1 (service gone): the registry {NOBODY} does not answer" in both["msg"]
    assert entry(both, "nginx:1.25-alpine")["changed"]  # what can be had is there


def test_without_an_account_that_of_the_users_docker_client_counts(stack):
    none = stack.pull(registries=[])
    assert {failure["trouble"] for failure in none["failures"]} == {"refused"}, none["failures"]
    assert "wants a login, and there is none" in none["msg"]

    account = base64.b64encode(f"{stack.lab.registry_user}:{stack.lab.registry_password}".encode()).decode()
    config = stack.home / "client"
    config.mkdir()
    (config / "config.json").write_text(json.dumps({"auths": {stack.lab.registry: {"auth": account}}}), encoding="utf-8")
    assert not stack.pull(registries=[], environment={"DOCKER_CONFIG": str(config)})["failed"]
    stack.without_images()

    helper = stack.home / "docker-credential-ours"
    answer = json.dumps({"Username": stack.lab.registry_user, "Secret": stack.lab.registry_password})
    helper.write_text(f"#!/bin/sh\n[ \"$1 $(cat)\" = 'get {stack.lab.registry}' ] && cat <<'X'\n{answer}\nX\n", encoding="utf-8")
    helper.chmod(0o700)
    (config / "config.json").write_text(json.dumps({"credHelpers": {stack.lab.registry: "ours"}}), encoding="utf-8")
    searched = {"DOCKER_CONFIG": str(config), "PATH": f"{stack.home}:/usr/local/bin:/usr/bin:/bin"}
    found = stack.pull(registries=[], environment=searched)
    assert not found["failed"], found


def test_policy_missing_asks_no_registry_for_what_is_there(stack):
    stack.pull()
    stack.lab.command("registry", "stop")
    try:
        assert not stack.pull(policy="missing")["changed"]
        assert stack.pull(policy="always")["failed"]
    finally:
        stack.lab.command("registry", "start")


def test_policy_never_says_at_once_all_that_is_not_there(stack):
    for check in (True, False):
        result = stack.pull(policy="never", check=check)
        assert [failure["trouble"] for failure in result["failures"]] == ["absent", "absent"]
    assert not stack.images()


def test_images_as_they_will_be(stack):
    digest = entry(stack.pull(images=[{"image": stack.lab.app_image, "tag": "v2"}]), "framework:v2")["digest"]
    assert f"{stack.lab.app_image}:v1" not in stack.images()
    stack.without_images()
    by_digest = stack.pull(images=[{"image": stack.lab.app_image, "tag": "v2", "digest": digest}])
    assert entry(by_digest, f"v2@{digest}")["digest"] == digest
    assert not stack.pull(images=[{"image": stack.lab.app_image, "tag": "v2", "digest": digest}])["changed"]


def test_what_a_service_builds_is_built(stack, shell_image):
    (stack.folder / "Dockerfile").write_text(f"FROM {shell_image}\nCOPY compose.yml /note\n", encoding="utf-8")
    stack.service("own", build={"context": "."})
    plain = {"environment": {"DOCKER_BUILDKIT": "0"}}
    absent = stack.pull(build="never", environment={"DOCKER_BUILDKIT": "0"})
    assert [failure["trouble"] for failure in absent["failures"]] == ["absent"]
    assert "pulling-own:latest" not in stack.images()
    first = stack.pull(**plain)
    assert entry(first, "pulling-own")["action"] == "build" and entry(first, "pulling-own")["changed"], first
    assert entry(stack.pull(**plain), "pulling-own")["action"] == "keep"
    assert not stack.pull(build="always", **plain)["changed"]
    (stack.folder / "Dockerfile").write_text(f"FROM {shell_image}\nCOPY nowhere /note\n", encoding="utf-8")
    broken = stack.pull(build="always", **plain)
    assert broken["failed"] and "docker compose build failed" in broken["msg"] and "nowhere" in broken["msg"]

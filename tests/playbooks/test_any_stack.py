"""Stacks that are not the example, each as its user would write it down: a few variables, and files of its own."""

from __future__ import annotations

import json

import pytest
from playbook_support.own_stack import SLEEP, OwnStack, push
from playbook_support.records import manifest

pytestmark = pytest.mark.usefixtures("fresh_stack")


def words(run) -> str:
    return " ".join(run.output.split())


@pytest.fixture(name="own")
def fixture_own(lab, run_playbook, tmp_path):
    """own(name, **variables): a stack with a folder, records and images of its own, which is gone afterwards."""
    made = []

    def make(name: str, **variables) -> OwnStack:
        account = {"docker_registry_username": lab.registry_user, "docker_registry_password": lab.registry_password}
        made.append(OwnStack(lab, name, tmp_path, run_playbook, {**account, **variables}))
        return made[-1]

    yield make
    for stack in made:
        stack.remove()


@pytest.fixture(name="images", scope="module")
def fixture_images(lab, shell_image, tmp_path_factory) -> dict[str, tuple[str, str]]:
    """Reference and digest of each image in the registry."""
    folder = tmp_path_factory.mktemp("images")
    wanted = [("shop/web", "v1"), ("shop/web", "v2"), ("shop/api", "v1"), ("shop/api", "v2"), ("shop/worker", "v1"), ("shop/worker", "v2")]
    return {f"{repository}:{tag}": push(lab, shell_image, repository, tag, folder) for repository, tag in wanted}


def test_without_redis_and_without_an_app_key(lab, own, images):
    stack = own("shop", app_image=f"{lab.registry}/shop/web")
    stack.variables["application_stack_source"] = str(stack.source)
    stack.write(stack.source, {"web": stack.service(f"{lab.registry}/shop/web:v0", env_file=".env")})
    (stack.source / ".env.example").write_text("GREETING=hello\n", encoding="utf-8")
    stack.play("deploy-update.yml", {"image_tag": "v1"}, check=True, diff=True).succeeded()
    assert not stack.folder.exists()
    stack.play("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    assert stack.image_of("web") == f"{lab.registry}/shop/web:v1"
    text = (stack.folder / ".env").read_text(encoding="utf-8")
    assert text == "GREETING=hello\nCOMPOSE_PROJECT_NAME=shop\n"
    again = {"image_tag": "v1", "application_force_recreate": False}
    ids = stack.containers()
    stack.play("deploy-update.yml", {**again, "deployment_timestamp": "2026-01-01T00:00:00Z"}).succeeded()
    assert stack.play("deploy-update.yml", {**again, "deployment_timestamp": "2026-01-01T00:00:00Z"}).succeeded().changed == 0
    assert stack.containers() == ids


def test_two_images_one_by_its_digest_and_one_with_its_tag_in_a_variable(lab, own, images):
    stack = own("shop")
    services = {
        "web": stack.service(f"{lab.registry}/shop/web:v1"),
        "api": stack.service(f"{lab.registry}/shop/api:v1"),
        "worker": stack.service(lab.registry + "/shop/worker:${WORKER_TAG:-v1}"),
    }
    stack.write(stack.folder, services)
    reference, digest = images["shop/api:v2"]
    release = {
        "application_images": [
            {"image": f"{lab.registry}/shop/web", "tag": "v2"},
            {"image": f"{lab.registry}/shop/api", "digest": digest},
        ],
        "application_env_plain": {"WORKER_TAG": "v2"},
    }
    run = stack.play("deploy-update.yml", release).succeeded()
    api = reference.removesuffix(":v2") + "@" + digest
    assert f"is live: {lab.registry}/shop/web:v2, {api}, all services healthy" in words(run)
    assert stack.image_of("web") == f"{lab.registry}/shop/web:v2"
    assert stack.image_of("api") == api
    assert stack.image_of("worker") == f"{lab.registry}/shop/worker:v2"
    assert f"{lab.registry}/shop/worker:${{WORKER_TAG:-v1}}" in (stack.folder / "compose.yaml").read_text(encoding="utf-8")


def test_by_digest_alone(lab, own, images):
    stack = own("shop", app_image=f"{lab.registry}/shop/web")
    stack.write(stack.folder, {"web": stack.service(f"{lab.registry}/shop/web:v1")})
    none = stack.play("deploy-update.yml").refused()
    assert "neither `image_tag` nor `image_digest` is given; give one, or both" in words(none) and not stack.backups.exists()
    digest = images["shop/web:v2"][1]
    stack.play("deploy-update.yml", {"image_digest": digest}).succeeded()
    assert stack.image_of("web") == f"{lab.registry}/shop/web@{digest}"


def test_compose_yaml_alone_and_no_env_file(lab, own, images):
    stack = own("shop", docker_registry_url=lab.registry, application_compose_variables=False)
    stack.write(stack.folder, {"web": stack.service(f"{lab.registry}/shop/web:v1")})
    unknown = stack.play("deploy-update.yml", {"docker_registry_url": ""}).refused()
    assert "docker_registry_url and docker_registry_username: nobody says which registry" in words(unknown)
    stack.play("deploy-update.yml").succeeded()
    assert list(stack.files()) == ["compose.yaml"] and len(stack.containers()) == 1
    stack.play("rollback.yml").succeeded()


def test_compose_works_in_the_stacks_folder_as_it_is_typed(lab, own, images):
    stack = own("shop", docker_registry_url=lab.registry)
    service = {"web": stack.service(f"{lab.registry}/shop/web:v1")}
    stack.write(stack.folder, service, "docker-compose.base.yml")
    stack.write(stack.folder, {"web": {"environment": {"A": "1"}}}, "docker-compose.production.yml")
    stack.play("deploy-update.yml").succeeded()
    assert stack.compose("ps", "--services").split() == ["web"]
    assert "COMPOSE_FILE=docker-compose.base.yml:docker-compose.production.yml" in (stack.folder / ".env").read_text(encoding="utf-8")
    assert "docker-compose.base.yml,docker-compose.production.yml" in stack.compose("ls").replace(str(stack.folder) + "/", "")


MINE = "# since 2024\nMAIL_HOST='mail' # ours\n\nexport A=1\nAPP_KEY=old\n"


def found(stack: OwnStack, image: str) -> None:
    """As it has run for a year."""
    stack.write(stack.folder, {"web": stack.service(image, env_file=".env", environment=["K=${APP_KEY}"])}, "docker-compose.yml")
    (stack.folder / ".env").write_text(MINE, encoding="utf-8")
    (stack.folder / ".env").chmod(0o644)
    stack.compose("--project-name", stack.name, "up", "--detach", "--quiet-pull")


def test_taken_over_after_a_year(lab, own, images):
    stack = own("shop", app_image=f"{lab.registry}/shop/web")
    lab.pull("shop/web:v1")
    found(stack, f"{lab.registry}/shop/web:v1")
    files, containers = stack.files(), stack.containers()
    assert stack.play("adopt.yml", check=True).succeeded().changed
    assert not stack.backups.exists()
    run = stack.play("adopt.yml", {"deployment_timestamp": "2026-01-01T00:00:00Z"}).succeeded()
    assert "Release 2026-01-01T00-00-00Z is live: the stack as it was found." in words(run)
    assert (stack.files(), stack.containers()) == (files, containers)
    assert manifest(stack, "2026-01-01T00:00:00Z")["state"] == "deployed"
    twice = stack.play("adopt.yml").succeeded()
    assert twice.changed == 0 and "release 2026-01-01T00-00-00Z is live already" in words(twice)
    stack.play("deploy-update.yml", {"image_tag": "v2"}).succeeded()
    assert stack.image_of("web") == f"{lab.registry}/shop/web:v2"
    assert (stack.folder / ".env").read_text(encoding="utf-8").startswith(MINE)
    stack.play("rollback.yml").succeeded()
    assert stack.image_of("web") == f"{lab.registry}/shop/web:v1"
    assert {name: text for name, (text, _) in stack.files().items()} == {name: text for name, (text, _) in files.items()}


def test_deployed_without_being_taken_over_first(lab, own, images):
    stack = own("shop", app_image=f"{lab.registry}/shop/web")
    stack.variables["application_stack_source"] = str(stack.source)
    lab.pull("shop/web:v1")
    found(stack, f"{lab.registry}/shop/web:v1")
    stack.source.mkdir()
    (stack.source / ".env.example").write_text("GREETING=hello\nAPP_KEY=\n", encoding="utf-8")
    stack.play("deploy-update.yml", {"image_tag": "v2", "vault_app_key": "new"}).succeeded()
    kept = (stack.folder / ".env").read_text(encoding="utf-8").splitlines()
    assert {"MAIL_HOST='mail' # ours", "export A=1", "GREETING=hello"} <= set(kept)
    bad = stack.play("deploy-update.yml", {"image_tag": "nope", "vault_app_key": "new"}).refused()
    assert "The running stack was not touched" in words(bad)


def test_a_stack_with_nothing_that_runs_is_not_taken_over(lab, own, images):
    stack = own("shop")
    stack.write(stack.folder, {"web": stack.service(f"{lab.registry}/shop/web:v1")})
    run = stack.play("adopt.yml", {"application_health_timeout": 0}).refused()
    assert "project 'shop' has no containers" in words(run) and not stack.backups.exists()


def test_services_that_the_server_builds(lab, own, shell_image):
    stack = own("shop", docker_registry_url=lab.registry, application_compose_environment={"DOCKER_BUILDKIT": "0"})
    stack.write(stack.folder, {"web": {"build": {"context": "app", "network": "none"}, "command": SLEEP, "stop_grace_period": "1s"}})
    (stack.folder / "app").mkdir()
    dockerfile = stack.folder / "app" / "Dockerfile"
    dockerfile.write_text(f"FROM {shell_image}\nLABEL is=v1\n", encoding="utf-8")

    def label() -> str:
        return lab.docker("inspect", "--format", '{{index .Config.Labels "is"}}', "shop-web-1").strip()

    refused = stack.play("deploy-update.yml", {"application_build": "never"}).refused()
    assert "it is not on this machine, and may not be built; build it there, or let application_build be missing" in words(refused)
    stack.play("deploy-update.yml").succeeded()
    assert label() == "v1"
    dockerfile.write_text(f"FROM {shell_image}\nLABEL is=v2\n", encoding="utf-8")
    stack.play("deploy-update.yml").succeeded()
    assert label() == "v2"
    stack.play("rollback.yml").succeeded()
    assert label() == "v1"


def test_two_stacks_on_one_host(lab, own, images):
    shop, blog = own("shop", app_image=f"{lab.registry}/shop/web"), own("blog", app_image=f"{lab.registry}/shop/api")
    for stack, image in ((shop, "web"), (blog, "api")):
        stack.write(stack.folder, {"app": stack.service(f"{lab.registry}/shop/{image}:v1")})
        stack.play("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    ids = blog.containers()
    shop.play("deploy-update.yml", {"image_tag": "v2"}).succeeded()
    shop.play("rollback.yml").succeeded()
    assert blog.containers() == ids and shop.image_of("app") == f"{lab.registry}/shop/web:v1"
    assert len(list(shop.backups.glob("2*"))) == 3 and len(list(blog.backups.glob("2*"))) == 1


def test_two_stacks_in_one_play(lab, own, images, tmp_path):
    """The second deploy of a play, and a rollback behind it, end their own records."""
    shop, blog = own("shop", app_image=f"{lab.registry}/shop/web"), own("blog")
    for stack in (shop, blog):
        stack.write(stack.folder, {"app": stack.service(f"{lab.registry}/shop/web:v1")})
        stack.play("deploy-update.yml", {"image_tag": "v1", "app_image": f"{lab.registry}/shop/web"}).succeeded()
    role = {"name": "application"}
    tasks = [
        {"name": "The shop", "ansible.builtin.include_role": role},
        {"name": "The blog", "ansible.builtin.include_role": role, "vars": {"application_project_name": "blog"}},
        {"name": "Back", "ansible.builtin.include_role": {**role, "tasks_from": "rollback"}, "vars": {"deployment_timestamp": "2026-01-03T00:00:00Z"}},
    ]
    play = tmp_path / "both.yml"
    play.write_text(json.dumps([{"name": "Both", "hosts": "production", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    shop.play(str(play), {"image_tag": "v2"}).succeeded()
    assert blog.image_of("app") == f"{lab.registry}/shop/web:v2" and shop.image_of("app") == f"{lab.registry}/shop/web:v1"
    states = [json.loads(path.read_text(encoding="utf-8"))["state"] for stack in (shop, blog) for path in stack.backups.glob("*/manifest.json")]
    assert states == ["deployed"] * 5


def test_two_hosts_one_after_the_other(lab, own, images):
    """Here two projects of one engine stand for them. What was migrated once is not migrated again on the second."""
    one, two = own("one"), own("two")
    for stack in (one, two):
        stack.write(stack.folder, {"app": stack.service(f"{lab.registry}/shop/web:v1", environment={"WHO": stack.name})})
    variables = {
        "app_image": f"{lab.registry}/shop/web",
        "application_commands_once": True,
        "application_pre_deploy": ["sh -c 'echo migrated by $WHO'"],
    }
    hosts = {stack.name: stack.variables for stack in (one, two)}
    both = one.of_hosts(hosts, variables)
    run = both("deploy-update.yml", {"image_tag": "v1", "application_serial": 1}).succeeded()
    assert "migrated by one" in run.stdout and "migrated by two" not in run.stdout
    assert run.stdout.rindex("Check that a deploy can work") < run.stdout.index("Bring the stack up")
    two.write(two.folder, {"app": {"image": f"{lab.registry}/shop/web:v1", "command": ["sh", "-c", "exit 3"]}})
    failed = both("deploy-update.yml", {"image_tag": "v2", "application_fleet": "go_on"}).refused()
    assert "It failed on: two" in words(failed)
    assert one.image_of("app") == f"{lab.registry}/shop/web:v2" and two.image_of("app") == f"{lab.registry}/shop/web:v1"


def test_a_failed_first_deploy_is_left_to_look_at(lab, own, images):
    stack = own("shop", app_image=f"{lab.registry}/shop/web", application_keep_failed_first=True)
    stack.variables["application_stack_source"] = str(stack.source)
    broken = {"command": ["sh", "-c", "echo no database; exit 3"]}
    stack.write(stack.source, {"web": {**stack.service(f"{lab.registry}/shop/web:v1"), **broken}})
    run = stack.play("deploy-update.yml", {"image_tag": "v1", "deployment_timestamp": "2026-01-01T00:00:00Z"}).refused()
    assert "its containers and files are left to look at; the next deploy removes them first" in words(run)
    assert list(stack.containers()) == ["shop-web-1"] and "no database" in stack.compose("logs")
    log = stack.backups / "2026-01-01T00-00-00Z" / "container_logs.txt"
    assert log.read_text(encoding="utf-8") == "==> shop-web-1 <==\nno database\n"
    stack.write(stack.source, {"web": stack.service(f"{lab.registry}/shop/web:v1")})
    stack.play("deploy-update.yml", {"image_tag": "v2"}).succeeded()
    assert stack.image_of("web") == f"{lab.registry}/shop/web:v2"

"""The examples of the pages, run in their order as they stand there, against what the pages say they print.

A comment before each block says how (`playbook_support/pages.py`). The reader's folder, `/srv` and `~` are folders of the test, and the
server is this machine; names of registries, images and ports are the lab's. In an output "..." at the end of a line stands for any text; how lines are
broken, times and seconds may differ.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playbook_support.lab import CHECKOUT, Lab
from playbook_support.own_stack import docker_environment
from playbook_support.pages import FILE, NOT_RUN, ON_THE_SERVER, RUN, TESTED, Block, blocks_of, commands_of, without_progress

DOCS = CHECKOUT / "docs"
# Pages that are one walk: what one leaves the next one finds.
WALKS = [["ten-minutes.md", "leaving.md"], ["fleet.md"], ["rollback-ready.md"], ["de.md"]]
README = CHECKOUT / "README.md"
PAGES = [README, *sorted([*DOCS.glob("*.md"), *CHECKOUT.glob("roles/*/README.md")])]
VARYING = [
    (r"\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\dZ", "TIME"),
    (r" \(\d+\.\d s\)", ""),  # how long a task took, which is shown when it was a while
    (r"\s+", " "),
]
# The releases of the shop in the registry, and what each answers when it is asked whether it is well.
SHOP = {"1.4.2": 200, "1.5.0": 200, "1.5.1": 500}
# Each host of the fleet has its stack in a folder and a project of its own here, since all of them are one machine.
PROJECTS = ["shop", "blog", "shop-web1", "shop-web2", "application"]


@dataclass
class Reader:
    """Who follows a page: at `here` with a home, and with the server's `/srv` at `srv`."""

    lab: Lab
    folder: Path

    def __post_init__(self) -> None:
        self.here, self.home, self.srv = self.folder / "here", self.folder / "home", self.folder / "srv"
        for folder in (self.here, self.home, self.srv):
            folder.mkdir()

    def names(self) -> dict[str, str]:
        """What stands in a page, and what it is here."""
        port = self.lab.site_url.removeprefix("http://")
        images = {f"image: {image}": f"image: {self.lab.registry}/{image}" for image in ("redis:7-alpine", "nginx:1.25-alpine")}
        return {"registry.example.com": self.lab.registry, "/srv/": f"{self.srv}/", "127.0.0.1:8080": port, **images}

    def as_here(self, text: str) -> str:
        for name, here in self.names().items():
            text = text.replace(name, here)
        return text

    def as_in_the_page(self, text: str) -> str:
        for name, here in reversed(self.names().items()):
            text = text.replace(here.removeprefix("image: "), name.removeprefix("image: "))
        return text.replace(str(self.home), "~")

    def have_the_archive(self) -> str:
        [archive] = CHECKOUT.glob("build/slipway-compose-*.tar.gz")
        shutil.copy(archive, self.here)
        return archive.name

    def install_the_archive(self) -> None:
        assert "FAILED" not in (printed := self.run(f"ansible-galaxy collection install {self.have_the_archive()}")), printed

    def have_a_clone(self) -> None:
        """Of Slipway, with what was built of it, in the reader's folder."""
        for name in ("playbooks", "roles", "plugins", "build"):
            (self.here / name).symlink_to(CHECKOUT / name)
        shutil.copy(CHECKOUT / "ansible.cfg", self.here)

    def write(self, path: str, text: str) -> None:
        place = self.here / path.replace("~", str(self.home)).replace("/srv", str(self.srv))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(self.as_here(text), encoding="utf-8")

    def run(self, command: str, folder: str = "", said: str = "") -> str:
        place = Path(self.as_here(folder + "/").replace("~", str(self.home))) if folder else self.here
        done = subprocess.run(
            ["bash", "-c", self.as_here(command)], cwd=place, env=self.environment(), input=said, capture_output=True, text=True, check=False
        )
        return self.as_in_the_page(done.stdout + done.stderr) + (f"\nFAILED: exit status {done.returncode}" if done.returncode else "")

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in docker_environment(self.lab).items() if not name.startswith("ANSIBLE_")}
        return {
            **kept,
            "HOME": str(self.home),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_TRANSPORT": "local",
            "DOCKER_BUILDKIT": "0",
        }

    def follow(self, page: str) -> None:
        for block in blocks_of(DOCS / page):
            if block.mark.startswith(FILE):
                self.write(block.path(), block.text)
            elif block.mark.startswith(RUN):
                for command, shown in commands_of(block):
                    printed = self.run(command, block.mark.removeprefix(ON_THE_SERVER) if block.mark.startswith(ON_THE_SERVER) else "")
                    where = f"{page}, the block at line {block.line}:\n$ {command}\n{printed}"
                    assert is_shown(shown, printed) if shown else "FAILED" not in printed, f"{where}\n\nthe page has:\n{shown}"


def steady(text: str) -> str:
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return text.strip()


def is_shown(shown: str, printed: str) -> bool:
    """Whether the page shows what was printed. A run that fails has to be shown failing: with the word "failed"."""
    parts = [re.escape(steady(part)) for part in re.split(r"(?:^|\s)\.\.\.$", shown, flags=re.MULTILINE)]
    printed, failure, _ = without_progress(printed).partition("\nFAILED: ")
    return bool(re.fullmatch(".*".join(parts), steady(printed), re.DOTALL)) and (not failure or "failed" in shown)


@pytest.fixture
def reader(lab: Lab, shop: None) -> Iterator[Reader]:
    """Not below /tmp: Compose 2.26 looks for compose files in the folders above, too, and anybody's may lie there."""
    folder = Path(tempfile.mkdtemp(prefix="reader-", dir=lab.home.parent))
    one = Reader(lab, folder)
    login = ["docker", "login", "--username", lab.registry_user, "--password-stdin", lab.registry]
    subprocess.run(login, input=lab.registry_password, env=one.environment(), text=True, check=True, capture_output=True)
    try:
        yield one
    finally:
        for project in PROJECTS:
            lab.docker("compose", "--project-name", project, "down", "--volumes", "--timeout", "1")
        if pulled := lab.docker("images", "--quiet", *(f"--filter=reference={lab.registry}/{name}" for name in ("shop", "blog"))).split():
            lab.docker("rmi", "--force", *sorted(set(pulled)))
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shop(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The shop's releases in the lab's registry: nginx with a page of its own, and a migration."""
    folder = tmp_path_factory.mktemp("shop")
    environment = {**docker_environment(lab), "DOCKER_BUILDKIT": "0", "HOME": str(folder)}
    login = ["docker", "login", "--username", lab.registry_user, "--password-stdin", lab.registry]
    subprocess.run(login, input=lab.registry_password, env=environment, text=True, check=True, capture_output=True)
    lab.pull("nginx:1.25-alpine")
    for release, health in SHOP.items():
        site = f'location = /health {{ return {health} "{health}"; }} location / {{ return 200 "shop {release}\\n"; }}'
        (folder / "default.conf").write_text(f"server {{ listen 80; {site} }}\n", encoding="utf-8")
        (folder / "migrate").write_text(f"#!/bin/sh\necho \"migrated to {release}\"\n", encoding="utf-8")
        (folder / "migrate").chmod(0o755)
        dockerfile = f"FROM {lab.registry}/nginx:1.25-alpine\nCOPY default.conf /etc/nginx/conf.d/\nCOPY migrate /usr/bin/\n"
        (folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
        for repository in ("shop", "blog"):
            image = f"{lab.registry}/{repository}:{release}"
            for words in (["build", "--quiet", "--network", "none", "--tag", image, str(folder)], ["push", "--quiet", image], ["rmi", image]):
                subprocess.run(["docker", *words], env=environment, check=True, capture_output=True)


def test_every_block_is_run_or_says_why_not() -> None:
    tested = {page for walk in WALKS for page in walk} | {"modules.md"}
    wrong = []
    for page in PAGES:
        own = own_stack() if page == README else []
        for block in (block for block in blocks_of(page) if block not in own):
            run = block.mark.startswith((FILE, RUN)) and page.name in tested and page.parent == DOCS
            if not run and not is_tested_elsewhere(block.mark) and not (block.mark.startswith(NOT_RUN) and block.mark != NOT_RUN):
                wrong.append(f"{page.relative_to(CHECKOUT)}, line {block.line}: {block.mark or 'no mark'}: {block.text.splitlines()[0]}")
    assert not wrong, "blocks that are neither run nor marked:\n" + "\n".join(wrong)


def own_stack() -> list[Block]:
    """The blocks of the section of that name in the README, which have a test of their own."""
    lines = README.read_text(encoding="utf-8").splitlines()
    begins = lines.index("## Your own stack")
    ends = next(number for number in range(begins + 1, len(lines)) if lines[number].startswith("## "))
    return [block for block in blocks_of(README) if begins < block.line <= ends]


def is_tested_elsewhere(mark: str) -> bool:
    path, _, name = mark.removeprefix(TESTED).partition("::")
    file = CHECKOUT / path
    return mark.startswith(TESTED) and file.is_file() and f"def {name}(" in file.read_text(encoding="utf-8")


def test_a_pipeline_hands_its_account_over_in_a_file(tmp_path: Path) -> None:
    """All of its block but the last line, which calls Ansible with the file."""
    block = next(block for block in blocks_of(DOCS / "pipeline.md") if "registry.json" in block.text)
    *lines, last = block.text.splitlines()
    account = {"REGISTRY_USER": "deploy", "REGISTRY_PASSWORD": "it's \"quoted\""}
    subprocess.run(["bash", "-c", "\n".join(lines)], cwd=tmp_path, env={**os.environ, **account}, check=True)
    written = tmp_path / last.rpartition("@")[2]
    expected = {"docker_registry_username": "deploy", "docker_registry_password": "it's \"quoted\""}
    assert json.loads(written.read_text(encoding="utf-8")) == expected and written.stat().st_mode & 0o777 == 0o600


def test_the_play_of_the_roles_page(lab: Lab, run_playbook, tmp_path: Path) -> None:
    """With the commands before and after that the page shows further on; a dry run, since nobody has this tag."""
    play, commands = (yaml.safe_load(block.text) for block in blocks_of(CHECKOUT / "roles" / "application" / "README.md"))
    variables = play[0]["roles"][0]["vars"]
    variables.update(commands, app_image=lab.app_image)
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play), encoding="utf-8")
    run_playbook("deploy-update.yml", {"image_tag": "v1"}).succeeded()
    run = run_playbook(str(tmp_path / "play.yml"), check=True).succeeded()
    assert f"framework:v1 -> {lab.app_image}:{variables['image_tag']}" in run.output
    assert all(f"1 command would run {when} the deploy" in " ".join(run.output.split()) for when in ("before", "after"))


def test_the_readmes_own_stack(lab: Lab, reader: Reader) -> None:
    """Its inventory, its vault with values, and its commands in their order, on a stack that runs already."""
    install, settings, inventory, vault, *others = own_stack()
    reader.have_the_archive()
    assert "FAILED" not in (printed := reader.run(install.text)), printed
    reader.write("ansible.cfg", settings.text)
    reader.write("inventory.yml", inventory.text)
    account = {"vault_docker_registry_username": lab.registry_user, "vault_docker_registry_password": lab.registry_password}
    secrets = {name: account.get(name, "secret") for name in yaml.safe_load(vault.text)}
    secrets["application_env"] = dict.fromkeys(yaml.safe_load(vault.text)["application_env"], "secret")
    reader.write("secrets/production.vault.yml", yaml.safe_dump(secrets))
    reader.write("~/password", "of the vault\n")
    assert "FAILED" not in reader.run("ansible-vault encrypt --vault-password-file ~/password secrets/production.vault.yml")
    reader.write("/srv/shop/compose.yaml", "services:\n  web:\n    image: registry.example.com/shop:1.4.2\n")
    assert "FAILED" not in reader.run("docker compose up --detach", "/srv/shop")
    shutil.rmtree(reader.home / ".docker")  # from here on the vault has the only account
    assert "Nothing of it was changed" in reader.run("ansible-playbook slipway.compose.adopt -e deployment_timestamp=2025-10-31T01:20:15Z")
    dry, back = others
    printed = reader.run(dry.text, said="of the vault\n")
    edit = ("-    image: registry.example.com/shop:1.4.2", "+    image: registry.example.com/shop:1.5.0")
    assert all(line in printed for line in edit), printed
    printed = reader.run(dry.text.replace(" --check --diff", ""), said="of the vault\n")
    assert "is live: registry.example.com/shop:1.5.0, all services healthy" in printed, printed
    for command in back.text.splitlines():
        assert "FAILED" not in (printed := reader.run(command)), printed
    assert "Release 2025-10-31T01-20-15Z is live again" in printed


# Each is a group of its own for pytest's workers, since it takes a minute or two and needs no other.
@pytest.mark.parametrize("walk", [pytest.param(walk, id=walk[0], marks=pytest.mark.xdist_group(walk[0])) for walk in WALKS])
def test_examples_print_what_the_page_shows(walk: list[str], lab: Lab, reader: Reader) -> None:
    for page in walk:
        before = globals().get(f"before_{page.removesuffix('.md').replace('-', '_')}")
        if before:
            before(lab, reader)
        reader.follow(page)


def before_ten_minutes(_lab: Lab, reader: Reader) -> None:
    reader.have_the_archive()


def before_rollback_ready(_lab: Lab, reader: Reader) -> None:
    reader.install_the_archive()


def before_fleet(_lab: Lab, reader: Reader) -> None:
    """Two machines are one here, so that each host has a project of its own; and there is something for a balancer."""
    reader.install_the_archive()
    for host in ("shop-web1", "shop-web2"):
        reader.write(f"host_vars/{host}.yml", json.dumps({"application_project_name": host}))
    reader.write("balancer", "#!/bin/sh\n")
    (reader.here / "balancer").chmod(0o755)


def before_de(lab: Lab, reader: Reader) -> None:
    """Slipway lies where the page says, with the application's stack and vault beside it; the lab has its own override of the stack."""
    reader.have_a_clone()
    shutil.copytree(CHECKOUT / "examples" / "secrets", reader.here / "secrets")
    shutil.copy(CHECKOUT / "examples" / "secrets" / "demo-vault-password", reader.home / ".vault-password")
    shutil.copytree(lab.stack_source, reader.folder / "stacks" / "application")
    files = [f"docker-compose.{name}.yml" for name in ("base", "production", "lab")]
    reader.write("inventory/host_vars/production-server.yml", json.dumps({"application_compose_files": files}))
    with_tags = {"v1": "9f8e7d6-1696230000", "v2": "abc1234-1696234567"}
    for version, tag in with_tags.items():
        lab.pull(f"framework:{version}")
        lab.docker("tag", f"{lab.app_image}:{version}", f"{lab.app_image}:{tag}")
        subprocess.run(["docker", "push", "--quiet", f"{lab.app_image}:{tag}"], env=reader.environment(), check=True, capture_output=True)
        lab.docker("rmi", f"{lab.app_image}:{tag}")

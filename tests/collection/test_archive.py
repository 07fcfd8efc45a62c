"""The archive of the collection: what is in it, and what ansible-core, and so Galaxy, makes of that. No engine is needed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EPOCH, ROOT, build, build_again

MODULES = sorted(page.stem for page in ROOT.glob("modules/*/*.yml"))
MACHINES = ("x86_64", "aarch64")
PLAYBOOKS = ("deploy_update", "rollback", "releases", "adopt", "drift")


def known(tree: Path, *paths: str) -> set[str]:
    return set(subprocess.run(["git", "ls-files", "--", *paths], cwd=tree, capture_output=True, text=True, check=True).stdout.splitlines())


def names_in(archive: Path) -> set[str]:
    with tarfile.open(archive) as opened:
        return {member.name for member in opened if not member.isdir()}


def test_it_holds_what_it_should_and_nothing_else(archive: Path) -> None:
    should = {"MANIFEST.json", "FILES.json", "README.md", "LICENSE", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "meta/runtime.yml", "plugins/plugin_utils/slipway_module.py"}
    should |= known(archive.parents[1], "docs", "roles", "plugins/callback", "examples/gitea", "examples/github", "examples/deployment", "examples/stack") | {f"playbooks/{name}.yml" for name in PLAYBOOKS}
    should |= {f"plugins/{kind}/{module}.py" for kind in ("action", "modules") for module in MODULES}
    should |= {f"plugins/native/{machine}/{name}" for machine in MACHINES for name in ("slipway", "slipway.sha256", "slipway.cdx.json", *MODULES)}
    assert names_in(archive) == should


def test_its_pages_refer_only_to_what_is_in_it(installed: Path) -> None:
    links = [(page, link) for page in installed.rglob("*.md") for link in re.findall(r"\]\(([^)#:]+)[)#]", page.read_text(encoding="utf-8"))]
    assert links and not [(page.name, link) for page, link in links if not (page.parent / link).exists()]


def test_what_lies_about_does_not_get_into_it(tmp_path: Path, archive: Path) -> None:
    build(tmp_path)
    for name in ("docs/notes.md", "roles/application/files/.env", "roles/application/tasks/old.yml", "examples/gitea/production.vault.yml",
                 "playbooks/try.yml", "plugins/callback/__pycache__/slipway.cpython-311.pyc"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("secret: this\n", encoding="utf-8")
    assert names_in(build_again(tmp_path)) == names_in(archive)


def test_it_is_built_again_with_the_same_bytes(tmp_path: Path, archive: Path) -> None:
    there = archive.read_bytes()
    umask = os.umask(0o077)
    try:
        assert build(tmp_path).read_bytes() == there
    finally:
        os.umask(umask)
    assert build_again(tmp_path).read_bytes() == there


def test_it_is_small(archive: Path) -> None:
    """Galaxy takes 20 MB."""
    assert archive.stat().st_size <= 10_000_000


def test_its_lists_are_true(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        content = {member.name: (member, opened.extractfile(member)) for member in opened}
        data = {name: file.read() for name, (_, file) in content.items() if file}
    assert {member.mtime for member, _ in content.values()} == {int(EPOCH)}
    assert {(member.uid, member.gid, member.uname, member.gname) for member, _ in content.values()} == {(0, 0, "", "")}
    manifest = json.loads(data["MANIFEST.json"])
    assert manifest["file_manifest_file"]["chksum_sha256"] == hashlib.sha256(data["FILES.json"]).hexdigest()
    listed = {entry["name"]: entry for entry in json.loads(data["FILES.json"])["files"]}
    assert set(listed) == set(content) - {"MANIFEST.json", "FILES.json"} | {"."}
    sums = {name: entry["chksum_sha256"] for name, entry in listed.items() if entry["ftype"] == "file"}
    assert sums == {name: hashlib.sha256(text).hexdigest() for name, text in data.items() if name in listed}


def test_galaxy_knows_what_it_asks_for(archive: Path) -> None:
    """What the importer demands of a collection, but for `repository`, which is known when the project has a public place."""
    with tarfile.open(archive) as opened:
        said = json.load(opened.extractfile("MANIFEST.json"))["collection_info"]  # type: ignore[arg-type]
    assert (said["namespace"], said["name"], said["readme"], said["license"]) == ("slipway", "compose", "README.md", ["GPL-3.0-or-later"])
    assert said["authors"] and said["description"] and not said["license_file"]
    assert set(said["tags"]) & {"application", "cloud", "infrastructure", "linux", "tools"} and len(said["tags"]) <= 20
    assert archive.name == f"slipway-compose-{said['version']}.tar.gz"


class Controller:
    """ansible-core with the collection as installed, in an empty folder and with an empty home."""

    def __init__(self, collections: Path, folder: Path) -> None:
        self.home = folder
        self._environment = {"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "ANSIBLE_COLLECTIONS_PATH": str(collections)}

    def run(self, *command: str, status: int = 0, **environment: str) -> str:
        done = subprocess.run(command, cwd=self.home, env={**self._environment, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=False)  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def document(self, *words: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.run("ansible-doc", "--json", *words))
        return said

    def play(self, content: list[Any], *words: str, status: int = 0, **environment: str) -> str:
        (self.home / "play.yml").write_text(json.dumps(content), encoding="utf-8")
        return self.run("ansible-playbook", "-i", "localhost,", "-c", "local", "play.yml", *words, status=status, **environment)


@pytest.fixture(name="controller")
def fixture_controller(installed: Path, tmp_path: Path) -> Controller:
    return Controller(installed.parents[2], tmp_path)


def test_what_is_installed_is_verified(controller: Controller, installed: Path, tmp_path: Path) -> None:
    controller.run("ansible-galaxy", "collection", "verify", "--offline", "slipway.compose")
    shutil.copytree(installed.parents[2], tmp_path / "other", symlinks=True)
    with (tmp_path / "other/ansible_collections/slipway/compose/roles/application/tasks/main.yml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    Controller(tmp_path / "other", tmp_path).run("ansible-galaxy", "collection", "verify", "--offline", "slipway.compose", status=1)


def test_every_module_has_its_page(controller: Controller) -> None:
    assert set(controller.document("-l", "slipway.compose")) == {f"slipway.compose.{module}" for module in MODULES}
    pages = controller.document(*(f"slipway.compose.{module}" for module in MODULES))
    for module in MODULES:
        page, sidecar = pages[f"slipway.compose.{module}"], yaml.safe_load((ROOT / f"modules/{module}/{module}.yml").read_text(encoding="utf-8"))
        assert set(page["doc"]["options"]) == set(sidecar["DOCUMENTATION"].get("options", {})), module
        assert set(page["return"]) == set(sidecar["RETURN"]), module


def test_the_examples_are_tasks_that_name_modules_in_full(controller: Controller) -> None:
    pages = controller.document(*(f"slipway.compose.{module}" for module in MODULES))
    tasks = {name: yaml.safe_load(page["examples"]) for name, page in pages.items()}
    for name, of_module in tasks.items():
        assert any(name in task for task in of_module), name
        for task in of_module:
            assert len([key for key in task if key.count(".") == 2]) == 1 and not set(task) & set(MODULES), task
    plays = [{"name": name, "hosts": "localhost", "gather_facts": False, "tasks": of_module} for name, of_module in tasks.items()]
    controller.play(plays, "--syntax-check")


def test_role_and_callback_have_their_pages(controller: Controller) -> None:
    entries = controller.document("-t", "role", "slipway.compose.application")["slipway.compose.application"]["entry_points"]
    assert set(entries) == set(yaml.safe_load((ROOT / "roles/application/meta/argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"])
    assert controller.document("-t", "callback", "slipway.compose.slipway")["slipway.compose.slipway"]["doc"]["type"] == "stdout"


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_the_playbooks_are_found(controller: Controller, name: str) -> None:
    said = controller.run("ansible-playbook", "-i", "localhost,", "-e", "application_hosts=all", "--list-tasks", f"slipway.compose.{name}")
    assert len(said.splitlines()) > 4


def test_every_module_is_run_by_the_action_plugin(controller: Controller, installed: Path) -> None:
    for module in MODULES:
        assert (installed / f"plugins/action/{module}.py").resolve() == installed / "plugins/plugin_utils/slipway_module.py"
    assert yaml.safe_load((installed / "meta/runtime.yml").read_text(encoding="utf-8"))["action_groups"] == {"all": MODULES}
    tasks = [{"slipway.compose.stack_backup_info": {}, "register": "told"}, {"ansible.builtin.assert": {"that": "told.releases == []"}}]
    defaults = {"group/slipway.compose.all": {"backups_path": str(controller.home / "nothing")}}
    controller.play([{"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}])
    assert [path.name for path in controller.home.glob(".cache/slipway/slipway-*") if path.suffix != ".seen"], "it was run otherwise"


def test_a_copy_without_its_executables_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    """As ansible-galaxy installs it from a source that has no archive."""
    shutil.copytree(installed.parents[2], tmp_path / "other", symlinks=True)
    shutil.rmtree(tmp_path / "other/ansible_collections/slipway/compose/plugins/native")
    tasks = [{"name": "Look", "slipway.compose.stack_backup_info": {"backups_path": "/etc"}}]
    said = Controller(tmp_path / "other", tmp_path).play([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], status=2)
    assert "this copy of slipway.compose has no executables, as one from its source: install the archive slipway-compose-VERSION.tar.gz" in said


def test_a_failure_shows_as_its_message(controller: Controller) -> None:
    """And not as all that the module returned: the callback plugin knows the modules of the collection."""
    tasks = [{"name": "Look", "slipway.compose.stack_backup_info": {"backups_path": "/etc/passwd/nothing", "unknown": 1}}]
    said = controller.play([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], status=2, ANSIBLE_STDOUT_CALLBACK="slipway.compose.slipway")
    assert "failed   Look" in said and "Unsupported parameters" in said and "invocation" not in said and "{" not in said

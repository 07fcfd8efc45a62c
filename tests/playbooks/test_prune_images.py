"""The images of removed releases go, those that something still needs stay: backup_prune by itself, and in a deploy."""

from __future__ import annotations

import io
import tarfile
import uuid
from pathlib import Path

import pytest
from playbook_support.modules import run_module

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

WARNING = "of a removed release stays"


class Records:
    """Releases v1 to v3 of a stack whose one container was made from an image of its own each time."""

    def __init__(self, lab, folder: Path):
        self.lab = lab
        self.project = f"prune-{uuid.uuid4().hex[:8]}"
        self.folder = folder / "stack"
        self.backups = folder / "backups"
        self.folder.mkdir()
        (self.folder / "compose.yml").write_text("services: {}\n", encoding="utf-8")
        for tag in ("v1", "v2", "v3"):
            self.record(tag, "started")
            self.import_image(tag)
            self.make_container(tag)
            self.record(tag, "deployed")

    def import_image(self, tag: str) -> None:
        archive = self.folder.parent / f"{tag}.tar"
        with tarfile.open(archive, "w") as tar:
            entry = tarfile.TarInfo("version")
            entry.size = len(tag)
            tar.addfile(entry, io.BytesIO(tag.encode()))
        self.lab.docker("import", str(archive), f"{self.project}:{tag}")

    def make_container(self, tag: str) -> None:
        if tag != "v1":
            self.lab.docker("rm", self.project)
        labels = {"project": self.project, "service": "app", "container-number": "1", "oneoff": "False"}
        words = [word for key, value in labels.items() for word in ("--label", f"com.docker.compose.{key}={value}")]
        self.lab.docker("create", "--name", self.project, *words, f"{self.project}:{tag}", "/version")

    def record(self, name: str, state: str) -> None:
        options = {"project_src": str(self.folder), "files": ["compose.yml"], "project_name": self.project, "include": [],
                   "backups_path": str(self.backups), "name": name, "state": state, "owner": "tests"}  # fmt: skip
        run_module(self.lab, "stack_backup", options)

    def prune(self, *, check: bool = False, **options) -> dict:
        whole = {"path": str(self.backups), "keep_last": 1, "images": "remove", "docker_host": self.lab.docker_host, **options}
        return run_module(self.lab, "backup_prune", whole, check=check)

    def images(self) -> set[str]:
        return set(self.lab.docker("images", "--format", "{{.Tag}}", self.project).split())

    def clear_away(self) -> None:
        self.lab.docker("rm", self.project)
        for tag in self.images():
            self.lab.docker("rmi", "--force", f"{self.project}:{tag}")


@pytest.fixture(name="records")
def fixture_records(lab, tmp_path):
    records = Records(lab, tmp_path)
    yield records
    records.clear_away()


def test_module_removes_what_no_release_needs(records):
    previewed = records.prune(check=True)
    assert records.images() == {"v1", "v2", "v3"}
    first = records.prune()
    assert {key: first[key] for key in ("removed", "images")} == {key: previewed[key] for key in ("removed", "images")}
    assert [image["references"] for image in first["images"]] == [[f"{records.project}:v1"]]
    assert records.images() == {"v2", "v3"}  # v3 found v2 there, and a rollback may need it
    again = records.prune()
    assert not again["changed"] and not again["images"]


def test_module_leaves_an_image_that_a_container_was_made_from(records):
    keeper = records.lab.docker("create", f"{records.project}:v1", "/version").strip()
    try:
        result = records.prune()
    finally:
        records.lab.docker("rm", keeper)
    assert result["removed"] == ["v1", "v2"] and not result["images"] and "warnings" not in result
    assert "v1" in records.images()


def test_module_leaves_an_image_of_two_repositories_with_a_warning(records):
    other = f"{records.project}-other:v1"
    records.lab.docker("tag", f"{records.project}:v1", other)
    try:
        result = records.prune()
        assert result["removed"] == ["v1", "v2"] and not result["images"]
        assert WARNING in result["warnings"][0], result["warnings"]
        assert "v1" in records.images()
    finally:
        records.lab.docker("rmi", other)


def test_module_keeps_images_unless_it_is_told_otherwise(records):
    assert records.prune(images="keep")["images"] == []
    assert records.images() == {"v1", "v2", "v3"}


@pytest.fixture(scope="module", name="deploy")
def fixture_deploy(run_playbook):
    """deploy(tag, hour): keeps one release, and only the images that it needs."""

    def run(tag, hour, **options):
        release = {"image_tag": tag, "deployment_timestamp": f"2025-10-31T{hour:02}:00:00Z", "application_force_recreate": False}
        prune = {"application_prune_images": True, "max_rollback_versions": 1, "application_keep_failed": 0}
        return run_playbook("deploy-update.yml", {**release, **prune}, **options).succeeded()

    return run


def images(lab):
    lines = lab.docker("images", "--format", "{{.Repository}}:{{.Tag}}").splitlines()
    return {line.removeprefix(f"{lab.app_image}:") for line in lines if line.startswith(f"{lab.app_image}:")}


def test_image_that_a_rollback_needs_stays(lab, deploy):
    deploy("v1", 1)
    run = deploy("v2", 2)
    assert not (lab.backups / "2025-10-31T01-00-00Z").exists()
    assert {"v1", "v2"} <= images(lab)
    assert WARNING not in run.output


def test_image_that_a_container_uses_stays(lab, deploy):
    lab.docker("create", "--name", "keeper", f"{lab.app_image}:v1")
    try:
        run = deploy("v2", 3)
    finally:
        lab.docker("rm", "keeper")
    assert WARNING not in " ".join(run.output.split())
    assert "v1" in images(lab)
    assert lab.version() == "v2"


def other_names(lab, image):
    """What else the image is called; its digest in the application's repository goes with the tag."""
    names = lab.docker("image", "inspect", "--format", "{{range .RepoTags}}{{.}} {{end}}{{range .RepoDigests}}{{.}} {{end}}", image).split()
    return [name for name in names if name != image and not name.startswith(f"{lab.app_image}@")]


def known_by_one_name(lab, image):
    """What other tests have called it goes: an image of two names stays, by a rule of its own."""
    while names := other_names(lab, image):
        lab.docker("rmi", names[0])  # one by one: a repository's digest goes with its last tag


def test_image_that_nothing_needs_goes(lab, deploy):
    deploy("v1", 4)
    lab.docker("tag", f"{lab.app_image}:v1", f"{lab.app_image}:as-another-test-left-it")
    known_by_one_name(lab, f"{lab.app_image}:v1")
    deploy("v2", 5)
    before = lab.state()
    deploy("v2", 6, check=True)
    assert lab.state() == before
    run = deploy("v2", 6)
    assert WARNING not in " ".join(run.output.split()), run.output
    used = lab.docker("ps", "--all", "--no-trunc", "--format", "{{.Names}} {{.Image}} {{.Status}}")
    assert "v1" not in images(lab) and "v2" in images(lab), f"{used}{sorted(lab.backups.iterdir())}{run.output}"
    again = deploy("v2", 6)
    assert again.changed == 0, again.output

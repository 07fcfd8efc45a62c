"""application_prune_images: the images of removed releases go, those that something still needs stay."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

WARNING = "of a removed release could not be removed"


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


def test_image_that_a_container_uses_stays_with_a_warning(lab, deploy):
    lab.docker("create", "--name", "keeper", f"{lab.app_image}:v1")
    try:
        run = deploy("v2", 3)
    finally:
        lab.docker("rm", "keeper")
    assert WARNING in " ".join(run.output.split())
    assert "v1" in images(lab)
    assert lab.version() == "v2"


def test_image_that_nothing_needs_goes(lab, deploy):
    deploy("v1", 4)
    deploy("v2", 5)
    before = lab.state()
    deploy("v2", 6, check=True)
    assert lab.state() == before
    run = deploy("v2", 6)
    assert "v1" not in images(lab) and "v2" in images(lab)
    assert WARNING not in run.output
    again = deploy("v2", 6)
    assert again.changed == 0, again.output

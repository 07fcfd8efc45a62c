"""A release on a real swarm of three engines, from its dry run to its rollback: the part that `make test` has."""

from __future__ import annotations

import pytest

FIRST, SECOND, THIRD = "2026-01-01T00-00-00Z", "2026-01-02T00-00-00Z", "2026-01-03T00-00-00Z"
pytestmark = [pytest.mark.usefixtures("fresh_stack"), pytest.mark.xdist_group("swarm")]


def words(run) -> str:
    return " ".join(run.output.split())


def image(stack, tag: str) -> str:
    """How such an image begins; its digest follows."""
    return f"{stack.swarm.registry}/shell:{tag}@sha256:"


def test_a_deploy_is_what_its_dry_run_says_and_a_second_run_changes_nothing(stack):
    run = stack.deploy("v1", FIRST, check=True).succeeded()
    assert stack.images() == {} and not stack.backups.exists()
    assert "web: created" in words(run) and "quiet: created" in words(run)

    stack.deploy("v1", FIRST).succeeded()
    first, quiet = stack.tasks("web"), stack.tasks("quiet")
    assert len(first) == 2 and stack.images()["web"].startswith(image(stack, "v1"))
    assert stack.deploy("v1", FIRST).succeeded().changed == 0
    assert stack.tasks("web") == first

    run = stack.deploy("v2", SECOND, check=True).succeeded()
    assert "web: gets a new specification (image" in words(run) and "quiet: stays" in words(run) and stack.tasks("web") == first
    stack.deploy("v2", SECOND).succeeded()
    assert stack.images()["web"].startswith(image(stack, "v2")) and not stack.tasks("web") & first
    assert stack.tasks("quiet") == quiet, "it was not to be touched"

    stack.rollback(FIRST).succeeded()
    assert stack.images()["web"].startswith(image(stack, "v1")) and stack.tasks("quiet") == quiet
    releases = stack.play("releases.yml").succeeded().output
    assert f"{FIRST}  unknown       deployed           live" in releases


def test_a_release_with_a_task_that_fails_goes_back(deployed):
    before, files, quiet = deployed.images(), deployed.files(), deployed.tasks("quiet")
    run = deployed.deploy("exits", SECOND).refused()
    for said in ["has failed on node node", "with exit code 3", "no database", "The stack was put back as it was before", f"Live is release {FIRST}"]:
        assert said in words(run), f"{said}\n{run.output}"
    assert deployed.images() == before and deployed.files() == files and deployed.tasks("quiet") == quiet
    assert deployed.record(SECOND)["state"] == "failed"
    deployed.deploy("v2", THIRD).succeeded()
    assert deployed.images()["web"].startswith(image(deployed, "v2"))

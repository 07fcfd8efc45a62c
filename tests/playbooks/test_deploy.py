"""Deploys on a real engine: good ones, a repeated one, a dry run, and one that fails. Each test builds on the one before."""

from __future__ import annotations

import json
import re
import stat
import subprocess

import pytest
from playbook_support.records import manifest, record, steps

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

V1, V2, V3 = "2025-10-31T01:20:15Z", "2025-10-31T02:35:04Z", "2025-10-31T03:10:00Z"
DEPLOY = ["stack_files", "stack_pull", "vault_env_render", "compose_image_rewrite", "stack_up"]
SAME_ARGUMENTS = {"deployment_timestamp": V2, "image_tag": "v2", "application_force_recreate": False}


def words(run):
    return " ".join(run.output.split())


def test_dry_run_of_a_first_deploy_changes_nothing(lab, run_playbook):
    before = lab.state()
    run = run_playbook("deploy-update.yml", {"image_tag": "v1"}, check=True, diff=True).succeeded()
    assert lab.state() == before
    assert f"would pull {lab.app_image}:v1" in run.stdout
    assert "places these files first: " in run.stdout and "docker-compose.base.yml" in run.stdout


def test_first_deploy(lab, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "deployment_timestamp": V1, "git_commit_sha": "abc1234"}).succeeded()
    assert lab.version() == "v1"
    assert "Release 2025-10-31T01-20-15Z is live" in run.stdout
    metadata = (record(lab, V1) / "deployment_metadata.txt").read_text(encoding="utf-8")
    assert metadata.splitlines() == [
        f"Deployment Timestamp: {V1}",
        "Git Commit: abc1234",
        "Image Tag: v1",
        f"Deployed Image: {lab.app_image}:v1",
        "Image Pull: SUCCESS",
        "Stack Deploy: UPDATED",
        "Health Status: All services healthy",
    ]
    kept = manifest(lab, V1)
    assert kept["commit"] == "abc1234" and kept["host"] and kept["user"]
    went = steps(lab, V1)
    assert [step for step, _ in went] == DEPLOY
    assert {outcome for _, outcome in went} <= {"changed", "unchanged"}
    services = {service["service"] for service in kept["deployed"]["services"] if service["config_hash"]}
    assert services == {"app", "nginx", "redis", "queue-worker", "scheduler"}


@pytest.fixture(scope="module", name="previewed")
def fixture_previewed() -> dict[str, str]:
    """What the dry run says of each service, for the real run to be held against."""
    return {}


def test_dry_run_on_the_running_stack_shows_the_edit_and_changes_nothing(lab, run_playbook, previewed):
    before = lab.state()
    dry = {"image_tag": "v2", "application_force_recreate": False}
    run = run_playbook("deploy-update.yml", dry, check=True, diff=True).succeeded()
    assert lab.state() == before
    previewed.update(re.findall(r"^([a-z-]+): (recreated|stays)\b", run.stdout, re.MULTILINE))
    assert f"\napp: recreated (image {lab.app_image}:v1 -> {lab.app_image}:v2)\n" in run.stdout
    assert f"-    image: {lab.app_image}:v1" in run.stdout
    assert f"+    image: {lab.app_image}:v2" in run.stdout


def test_next_deploy(lab, run_playbook, container_ids, previewed):
    before = container_ids()
    pages = [{"url": f"{lab.site_url}/", "contains": "v2"}]
    health = {"application_health_http": pages, "application_health_stable_for": 1}
    run = run_playbook("deploy-update.yml", {**SAME_ARGUMENTS, **health}).succeeded()
    assert previewed == {name: "stays" if before[name] == number else "recreated" for name, number in container_ids().items()}
    assert lab.version() == "v2"
    assert run.changed > 0


def test_same_deploy_again_changes_nothing(lab, run_playbook, container_ids):
    before, state = container_ids(), lab.state(steps=False)
    run = run_playbook("deploy-update.yml", SAME_ARGUMENTS).succeeded()
    assert run.changed == 0, run.output
    assert container_ids() == before
    assert lab.state(steps=False) == state


def test_prune_that_fails_only_warns(lab, run_playbook):
    quick = {**SAME_ARGUMENTS, "application_pull": "never", "application_keep_within": "a while"}
    run = run_playbook("deploy-update.yml", quick).succeeded()
    assert "all services healthy. WARNING: old releases could not be removed: keep_within" in words(run)
    assert lab.version() == "v2"


def test_failed_deploy_says_why_and_leaves_what_was_live(lab, run_playbook):
    files = {name: content for name, content in lab.state().items() if name.startswith("file stacks/")}
    run = run_playbook("deploy-update.yml", {"image_tag": "v3", "deployment_timestamp": V3, "git_commit_sha": "bad5678"}).refused()
    verdict = run.verdict
    assert "app is unhealthy" in verdict and "put back as it was" in verdict
    assert "Live is release 2025-10-31T02-35-04Z" in verdict
    assert [step for step, _ in steps(lab, V3)] == DEPLOY
    assert steps(lab, V3)[-1] == ("stack_up", "failed")
    metadata = (record(lab, V3) / "deployment_metadata.txt").read_text(encoding="utf-8")
    assert metadata.splitlines()[:5] == [
        f"Deployment Timestamp: {V3}",
        "Git Commit: bad5678",
        "Image Tag: v3",
        f"Deployed Image: {lab.app_image}:v3",
        "Stack Deploy: FAILED",
    ]
    assert lab.version() == "v2"
    assert {name: content for name, content in lab.state().items() if name.startswith("file stacks/")} == files


def test_missing_image_touches_nothing_that_runs(lab, run_playbook, container_ids):
    before = container_ids()
    run = run_playbook("deploy-update.yml", {"image_tag": "never-pushed"}).refused()
    assert f"{lab.app_image}:never-pushed (services app, queue-worker, scheduler): the registry {lab.registry} has no such image" in words(run)
    assert "The running stack was not touched" in words(run)
    assert container_ids() == before


def test_releases_are_listed_with_their_state(lab, run_playbook):
    run = run_playbook("releases.yml", vault=False).succeeded()
    rows = {line.split()[0]: line for line in run.stdout.splitlines() if line.strip().startswith("20")}
    assert "deployed" in rows["2025-10-31T01-20-15Z"] and "abc1234" in rows["2025-10-31T01-20-15Z"]
    assert "live" in rows["2025-10-31T02-35-04Z"] and "live" not in rows["2025-10-31T01-20-15Z"]
    assert "failed" in rows["2025-10-31T03-10-00Z"] and "bad5678" in rows["2025-10-31T03-10-00Z"]
    assert f"{lab.app_image}:v3" in rows["2025-10-31T03-10-00Z"]
    assert run.changed == 0


def test_the_releases_are_written_as_a_page(lab, run_playbook, tmp_path, monkeypatch):
    """Where the user stands; in check mode not at all, and again only when the records have changed."""
    monkeypatch.chdir(tmp_path)
    page, wanted, before = tmp_path / "releases.html", {"releases_html": "releases.html"}, lab.state()
    run_playbook("releases.yml", wanted, vault=False, check=True, diff=True).succeeded()
    assert not page.exists()
    run = run_playbook("releases.yml", wanted, vault=False, diff=True).succeeded()
    assert run.changed == 1 and "<html" not in run.output
    assert run_playbook("releases.yml", wanted, vault=False).succeeded().changed == 0
    assert stat.S_IMODE(page.stat().st_mode) == 0o644
    assert lab.state() == before
    text = page.read_text(encoding="utf-8")
    assert '<p class="headline">framework:v2</p>' in text
    assert "Flight recorder" in text and "app is unhealthy" in text
    for part in ("Pull images", "framework:v1</th>", "Bring up", "queue-worker</th>"):
        assert part in text
    secrets = [line.partition("=")[2] for line in (lab.stack / ".env").read_text(encoding="utf-8").splitlines() if re.match("REDIS_PASSWORD|APP_KEY", line)]
    assert len(secrets) == 2 and not [secret for secret in secrets if secret.strip("'\"") in text]


def test_each_of_several_hosts_gets_a_page_of_its_own(lab, run_playbook, tmp_path):
    inventory = tmp_path / "inventory.yml"
    hosts = {name: {"ansible_connection": "local", "backups_path": str(backups)} for name, backups in {"lab": lab.backups, "web2": tmp_path / "none"}.items()}
    inventory.write_text(json.dumps({"production": {"hosts": hosts, "vars": {"deploy_user_home": str(lab.home)}}}), encoding="utf-8")
    run_playbook("releases.yml", {"releases_html": str(tmp_path / "shop.html")}, vault=False, inventory=inventory).succeeded()
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["shop-lab.html", "shop-web2.html"]
    assert "framework:v2" in (tmp_path / "shop-lab.html").read_text(encoding="utf-8")
    assert "No release is on record yet" in (tmp_path / "shop-web2.html").read_text(encoding="utf-8")


def test_records_are_private(lab):
    for path in [lab.backups, *lab.backups.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path} has mode {mode:o}"
    assert stat.S_IMODE((lab.stack / ".env").stat().st_mode) == 0o600


def test_no_login_is_left(lab):
    assert not [path for path in lab.home.iterdir() if "login" in path.name]


def test_workers_died_with_a_replaced_redis_and_each_deploy_waited_ten_seconds_for_them(lab):
    """They were started again, and asked to stop before they listened to signals."""
    workers = {"queue-worker", "scheduler"}
    lab.docker("stop", "redis")
    for worker in workers:
        with subprocess.Popen(["docker", "--host", lab.docker_host, "logs", "--follow", worker], stdout=subprocess.PIPE, text=True) as log:
            assert any("no Redis: " in line for line in log.stdout), f"{worker} ended"
            log.kill()
    lab.docker("start", "redis")
    for worker in workers:
        lab.docker("stop", worker)
        lived = lab.docker("inspect", "--format", "{{.RestartCount}} restarts, exit code {{.State.ExitCode}}", worker).strip()
        assert lived == "0 restarts, exit code 0"

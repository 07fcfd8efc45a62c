"""stack_undo on a real engine, with a real Compose. A deploy that was cut off is one whose record is open and whose steps are noted."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playbook_support.lab import Lab
from playbook_support.modules import result_of, run_module
from playbook_support.waiting import Project

SECRET = "hunter22"
BUSY = int(os.environ.get("BUSY_PROCESSES", "6"))


class Server:
    """A stack of shell containers, its records, and deploys of it as a playbook makes them."""

    def __init__(self, project: Project) -> None:
        self.lab: Lab = project.lab
        self.project = project.name
        self.image = project.image
        self.folder = project.folder / "stack"
        self.backups = project.folder / "backups"
        for tag in ("v1", "v2"):
            self.tag(tag)

    def tag(self, tag: str) -> None:
        """An image of its own for each tag."""
        made = self.lab.docker("create", self.image, "sh").strip()
        self.lab.docker("commit", f"--change=LABEL release={tag}", made, f"{self.project}:{tag}")
        self.lab.docker("rm", made)

    def id_of(self, tag: str) -> str:
        return self.lab.docker("image", "inspect", "--format={{.Id}}", f"{self.project}:{tag}").strip()

    def write(self, tag: str, **services: dict) -> None:
        plain = {"image": f"{self.project}:{tag}", "network_mode": "none", "stop_signal": "KILL", "command": ["sh", "-c", "exec sleep 600"]}
        app = {**plain, "environment": {"KEY": "${KEY}"}, **services.pop("app", {})}
        whole = {"services": {"app": app, **{name: {**plain, **own} for name, own in services.items()}}, "volumes": {"data": None}}
        self.folder.mkdir(exist_ok=True)
        (self.folder / "compose.yml").write_text(json.dumps(whole), encoding="utf-8")
        (self.folder / ".env").write_text(f"KEY={SECRET}{tag}\n", encoding="utf-8")

    @property
    def stack(self) -> dict:
        return {"project_src": str(self.folder), "files": ["compose.yml"], "project_name": self.project}

    def record(self, name: str, state: str) -> None:
        run_module(self.lab, "stack_backup", {**self.stack, "backups_path": str(self.backups), "name": name, "state": state, "owner": "ci"})

    def up(self, release: str, **options) -> dict:
        claim = {"backups_path": str(self.backups), "name": release, "owner": "ci"}
        options = {"health_timeout": 20, "mask_env_file": str(self.folder / ".env"), "mask_keys": ["KEY"], **options}
        return result_of(self.lab, "stack_up", {**self.stack, **options, "release": claim})

    def live(self, **services: dict) -> None:
        """v1 is deployed."""
        self.record("v1", "started")
        self.write("v1", **services)
        assert not self.up("v1")["failed"]
        self.record("v1", "deployed")

    def deploy(self, tag: str = "v2", **services: dict) -> dict:
        """It is not ended: whatever comes of it, the record stays open."""
        self.record("v2", "started")
        self.write(tag, **services)
        return self.up("v2", remove_orphans=True)

    def undo(self, release: str = "interrupted", check: bool = False, environment: dict | None = None, **options) -> dict:
        options = {"health_timeout": 20, "engine_timeout": 1, "owner": "ci", "mask_env_file": str(self.folder / ".env"), "mask_keys": ["KEY"], **options}
        asked = {**self.stack, "backups_path": str(self.backups), "release": release, **options}
        result = result_of(self.lab, "stack_undo", asked, check=check, environment=environment)
        assert SECRET not in json.dumps(result)
        return result

    def manifest(self, name: str = "v2") -> dict:
        return json.loads((self.backups / name / "manifest.json").read_text(encoding="utf-8"))

    def failure(self) -> dict:
        text = (self.backups / "v2" / "failure.json").read_text(encoding="utf-8")
        assert SECRET not in text and SECRET not in (self.backups / "v2" / "steps.json").read_text(encoding="utf-8")
        return json.loads(text)

    def containers(self) -> dict[str, tuple[str, str]]:
        """The tag and the state of each, by its service."""
        listed = self.lab.docker(
            "ps", "--all", f"--filter=label=com.docker.compose.project={self.project}",
            '--format={{.Label "com.docker.compose.service"}} {{.ID}}',
        )  # fmt: skip
        found = {}
        for line in listed.splitlines():
            service, container = line.split()
            image, state = self.lab.docker("inspect", "--format={{.Config.Image}} {{.State.Status}}", container).split()
            found[service] = (image.rpartition(":")[2], state)
        return found

    def volumes(self) -> list[str]:
        return self.lab.docker("volume", "ls", "--quiet", f"--filter=label=com.docker.compose.project={self.project}").split()

    def settle(self, release: str = "interrupted", **options) -> dict:
        """In check mode, for real, and once more, when there is nothing to undo any more."""
        before = self.containers()
        previewed = self.undo(release, check=True, **options)
        assert previewed["changed"] and self.containers() == before and self.manifest()["state"] in {"started", "failed"}
        result = self.undo(release, **options)
        assert result["changed"] and result["undone"] and result["restored"] == previewed["restored"]
        after = self.containers()
        again = self.undo(release, **options)
        assert not again["changed"] and not again["undone"] and self.containers() == after
        assert self.manifest()["state"] == "failed"
        return result


@pytest.fixture(name="server")
def fixture_server(project: Project):
    server = Server(project)
    try:
        yield server
    finally:
        for kind, remove in (("ps --all", "rm --force"), ("volume ls", "volume rm"), ("network ls", "network rm")):
            left = server.lab.docker(*kind.split(), "--quiet", f"--filter=label=com.docker.compose.project={server.project}").split()
            if left:
                server.lab.docker(*remove.split(), *left)
        for tag in ("v1", "v2"):
            server.lab.docker("rmi", "--force", f"{server.project}:{tag}")


V1 = {"app": ("v1", "running")}


def test_a_deploy_that_was_cut_off_is_put_right(server: Server) -> None:
    server.live()
    assert not server.deploy(worker={})["failed"]
    assert server.containers() == {"app": ("v2", "running"), "worker": ("v2", "running")}
    result = server.settle()
    assert not result["failed"] and result["interrupted"] == "v2" and result["phase"] == "healthy"
    assert "Release v2, which ci left unfinished, has ended, and the stack is as it was before." in result["msg"]
    assert server.containers() == V1
    assert f"{server.project}:v1" in (server.folder / "compose.yml").read_text(encoding="utf-8")


def test_an_ill_release_goes_and_its_last_words_stay(server: Server) -> None:
    server.live()
    ill = {"command": ["sh", "-c", f"echo its last words {SECRET}v2; exit 3"], "restart": "no"}
    failed = server.deploy(app=ill)
    assert failed["failed"]
    result = server.settle("v2", cause=failed["msg"])
    assert result["failed"]
    assert result["msg"].endswith("The stack was put back as it was before, and all its services are healthy. Live is release v1.")
    assert result["msg"].startswith("Release v2 failed: ")
    assert server.containers() == V1
    kept = server.failure()
    assert "its last words ********" in json.dumps(kept["containers"])
    assert kept["step"] == "stack_up" and kept["outcome"].startswith("The stack was put back")


@contextmanager
def load(processes: int) -> Iterator[None]:
    """So many processes that never rest."""
    busy = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def test_under_load_the_diagnosis_has_the_last_probe_and_log(server: Server) -> None:
    """With 45 busy processes on two processors what asks the engine gets a twentieth of one. `make test-faults` has as many."""
    server.live()
    probe = {"test": ["CMD-SHELL", "echo its last probe; exit 1"], "interval": "1s", "timeout": "30s", "retries": 2}
    server.record("v2", "started")
    server.write("v2", app={"command": ["sh", "-c", "echo its last words; exec sleep 600"], "healthcheck": probe})
    with load(BUSY):
        failed = server.up("v2", health_timeout=120)
        assert failed["failed"]
        server.undo("v2", cause=failed["msg"], health_timeout=120)
    app = server.failure()["containers"][0]
    assert "its last probe" in app["last_probe"] and app["log"] == ["its last words"], app
    assert server.containers() == V1


def test_a_release_that_touched_no_container_touches_none(server: Server) -> None:
    server.live()
    ids = server.lab.docker("ps", "--quiet", "--no-trunc", f"--filter=label=com.docker.compose.project={server.project}")
    server.record("v2", "started")
    claim = {"backups_path": str(server.backups), "name": "v2", "owner": "ci"}
    files = [{"path": "etc/token", "content": "new\n"}]
    run_module(server.lab, "stack_files", {"project_src": str(server.folder), "files": files, "release": claim})
    server.write("v2")
    result = server.settle("v2", cause="the command failed")
    assert "The files were put back as they were before, and no container was touched. Live is release v1." in result["msg"]
    assert server.lab.docker("ps", "--quiet", "--no-trunc", f"--filter=label=com.docker.compose.project={server.project}") == ids


def test_of_a_first_deploy_only_the_volumes_stay(server: Server) -> None:
    server.deploy("v1", app={"volumes": ["data:/data"]})
    assert server.volumes()
    result = server.settle("v2", cause="it failed")
    assert "It was the first deploy: its containers and files are removed again, volumes are kept." in result["msg"]
    assert not server.containers() and not server.folder.exists() and server.volumes()


def test_a_tag_that_moved_names_the_image_of_before(server: Server) -> None:
    server.live()
    was = server.id_of("v1")
    server.deploy()
    server.lab.docker("tag", f"{server.project}:v2", f"{server.project}:v1")
    result = server.undo()
    assert result["images"][0]["action"] == "tag"
    assert server.id_of("v1") == was
    assert server.containers() == V1


def test_a_one_shot_service_does_not_run_again(server: Server) -> None:
    once = {"volumes": ["data:/data"], "command": ["sh", "-c", "test ! -e /data/newer && : > /data/ran"], "restart": "no"}
    after = {"depends_on": {"migrate": {"condition": "service_completed_successfully"}}}
    server.live(app=after, migrate=once)
    newer = {**once, "command": ["sh", "-c", ": > /data/newer"]}
    assert not server.deploy(app=after, migrate=newer)["failed"]
    result = server.settle()
    assert not result["failed"], result["msg"]
    assert server.containers()["app"] == ("v1", "running")


def test_what_cannot_be_put_back_says_so_and_is_repaired_by_the_next_run(server: Server) -> None:
    name = f"{server.project}-named"
    server.live(app={"container_name": name})
    server.deploy()
    server.lab.docker("run", "--detach", f"--name={name}", "--network=none", "--stop-signal=KILL", server.image, "sleep", "600")
    try:
        result = server.undo("v2", cause="it failed")
        assert result["failed"] and not result["undone"]
        assert "Putting the stack back failed as well: " in result["msg"] and name in result["msg"]
        assert name in server.manifest()["not_put_back"]
        told = run_module(server.lab, "stack_backup_info", {"backups_path": str(server.backups), "project_name": server.project})
        assert told["undo"] == "v2"  # a rollback brings back what was there before it
    finally:
        server.lab.docker("rm", "--force", name)
    result = server.settle()
    assert not result["failed"] and "was not put back then; the stack is as it was before." in result["msg"]
    assert server.containers() == V1 and server.manifest()["not_put_back"] is None
    assert server.failure()["cause"] == "it failed"


def test_without_an_engine_the_release_stays_open(server: Server, tmp_path: Path) -> None:
    server.live()
    server.deploy()
    result = server.undo("v2", environment={"DOCKER_HOST": f"unix://{tmp_path}/nobody.sock"}, cause="it failed")
    assert "Putting the stack back failed as well: the engine did not answer within the 1 s of engine_timeout" in result["msg"]
    assert server.manifest()["state"] == "started"
    assert not server.settle()["failed"]
    assert server.containers() == V1
    assert server.failure()["cause"] == "it failed"


def test_a_release_that_somebody_else_took_over_is_left_to_them(server: Server) -> None:
    server.live()
    server.deploy()
    taken = {**server.stack, "backups_path": str(server.backups), "name": "v2", "owner": "ops", "break_lock": True}
    run_module(server.lab, "stack_backup", taken)
    result = server.undo("v2", cause="it failed")
    assert "ops has taken this release over, so the stack was left to that run." in result["msg"] and not result["changed"]
    assert server.containers()["app"] == ("v2", "running")

"""What somebody has changed by hand on a host is named by stack_changes_info, one change after the other on one stack that was
deployed once: that one alone, since what was undone is found no more. Neither the module nor drift.yml changes anything.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playbook_support.lab import Lab
from playbook_support.modules import result_of, run_module
from playbook_support.playbook import PlaybookRun

PROJECT = "application"  # the one that Lab.state() tells of
SECRET = "hunter2-of-the-stack"
TOKEN = "token-of-the-stack"
OTHER, OTHER_IMAGE = "drift-elsewhere", "drift/by-hand:v1"


class DriftingStack:
    """Services app, web (two containers of an image of its own) and once, which runs to its end; a secret in `.env` and one in a file."""

    def __init__(self, lab: Lab, image: str) -> None:
        self.lab, self.image, self.web_image = lab, image, "drift/web:v1"
        self.folder, self.backups = lab.stack, lab.backups
        (self.folder / "secrets").mkdir(parents=True)
        self.file(".env", f"PASSWORD={SECRET}\nGREETING=hello\n", 0o600)
        self.file("secrets/token", TOKEN, 0o400)
        self.file("compose.yaml", yaml.safe_dump({"services": self.services()}), 0o644)
        lab.docker("tag", image, self.web_image)

    def services(self) -> dict:
        app = {"image": self.image, "entrypoint": ["/bin/sh", "-c", "while :; do sleep 1; done"], "stop_signal": "KILL",
               "pull_policy": "never", "env_file": ".env", "restart": "unless-stopped"}  # fmt: skip
        once = {"image": self.image, "entrypoint": ["/bin/sh", "-c", "exit 0"], "pull_policy": "never"}
        return {"app": app, "web": {**app, "image": self.web_image, "scale": 2}, "once": once}

    def file(self, name: str, text: str, mode: int) -> None:
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def compose(self, *words: str, extra: dict | None = None) -> str:
        """Run by hand; `extra`: with services of a second compose file."""
        second = self.folder.parent / "extra.yaml"
        second.write_text(yaml.safe_dump({"services": extra or {}}), encoding="utf-8")
        files = [f"--file={self.folder / 'compose.yaml'}", *([f"--file={second}"] if extra else [])]
        return self.lab.docker("compose", "--progress=quiet", f"--project-name={PROJECT}", f"--project-directory={self.folder}", *files, *words)

    def up(self, *words: str, extra: dict | None = None) -> None:
        self.compose("up", "--detach", "--timeout=0", *words, extra=extra)

    def deploy(self) -> None:
        options = {"project_src": str(self.folder), "files": ["compose.yaml"], "project_name": PROJECT, "backups_path": str(self.backups),
                   "name": "v1", "owner": "tests", "include": [".env", "secrets/token", "notes.txt"]}  # fmt: skip
        run_module(self.lab, "stack_backup", {**options, "state": "started"})
        self.up()
        self.lab.docker("wait", f"{PROJECT}-once-1")
        run_module(self.lab, "stack_backup", {**options, "state": "deployed"})

    def options(self, **more) -> dict:
        return {"project_src": str(self.folder), "project_name": PROJECT, "backups_path": str(self.backups), "against": "release", **more}

    def told(self, **more) -> dict:
        """What the module says, which shows no secret."""
        result = result_of(self.lab, "stack_changes_info", self.options(**more))
        assert not result["changed"]
        assert SECRET not in str(result) and TOKEN not in str(result)
        return result

    def drift(self) -> list[tuple[str, str, str]]:
        result = self.told()
        assert not result["failed"], result["msg"]
        assert result["release"] == "v1"
        assert {service["service"] for service in result["services"]} >= {"app", "once", "web"}
        return [(one["kind"], one["subject"], one["said"]) for one in result["drift"]]

    def drift_and_nothing_changed(self) -> list[tuple[str, str, str]]:
        before = self.lab.state()
        found = self.drift()
        assert self.lab.state() == before
        return found

    def id_of(self, image: str) -> str:
        return self.lab.docker("image", "inspect", "--format={{.Id}}", image).strip()[: len("sha256:") + 12]


@pytest.fixture(scope="module", name="stack")
def fixture_stack(fresh_module_stack: Lab, shell_image: str) -> Iterator[DriftingStack]:
    made = DriftingStack(fresh_module_stack, shell_image)
    made.deploy()
    try:
        yield made
    finally:
        made.compose("down", "--timeout=0", "--remove-orphans", "--volumes")
        fresh_module_stack.docker("rmi", "--force", made.web_image)


Step = Callable[[DriftingStack], object]


@dataclass(frozen=True)
class ByHand:
    """What somebody does, what is told of it, and how it is undone. Left out, `undo` is the release's `up`, and `kind` a container."""

    what: str
    do: Step
    subject: str
    said: str
    kind: str = "container"
    undo: Step = lambda stack: stack.up("app")


def docker(*words: str) -> Step:
    return lambda stack: stack.lab.docker(*words)


def of_file(what: str, name: str, said: str, do: Callable[[Path], object]) -> ByHand:
    saved: dict[str, Path] = {}

    def change(stack: DriftingStack) -> None:
        saved["copy"] = stack.folder.parent / "saved"
        shutil.copy2(stack.folder / name, saved["copy"])
        do(stack.folder / name)

    def undo(stack: DriftingStack) -> None:
        (stack.folder / name).unlink(missing_ok=True)
        shutil.copy2(saved["copy"], stack.folder / name)
        saved["copy"].unlink()

    return ByHand(what, change, name, f"file {name} {said}", "file", undo)


def append(path: Path) -> None:
    path.chmod(0o600 if path.name == ".env" else path.stat().st_mode)
    path.write_bytes(path.read_bytes() + b"# by hand\n")


def replace_by_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


CHANGED = "is not as it was deployed:"
APP, WEB = f"{PROJECT}-app-1", f"{PROJECT}-web-1"
BY_HAND = [
    of_file("compose file edited", "compose.yaml", f"{CHANGED} its content has changed", append),
    of_file("compose file removed", "compose.yaml", "is missing", Path.unlink),
    of_file("compose file for all to write", "compose.yaml", f"{CHANGED} its mode is 0666 and was 0644", lambda path: path.chmod(0o666)),
    of_file("compose file broken", "compose.yaml", f"{CHANGED} its content has changed", lambda path: path.write_text("services: [\n")),
    of_file("env file edited", ".env", f"{CHANGED} its content has changed", append),
    of_file("env file removed", ".env", "is missing", Path.unlink),
    of_file("env file for all to read", ".env", f"{CHANGED} its mode is 0644 and was 0600", lambda path: path.chmod(0o644)),
    of_file("secret edited", "secrets/token", f"{CHANGED} its content has changed", append),
    of_file("secret removed", "secrets/token", "is missing", Path.unlink),
    of_file("secret given away", "secrets/token", f"{CHANGED} its owner is 1234:1234 and was 0:0", lambda path: os.chown(path, 1234, 1234)),
    of_file("secret moved behind a link", "secrets/token", f"{CHANGED} it is a link to 'secrets/elsewhere', which it was not", replace_by_link),
    ByHand("file where there was none", lambda stack: stack.file("notes.txt", TOKEN, 0o644), "notes.txt",
           "file notes.txt is there, and the release does not have it", "file", lambda stack: (stack.folder / "notes.txt").unlink()),
    ByHand("folder opened", lambda stack: (stack.folder / "secrets").chmod(0o777), "secrets",
           f"folder secrets {CHANGED} its mode is 0777 and was 0755", "folder", lambda stack: (stack.folder / "secrets").chmod(0o755)),
    ByHand("tag moved", docker("tag", OTHER_IMAGE, "drift/web:v1"), "drift/web:v1",
           "image drift/web:v1 is {other} now, and the release was deployed with {own}", "image",
           lambda stack: stack.lab.docker("tag", stack.image, stack.web_image)),
    ByHand("tag removed", docker("rmi", "drift/web:v1"), "drift/web:v1",
           "image drift/web:v1 is not on this machine any more; the release was deployed with {own}", "image",
           lambda stack: stack.lab.docker("tag", stack.image, stack.web_image)),
    ByHand("stopped", docker("stop", "--time=0", APP), APP, f"container {APP} does not run; it ended with exit code 137", undo=docker("start", APP)),
    ByHand("paused", docker("pause", APP), APP, f"container {APP} does not run; it is paused", undo=docker("unpause", APP)),
    ByHand("removed", docker("rm", "--force", APP), "app", "service app has no container, and the release has 1", "service"),
    ByHand("scaled up", lambda stack: stack.up("--scale=web=3", "web"), "web",
           f"service web has 3 containers ({WEB}, application-web-2, application-web-3), and the release has 2", "service", lambda stack: stack.up("web")),
    ByHand("scaled down", lambda stack: stack.up("--scale=web=1", "web"), "web", f"service web has 1 containers ({WEB}), and the release has 2", "service", lambda stack: stack.up("web")),
    ByHand("made and not started", lambda stack: stack.up("--no-start", "--force-recreate", "app"), APP,
           f"container {APP} was made and never started"),
    ByHand("started with a variable more", lambda stack: stack.up("app", extra={"app": {"environment": {"DEBUG": "1"}}}), APP,
           f"container {APP} was made with another configuration than the release's"),
    ByHand("started with another image", lambda stack: stack.up("app", extra={"app": {"image": OTHER_IMAGE}}), APP,
           f"container {APP} runs the image drift/by-hand:v1, which the release does not have"),
    ByHand("restart policy", docker("update", "--restart=no", APP), APP,
           f"container {APP} has the restart policy no, and the files of the release say unless-stopped", undo=docker("update", "--restart=unless-stopped", APP)),
    ByHand("taken off its network", docker("network", "disconnect", "application_default", APP), APP,
           f"container {APP} is not connected to the network application_default", undo=docker("network", "connect", "--alias=app", "application_default", APP)),
    ByHand("on a network more", docker("network", "connect", OTHER, APP), APP,
           f"container {APP} is connected to the network {OTHER}, which the files of the release do not say", undo=docker("network", "disconnect", OTHER, APP)),
    ByHand("renamed", docker("rename", APP, "our-app"), "our-app", f"container our-app is called {APP} in the release", undo=docker("rename", "our-app", APP)),
    ByHand("service of another file", lambda stack: stack.up("debug", extra={"debug": stack.services()["app"]}), "application-debug-1",
           "container application-debug-1 is of the service debug, which the release does not have", undo=docker("rm", "--force", "application-debug-1")),
    ByHand("run by hand with the project's label",
           lambda stack: stack.lab.docker("run", "--detach", f"--label=com.docker.compose.project={PROJECT}", "--name=by-hand", "--entrypoint=sleep", stack.image, "600"),
           "by-hand", "container by-hand carries the label of the project, and no service of the release made it", undo=docker("rm", "--force", "by-hand")),
    ByHand("a one-off that stays", lambda stack: stack.compose("run", "--detach", "--name=one-off", "app"), "one-off",
           "container one-off was made by 'docker compose run', and is no part of the release", undo=docker("rm", "--force", "one-off")),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def fixture_of_others(stack: DriftingStack) -> Iterator[None]:
    """A network and an image that the release knows nothing of."""
    stack.lab.docker("network", "create", OTHER)
    stack.lab.docker("commit", f"{PROJECT}-once-1", OTHER_IMAGE)
    yield
    stack.lab.docker("network", "rm", OTHER)
    stack.lab.docker("rmi", "--force", OTHER_IMAGE)


def test_nothing_is_found_where_nothing_was_changed(stack: DriftingStack) -> None:
    told = stack.told(fail_on_drift=True)
    assert (told["failed"], told["drift"], told["release"]) == (False, [], "v1")
    assert told["verdict"] == "Everything is as release 'v1' says"
    assert {service["service"]: service["action"] for service in told["services"]} == {"app": "keep", "once": "start", "web": "keep"}
    assert len(BY_HAND) >= 20


@pytest.mark.parametrize("change", BY_HAND, ids=lambda change: change.what)
def test_a_change_by_hand_is_named(stack: DriftingStack, change: ByHand) -> None:
    ids = {"own": stack.id_of(stack.image), "other": stack.id_of(OTHER_IMAGE)}
    change.do(stack)
    try:
        assert stack.drift_and_nothing_changed() == [(change.kind, change.subject, change.said.format(**ids))]
    finally:
        change.undo(stack)


def test_nothing_is_found_once_all_that_is_undone(stack: DriftingStack) -> None:
    assert stack.drift() == []


def test_values_edited_and_brought_up_are_named_by_their_keys(stack: DriftingStack) -> None:
    text = (stack.folder / ".env").read_text(encoding="utf-8")
    stack.file(".env", text.replace("hello", "moin"), 0o600)
    stack.up("app")
    container = f"container {APP} was made with another configuration than the release's (environment GREETING)"
    assert stack.drift() == [("file", ".env", f"file .env {CHANGED} its content has changed"), ("container", APP, container)]
    stack.file(".env", text, 0o600)
    stack.up("app")
    assert stack.drift() == []


def test_a_container_made_again_as_it_was_is_no_drift(stack: DriftingStack) -> None:
    stack.up("--force-recreate", "app")
    assert stack.drift() == []


def play(stack: DriftingStack, folder: Path, run_playbook: Callable[..., PlaybookRun]) -> PlaybookRun:
    """On two hosts, the second of which has no record. Neither is changed."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": "/usr/bin/python3", "application_path": str(stack.folder)}
    hosts = {"here": {**local, "backups_path": str(stack.backups)}, "fresh": {**local, "backups_path": str(folder / "none")}}
    inventory = folder / "hosts.yml"
    inventory.write_text(yaml.safe_dump({"production": {"hosts": hosts}}), encoding="utf-8")
    before = stack.lab.state()
    done = run_playbook("drift.yml", vault=False, inventory=inventory)
    assert stack.lab.state() == before
    assert not (folder / "none").exists()
    assert SECRET not in done.output and TOKEN not in done.output
    return done


NOTHING_HERE = "fresh: Nothing was deployed with Slipway here: '{}' has no completed release of project 'application'; the playbook adopt.yml records"


def test_the_playbook_exits_with_0_when_there_is_no_drift(stack: DriftingStack, run_playbook: Callable[..., PlaybookRun], tmp_path: Path) -> None:
    said = " ".join(play(stack, tmp_path, run_playbook).succeeded().stdout.split())
    assert "here: Everything is as release 'v1' says" in said
    assert NOTHING_HERE.format(tmp_path / "none") in said


def test_the_playbook_exits_with_2_and_says_what_drifted(stack: DriftingStack, run_playbook: Callable[..., PlaybookRun], tmp_path: Path) -> None:
    stack.lab.docker("pause", APP)
    (stack.folder / ".env").chmod(0o644)
    try:
        done = play(stack, tmp_path, run_playbook).refused()
    finally:
        stack.lab.docker("unpause", APP)
        (stack.folder / ".env").chmod(0o600)
    said = " ".join(done.stdout.split())
    assert (
        f"2 things are no longer as release 'v1' says - file .env {CHANGED} its mode is 0644 and was 0600"
        f" - container {APP} does not run; it is paused" in said
    )
    assert NOTHING_HERE.format(tmp_path / "none") in said
    assert "changed=1" not in said

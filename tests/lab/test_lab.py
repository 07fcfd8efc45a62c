"""The lab comes up twice without harm, and goes down leaving nothing, even after its daemons were killed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent / "lab"


class OwnLab:
    """A lab of this test's own, beside any other. It shares the cache, so it comes up in seconds once that is filled."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.pool = ""  # of its networks' addresses
        self.run = Path("/run/slipway-lab") / sha256(str(state).encode()).hexdigest()[:8]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LAB_")}
        # A socket where nothing listens: the lab must start an engine of its own, whatever else runs here.
        self.environment = {**kept, "LAB_STATE": str(state), "DOCKER_HOST": f"unix://{state}/nobody.sock"}

    def command(self, *words: str) -> str:
        done = subprocess.run([SCRIPT, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self) -> str:
        said = self.command("up")
        config = json.loads((self.state / "daemon.json").read_text(encoding="utf-8"))
        self.pool = config["default-address-pools"][0]["base"]
        return said

    def settings(self) -> dict[str, str]:
        words = shlex.split(self.command("env"))
        return dict(word.split("=", 1) for word in words if word != "export")

    def docker(self, *words: str, password: str | None = None) -> str:
        environment = {
            **self.environment,
            "DOCKER_HOST": f"unix://{self.run}/docker.sock",
            "DOCKER_CONFIG": str(self.state / "docker-config"),
        }
        done = subprocess.run(
            ["docker", *words], env=environment, input=password, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def process_ids(self) -> dict[str, int]:
        files = {"dockerd": "dockerd.pid", "containerd": "exec/containerd/containerd.pid", "registry": "registry.pid"}
        return {name: int((self.run / file).read_text(encoding="utf-8")) for name, file in files.items()}

    def traces(self) -> list[str]:
        """What is on this machine of this lab: processes, mounts, firewall rules, folders."""
        own = (str(self.state), str(self.run), f"slipway-lab-{self.run.name}")
        found = [str(place) for place in (self.state, self.run, self.run.with_suffix(".lock")) if place.exists()]
        rules = subprocess.run(["iptables", "-S", "FORWARD"], capture_output=True, text=True, check=False).stdout
        lines = rules.splitlines() + Path("/proc/mounts").read_text(encoding="utf-8").splitlines() + command_lines()
        return found + [line for line in lines if any(name in line for name in own)] + self.bridges()

    def bridges(self) -> list[str]:
        """Of its networks."""
        shown = subprocess.run(["ip", "-oneline", "-4", "address", "show", "to", self.pool], capture_output=True, text=True, check=True)
        return shown.stdout.splitlines()


def command_lines() -> list[str]:
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue  # it ended while we looked
    return lines


@pytest.fixture(name="own_lab")
def fixture_own_lab(tmp_path: Path) -> Iterator[OwnLab]:
    own = OwnLab(tmp_path / "lab")
    try:
        yield own
    finally:
        own.command("down")


def start_a_container(own: OwnLab) -> int:
    """A container as a deploy would leave it; the id of its process."""
    settings = own.settings()
    password = Path(settings["LAB_REGISTRY_PASSWORD_FILE"]).read_text(encoding="utf-8")
    user = settings["LAB_REGISTRY_USER"]
    own.docker("login", settings["LAB_REGISTRY"], "--username", user, "--password-stdin", password=password)
    label = "com.docker.compose.project=application"
    image = f"{settings['LAB_REGISTRY']}/redis:7-alpine"
    number = own.docker("run", "--detach", "--label", label, "--network", "none", image, "sleep", "600")
    return int(own.docker("inspect", "--format", "{{.State.Pid}}", number))


def kill_daemons(own: OwnLab) -> None:
    for number in own.process_ids().values():
        os.kill(number, signal.SIGKILL)


def test_up_twice_and_down(own_lab: OwnLab) -> None:
    assert "starting an engine" in own_lab.up()
    before = own_lab.process_ids()

    assert "the engine runs already" in own_lab.up()
    assert own_lab.process_ids() == before
    own_lab.command("status")

    own_lab.command("down")
    assert own_lab.traces() == []
    assert "nothing to take down" in own_lab.command("down")
    assert own_lab.traces() == []


def test_killed_daemons_come_up_again(own_lab: OwnLab) -> None:
    own_lab.up()
    kill_daemons(own_lab)
    assert "starting an engine" in own_lab.up()
    own_lab.command("status")


@pytest.mark.parametrize("engine_can_be_repaired", [True, False])
def test_down_after_the_daemons_were_killed(own_lab: OwnLab, engine_can_be_repaired: bool) -> None:
    own_lab.up()
    process = start_a_container(own_lab)
    kill_daemons(own_lab)
    if not engine_can_be_repaired:
        shutil.rmtree(own_lab.state / "engine" / "containers")
    assert Path(f"/proc/{process}/root").exists()

    own_lab.command("down")
    assert own_lab.traces() == []
    assert not Path(f"/proc/{process}/root").exists()


def test_a_folder_with_files_of_others_is_not_taken(own_lab: OwnLab) -> None:
    own_lab.state.mkdir()
    precious = own_lab.state / "precious"
    precious.touch()
    done = subprocess.run([SCRIPT, "up"], env=own_lab.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "was not made by the lab" in done.stderr
    own_lab.command("down")
    assert precious.exists()

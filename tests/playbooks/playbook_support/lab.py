"""The lab as the tests see it: its addresses, its engine, its site, and what a deploy has left on it."""

from __future__ import annotations

import hashlib
import os
import shlex
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SCRIPT = CHECKOUT / "tests" / "lab" / "lab"
OURS = "label=com.docker.compose.project=application"


class Lab:
    """A lab that is up. `home`, `stack` and `backups` are folders on "the server", which is this machine."""

    def __init__(self) -> None:
        words = shlex.split(self.command("env"), comments=True)
        settings = dict(word.split("=", 1) for word in words if word != "export")
        self.docker_host = settings["DOCKER_HOST"]
        self.registry = settings["LAB_REGISTRY"]
        self.registry_user = settings["LAB_REGISTRY_USER"]
        self.registry_password = Path(settings["LAB_REGISTRY_PASSWORD_FILE"]).read_text(encoding="utf-8")
        self.registry_accounts = Path(settings["LAB_REGISTRY_PASSWORD_FILE"]).with_name("htpasswd")
        self.app_image = f"{self.registry}/framework"
        self.site_url = settings["LAB_SITE_URL"]
        self.inventory = Path(settings["LAB_INVENTORY"])
        self.stack_source = Path(settings["LAB_STACK_SOURCE"])
        self.home = Path(settings["LAB_DEPLOY_HOME"])
        self.stack = self.home / "stacks" / "application"
        self.backups = self.home / "backups"

    @staticmethod
    def stand_apart(name: str) -> None:
        """From now on the lab is another one beside the first, with an engine of its own, whatever else runs here."""
        state = os.environ.get("LAB_STATE", CHECKOUT / "build" / "lab")
        os.environ["LAB_STATE"] = f"{state}-{name}"
        os.environ["DOCKER_HOST"] = "unix:///nobody/listens.sock"

    @staticmethod
    def is_up() -> bool:
        return subprocess.run([SCRIPT, "status"], capture_output=True, check=False).returncode == 0

    @staticmethod
    def command(*words: str) -> str:
        """`lab WORDS`: up, down, env, `registry stop`, `registry start`."""
        done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"lab {' '.join(words)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def docker(self, *words: str) -> str:
        """`docker WORDS` on the lab's engine; its output, or a failed assertion."""
        environment = {**os.environ, "DOCKER_HOST": self.docker_host}
        done = subprocess.run(["docker", *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"docker {' '.join(words)} failed: {done.stderr}"
        return done.stdout

    def touch(self, container: str, path: str) -> None:
        """Makes an empty file in a container. Detached: a container that ends as soon as it sees the file takes `touch` with it."""
        self.docker("exec", "--detach", container, "touch", path)

    def kill_engine(self) -> None:
        """As a crash ends it; `command("engine", "start")` brings it back."""
        process = int(Path(self.docker_host.removeprefix("unix://")).with_name("dockerd.pid").read_text(encoding="utf-8"))
        os.kill(process, signal.SIGKILL)

    def set_restart_policy(self, policy: str, *containers: str) -> None:
        """After a mixture of policies an engine that was killed starts some containers again and leaves the others."""
        self.docker("update", "--restart", policy, *containers)

    def log_in(self, folder: Path) -> None:
        """For `docker --config FOLDER`, at the lab's registry."""
        login = ["--config", str(folder), "login", self.registry, "--username", self.registry_user, "--password-stdin"]
        environment = {**os.environ, "DOCKER_HOST": self.docker_host}
        subprocess.run(["docker", *login], env=environment, input=self.registry_password, capture_output=True, text=True, check=True)

    def pull(self, *images: str) -> None:
        """Fetches `framework:v1` and the like from the lab's registry, with a login that is gone afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            self.log_in(Path(folder))
            for image in images:
                self.docker("--config", folder, "pull", "--quiet", f"{self.registry}/{image}")

    def site(self, path: str = "/") -> tuple[int, str]:
        """What a visitor gets: status and body; (0, reason) when nothing answers."""
        straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with straight.open(self.site_url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read().decode()
        except OSError as problem:
            return 0, str(problem)

    def version(self) -> str:
        """The version that the site says it is: "v1"; "" when it does not answer well."""
        status, body = self.site()
        return body.split(":")[0].split()[-1] if status == 200 else ""

    def container_ids(self) -> dict[str, str]:
        """The id of each container of the stack, by its name, running or not."""
        lines = self.docker("ps", "--all", "--no-trunc", "--filter", OURS, "--format", "{{.Names}} {{.ID}}")
        return dict(line.split() for line in lines.splitlines())

    def state(self, *, steps: bool = True) -> dict[str, str]:
        """All that a deploy can change: files with mode and checksum; containers, images and networks with their ids. Without
        `steps` all but when the steps of a release were taken, which is another time in each real run of it."""
        seen = {f"container {name}": number for name, number in self.container_ids().items()}
        for line in self.docker("images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}").splitlines():
            name, number = line.split()
            seen[f"image {name if '<none>' not in name else line}"] = number  # of those without a tag there can be several
        for line in self.docker("network", "ls", "--no-trunc", "--format", "{{.Name}} {{.ID}}").splitlines():
            seen["network " + line.split()[0]] = line.split()[1]
        for path in sorted(self.home.rglob("*")):
            if path.name == "steps.json" and not steps:
                continue
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "-"
            seen[f"file {path.relative_to(self.home)}"] = f"{path.lstat().st_mode:o} {content}"
        return seen

    def empty(self) -> None:
        """Removes the containers, networks, volumes and files of all deploys; the proxy's network and the images that were pulled stay."""
        self.command("empty")

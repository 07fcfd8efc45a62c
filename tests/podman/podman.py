"""A Podman of the tests' own: its service on its own socket, with its own images and containers, gone without a trace afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Podman's defaults ask for more open files than the machine that runs the tests may allow.
SETTINGS = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'


class Podman:
    """Speaks as the lab does in playbook_support: `docker_host`, and `docker WORDS` on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.socket = home / "podman.sock"
        self.docker_host = f"unix://{self.socket}"
        (home / "containers.conf").write_text(SETTINGS, encoding="utf-8")
        self.environment = {**os.environ, "CONTAINERS_CONF": str(home / "containers.conf"), "DOCKER_HOST": self.docker_host}
        self.command = ["podman", f"--root={home}/root", f"--runroot={home}/run", f"--tmpdir={home}/tmp",
                        f"--network-config-dir={home}/net", "--storage-driver=vfs", "--runtime=runc",
                        "--cgroup-manager=cgroupfs", "--events-backend=file"]
        self.service: subprocess.Popen | None = None

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        with (self.home / "log").open("a", encoding="utf-8") as log:
            self.service = subprocess.Popen([*self.command, "system", "service", "--time=0", self.docker_host],
                                            env=self.environment, stdout=log, stderr=log, start_new_session=True)
        while not self.socket.exists():
            assert self.service.poll() is None, (self.home / "log").read_text(encoding="utf-8")

    def stop(self) -> None:
        self.service.terminate()
        self.service.wait(timeout=30)

    def docker(self, *words: str) -> str:
        return self.run("docker", *words)

    def podman(self, *words: str) -> str:
        return self.run(*self.command, *words)

    def run(self, *words: str) -> str:
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(words)} failed: {done.stderr}"
        return done.stdout

    @contextmanager
    def probing(self, container: str) -> Iterator[None]:
        """Runs its health check again and again, which is the part of systemd's timers."""
        enough = threading.Event()
        thread = threading.Thread(target=self.probe_until, args=[container, enough])
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()

    def probe_until(self, container: str, enough: threading.Event) -> None:
        while not enough.wait(0.2):
            subprocess.run([*self.command, "healthcheck", "run", container], env=self.environment, capture_output=True, check=False)


@contextmanager
def own_podman() -> Iterator[Podman]:
    """Its folder has a short path, since a socket's may have no more than 107 bytes."""
    home = Path(tempfile.mkdtemp(prefix="slipway-podman-"))
    podman = Podman(home)
    try:
        podman.start()
        yield podman
    finally:
        if podman.service:
            podman.stop()
            podman.podman("rm", "--all", "--force", "--time=0")
        shutil.rmtree(home)

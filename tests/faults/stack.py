"""A small stack to break things under, the engine that it runs on, and what stands on its disk."""

import json
import os
import re
import shutil
import socketserver
import subprocess
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
LIBRARY = Path(os.environ.get("SLIPWAY_LIBRARY", ROOT / "build/library"))
IMAGE = "registry.example.com:5000/app"
NEW_SECRET = "hunter2"

CONTAINER = {
    "Id": "c0ffee", "Name": "/shop-app-1", "Names": ["/shop-app-1"], "Created": "2024-01-01T00:00:00Z",
    "Image": "sha256:0123", "State": {"Status": "running", "StartedAt": "2024-01-01T00:00:00Z"},
    "HostConfig": {"RestartPolicy": {"Name": "always"}},
    "Config": {"Image": f"{IMAGE}:v1", "Labels": {
        "com.docker.compose.project": "shop", "com.docker.compose.service": "app",
        "com.docker.compose.container-number": "1", "com.docker.compose.oneoff": "False"}},
}  # fmt: skip


class EngineHandler(BaseHTTPRequestHandler):
    """Answers as an engine with one running container."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        answers = {
            "/containers/json": [CONTAINER | {"Labels": CONTAINER["Config"]["Labels"], "Created": 1704067200,
                                              "Status": "Up 2 years", "State": "running"}],
            "/containers/c0ffee/json": CONTAINER,
            "/_ping": "OK",
            "/version": {"Version": "26.1.5", "ApiVersion": "1.45"},
            "/info": {"DockerRootDir": "/"},
        }  # fmt: skip
        if path.endswith("/events"):
            self.send_response(200)
            self.end_headers()
            self.connection.recv(1)  # until the module hangs up
            return
        known = next((answer for end, answer in answers.items() if path.endswith(end)), None)
        if "/images/" in path:
            known = {"Id": "sha256:0123", "RepoDigests": [f"{IMAGE}@sha256:4567"]}
        body = json.dumps(known if known is not None else {"message": "no such thing"}).encode()
        self.send_response(200 if known is not None else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "unix"

    def log_message(self, *_: Any) -> None:
        pass


class Engine(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __enter__(self) -> "Engine":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Server:
    """A folder with the stack and its records, and the modules run on it."""

    def __init__(self, base: Path, engine_socket: str) -> None:
        self.base = base
        self.folder = base / "server"
        self.stack = self.folder / "stack"
        self.backups = self.folder / "backups"
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LOGNAME": "ci",
                            "DOCKER_HOST": f"unix://{engine_socket}"}  # fmt: skip

    def lay_out(self) -> None:
        self.stack.mkdir(parents=True)
        self.put("base.yml", f"services:\n  app:\n    image: {IMAGE}:v1\n", 0o644)
        self.put("production.yml", f"services:\n  worker:\n    image: {IMAGE}:v1\n", 0o640)
        self.put(".env.example", "APP_ENV=production\nREDIS_PASSWORD=\n", 0o644)
        self.put(".env", "APP_ENV=production\nREDIS_PASSWORD=hunter1\n", 0o640)

    def put(self, name: str, text: str, mode: int) -> None:
        (self.stack / name).write_text(text, encoding="utf-8")
        (self.stack / name).chmod(mode)

    def play_compose_back(self) -> None:
        """Asks the real Compose once, and answers from then on as it did: it is asked thousands of times."""
        tools = self.base / "tools"
        tools.mkdir()
        compose = ["docker", "compose", "--project-directory", str(self.stack), "-f", "base.yml", "-f", "production.yml",
                   "-p", "shop"]  # fmt: skip
        asked = {"version": ["version", "--short"], "config": ["config", "--no-interpolate"], "json": ["config", "--format", "json"],
                 "hash": ["config", "--hash", "*"]}  # fmt: skip
        for what, arguments in asked.items():
            done = subprocess.run([*compose, *arguments], cwd=self.stack, env=self.environment, capture_output=True, check=True)
            (tools / what).write_bytes(done.stdout)
        (tools / "docker").write_text(
            f'#!/bin/sh\nfor word do\n  case $word in version | json | --hash) exec cat "{tools}/${{word#--}}" ;; esac\ndone\n'
            f'exec cat "{tools}/config"\n',
            encoding="utf-8",
        )
        (tools / "docker").chmod(0o755)
        self.environment["PATH"] = f"{tools}:{self.environment['PATH']}"

    def command(self, module: str, arguments: dict[str, Any]) -> list[str]:
        path = self.base / f"{module}.json"
        path.write_text(json.dumps(arguments), encoding="utf-8")
        return [str(LIBRARY / module), str(path)]

    def run(self, command: list[str], prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
        return subprocess.run([*prefix, *command], env=self.environment, capture_output=True, timeout=60, check=False)

    def must(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        done = self.run(self.command(module, arguments))
        result = json.loads(done.stdout)
        assert not result["failed"], result
        return result

    def save(self) -> None:
        copy(self.folder, self.base / "saved")

    def restore(self) -> None:
        """Everything as it was when it was saved; what the folder is mounted on stays."""
        for entry in self.folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        copy(self.base / "saved", self.folder)


def copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", "-T", str(source), str(target)], check=True)


def is_temporary(path: str) -> bool:
    return re.search(r"\.slipway-(\d+-\d+|unfinished|removed)(/|$)", path) is not None


def tree(folder: Path) -> dict[str, tuple]:
    """Kind, mode, owner and bytes of everything; process ids and the time of day as if they were the same."""
    seen: dict[str, tuple] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        if path.name == "manifest.json":
            content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"(then)", content)
        if path.name == "steps.json":  # a second run notes a step of its own
            content = b"(steps)" if isinstance(json.loads(content), list) and NEW_SECRET.encode() not in content else content
        name = re.sub(r"\.\d+\.[-\d]+@[:\d]+~$", ".backup~", str(path.relative_to(folder)))
        seen[name] = (status.st_mode, status.st_uid, status.st_gid, content)
    return seen

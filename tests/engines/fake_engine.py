"""A container engine of the test's own on a real Unix socket, for what no real engine can be made to do."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from urllib.parse import unquote, urlsplit

from playbook_support.waiting import Waited, run_health_wait

PROJECT = "hostile"
HANGS = 30  # seconds beyond its timeout: a health_wait that takes longer is not bounded by it
FIRST_LOOK, WAIT, STREAM = "at the first look", "during the wait", "in the stream of events"
Misbehaviour = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One connection. Answers as Docker does, until the engine is told to misbehave."""

    protocol_version = "HTTP/1.1"
    server: FakeEngine

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        with self.server.counting:
            self.server.asked.append(path)
        try:
            if self.server.misbehaves(path):
                self.close_connection = True
                self.server.misbehaviour(self)
            elif path == "/events":
                self.stream_events()
            else:
                status, body = self.good_answer()
                self.answer(status, body)
        except ConnectionError:
            self.close_connection = True  # health_wait has seen enough

    def good_answer(self) -> tuple[int, bytes]:
        words = unquote(urlsplit(self.path).path).strip("/").split("/")
        if words == ["containers", "json"]:
            found = [list_entry(each) for each in self.server.containers.values()]
            return 200, json.dumps(found).encode()
        if words[-1] == "logs":
            return 200, b""
        if words[0] == "containers" and words[1] in self.server.containers:
            return 200, json.dumps(self.server.containers[words[1]]).encode()
        return 404, b'{"message": "no such container"}'

    def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))

    def stream_events(self) -> None:
        own: queue.Queue[bytes] = queue.Queue()
        self.server.subscribe(own)  # first: what is asked once the stream has begun meets what an engine does then
        self.begin_stream()
        while line := own.get():
            self.chunk(line)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class FakeEngine(ThreadingMixIn, UnixStreamServer):
    """`containers` are inspect documents by id; tests may change them and then `tell` of it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, path: Path, containers: list[dict]) -> None:
        super().__init__(str(path), Request)
        self.address = f"unix://{path}"
        self.containers = {each["Id"]: each for each in containers}
        self.asked: list[str] = []
        self.counting = threading.Lock()
        self.subscribers: list[queue.Queue[bytes]] = []
        self.subscribed, self.closing = threading.Event(), threading.Event()
        self.misbehaviour: Misbehaviour | None = None
        self.since = FIRST_LOOK
        self.on_subscribed: Callable[[], None] = lambda: None

    def misbehaves(self, path: str) -> bool:
        if self.misbehaviour is None:
            return False
        if self.since == STREAM:
            return path == "/events"
        return self.since == FIRST_LOOK or self.subscribed.is_set()

    def subscribe(self, own: queue.Queue[bytes]) -> None:
        self.subscribers.append(own)
        self.subscribed.set()
        self.on_subscribed()

    def tell(self, line: bytes) -> None:
        for own in self.subscribers:
            own.put(line)

    def set_health(self, number: str, health: str) -> None:
        """Changes it, and tells of it as Docker does."""
        self.containers[number]["State"]["Health"]["Status"] = health
        self.tell(health_event(self.containers[number], health))


def health_event(container: dict, health: str) -> bytes:
    attributes = {**container["Config"]["Labels"], "name": container["Name"].strip("/")}
    action = f"health_status: {health}"
    event = {"status": action, "id": container["Id"], "Type": "container", "Action": action,
             "Actor": {"ID": container["Id"], "Attributes": attributes}}
    return json.dumps(event).encode() + b"\n"


def list_entry(container: dict) -> dict:
    health = container["State"]["Health"]["Status"]
    words = "health: starting" if health == "starting" else health
    return {"Id": container["Id"], "Names": ["/" + container["Name"].strip("/")], "Created": 1767225600,
            "State": container["State"]["Status"], "Status": f"Up 3 minutes ({words})", "Labels": container["Config"]["Labels"]}


@contextmanager
def serving(path: Path, containers: list[dict]) -> Iterator[FakeEngine]:
    with FakeEngine(path, containers) as engine:
        thread = threading.Thread(target=engine.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield engine
        finally:
            engine.closing.set()
            engine.tell(b"")
            engine.shutdown()
            thread.join()


def replicas(document: dict, count: int, health: str) -> list[dict]:
    """So many running containers of one service, made from a real engine's inspect document."""
    made = []
    for number in range(1, count + 1):
        one = deepcopy(document)
        one["Id"] = f"{number:064x}"
        one["Name"] = f"/many-app-{number}"
        one["Config"]["Labels"]["com.docker.compose.container-number"] = str(number)
        one["State"].update(Status="running", Running=True, StartedAt="2026-01-01T00:00:00.000000001Z")
        one["State"]["Health"] = {"Status": health, "FailingStreak": 0, "Log": []}
        made.append(one)
    return made


def wait_on(engine: FakeEngine, **options) -> Waited:
    options = {"project_name": PROJECT, "docker_host": engine.address, "timeout": 1, **options}
    with run_health_wait(options) as running:
        return running.result(options["timeout"] + HANGS)


def plain_document(**state: object) -> dict:
    """As a real engine's (container.json), written by hand, with what health_wait reads of it."""
    labels = {"project": PROJECT, "service": "app", "container-number": "1", "oneoff": "False"}
    return {"Id": f"{1:064x}", "Name": "/hostile-app-1", "Created": "2026-01-01T00:00:00Z", "Image": "sha256:5", "RestartCount": 0,
            "State": {"Status": "running", "StartedAt": "2026-01-01T00:00:01Z", "ExitCode": 0, "OOMKilled": False, "Error": "", **state},
            "HostConfig": {"RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}},
            "Config": {"Image": "app:v1", "Tty": False, "Healthcheck": {"Test": ["CMD", "true"]},
                       "Labels": {f"com.docker.compose.{key}": value for key, value in labels.items()}}}


def silence(request: Request) -> None:
    """The misbehaviour of an engine that accepts and never answers."""
    request.server.closing.wait()

"""A proxy that goes by the engine alone, as Traefik's docker provider does: it sends requests to the containers of a service that are healthy there,
and to no other. /api lists their addresses."""

from __future__ import annotations

import http.client
import itertools
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .lab import Lab
from .own_stack import docker_environment

# A request of five seconds may have waited for another one: nginx that goes by the name hands it to a PHP-FPM that is ending, which takes no more.
PATIENCE = 30


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LabelsProxy

    def do_GET(self) -> None:
        self.say(*((200, json.dumps(self.server.addresses).encode()) if self.path == "/api" else self.handed_on()))

    def handed_on(self) -> tuple[int, bytes]:
        addresses = self.server.addresses
        if not addresses:
            return 503, b"no server"
        try:
            backend = http.client.HTTPConnection(addresses[next(self.server.turns) % len(addresses)], 80, timeout=PATIENCE)
            backend.request("GET", self.path)
            answer = backend.getresponse()
            return answer.status, answer.read()
        except OSError as problem:
            return 502, str(problem).encode()

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class LabelsProxy(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, lab: Lab, project: str, service: str) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.lab, self.addresses, self.turns = lab, [], itertools.count()
        self.labels = [f"--filter=label=com.docker.compose.project={project}", f"--filter=label=com.docker.compose.service={service}"]
        self.url = f"http://127.0.0.1:{self.server_port}"

    def look(self) -> None:
        ids = self.lab.docker("ps", "--quiet", "--filter=health=healthy", *self.labels).split()
        inspected = json.loads(self.lab.docker("inspect", *ids)) if ids else []
        self.addresses = [network["IPAddress"] for found in inspected for network in found["NetworkSettings"]["Networks"].values()]

    def follow(self, events: subprocess.Popen) -> None:
        for _ in events.stdout:
            self.look()


@contextmanager
def labels_proxy(lab: Lab, project: str, service: str) -> Iterator[LabelsProxy]:
    proxy = LabelsProxy(lab, project, service)
    command = ["docker", "events", "--filter=type=container", *proxy.labels, "--format={{.Action}}"]
    with subprocess.Popen(command, env=docker_environment(lab), stdout=subprocess.PIPE, text=True) as events:
        followed = threading.Thread(target=proxy.follow, args=[events])
        served = threading.Thread(target=proxy.serve_forever)
        followed.start()
        served.start()
        proxy.look()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            events.terminate()
            followed.join()
            served.join()
    proxy.server_close()

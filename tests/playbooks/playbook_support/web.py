"""A small web server of the test's own on 127.0.0.1, with good pages and bad ones."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HUGE = 1 << 30  # bytes


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        try:
            self.server.pages.get(self.path.split("?")[0], Page.missing)(self)
        except ConnectionError:
            pass  # the one who asked has seen enough
        self.close_connection = True

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def missing(self) -> None:
        self.say(404, b"no such page")

    def redirected(self) -> None:
        self.say(302, b"", Location="/")

    def huge(self) -> None:
        """A whole gigabyte, with a word at its beginning and one at its end."""
        self.send_response(200)
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        self.wfile.write(b"first word")
        block = bytes(1 << 20)
        for _ in range(HUGE // len(block)):
            self.wfile.write(block)

    def never_ending(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.wait(0.05):
            self.wfile.write(b".")

    def no_http(self) -> None:
        self.wfile.write(b"220 mail.example.com ESMTP\r\n")

    def cut_off(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nwelcome")

    def chunked(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwel\r\n4\r\ncome\r\n0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass


class Web(ThreadingHTTPServer):
    """`pages` by their path; tests may change them while it serves."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # with five, the connection that does not fit is only tried again after a second

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Page)
        self.port = self.server_address[1]
        self.asked: list[str] = []
        self.closing = threading.Event()
        self.pages: dict[str, Callable[[Page], None]] = {
            "/": lambda page: page.say(200, b"welcome to v2"),
            "/teapot": lambda page: page.say(418, b"short and stout"),
            "/broken": lambda page: page.say(502, b"the database says hunter22"),
            "/empty": lambda page: page.say(204),
            "/redirected": Page.redirected, "/huge": Page.huge, "/never-ending": Page.never_ending,
            "/no-http": Page.no_http, "/cut-off": Page.cut_off, "/chunked": Page.chunked,
        }

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving(port: int = 0) -> Iterator[Web]:
    with Web(port) as web:
        thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield web
        finally:
            web.closing.set()
            web.shutdown()
            thread.join()


@contextmanager
def silent_port() -> Iterator[int]:
    """A port where connections are accepted and nobody ever answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]

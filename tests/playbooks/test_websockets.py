"""Websockets through a rolling deploy, to an application that speaks HTTP itself."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playbook_support.rolling_stack import HAPROXY_DEFAULTS, PROXIES, RollingStack

CLOSES = 0x88
CHAT = Path(__file__).with_name("chat.php")
NGINX = """\
upstream application { server app:9000 max_fails=0; }
server {
  listen 80;
  location / {
    proxy_pass http://application;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
    proxy_connect_timeout 2s;
    proxy_next_upstream error timeout;
  }
}
"""
HAPROXY = (
    HAPROXY_DEFAULTS
    + """\
  timeout tunnel 1h
frontend web
  bind :80
  default_backend app
backend app
  server-template app 1-8 app:9000 init-addr libc
"""
)
CADDY = """\
{
  admin unix//run/caddy/admin.sock
  auto_https off
}
:80 {
  reverse_proxy app:9000 {
    lb_try_duration 5s
  }
}
"""


class ChatStack(RollingStack):
    """The application speaks HTTP itself."""

    haproxy_configuration, caddy_configuration = HAPROXY, CADDY

    def __init__(self, lab, kind: str, folder: Path) -> None:
        super().__init__(lab, kind, folder)
        mounted = folder / "chat.php"
        mounted.write_bytes(CHAT.read_bytes())
        del self.services["redis"]
        self.services["app"] = {
            "image": "", "entrypoint": ["php", "/srv/chat.php"], "command": [], "volumes": ["./chat.php:/srv/chat.php:ro"], "stop_grace_period": "20s",
            "healthcheck": {"test": ["CMD", "php", "-r", "exit((int) !@file_get_contents('http://127.0.0.1:9000/'));"], "interval": "2s"},
        }  # fmt: skip

    @staticmethod
    def nginx_site() -> str:
        return NGINX


class Websocket:
    """A client that says a word, and hears it back with the version of whoever answers."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.connection.sendall(
            b"GET /chat HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        reply = b""
        while not reply.endswith(b"\r\n\r\n"):
            reply += self.received(1)
        assert reply.startswith(b"HTTP/1.1 101"), reply

    def received(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            more = self.connection.recv(count - len(got))
            if not more:
                raise ConnectionError("closed by the other side")
            got += more
        return got

    def say(self, word: str) -> str:
        key = os.urandom(4)
        masked = bytes(letter ^ key[place % 4] for place, letter in enumerate(word.encode()))
        self.connection.sendall(bytes([0x81, 0x80 | len(masked)]) + key + masked)
        kind, length = self.received(2)
        heard = self.received(length)
        if kind == CLOSES:
            raise ConnectionError(f"closed with {int.from_bytes(heard[:2], 'big')}")
        return heard.decode()


class Conversation(list[str]):
    """What was heard, and what ended it before its time."""

    broken: str = ""


@contextmanager
def conversation(stack: ChatStack, last: str) -> Iterator[Conversation]:
    """Ten words a second over one websocket, until others have been with release `last` for two seconds: so it outlives the switch."""
    heard, websocket = Conversation(), Websocket(stack.port)

    def talk() -> None:
        left = 20
        try:
            while left:
                heard.append(websocket.say(f"word {len(heard)}"))
                left -= stack.version() == last
                time.sleep(0.1)  # as fast as people type
        except OSError as problem:
            heard.broken = f"after {len(heard)} words: {problem}"
        finally:
            websocket.connection.close()

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield heard
    finally:
        thread.join()


@pytest.fixture(name="stack", params=[pytest.param(kind, marks=pytest.mark.xdist_group(f"websockets-{kind}")) for kind in PROXIES])
def fixture_stack(lab, request, tmp_path) -> Iterator[ChatStack]:
    lab.pull("framework:v1", "framework:v2", "nginx:1.25-alpine", "haproxy:2.6", "caddy:2.6")
    stack = ChatStack(lab, request.param, tmp_path)
    first = stack.deploy("v1", watch=None)
    assert not first["failed"], first["msg"]
    yield stack
    stack.remove()


def test_a_websocket_stays_with_the_old_container_while_its_grace_lasts(stack):
    """Caddy closes them as it changes its configuration, and says so: 1001, going away."""
    with conversation(stack, "v2") as heard:
        result = stack.deploy("v2")
    assert not result["failed"], result["msg"]
    assert result["watch"]["failed"] == 0
    assert heard == [f"v1 word {number}" for number in range(len(heard))]
    assert heard.broken == (f"after {len(heard)} words: closed with 1001" if stack.kind == "caddy" else "")
    assert Websocket(stack.port).say("hello") == "v2 hello"

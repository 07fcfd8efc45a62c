"""health_wait on engines that stall, break off, answer nonsense or come and go: one clear answer, and never a hang."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_engine import (FIRST_LOOK, STREAM, WAIT, FakeEngine, Misbehaviour, Request, replicas, serving, silence,
                                          wait_on)

def one_byte_at_a_time(request: Request) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Filler: " + b"x" * 6000:
        request.wfile.write(bytes([byte]))
        if request.server.closing.wait(0.02):
            return


def another_protocol(request: Request) -> None:
    request.wfile.write(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")


def bytes_of_chance(request: Request) -> None:
    request.wfile.write(bytes(range(256)) * 64)


def nothing(_: Request) -> None:
    """Closes without a word."""


def web_page(request: Request) -> None:
    request.answer(200, b"<html><body>It works!</body></html>", "text/html")


def cut_off(request: Request) -> None:
    request.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n[{"Id": "')


def cut_off_chunk(request: Request) -> None:
    request.begin_stream()
    request.wfile.write(b'ff0\r\n[{"Id": "')


def overloaded(request: Request) -> None:
    request.answer(503, b'{"message": "the store is locked"}')


def broken(request: Request) -> None:
    request.answer(500, b'{"message": "the store is broken"}')


def absurd_length(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n[]")


def negative_length(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[]")


def huge_length(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n[")
    silence(request)


def no_list(request: Request) -> None:
    request.answer(200, b'{"Id": "5"}')


def list_of_nonsense(request: Request) -> None:
    request.answer(200, b'[5, null, {"Id": null}, []]')


def redirect(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 301 Moved Permanently\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")


# The engine, when it begins, and words of the message.
ENGINES = [
    (silence, FIRST_LOOK, "took longer than"),
    (one_byte_at_a_time, FIRST_LOOK, "took longer than"),
    (another_protocol, FIRST_LOOK, "is not a container engine"),
    (bytes_of_chance, FIRST_LOOK, "is not a container engine"),
    (nothing, FIRST_LOOK, "closed the connection"),
    (web_page, FIRST_LOOK, "is not JSON; is it really a container engine that listens there?"),
    (cut_off, FIRST_LOOK, "closed the connection in the middle of"),
    (cut_off_chunk, FIRST_LOOK, "closed the connection in the middle of"),
    (overloaded, FIRST_LOOK, "the engine refused with status 503: the store is locked"),
    (broken, FIRST_LOOK, "the engine refused with status 500: the store is broken"),
    (absurd_length, FIRST_LOOK, "is not a container engine"),
    (negative_length, FIRST_LOOK, "is not a container engine"),
    (huge_length, FIRST_LOOK, "more than 64 MiB"),
    (no_list, FIRST_LOOK, "is not a list of containers"),
    (list_of_nonsense, FIRST_LOOK, "is not a list of containers"),
    (redirect, FIRST_LOOK, "status 301"),
    (silence, WAIT, "has not answered"),
    (one_byte_at_a_time, WAIT, "has not answered"),
    (nothing, WAIT, "has not answered"),
    (cut_off, WAIT, "has not answered"),
    (broken, WAIT, "the store is broken"),
    (overloaded, WAIT, "the store is locked"),
    (another_protocol, WAIT, "is not a container engine"),
    (web_page, WAIT, "is not JSON"),
    (absurd_length, WAIT, "is not a container engine"),
    (silence, STREAM, "has not answered"),
    (another_protocol, STREAM, "is not a container engine"),
    (broken, STREAM, "the store is broken"),
]


# What an engine that may still come back is waited for; of the others the wait ends at once, whatever its timeout.
UNTIL_THE_TIMEOUT = ("took longer than", "has not answered", "the store is")


def answer_of(document: dict, socket: Path, misbehaviour: Misbehaviour, since: str, words: str) -> str:
    with serving(socket, replicas(document, 1, "starting")) as engine:
        engine.misbehaviour, engine.since = misbehaviour, since
        timeout = 4 if words.startswith(UNTIL_THE_TIMEOUT) else 60
        return wait_on(engine, timeout=timeout).failed().result["msg"]


def test_every_hostile_engine_gets_one_clear_error_in_time(document: dict, tmp_path: Path) -> None:
    """All at once, since most of the time they are waited for."""
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(answer_of, document, tmp_path / f"{number}.sock", misbehaviour, since, words)
                   for number, (misbehaviour, since, words) in enumerate(ENGINES)]
    wrong = []
    for (misbehaviour, since, words), answer in zip(ENGINES, answers, strict=True):
        message = answer.result()
        if words not in message or len(message) > 1000 or "\n" in message:
            wrong.append(f"{misbehaviour.__name__} {since} should have given '{words}' in one line, but: {message}")
    assert wrong == []


@pytest.mark.parametrize("misbehaviour", [silence, another_protocol, cut_off], ids=lambda value: value.__name__)
def test_check_mode_reports_a_hostile_engine_and_does_not_fail(engine: FakeEngine, misbehaviour: Misbehaviour) -> None:
    engine.misbehaviour = misbehaviour
    looked = wait_on(engine, _ansible_check_mode=True).well()
    assert looked.result["healthy"] is False
    assert looked.result["warnings"][0].startswith("nothing to see yet: ")

"""health_wait on answers of engines and pages that are odd, long, cut or late. Needs no real engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import STREAM, WAIT, FakeEngine, Request, health_event, plain_document, replicas, serving, silence, wait_on
from playbook_support.web import Page, Web
from playbook_support.web import serving as serving_web

FIRST = f"{1:064x}"  # the id of the first container


@pytest.fixture(name="engine")
def fixture_engine(tmp_path: Path) -> Iterator[FakeEngine]:
    with serving(tmp_path / "engine.sock", replicas(plain_document(), 1, "starting")) as made:
        yield made


@pytest.fixture(name="web")
def fixture_web(engine: FakeEngine) -> Iterator[Web]:
    engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy"
    with serving_web() as web:
        yield web


def raw(answer: bytes) -> Callable[[Page], None]:
    return lambda page: page.wfile.write(answer) and None


def problem(engine: FakeEngine, web: Web, answer: bytes, **check) -> str | None:
    web.pages["/"] = raw(answer)
    return wait_on(engine, http=[{"url": web.url(), **check}]).result["http"][0]["problem"]


def test_a_header_of_more_than_8_kib_was_said_to_be_no_http(engine: FakeEngine, web: Web) -> None:
    header = b"HTTP/1.1 200 OK\r\nSet-Cookie: %s\r\nContent-Length: 0\r\n\r\n"
    assert problem(engine, web, header % (b"x" * 60_000)) is None
    assert problem(engine, web, header % (b"x" * 70_000)) == "answered with a header of more than 64 KiB"


def test_interim_answers_and_a_length_that_lies(engine: FakeEngine, web: Web) -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    assert problem(engine, web, interim + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nv2", contains="v2") is None
    assert problem(engine, web, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nv2 and more", contains="v2") is None
    closed = "closed the connection before its answer was whole"
    assert problem(engine, web, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nv2", contains="v2") == closed


def test_a_redirect_is_an_answer_with_a_status(engine: FakeEngine, web: Web) -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"
    assert problem(engine, web, moved, status=301) is None
    assert problem(engine, web, moved) == "answered 301, expected 200 (it redirects to /login, which is not followed)"


def test_a_compressed_page_says_so(engine: FakeEngine, web: Web) -> None:
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"
    assert "its body is compressed (gzip)" in (problem(engine, web, packed, contains="v2") or "")
    assert problem(engine, web, packed) is None


@pytest.mark.parametrize("url", ["http://--help/", "http://-x:80/"])
def test_a_host_that_begins_with_a_dash_reached_getent_as_an_option(engine: FakeEngine, url: str) -> None:
    assert "has no right host and port" in wait_on(engine, http=[{"url": url}]).failed().result["msg"]


def test_an_inspection_that_is_no_container_is_asked_for_again(engine: FakeEngine) -> None:
    def odd_at_first(request: Request) -> None:
        if request.path.startswith("/events"):
            return request.stream_events()
        if request.path.endswith(f"{FIRST}/json") and answers:
            return request.answer(200, answers.pop())
        return request.answer(*request.good_answer())

    answers = [b"{}", b"null", b'{"Id": "5"}', b"[]"]
    engine.misbehaviour, engine.since = odd_at_first, WAIT
    engine.on_subscribed = lambda: engine.set_health(FIRST, "healthy")
    wait_on(engine, timeout=60).well()
    assert answers == []


def test_an_inspection_that_is_refused_was_said_to_need_a_start_of_the_engine(engine: FakeEngine) -> None:
    def refuse(request: Request) -> None:
        if request.path.endswith(f"{FIRST}/json"):
            return request.answer(500, b'{"message": "the store is broken"}')
        return request.stream_events() if request.path.startswith("/events") else request.answer(*request.good_answer())

    engine.misbehaviour, engine.since = refuse, WAIT
    message = wait_on(engine, timeout=2).failed().result["msg"]
    assert "the engine has not answered as it should since" in message
    assert "the store is broken" in message
    assert "start the engine" not in message


def test_blank_lines_between_events_ended_the_wait(engine: FakeEngine) -> None:
    def blank_lines(request: Request) -> None:
        request.begin_stream()
        engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy"
        request.chunk(b"\n\r\n  \n" + health_event(engine.containers[FIRST], "healthy"))
        silence(request)

    engine.misbehaviour, engine.since = blank_lines, STREAM
    wait_on(engine, timeout=60).well()


def test_a_secret_that_the_engine_cut_in_half_showed_its_first_half(engine: FakeEngine) -> None:
    output = "-" * 4087 + "correct-h..."  # as the engine cuts what a probe puts out
    probe = {"Start": "2026-01-01T00:00:02Z", "ExitCode": 1, "Output": output}
    engine.containers[FIRST]["State"]["Health"] = {"Status": "starting", "FailingStreak": 1, "Log": [probe]}
    waited = wait_on(engine, mask=["correct-horse-battery"]).failed()
    assert waited.result["services"][0]["last_probe"].endswith("-********...")
    assert "correct" not in json.dumps(waited.result)


def test_a_container_that_starts_in_the_future_was_never_ready(engine: FakeEngine) -> None:
    document = engine.containers[FIRST]
    document["Config"].pop("Healthcheck")
    document["State"].update(StartedAt="2190-01-01T00:00:00Z", Health={"Status": "none"})
    wait_on(engine, timeout=20).well()


def test_an_unknown_service_was_not_named(engine: FakeEngine) -> None:
    message = wait_on(engine, services=["mail"]).failed().result["msg"]
    assert "has no container of mail; it has containers of: app" in message


def test_a_log_of_more_than_64_mib_has_a_message_of_its_own(engine: FakeEngine) -> None:
    def huge_log(request: Request) -> None:
        if "/logs" in request.path:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
        elif request.path.startswith("/events"):
            request.stream_events()
        else:
            request.answer(*request.good_answer())

    engine.misbehaviour, engine.since = huge_log, WAIT
    entry = wait_on(engine).failed().result["services"][0]
    assert entry["log_problem"].endswith("its last lines come to more than 64 MiB; lower log_lines, which is 20")

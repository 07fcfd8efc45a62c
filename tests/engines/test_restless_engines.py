"""health_wait on engines that come and go, speak unusual HTTP, lose events, or have very many containers: it goes on and answers right."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_engine import (FIRST_LOOK, STREAM, FakeEngine, Misbehaviour, Request, health_event, replicas,
                                          serving, silence, wait_on)

FIRST = f"{1:064x}"  # the id of the first container


def old_http(request: Request) -> None:
    status, body = request.good_answer()
    request.wfile.write(b"HTTP/1.0 %d OK\r\nContent-Type: application/json\r\n\r\n" % status + body)


def trailers(request: Request) -> None:
    request.begin_stream()
    for piece in request.good_answer()[1].split():
        request.chunk(piece + b" ")
    request.wfile.write(b"0\r\nX-Checksum: 5\r\nX-Other: 6\r\n\r\n")


def continue_first(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    request.answer(*request.good_answer())


@pytest.mark.parametrize("unusual", [old_http, trailers, continue_first], ids=lambda value: value.__name__)
def test_unusual_http_is_understood(engine: FakeEngine, unusual: Misbehaviour) -> None:
    def but_for_events(request: Request) -> None:
        if request.path.startswith("/events"):
            request.stream_events()
        else:
            unusual(request)

    engine.misbehaviour, engine.since = but_for_events, FIRST_LOOK
    engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy"
    wait_on(engine).well()


def test_a_stream_that_is_closed_again_and_again_is_opened_again_with_pauses(engine: FakeEngine) -> None:
    def close_at_once(request: Request) -> None:
        request.begin_stream()
        request.wfile.write(b"0\r\n\r\n")

    engine.misbehaviour, engine.since = close_at_once, STREAM
    assert "is not healthy after 1 s" in wait_on(engine).failed().result["msg"]
    assert 1 < engine.asked.count("/events") < 40


def test_a_container_that_gets_healthy_while_the_stream_is_closed_is_seen(engine: FakeEngine) -> None:
    def close_and_get_healthy(request: Request) -> None:
        engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy" if engine.asked.count("/events") > 3 else "starting"
        request.begin_stream()
        request.wfile.write(b"0\r\n\r\n")

    engine.misbehaviour, engine.since = close_and_get_healthy, STREAM
    wait_on(engine, timeout=60).well()


ODD_EVENTS = [b"[]", b"null", b'"text"', b"5", b"{}", b'{"Action": 5, "Actor": []}', b'{"Action": "start", "Actor": {"ID": "../../x?y#z"}}',
              b'{"Action": "health_status: healthy", "Actor": {"ID": "nobody"}}', b'{"Action": "destroy", "Actor": {"ID": "nobody"}}']


def test_odd_events_do_no_harm(engine: FakeEngine) -> None:
    def odd_ones(request: Request) -> None:
        request.begin_stream()
        for line in ODD_EVENTS:
            request.chunk(line + b"\n")
        engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy"
        request.chunk(health_event(engine.containers[FIRST], "healthy"))
        silence(request)

    engine.misbehaviour, engine.since = odd_ones, STREAM
    wait_on(engine, timeout=60).well()


@pytest.mark.parametrize("line", [b"not json\n", b'{"Action": "health_sta\n', b"\xff\xfe\x00\n"], ids=["text", "cut", "bytes"])
def test_a_line_that_is_no_json_ends_the_wait(engine: FakeEngine, line: bytes) -> None:
    def one_line(request: Request) -> None:
        request.begin_stream()
        request.chunk(line)
        silence(request)

    engine.misbehaviour, engine.since = one_line, STREAM
    assert "the engine sent an event that is not JSON" in wait_on(engine).failed().result["msg"]


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["endless", "whole"])
def test_an_event_of_2_mib_is_refused(engine: FakeEngine, end: bytes) -> None:
    def long_line(request: Request) -> None:
        request.begin_stream()
        request.chunk(b'{"Action": "' + b"x" * (2 << 20) + b'"}' + end)
        silence(request)

    engine.misbehaviour, engine.since = long_line, STREAM
    assert "a line of more than 1 MiB" in wait_on(engine).failed().result["msg"]


def test_an_event_that_drips_in_is_put_together(engine: FakeEngine) -> None:
    def drip(request: Request) -> None:
        request.begin_stream()
        engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy"
        for byte in health_event(engine.containers[FIRST], "healthy"):
            request.chunk(bytes([byte]))
            request.server.closing.wait(0.005)
        silence(request)

    engine.misbehaviour, engine.since = drip, STREAM
    wait_on(engine, timeout=60).well()


def test_a_lost_event_delays_and_does_not_hang(engine: FakeEngine) -> None:
    def healthy_unsaid(request: Request) -> None:
        request.begin_stream()
        while not engine.asked[engine.asked.index("/events"):].count("/containers/json"):
            engine.closing.wait(0.01)
        engine.closing.wait(0.2)  # the look that follows the subscription comes to its end
        engine.containers[FIRST]["State"]["Health"]["Status"] = "healthy"
        silence(request)

    engine.misbehaviour, engine.since = healthy_unsaid, STREAM
    wait_on(engine, timeout=60).well()


@pytest.mark.parametrize("count", [500, 2000])
def test_very_many_containers_of_which_the_last_gets_healthy(document: dict, tmp_path: Path, count: int) -> None:
    with serving(tmp_path / "engine.sock", replicas(document, count, "healthy")) as engine:
        last = f"{count:064x}"
        engine.containers[last]["State"]["Health"]["Status"] = "starting"
        looked = wait_on(engine, timeout=60, _ansible_check_mode=True).well()
        assert looked.result["healthy"] is False
        engine.on_subscribed = lambda: engine.set_health(last, "healthy")
        waited = wait_on(engine, timeout=120).well()
    assert len(waited.result["services"]) == count
    assert {entry["health"] for entry in waited.result["services"]} == {"healthy"}


def test_one_bad_among_very_many_is_the_only_one_named(document: dict, tmp_path: Path) -> None:
    with serving(tmp_path / "engine.sock", replicas(document, 500, "healthy")) as engine:
        bad = f"{250:064x}"
        engine.containers[bad]["State"]["Health"]["Status"] = "starting"
        engine.on_subscribed = lambda: engine.set_health(bad, "unhealthy")
        waited = wait_on(engine, timeout=60).failed()
    assert "container many-app-250 is unhealthy" in waited.result["msg"]
    assert waited.result["msg"].count("container ") == 1

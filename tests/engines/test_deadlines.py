"""health_wait's timeout holds whatever the engine, the pages, the name server or Compose do. Needs no real engine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_engine import (FIRST_LOOK, HANGS, PROJECT, WAIT, FakeEngine, Misbehaviour, Request, plain_document, replicas,
                                          serving, silence, wait_on)
from playbook_support.waiting import Waited, run_health_wait
from playbook_support.web import Page, Web, closed_port, silent_port
from playbook_support.web import serving as serving_web

GRACE = 1.5  # seconds: one for the last answer, and what a busy machine takes


@pytest.fixture(name="engine")
def fixture_engine(tmp_path: Path) -> Iterator[FakeEngine]:
    with serving(tmp_path / "engine.sock", replicas(plain_document(), 1, "healthy")) as made:
        yield made


def program(folder: Path, name: str, script: str) -> dict[str, str]:
    """An environment in which this is what `name` runs."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def waited_in(environment: dict[str, str], options: dict) -> Waited:
    with run_health_wait(options, environment) as running:
        return running.result(options["timeout"] + HANGS)


def pages(*urls: str) -> list[dict]:
    return [{"url": url} for url in urls]


def test_a_page_that_refused_connections_at_first_was_not_asked_again_for_five_seconds(engine: FakeEngine) -> None:
    port = closed_port()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait_on, engine, timeout=60, http=pages(f"http://127.0.0.1:{port}/"))
        assert engine.subscribed.wait(HANGS)
        threading.Event().wait(0.5)  # for the first try, which nobody can see
        with serving_web(port):
            assert waiting.result().well().result["waited"] < 4.5


def test_slow_name_look_ups_went_beyond_the_timeout(engine: FakeEngine, tmp_path: Path) -> None:
    environment = program(tmp_path, "getent", f'echo "$2" >>{tmp_path}/asked; exec sleep 60')
    options = {"project_name": PROJECT, "docker_host": engine.address, "timeout": 3,
               "http": pages("http://a/1", "http://a/2", "http://a/3", "http://b/", "http://c/", "http://d/")}
    waited = waited_in(environment, options).failed()
    assert waited.result["waited"] <= 3 + GRACE
    assert "which cannot be looked up" in waited.result["http"][2]["problem"]
    assert (tmp_path / "asked").read_text(encoding="utf-8").split().count("a") == 1


def test_a_compose_config_that_hangs_was_not_bound_by_the_timeout(tmp_path: Path) -> None:
    environment = program(tmp_path, "docker", "exec sleep 60")
    options = {"project_src": str(tmp_path), "files": ["base.yml"], "timeout": 5}
    refused = waited_in(environment, options).failed()
    assert f"reading the compose files in '{tmp_path}': 'docker' did not end within 6 s" in refused.result["msg"]


def test_silent_and_endless_pages_cost_a_second_at_most(engine: FakeEngine) -> None:
    with serving_web() as web, silent_port() as silent:
        urls = pages(web.url("/never-ending"), f"http://127.0.0.1:{silent}/", web.url("/"))
        waited = wait_on(engine, timeout=2, http=[{**page, "contains": "v2"} for page in urls]).failed()
    assert waited.result["waited"] <= 2 + GRACE
    assert waited.result["http"][2]["ok"] is True


def test_a_page_that_hangs_within_stable_for_counted_as_well(engine: FakeEngine) -> None:
    def hang_later(page: Page) -> None:
        if page.server.asked.count("/") > 2:
            page.server.closing.wait()
        page.say(200)

    with serving_web() as web:
        web.pages["/"] = hang_later
        waited = wait_on(engine, timeout=6, stable_for=4, http=pages(web.url())).failed()
    assert waited.result["waited"] <= 6 + GRACE


def drip(request: Request) -> None:
    request.begin_stream()
    while not request.server.closing.wait(0.1):
        request.chunk(b" ")


def interim_for_ever(request: Request) -> None:
    while not request.server.closing.wait(0.1):
        request.wfile.write(b"HTTP/1.1 102 Processing\r\n\r\n" * 2)
        request.wfile.flush()


def stalls_in_a_chunk(request: Request) -> None:
    request.begin_stream()
    request.wfile.write(b'ff0\r\n[{"Id": "')
    silence(request)


def events_for_ever(request: Request) -> None:
    if not request.path.startswith("/events"):
        return request.answer(*request.good_answer())
    request.begin_stream()
    event = b'{"Action": "oom", "Actor": {"ID": "%064x"}}\n' % 1
    while not request.server.closing.is_set():
        request.chunk(event * 50)
    return None


def slow_answers(request: Request) -> None:
    if request.path.startswith("/events"):
        return request.stream_events()
    request.server.closing.wait(0.7)
    return request.answer(*request.good_answer())


RESTLESS = [(misbehaviour, since) for misbehaviour in (silence, drip, stalls_in_a_chunk, interim_for_ever, events_for_ever, slow_answers)
            for since in (FIRST_LOOK, WAIT)]


def overtime(socket: Path, misbehaviour: Misbehaviour, since: str) -> float:
    with serving(socket, replicas(plain_document(), 3, "starting")) as engine:
        engine.misbehaviour, engine.since = misbehaviour, since
        return wait_on(engine, timeout=3).failed().result.get("waited", 0) - 3


def test_no_engine_makes_the_wait_longer_than_its_timeout(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        over = [pool.submit(overtime, tmp_path / f"{number}.sock", *each) for number, each in enumerate(RESTLESS)]
    late = [f"{misbehaviour.__name__} {since}: {found.result():.2f} s"
            for (misbehaviour, since), found in zip(RESTLESS, over, strict=True) if found.result() > GRACE]
    assert late == []

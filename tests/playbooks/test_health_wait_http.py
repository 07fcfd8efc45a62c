"""health_wait's http checks against a real server on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playbook_support.waiting import Project, Waited
from playbook_support.web import Web, closed_port, serving, silent_port

HANGS = 40  # seconds beyond the timeout


@pytest.fixture(name="web")
def fixture_web() -> Iterator[Web]:
    with serving() as web:
        yield web


def check(project: Project, *checks: dict, **options) -> Waited:
    """With one container that is well, so that only the pages decide."""
    project.start("app")
    options = {"timeout": 3, "http": list(checks), **options}
    with project.run(options) as running:
        return running.result(options["timeout"] + HANGS)


def test_pages_that_answer_as_expected(project: Project, web: Web) -> None:
    waited = check(project, {"url": web.url(), "contains": "v2"}, {"url": web.url("/teapot"), "status": 418},
                   {"url": web.url("/empty"), "status": 204}, {"url": web.url("/redirected"), "status": "302"},
                   {"url": web.url("/chunked"), "contains": "welcome"}, {"url": web.url("/?q=a%20b")},
                   {"url": web.url("/", "localhost")}, {"url": web.url("/huge"), "contains": "first word"}).well()
    assert [(page["ok"], page["status"], page["problem"]) for page in waited.result["http"]] == [
        (True, status, None) for status in (200, 418, 204, 302, 200, 200, 200, 200)]
    assert waited.result["http"][0]["url"] == web.url()


# A path, the rest of the check, and words of the message.
BAD_PAGES = [
    ("/broken", {}, "answered 502, expected 200"),
    ("/missing", {}, "answered 404, expected 200"),
    ("/", {"status": 201}, "answered 200, expected 201"),
    ("/", {"contains": "v3"}, "does not contain"),
    ("/redirected", {}, "answered 302, expected 200"),
    ("/never-ending", {"contains": "v2"}, "did not answer"),
    ("/no-http", {}, "HTTP"),
    ("/cut-off", {"contains": "v2"}, "closed the connection"),
    ("/huge", {"contains": "no such words"}, "does not contain"),
]


def test_every_bad_page_fails_and_is_named(project: Project, web: Web) -> None:
    port = closed_port()
    with silent_port() as silent:
        others = [(f"http://127.0.0.1:{silent}/", {}, "did not answer"), (f"http://127.0.0.1:{port}/", {}, "refused the connection")]
        bad = [(web.url(path), more, words) for path, more, words in BAD_PAGES] + others
        waited = check(project, {"url": web.url()}, *({"url": url, **more} for url, more, _ in bad)).failed()
    assert f"is not healthy after 3 s: {web.url('/broken')} answered 502, expected 200" in waited.result["msg"]
    good, *pages = waited.result["http"]
    assert good["ok"] is True
    for (url, _, words), page in zip(bad, pages, strict=True):
        assert page["ok"] is False
        assert page["url"] == url
        assert words in page["problem"]
    assert pages[-1]["status"] is None


def test_a_page_that_gets_well_ends_the_wait(project: Project, web: Web) -> None:
    good = web.pages["/"]

    def bad_three_times(page) -> None:
        web.pages["/"] = good if web.asked.count("/") >= 3 else bad_three_times
        page.say(503)

    web.pages["/"] = bad_three_times
    waited = check(project, {"url": web.url()}, timeout=60).well()
    assert waited.result["http"][0]["ok"] is True
    assert web.asked.count("/") > 3


def test_pages_are_asked_for_only_once_the_containers_are_well(project: Project, web: Web) -> None:
    name = project.start("app", "exec sleep 600", "test -e /tmp/ok", "--health-retries=99")
    waited = project.wait(timeout=2, http=[{"url": web.url()}]).failed()
    assert f"container {name} is running but not healthy yet" in waited.result["msg"]
    assert web.asked == []
    project.lab.touch(name, "/tmp/ok")
    project.wait(http=[{"url": web.url()}]).well()


def test_a_container_that_fails_ends_the_wait_for_a_page(project: Project, web: Web) -> None:
    web.pages["/"] = lambda page: page.say(503)
    name = project.start("app", "while ! test -e /tmp/go; do sleep 0.1; done; exit 5")
    with project.waiting(http=[{"url": web.url()}]) as running:
        while not web.asked:
            assert running.process.poll() is None
        project.lab.touch(name, "/tmp/go")
        waited = running.result().failed()
    assert f"container {name} exited with code 5" in waited.result["msg"]


def test_what_a_page_says_is_masked(project: Project, web: Web) -> None:
    waited = check(project, {"url": web.url("/broken") + "?key=hunter22", "contains": "hunter22 is well"}, mask=["hunter22"])
    assert "hunter22" not in str({**waited.failed().result, "invocation": None})


def test_check_mode_tries_each_page_once_and_does_not_fail(project: Project, web: Web) -> None:
    looked = check(project, {"url": web.url()}, {"url": web.url("/broken")}, _ansible_check_mode=True).well()
    assert looked.result["healthy"] is False
    assert [page["ok"] for page in looked.result["http"]] == [True, False]
    assert sorted(web.asked) == ["/", "/broken"]


# A check as given, and words of the refusal.
REFUSED = [
    ({"url": "https://127.0.0.1/"}, "plain HTTP"),
    ({"url": "ftp://127.0.0.1/"}, "ftp://127.0.0.1/"),
    ({"url": "127.0.0.1:80"}, "127.0.0.1:80"),
    ({"url": "http://"}, "http://"),
    ({"url": "http://127.0.0.1:99999/"}, "99999"),
    ({"url": "http://127.0.0.1/a b"}, "a b"),
    ({"url": "http://127.0.0.1/\r\nX-Evil: 1"}, "url"),
    ({"url": ""}, "url"),
    ({"status": 200}, "url"),
    ({"url": "http://127.0.0.1/", "method": "POST"}, "method"),
    ({"url": "http://127.0.0.1/", "status": "many"}, "status"),
    ({"url": "http://127.0.0.1/", "status": 9999}, "9999"),
]


@pytest.mark.parametrize(("given", "words"), REFUSED, ids=range(len(REFUSED)))
def test_a_check_that_makes_no_sense_is_refused_before_the_engine_is_asked(project: Project, given: dict, words: str) -> None:
    refused = project.wait(http=[given], docker_host="unix:///nowhere/docker.sock").failed()
    assert words in refused.result["msg"]
    assert "/nowhere/" not in refused.result["msg"]

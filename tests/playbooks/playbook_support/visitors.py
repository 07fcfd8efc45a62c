"""Visitors of a page that is being replaced: quick ones, and some whose requests take seconds."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@contextmanager
def slow_requests(url: str, seconds: int) -> Iterator[list[str]]:
    """While this lasts a request that takes so long is always under way; what went wrong with each that did."""
    problems: list[str] = []
    answered: list[tuple[str, float]] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            begun = time.monotonic()
            try:
                with urllib.request.urlopen(f"{url}/slow.php?seconds={seconds}", timeout=30) as answer:
                    answered.append((answer.read().decode(), time.monotonic() - begun))
            except urllib.error.HTTPError as problem:
                problems.append(f"{problem}: {problem.read().decode()}")
            except OSError as problem:
                problems.append(str(problem))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for position, thread in enumerate(threads):
        thread.start()
        ended.wait(position * seconds / len(threads) / 2)
    try:
        yield problems
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    problems += [f"{json.dumps(body)} after {took:.1f} s" for body, took in answered if body != "slept\n" or took < seconds]
    assert len(answered) >= len(threads), "no request was under way"


@dataclass
class Requests:
    made: int = 0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.made:>4} requests, {len(self.failures)} failed"


@contextmanager
def watched(url: str) -> Iterator[Requests]:
    """Requests that are made one after the other, 20 a second, each on a new connection."""
    requests = Requests()
    ended = threading.Event()

    def ask() -> None:
        while not ended.wait(0.05):
            requests.made += 1
            try:
                with urllib.request.urlopen(url + "/", timeout=10) as answer:
                    if b"Redis answers" not in answer.read():
                        requests.failures.append("another page")
            except OSError as problem:
                requests.failures.append(str(problem))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield requests
    finally:
        ended.set()
        thread.join()


def wait_for_answer(url: str) -> float:
    """Seconds until the page is well again."""
    begun = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(url + "/", timeout=10) as answer:
                said = answer.read().decode()
        except OSError as problem:
            said = str(problem)
        if "Redis answers" in said:
            return time.monotonic() - begun
        assert time.monotonic() < begun + 60, said
        time.sleep(0.05)  # nothing tells it

"""Asks a page on a new connection every 50 ms, and adds up for how long it did not answer."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

EVERY = 0.05  # seconds
PATIENCE = 2.0  # seconds, for one answer


@dataclass
class Prober:
    """with Prober(url) as prober: …; then prober.down and prober.spells."""

    url: str
    spells: list[float] = field(default_factory=list)  # seconds without an answer, each
    asked: int = 0
    failed: int = 0

    @property
    def down(self) -> float:
        return sum(self.spells)

    def __enter__(self) -> Prober:
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def watch(self) -> None:
        failing_since = None
        while True:
            asked = time.monotonic()
            answered = self.answers()
            self.asked += 1
            self.failed += not answered
            if answered:
                if failing_since is not None:
                    self.spells.append(asked - failing_since)
                    failing_since = None
            elif failing_since is None:
                failing_since = asked
            if self.ended.wait(max(0.0, EVERY - (time.monotonic() - asked))):
                break
        if failing_since is not None:
            self.spells.append(time.monotonic() - failing_since)

    def answers(self) -> bool:
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=PATIENCE)
        try:
            connection.request("GET", address.path or "/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        except http.client.HTTPException:
            return False
        finally:
            connection.close()

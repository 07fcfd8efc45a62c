"""A headless Chromium, spoken to over the pipe of its DevTools protocol: two file descriptors, messages of JSON that end with a NUL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless=new",
    "--no-sandbox",  # root has no other choice; what it opens here is our own page
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
]


class Chromium:
    """One page of it. `events`: what it told beside its answers, in order."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = os.fdopen(answers, "rb", buffering=0)
        self._unread = b""
        self._last = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Its answer; what it tells meanwhile is kept."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (told := self._read()).get("id") != self._last:
            self.events.append(told)
        assert "error" not in told, f"{method}: {told['error']}"
        return told["result"]

    def open(self, page: Path, *, width: int, dark: bool = False, height: int = 900) -> None:
        """Shows the page as on a screen of that width, and returns when it has loaded. Events of before are forgotten."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        document = self.call("Page.navigate", url=page.as_uri())["loaderId"]
        while not any((told["name"], told["loaderId"]) == ("load", document) for told in self.told("Page.lifecycleEvent")):
            self.events.append(self._read())

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page; the page's own policy does not hold for it."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def told(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all events of that kind since the page was opened."""
        return [event["params"] for event in self.events if event.get("method") == method]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            more = self._answers.read(1 << 16)
            assert more, "Chromium has ended"
            self._unread += more
        message, _, self._unread = self._unread.partition(b"\0")
        return json.loads(message)


@contextmanager
def chromium(profile: Path) -> Iterator[Chromium]:
    """Starts one, with a profile of its own, and ends it."""
    program = shutil.which("chromium")
    assert program, "there is no Chromium: run scripts/setup"
    to_it, commands = os.pipe()
    answers, from_it = os.pipe()
    started = subprocess.Popen(
        # It reads from 3 and writes to 4; by way of two that are neither, for ours may be those.
        ["bash", "-c", f'exec 100<&{to_it} 101>&{from_it} 3<&100 4>&101 100<&- 101>&-; exec "$@"', "bash", program, *FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(to_it, from_it),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_it)
    os.close(from_it)
    try:
        yield Chromium(commands, answers)
    finally:
        os.close(commands)  # it ends when its pipe does
        started.wait(timeout=30)

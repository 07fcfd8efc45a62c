"""Writes to TASK_TIMES how long each task of a play took and what became of it, a line of JSON each."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_times
type: aggregate
short_description: notes how long each task takes
description: For measurements alone.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_times"

    def __init__(self) -> None:
        super().__init__()
        self.begun = 0.0

    def v2_playbook_on_task_start(self, task, is_conditional) -> None:
        self.begun = time.monotonic()

    def note(self, result, outcome: str) -> None:
        line = {"task": result._task.get_name(), "outcome": outcome, "seconds": time.monotonic() - self.begun}
        with open(os.environ["TASK_TIMES"], "a", encoding="utf-8") as times:
            times.write(json.dumps(line) + "\n")

    def v2_runner_on_ok(self, result) -> None:
        self.note(result, "ok")

    def v2_runner_on_skipped(self, result) -> None:
        self.note(result, "skipped")

    def v2_runner_on_failed(self, result, ignore_errors=False) -> None:
        self.note(result, "failed")

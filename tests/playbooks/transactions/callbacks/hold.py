"""A play's callback that holds it where the task named in HOLD_AT starts for the HOLD_NTH time: it tells the test over HOLD_SOCKET, and waits for leave."""

from __future__ import annotations

import os
import socket

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: hold
type: aggregate
short_description: holds a play where a task starts
description: For tests alone.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "hold"

    def __init__(self) -> None:
        super().__init__()
        self.task, self.before = os.environ.get("HOLD_AT"), int(os.environ.get("HOLD_NTH", "1"))

    def v2_playbook_on_task_start(self, task, is_conditional) -> None:
        if task.name != self.task:
            return
        self.before -= 1
        if self.before:
            return
        self.task = None  # once a play
        with socket.socket(socket.AF_UNIX) as test:
            test.connect(os.environ["HOLD_SOCKET"])
            test.sendall(str(os.getpid()).encode())
            test.shutdown(socket.SHUT_WR)
            test.recv(1)

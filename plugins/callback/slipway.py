"""What a play shows, as Ansible shows it, but for a failed task of Slipway: the last log lines of the containers that failed, and its
message, as plain text. All that it returned, ids and checksums among it, would bury the message; it shows with -v.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.plugins.callback.default import CallbackModule as DefaultCallback

DOCUMENTATION = """
    name: slipway
    type: stdout
    short_description: Ansible's default output, with short failures of Slipway's modules
    description:
        - Of a failed task of Slipway it shows the last log lines of the containers that failed, and the message; with C(-v) all that it returned.
    extends_documentation_fragment:
      - default_callback
      - result_format_callback
"""

MODULES = {path.stem for path in (Path(__file__).resolve().parents[1] / "action").glob("*.py")}
WIDTH = 100


class CallbackModule(DefaultCallback):
    CALLBACK_NAME = "slipway"
    briefly = False

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self.briefly = self._display.verbosity == 0 and result._task.action.split(".")[-1] in MODULES
        try:
            super().v2_runner_on_failed(result, ignore_errors)
        finally:
            self.briefly = False

    def _dump_results(self, result: Mapping[str, Any], *arguments: Any, **options: Any) -> Any:
        if self.briefly and "msg" in result:
            return "\n" + textwrap.indent("\n".join([*logs(result), *wrapped(str(result["msg"]))]), "    ")
        return super()._dump_results(result, *arguments, **options)


def logs(result: Mapping[str, Any]) -> list[str]:
    """As `docker compose logs` shows them; they are in `health` of stack_up and stack_undo, and in `services` of health_wait."""
    containers = [*result.get("health", []), *result.get("services", [])]
    return [f"{one['name']} | {line}" for one in containers if one.get("reason") for line in one.get("log", [])]


def wrapped(text: str) -> list[str]:
    """References of images and paths stay in one piece."""
    return [part for line in text.splitlines() for part in textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)]

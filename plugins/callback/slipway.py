"""What a play shows: a line a task, and of a failed task of Slipway the last log lines of the containers that failed, and its message, as
plain text. All that a module returned, ids and checksums among it, would bury that; it shows with -v.
"""

# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

# Before the imports, and no `annotations` of __future__ among them: so ansible-test wants it, here of 2.19 and there of 2.14.
DOCUMENTATION = """
    name: slipway
    type: stdout
    short_description: A line a task, and short failures of Slipway's modules
    description:
        - Of each task that is not skipped it shows one line, and of a failed task of Slipway the last log lines of the containers that failed,
          and the message. With C(-v) it shows all that Ansible's default output does.
    extends_documentation_fragment:
      - default_callback
      - result_format_callback
"""

import re
import sys
import textwrap
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible import constants as C
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback.default import CallbackModule as DefaultCallback

MODULES = {path.stem for path in (Path(__file__).resolve().parents[1] / "action").glob("*.py")}
UNTOLD = {"validate_argument_spec", "include_role", "import_role", "include_tasks", "import_tasks", "meta"}
WIDTH = 100
CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0a-\x1f\x7f-\x9f]")  # colours of a log, and what could write over a play's own lines
MARGIN = 9  # of the words ok, changed, failed; the lines of a task's progress stand behind it


@dataclass
class OfHost:
    """What a run of several hosts came to on one of them."""

    seconds: float = 0  # of its tasks
    before: str = ""
    after: str = ""
    failed: str = ""  # the task

    @property
    def cells(self) -> tuple[str, ...]:
        return self.before or "-", self.after or "-", f"{self.seconds:.1f}", self.failed


class CallbackModule(DefaultCallback):
    CALLBACK_NAME = "slipway"

    def __init__(self) -> None:
        super().__init__()
        self._begun: dict[tuple[str, str], float] = {}
        self._diffs: set[tuple[str, str]] = set()
        self._several = False
        self._fleet: dict[str, OfHost] = {}
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(line_buffering=True)  # a pipeline's log is read while the play runs

    @property
    def _briefly(self) -> bool:
        return self._display.verbosity == 0

    def v2_playbook_on_play_start(self, play: Any) -> None:
        hosts = play.get_variable_manager().get_vars(play=play).get("ansible_play_hosts_all", [])
        self._several = len(hosts) > 1
        for name in hosts:
            self._fleet.setdefault(name, OfHost())
        if not self._briefly:
            super().v2_playbook_on_play_start(play)
            return
        self._play = play
        self._display.display(f"\n{play.get_name().strip()}{', without changing anything' if play.check_mode else ''}\n\n")

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        self._begun[host.get_name(), task._uuid] = time.monotonic()
        super().v2_runner_on_start(host, task)

    def v2_runner_on_ok(self, result: Any) -> None:
        self._note(result)
        action = result._task.action.split(".")[-1]
        if not self._briefly:
            super().v2_runner_on_ok(result)
        elif isinstance(result._task, TaskInclude) or action in UNTOLD:
            self._handle_warnings(result._result)
        elif action == "debug" and (lines := lines_of(result._result.get("msg"))):
            self._display.display("\n" + self._whose(result) + "\n".join(lines))
        else:
            changed = result._result.get("changed", False)
            self._tell(result, "changed" if changed else "ok", C.COLOR_CHANGED if changed else C.COLOR_OK)
            self._handle_warnings(result._result)
            if key_of(result) in self._diffs:
                super().v2_on_file_diff(result)
            if result._result.get("_ansible_verbose_always"):  # debug
                self._display.display(self._dumped(result))

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._note(result, failed=not ignore_errors)
        if not self._briefly:
            super().v2_runner_on_failed(result, ignore_errors)
            return
        self._tell(result, "ignored" if ignore_errors else "failed", C.COLOR_ERROR)
        if not (result._task.loop and "results" in result._result):
            self._tell_failure(result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._note(result, failed=True)
        if self._briefly:
            self._tell(result, "failed", C.COLOR_UNREACHABLE)
        super().v2_runner_on_unreachable(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        if not self._briefly:
            super().v2_runner_item_on_failed(result)
            return
        self._tell(result, "failed", C.COLOR_ERROR, f" ({self._get_item_label(result._result)})")
        self._tell_failure(result)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        if not self._briefly:
            super().v2_runner_item_on_ok(result)

    def v2_on_file_diff(self, result: Any) -> None:
        """Comes before the task's end; its line first."""
        self._diffs.add(key_of(result))
        if not self._briefly:
            super().v2_on_file_diff(result)

    def v2_playbook_on_include(self, included_file: Any) -> None:
        if not self._briefly:
            super().v2_playbook_on_include(included_file)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """First the hosts, when several of them had a release."""
        if len(self._fleet) > 1 and any(one.before or one.after for one in self._fleet.values()):
            rows = [("HOST", "BEFORE", "AFTER", "SECONDS", "FAILED"), *((name, *one.cells) for name, one in self._fleet.items())]
            widths = [max(len(row[column]) for row in rows) for column in range(4)]
            lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]).rstrip() for row in rows]
            self._display.display("\n" + "\n".join(lines))
        super().v2_playbook_on_stats(stats)

    def _note(self, result: Any, failed: bool = False) -> None:
        """Of what stack_backup and stack_undo return: which release a host had before, and which it has now."""
        host = self._fleet.setdefault(result._host.get_name(), OfHost())
        host.seconds += self._seconds(result)
        if failed and not host.failed:
            host.failed = name_of(result)
        action, said = result._task.action.split(".")[-1], result._result
        if action == "stack_backup" and said.get("state") == "started":
            host.before = host.after = said.get("live") or ""
        elif action == "stack_backup" and said.get("state") == "deployed":
            of_deploy = said["name"] if not said.get("restores") else f"before {said['restores']}"
            host.after = said["restores"] if said.get("restores_to") == "deployed" else of_deploy
        elif action == "stack_undo" and said.get("release"):
            host.after = said.get("live") or ""

    def _print_task_banner(self, task: Any) -> None:
        """The default's, before what it shows of a task."""
        self._last_task_banner = task._uuid
        if not self._briefly:
            super()._print_task_banner(task)

    def _tell(self, result: Any, status: str, color: str, more: str = "") -> None:
        seconds = self._seconds(result)
        took = f" ({seconds:.1f} s)" if seconds >= 1 else ""
        self._display.display(f"{status:<{MARGIN}}{self._whose(result)}{name_of(result)}{more}{took}", color=color)

    def _seconds(self, result: Any) -> float:
        return time.monotonic() - self._begun.get(key_of(result), time.monotonic())

    def _whose(self, result: Any) -> str:
        return f"{result._host.get_name()}: " if self._several else ""

    def _tell_failure(self, result: Any) -> None:
        is_ours = result._task.action.split(".")[-1] in MODULES
        if not is_ours:
            self._handle_exception(result._result)
        self._handle_warnings(result._result)
        if (is_ours or result._task.action.split(".")[-1] == "fail") and "msg" in result._result:
            text = "\n".join([*logs(result._result), *wrapped(str(result._result["msg"]))])
        else:
            text = self._dumped(result)
        self._display.display(textwrap.indent(text, " " * MARGIN), color=C.COLOR_ERROR)

    def _dumped(self, result: Any) -> str:
        self._clean_results(result._result, result._task.action)
        return textwrap.dedent(self._dump_results(result._result).strip("\n"))


def name_of(result: Any) -> str:
    return str(result._task.get_name()).strip().rpartition(" : ")[2]


def key_of(result: Any) -> tuple[str, str]:
    return result._host.get_name(), result._task._uuid


def lines_of(said: Any) -> list[str]:
    """Of a text, or of a list of texts; none of anything else."""
    lines = [said] if isinstance(said, str) else said
    return lines if isinstance(lines, list) and all(isinstance(line, str) for line in lines) else []


def logs(result: Mapping[str, Any]) -> list[str]:
    """As `docker compose logs` shows them; they are in `health` of stack_up and stack_undo, and in `services` of health_wait."""
    containers = [*result.get("health", []), *result.get("services", [])]
    return [f"{one['name']} | {CONTROL.sub('', line)}" for one in containers if one.get("reason") for line in one.get("log", [])]


def wrapped(text: str) -> list[str]:
    """References of images and paths stay in one piece."""
    return [part for line in text.splitlines() for part in textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)]

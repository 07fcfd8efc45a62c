"""Runs a module of Slipway in one execution on the target, from a copy of the executable that it keeps there.

Ansible itself takes seven operations for a module that is a binary: it makes a folder, sends the module and its options, and removes them
again, each time. Here the target keeps the executable in `~/.cache/slipway` under its checksum, and the options go to its standard input.
A target that has no such copy yet gets one: compressed, checked, and renamed into place. What a module that takes longer says of its progress
shows as it says it, read by further executions beside the one in which it runs.

Wherever this cannot work (`async`, `su`, no standard input, a folder that somebody else could write to), the module runs as any binary module
does; never after it may have started: no task runs twice.
"""

from __future__ import annotations

import copy
import functools
import gzip
import hashlib
import json
import shlex
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

display = Display()

BEFORE_FIRST, LONGEST_SILENCE = 3, 7  # seconds; FOLLOW takes eight where nothing is told
MARGIN = " " * 9  # as of the callback plugin

CAN_BE_USED_TWICE = ("ansible.plugins.connection.ssh", "ansible.plugins.connection.local")  # at once: a process for each execution
SAYS = "slipway: "  # begins what the scripts say themselves; a module's output begins with a newline

# What the scripts begin with: the server's machine chooses the executable (the file of Linux 6.1, since a process more is a twentieth of a
# task). A folder is used that nobody but its user can write to, in a home that is the user's own; sound() takes its mode.
FOLDER = """\
say() { printf 'slipway: %s\\n' "$*"; exit 0; }
{ read -r machine < /proc/sys/kernel/arch; } 2>/dev/null || machine=$(uname -m)
case $machine in @SUMS@ *) say absent "$machine" ;; esac
home=${HOME-}; cache=$home/.cache/slipway; copy=$cache/slipway-$sum
sound() {
  [ -O "$home" ] && [ -O "$home/.cache" ] && [ -d "$cache" ] && [ ! -L "$cache" ] && [ -O "$cache" ] &&
  case $1 in 700 | 2700) ;; *) false ;; esac
}
"""

# The checksum is taken again when the copy is another file than it was, or was written to: its inode, size or change time differ.
RUN = """\
[ -e "$copy" ] || say absent "$machine"
set -- $(stat -c '%a %i:%s:%Z' "$cache" "$copy")
sound "$1" || say unusable "$cache is a link, another user's, or open to others; remove it"
[ -f "$copy" ] && [ ! -L "$copy" ] || say unusable "$copy is no plain file; remove it"
now=$4; before=; read -r before 2>/dev/null < "$copy.seen"
if [ "$now" != "$before" ]; then
  case $(sha256sum "$copy") in $sum*) ;; *) rm -f "$copy"; say absent "$machine" ;; esac
  umask 077; printf '%s\\n' "$now" > "$copy.seen"
fi
if [ @TOLD@ ]; then
  set -- "$cache"/told.*; [ ! -e "$1" ] || find "$cache" -name 'told.*' -mtime +1 -exec rm -f {} +
  export SLIPWAY_PROGRESS="$cache/told.@TOLD@"
fi
exec @ENVIRONMENT@ "$copy" @MODULE@ -
"""

# Two seconds' lines behind those that are known, from the first one on. Status 1: the module has ended, and this is the rest. The module
# removes its file at its end; a second name keeps the lines until they are read.
FOLLOW = """\
told=$cache/told.@TOLD@; lines=$told.read; turns=40; news=; known=0
[ -e "$lines" ] || ln "$told" "$lines" 2>/dev/null || exit 1
[ ! @LAST@ ] || rm -f "$told"
exec 3< "$lines"
while [ $known -lt @KNOWN@ ] && read -r line <&3; do known=$((known + 1)); done
while [ $turns -gt 0 ]; do
  ended=; [ -e "$told" ] || ended=1
  while IFS= read -r line <&3; do
    printf '%s\\n' "$line"; [ "$news" ] || { news=1; turns=10; }
  done
  [ ! "$ended" ] || { rm -f "$lines"; exit 1; }
  sleep 0.2 2>/dev/null || sleep 1; turns=$((turns - 1))
done
"""

KEEP = """\
umask 077; mkdir -p "$cache" 2>/dev/null || say unusable "$cache cannot be made"
sound "$(stat -c %a "$cache")" || say unusable "$cache is a link, another user's, or open to others; remove it"
part=$cache/part.$$; trap 'rm -f "$part"' EXIT
gzip -dc 2>/dev/null > "$part" && chmod 500 "$part" || say unusable "$cache takes no copy"
case $(sha256sum "$part") in $sum*) ;; *) say unusable "$cache got another copy than was sent" ;; esac
mv -f "$part" "$copy" || say unusable "$cache takes no copy"
find "$cache" -maxdepth 1 -type f ! -name "slipway-$sum*" -mtime +30 -exec rm -f {} +
say kept
"""


class Executables(dict[str, Path]):
    """Those that hold a module, by their machine as `uname -m` calls it: `native/MACHINE/slipway` beside the module's folder."""

    def __init__(self, module: Path) -> None:
        super().__init__({path.parent.name: path for path in sorted(module.parent.with_name("native").glob("*/slipway"))})
        self.module = module.stem

    def none_for(self, machine: str) -> dict[str, Any]:
        return failed(f"Slipway was built for {' and '.join(self)}, and this server is {machine}: build it for {machine}, and run the task again")

    def script(self, text: str, *, environment: str = "", told: str = "", known: int = 0, last: bool = False) -> str:
        """Only the module gets the task's environment: a HOME in it does not move the folder."""
        sums = " ".join(f"{machine}) sum={checksum(path)} ;;" for machine, path in self.items())
        values = {"SUMS": sums, "MODULE": self.module, "TOLD": told, "KNOWN": str(known), "LAST": "1" if last else "",
                  "ENVIRONMENT": f"env {environment}" if environment else ""}  # fmt: skip
        filled = FOLDER + text
        for name, value in values.items():
            filled = filled.replace(f"@{name}@", value)
        return filled


@functools.cache
def checksum(executable: Path) -> str:
    """As the build has noted it beside the executable, in the form of sha256sum: to take it anew is a tenth of a task."""
    note = executable.with_suffix(".sha256")
    if note.exists() and note.stat().st_mtime_ns >= executable.stat().st_mtime_ns:
        return note.read_text(encoding="ascii").split()[0]
    return hashlib.sha256(executable.read_bytes()).hexdigest()


class Watch:
    """Shows what a module says of its progress while it runs, from a thread of its own. Its connection is a copy: Ansible's keep there
    what belongs to one execution."""

    def __init__(self, action: ActionModule, executables: Executables, of_host: str) -> None:
        self.told = uuid.uuid4().hex
        self._executables, self._of_host = executables, of_host
        self._action = copy.copy(action)
        self._action._connection = copy.copy(action._connection)
        self._action._connection.become = copy.copy(action._connection.become)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._known, self._line = 0, "at work"
        self._begun = self._shown = time.monotonic()

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        """A task that is over soon pays for nothing."""
        goes_on = not self._ended.wait(BEFORE_FIRST)
        while goes_on:
            last = self._ended.is_set()
            try:
                goes_on = self._show(last) and not last
            except (AnsibleError, OSError):  # of the connection: the module's own execution says what is wrong with it
                goes_on = False

    def _show(self, last: bool) -> bool:
        """Whether there may be more."""
        script = self._executables.script(FOLLOW, told=self.told, known=self._known, last=last)
        done = self._action._execute(script, b"\n")
        for line in done["stdout"].splitlines():
            self._known, self._line = self._known + 1, line
            self._display(line)
        if time.monotonic() - self._shown > LONGEST_SILENCE and not self._ended.is_set():
            self._display(f"{self._line.split('; ')[-1]} ({time.monotonic() - self._begun:.0f} s so far)")
        return done["rc"] == 0

    def _display(self, line: str) -> None:
        if self._shown == self._begun:
            display.display(f"running  {self._of_host}{self._action._task.get_name().strip().split(' : ')[-1]}", color=C.COLOR_VERBOSE)
        self._shown = time.monotonic()
        display.display(f"{MARGIN}{self._of_host}{line}", color=C.COLOR_VERBOSE)


def plain(value: Any) -> Any:
    """An option as JSON has it: vaulted values and other texts of Ansible's own are texts, dates as YAML writes them."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)) and not hasattr(value, "_ciphertext"):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)


class ActionModule(ActionBase):
    """The action of every module of Slipway: each module's name in this folder is a link to this file."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        self._supports_check_mode = self._supports_async = True
        result = super().run(tmp, task_vars)
        if not result.get("skipped"):
            result.update(self._answer(task_vars or {}))
        if not self._task.async_val:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _answer(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        found = self._shared_loader_obj.module_loader.find_plugin_with_context(self._task.action, collection_list=self._task.collections)
        if not found.resolved:
            return failed(f"the module {self._task.action} is not there: run make build, and see that the setting library of ansible.cfg names build/library")
        if not (executables := Executables(path := Path(found.plugin_resolved_path))) and path.suffix == ".py":
            return failed("this copy of slipway.compose has no executables, as one from its source: install the archive slipway-compose-VERSION.tar.gz")
        why = self._why_plainly() if executables else f"no native/*/slipway is beside {path.parent}"
        if why:
            display.vvv(f"slipway: {self._task.action} runs as Ansible runs any module: {why}")
            return self._run_plainly(executables, task_vars)

        said = self._run_copy(executables, task_vars)
        if isinstance(said, str) and said.startswith("absent ") and (machine := said.split()[1]) in executables:
            said = self._keep(executables, machine)
            if said == "kept" and str(said := self._run_copy(executables, task_vars)).startswith("absent "):
                said = "unusable the copy of Slipway that was sent does not stay"
        if isinstance(said, dict):
            return said
        if said.startswith("absent "):
            return executables.none_for(said.split()[1])
        display.warning(f"{self._task.action}: {said.removeprefix('unusable ')}; until then each task sends its module, which takes longer")
        return self._run_plainly(executables, task_vars)

    def _why_plainly(self) -> str:
        """What keeps a module from being run with its options on standard input; "" when nothing does."""
        connection, become = self._connection, self._connection.become
        if self._task.async_val:
            return "async"
        if not connection.has_pipelining:
            return f"the connection {connection.transport} hands nothing to standard input"
        if C.DEFAULT_KEEP_REMOTE_FILES:
            return "ANSIBLE_KEEP_REMOTE_FILES"
        if become and become.name == "su":
            return "su reads its password from standard input"
        if become and become.expect_prompt() and connection.transport == "local" and not connection.get_option("pipelining"):
            return "become asks for its password on a terminal, without pipelining"
        return ""

    def _run_plainly(self, executables: Executables, task_vars: dict[str, Any]) -> dict[str, Any]:
        """As Ansible runs any module. What it would find by itself is only for this machine, or a page of a collection's documentation."""
        name = None
        if executables:
            if (machine := self._low_level_execute_command("uname -m")["stdout"].strip()) not in executables:
                return executables.none_for(machine)
            self._shared_loader_obj.module_loader.add_directory(str(executables[machine].parent))
            name = f"ansible.legacy.{executables.module}"
        wrap_async = self._task.async_val and not self._connection.has_native_async
        return self._execute_module(module_name=name, module_args=plain(self._task.args), task_vars=task_vars, wrap_async=wrap_async)

    def _run_copy(self, executables: Executables, task_vars: dict[str, Any]) -> dict[str, Any] | str:
        """The module's result; or, when it has not started, what the script says of it."""
        options = plain(self._task.args)
        self._update_module_args(executables.module, options, task_vars)
        in_data, environment = json.dumps(plain(options)).encode(), self._compute_environment_string()
        if not self._task.no_log and type(self._connection).__module__ in CAN_BE_USED_TWICE:
            several = len(task_vars.get("ansible_play_hosts_all", [])) > 1
            with Watch(self, executables, f"{task_vars['inventory_hostname']}: " if several else "") as watch:
                done = self._execute(executables.script(RUN, environment=environment, told=watch.told), in_data)
        else:
            done = self._execute(executables.script(RUN, environment=environment), in_data)
        output = done["stdout"]
        if output.startswith(SAYS):
            return output.removeprefix(SAYS).strip()
        if (result := result_in(output)) is not None:
            return {**result, "_ansible_parsed": True}
        error = done["stderr"].strip().rpartition("\n")[2] or "it said nothing"
        if not output.strip() and (done["rc"] in (126, 127) or "must have a tty to run sudo" in done["stderr"]):
            return f"unusable {error}"
        return failed(f"{executables.module} ended on the server without a result, with exit status {done['rc']}: {error}")

    def _keep(self, executables: Executables, machine: str) -> str:
        """Sends the executable; "kept", or what keeps the target from keeping it."""
        done = self._execute(executables.script(KEEP), gzip.compress(executables[machine].read_bytes()))
        if done["stdout"].startswith(SAYS):
            return done["stdout"].removeprefix(SAYS).strip()
        return f"unusable {(done['stderr'].strip().splitlines() or ['the copy could not be sent'])[-1]}"

    def _execute(self, script: str, in_data: bytes) -> dict[str, Any]:
        return self._low_level_execute_command(f"/bin/sh -c {shlex.quote(script)}", in_data=in_data)


def result_in(output: str) -> dict[str, Any] | None:
    """The line of JSON, without keys that only Ansible itself may set; None when there is none, or half of one."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            try:
                return {key: value for key, value in json.loads(line).items() if not key.startswith("_ansible_")}
            except ValueError:
                return None
    return None


def failed(msg: str) -> dict[str, Any]:
    return {"failed": True, "changed": False, "msg": msg}

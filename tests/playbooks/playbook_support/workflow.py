"""Runs a workflow of Gitea or GitHub here, job by job and step by step, as their runners do: the `run` lines with bash, in their order, with
`env`, `if`, `working-directory` and outputs. A key that is not known here fails the test."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .expressions import Expressions

KEYS = {
    "workflow": {"name", "on", "permissions", "concurrency", "env", "jobs"},
    "job": {"needs", "runs-on", "outputs", "defaults", "steps"},
    "step": {"id", "name", "uses", "with", "run", "env", "working-directory", "if"},
}
# Each command that the shell runs, with its arguments, goes into a file beside the script.
SCRIPT = "exec 9>'{temp}/commands'; BASH_XTRACEFD=9; set -x\n{script}"


@dataclass
class Machine:
    """Where a job runs. Its user finds `folder` as `inside`; in it are `workspace` and `temp`."""

    folder: Path
    inside: str
    execute: Callable[[list[str], dict[str, str]], subprocess.CompletedProcess]
    commands: list[str] = field(default_factory=list)  # what its shells have run, with arguments

    def run(self, script: str, folder: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess:
        """The script's end, with both outputs in stdout."""
        temp = f"{self.inside}/temp"
        (self.folder / "temp").mkdir(exist_ok=True)
        (self.folder / "temp" / "script").write_text(SCRIPT.format(temp=temp, script=script), encoding="utf-8")
        words = ["env", f"--chdir={self.inside}/workspace/{folder}", "bash", "-e", f"{temp}/script"]
        done = self.execute(words, {"RUNNER_TEMP": temp, "GITHUB_OUTPUT": f"{temp}/output", **environment})
        traced = (self.folder / "temp" / "commands").read_text(encoding="utf-8")
        self.commands += re.split(r"^\++ ", traced, flags=re.MULTILINE)[1:]
        return done

    def outputs(self) -> dict[str, str]:
        """What a step has written to $GITHUB_OUTPUT, which is empty then."""
        file = self.folder / "temp" / "output"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return dict(line.split("=", 1) for line in lines)


@dataclass(frozen=True)
class Step:
    """What is done in a step's place gets this, and returns how it ended."""

    machine: Machine
    script: str
    folder: str
    environment: dict[str, str]

    def run(self, machine: Machine | None = None) -> subprocess.CompletedProcess:
        return (machine or self.machine).run(self.script, self.folder, self.environment)


Instead = Mapping[str, Callable[[Step], subprocess.CompletedProcess]]


class Workflow:
    def __init__(self, said: dict, contexts: dict[str, dict], instead: Instead) -> None:
        """`contexts`: secrets, github. `instead`: by a step's label, what is done in its place."""
        self._said, self._contexts, self._instead = said, contexts, instead
        self.log = ""
        self.results: dict[str, str] = {}
        self.outcomes: dict[str, str] = {}  # by a step's label, as what it said
        self.said: dict[str, str] = {}
        self._outputs: dict[str, dict] = {}
        known("workflow", said)

    def run(self, machines: Mapping[str, Machine]) -> Workflow:
        """All jobs, in the order of the file; one that needs a job that did not succeed is skipped."""
        assert machines.keys() == self._said["jobs"].keys()
        for name, job in self._said["jobs"].items():
            known("job", job)
            needed = job.get("needs")
            assert needed is None or needed in self.results, f"{name} needs {needed}, which does not stand before it"
            if needed and self.results[needed] != "success":
                self.results[name] = "skipped"
            else:
                self._run_job(name, job, machines[name])
        return self

    def _run_job(self, name: str, job: dict, machine: Machine) -> None:
        contexts = {**self._contexts, "needs": self._outputs, "steps": {}}
        for step in job["steps"]:
            known("step", step)
            failed = "failure" in [one["outcome"] for one in contexts["steps"].values()]
            label = step.get("name") or step.get("uses") or step["run"].strip()
            outcome, outputs, begun = "skipped", {}, time.monotonic()
            self.log += f"\n== {name}: {label}\n"
            expressions = Expressions(contexts, failed=failed)
            if expressions.condition(step.get("if")):
                outcome = self._run_step(label, step, job, machine, expressions)
                outputs = machine.outputs()
            self.log += f"== {outcome}{f' ({time.monotonic() - begun:.1f} s)' if outcome != 'skipped' else ''}\n"
            self.outcomes[label] = outcome
            contexts["steps"][step.get("id", label)] = {"outcome": outcome, "outputs": outputs}
        outcomes = [one["outcome"] for one in contexts["steps"].values()]
        self.results[name] = "failure" if "failure" in outcomes else "success"
        if self.results[name] == "success":
            at_the_end = Expressions(contexts, failed=False)
            self._outputs[name] = {"outputs": {key: at_the_end.fill(text) for key, text in job.get("outputs", {}).items()}}

    def _run_step(self, label: str, step: dict, job: dict, machine: Machine, expressions: Expressions) -> str:
        environment = {**self._said.get("env", {}), **step.get("env", {})}
        environment = {name: expressions.fill(value) for name, value in environment.items()}
        environment |= {f"GITHUB_{name.upper()}": value for name, value in self._contexts["github"].items()}
        folder = step.get("working-directory", job.get("defaults", {}).get("run", {}).get("working-directory", "."))
        this = Step(machine, expressions.fill(step.get("run", "")), folder, environment)
        assert label in self._instead or "run" in step, f"nothing is done here in the place of {label}"
        done = self._instead.get(label, Step.run)(this)
        self.said[label] = done.stdout
        self.log += "".join(f"   {line}\n" for line in done.stdout.splitlines())
        return "failure" if done.returncode else "success"


def known(kind: str, said: dict) -> None:
    assert not said.keys() - KEYS[kind], f"a {kind}'s {', '.join(said.keys() - KEYS[kind])}: not known here"

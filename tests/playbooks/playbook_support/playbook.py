"""One run of the real ansible-playbook against the lab, and what it said."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .lab import CHECKOUT, Lab

SECRETS = CHECKOUT / "examples" / "secrets"
RECAP = re.compile(r"^lab\s+: (?P<counts>(?:\w+=\d+\s*)+)$", re.MULTILINE)


@dataclass(frozen=True)
class PlaybookRun:
    """Exit status, output, and the counts of the recap: ok, changed, unreachable, failed, skipped, rescued, ignored."""

    rc: int
    stdout: str
    stderr: str
    recap: dict[str, int]

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    @property
    def changed(self) -> int:
        return self.recap["changed"]

    @property
    def verdict(self) -> str:
        """What the task says that undoes a failed deploy, on one line."""
        return " ".join(self.stdout.rpartition("fail with the cause")[2].split())

    def succeeded(self) -> PlaybookRun:
        """Itself, or a failed assertion with the whole output."""
        assert self.rc == 0, self.output
        return self

    def refused(self) -> PlaybookRun:
        """Itself when the play failed, as it should have; else a failed assertion."""
        assert self.rc == 2, f"exit status {self.rc}\n{self.output}"
        return self


def run(
    lab: Lab,
    name: str,
    extra_vars: dict,
    scratch: Path,
    *,
    check: bool = False,
    diff: bool = False,
    verbosity: int = 0,
    vault: bool = True,
    inventory: Path | None = None,
    arguments: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
    enter: list[str] | None = None,
) -> PlaybookRun:
    """See the fixture run_playbook."""
    command = [*(enter or []), "ansible-playbook", "--inventory", str(inventory or lab.inventory), str(CHECKOUT / "playbooks" / name), *arguments]
    if vault:
        command += ["--vault-password-file", str(SECRETS / "demo-vault-password")]
        command += ["--extra-vars", f"@{SECRETS / 'production.vault.yml'}"]
    variables = scratch / "variables.json"
    variables.touch(mode=0o600)
    variables.write_text(json.dumps(extra_vars), encoding="utf-8")
    command += ["--extra-vars", f"@{variables}"]
    command += ["--check"] * check + ["--diff"] * diff + ["-" + "v" * verbosity] * bool(verbosity)

    done = subprocess.run(
        command, env={**ansible_environment(lab), **(environment or {})}, capture_output=True, text=True, check=False
    )
    assert "duplicate dict key" not in done.stderr, done.stderr
    recap = RECAP.search(done.stdout)
    counts = re.findall(r"(\w+)=(\d+)", recap["counts"]) if recap else []
    return PlaybookRun(done.returncode, done.stdout, done.stderr, {key: int(value) for key, value in counts})


def ansible_environment(lab: Lab) -> dict[str, str]:
    """As this checkout's ansible.cfg sets things, and with the built modules."""
    library = Path(os.environ.get("SLIPWAY_LIBRARY", CHECKOUT / "build" / "library"))
    assert (library / "health_wait").is_file(), f"no modules in {library}: run 'make build' first"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    return {
        **kept,
        "ANSIBLE_CONFIG": str(CHECKOUT / "ansible.cfg"),
        "ANSIBLE_LIBRARY": str(library),
        "ANSIBLE_ROLES_PATH": str(CHECKOUT / "roles"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_RETRY_FILES_ENABLED": "0",
        "DOCKER_HOST": lab.docker_host,
    }

"""A host that is this machine, by a connection that can be cut at any moment: what Ansible takes for ssh."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SSH = """\
if [ -e '{cut}' ]; then echo 'ssh: connect to host {name} port 22: No route to host' >&2; exit 255; fi
for command; do :; done
exec sh -c "$command"
"""


@dataclass
class CutLink:
    """Whole, until it is cut."""

    name: str
    folder: Path

    def __post_init__(self) -> None:
        script = self.folder / f"ssh-{self.name}"
        script.write_text("#!/bin/sh\n" + SSH.format(cut=self.folder / f"cut-{self.name}", name=self.name), encoding="utf-8")
        script.chmod(0o755)
        self.settings = {"ansible_connection": "ssh", "ansible_host": self.name, "ansible_ssh_executable": str(script)}

    def cut(self) -> None:
        (self.folder / f"cut-{self.name}").touch()

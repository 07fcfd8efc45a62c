"""The steps of a deploy at which something can strike, and the two tools that strike in the middle of one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from playbook_support.modules import binary


@dataclass(frozen=True)
class Step:
    """The task with which it starts. A step that a module of ours does names it, and the call at which it is killed."""

    task: str
    module: str = ""
    call: str = ""
    nth: int = 0


STEPS = {
    "record started": Step("Record the stack as it stands", "stack_backup", "rename", 2),
    "login": Step("Log in to the registry"),
    "pull": Step("Pull the image"),
    "render .env": Step("Write .env from its template and the vault", "vault_env_render", "rename", 1),
    "rewrite": Step("Point the services at the new image", "compose_image_rewrite", "rename", 1),
    "up": Step("Bring the stack up"),
    "health wait": Step("Wait until every service is healthy", "health_wait", "epoll_wait", 30),
    "post-deploy": Step("Run the command"),
    "record deployed": Step("Record the release as deployed", "stack_backup", "rename", 2),
    "prune": Step("Remove releases that are no longer worth keeping", "backup_prune", "unlink", 3),
}

# Whoever takes the file `armed` away is the one that is struck.
MODULE = """\
# WANT_JSON
if mv {folder}/armed {folder}/struck 2>/dev/null; then
  exec strace -qq -o /dev/null -e trace={step.call} -e inject={step.call}:signal=KILL:when={step.nth} {real} "$1"
fi
exec {real} "$1"
"""
DOCKER = """\
if mv {folder}/armed {folder}/struck 2>/dev/null; then
  killed=$PPID
  until tr '\\0' ' ' <"/proc/$killed/cmdline" | grep -q AnsiballZ_command; do
    killed=$(awk '$1 == "PPid:" {{ print $2 }}' "/proc/$killed/status")
  done
  kill -9 "$killed"
fi
exec {real} "$@"
"""


def lay_trap(folder: Path, step: Step) -> dict[str, str]:
    """The environment in which the step's module, or the module that runs docker in it, is killed once `armed` is there."""
    folder.mkdir()
    if step.module:
        library = binary(step.module).parent
        for module in library.iterdir():
            (folder / module.name).symlink_to(module)
        (folder / step.module).unlink()
        script(folder / step.module, MODULE.format(folder=folder, step=step, real=library / step.module))
        return {"ANSIBLE_LIBRARY": str(folder)}
    script(folder / "docker", DOCKER.format(folder=folder, real=shutil.which("docker")))
    return {"PATH": f"{folder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}


def script(path: Path, text: str) -> None:
    path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    path.chmod(0o755)

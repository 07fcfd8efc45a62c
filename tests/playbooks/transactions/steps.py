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


UP = "Bring the stack up, and wait until every service is healthy"
STEPS = {
    # Of the modules that note their step the first rename is that of the note.
    "record started": Step("Record the stack as it stands, and hold the lock", "stack_backup", "rename", 2),
    "pull": Step("Pull every image", "stack_pull", "recvfrom", 8),
    "render .env": Step("Write .env from its template and the vault", "vault_env_render", "rename", 2),
    "rewrite": Step("Point the services at the new images", "compose_image_rewrite", "rename", 2),
    "up": Step(UP),
    "health wait": Step(UP, "stack_up", "epoll_wait", 30),
    "post-deploy": Step("Run the commands after the deploy"),
    "record deployed": Step("Record the release as deployed", "stack_backup", "rename", 2),
    "prune": Step("Clear old releases away", "backup_prune", "unlink", 3),
}

# Whoever takes the file `armed` away is the one that is struck.
MODULE = """\
# WANT_JSON
if mv {folder}/armed {folder}/struck 2>/dev/null; then
  exec strace -qq -o /dev/null -e trace={step.call} -e inject={step.call}:signal=KILL:when={step.nth} {real} "$1"
fi
exec {real} "$1"
"""
# Of the module's calls of docker it is that which makes containers.
DOCKER = """\
case " $* " in
  *" up "* | *" run "*) if mv {folder}/armed {folder}/struck 2>/dev/null; then kill -9 "$PPID"; fi ;;
esac
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

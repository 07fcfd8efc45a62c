"""The smallest image that runs shell commands: this machine's own sh and a few tools, with the libraries they need."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from .lab import Lab
from .swarm_node import SwarmNode

NAME = "slipway-lab/shell"
TOOLS = ("sh", "sleep", "touch", "rm", "cat")


def files_of(tool: str) -> set[str]:
    path = shutil.which(tool)
    assert path, f"{tool} is not installed"
    libraries = subprocess.run(["ldd", path], capture_output=True, text=True, check=True).stdout
    return {path, *re.findall(r"(/\S+) \(0x", libraries)}


def import_shell_image(lab: Lab | SwarmNode, scratch: Path) -> str:
    """Imports it on that engine and returns its name."""
    archive = scratch / "shell.tar"
    with tarfile.open(archive, "w") as tar:
        for path in sorted(set().union(*map(files_of, TOOLS))):
            # Where the image has no link /bin -> /usr/bin, the file has to stand where it is looked for.
            tar.add(os.path.realpath(path), arcname=path.removeprefix("/usr") if "/bin/" in path else path)
        folder = tarfile.TarInfo("tmp")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o1777
        tar.addfile(folder)
        users = b"root:x:0:0::/tmp:/bin/sh\n"  # Compose's hooks run as root by that name
        file = tarfile.TarInfo("etc/passwd")
        file.size = len(users)
        tar.addfile(file, io.BytesIO(users))
    lab.docker("import", str(archive), NAME)
    return NAME

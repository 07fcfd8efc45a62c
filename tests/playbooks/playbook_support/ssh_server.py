"""A server to log in to: sshd on 127.0.0.1, with users, passwords and sudo's rules of its own, in namespaces that go with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .processes import children, text_of

PASSWORD = "correct horse"
USERS = ("deploy", "app")

SSHD = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile /run/sshd/key.pub
StrictModes no
UsePAM no
UseDNS no
MaxStartups 100
Subsystem sftp internal-sftp
"""

# Nothing of this is seen outside of the namespaces. With users of its own the server has their homes, too, and root's; without, who logs in
# is root as this machine has it, but for what a shell of this machine does first.
OWN_USERS = """
for there in /home /root /run; do mount -t tmpfs tmpfs $there; done
chmod 755 /run /home; chmod 700 /root
for file in passwd shadow sudoers; do mount --bind {folder}/$file /etc/$file; done
for user in deploy app; do mkdir /home/$user; chown $user: /home/$user; chmod 700 /home/$user; done
"""
ROOT_OF_THIS_MACHINE = """
[ ! -e ~/.bashrc ] || mount --bind /dev/null ~/.bashrc
"""
WITHOUT_PYTHON = """
for python in /usr/bin/python* /usr/local/bin/python*; do [ ! -e $python ] || mount --bind /bin/false $python; done
"""
ENTER = """
set -eu
{first}
mkdir -p /run/sshd; mount -t tmpfs -o mode=755 tmpfs /run/sshd; cp {folder}/key.pub /run/sshd
exec /usr/sbin/sshd -D -e -f {folder}/sshd_config
"""


@dataclass
class SshServer:
    folder: Path
    port: int
    process: subprocess.Popen

    def home(self, user: str) -> Path:
        """The user's, as its namespace has it."""
        return Path(f"/proc/{self.process.pid}/root") / ("root" if user == "root" else f"home/{user}")

    def settings(self, user: str, port: int | None = None) -> dict[str, object]:
        """Ansible's variables for a login; with `port` by way of another one."""
        options = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o IdentitiesOnly=yes"
        return {"ansible_host": "127.0.0.1", "ansible_port": port or self.port, "ansible_user": user, "ansible_connection": "ssh",
                "ansible_ssh_private_key_file": str(self.folder / "key"), "ansible_ssh_common_args": options,
                "ansible_python_interpreter": "/usr/bin/python3"}  # fmt: skip

    def inventory(self, port: int | None = None) -> str:
        """The server by that name, with the user deploy."""
        return json.dumps({"all": {"hosts": {"server": self.settings("deploy", port)}}})

    def hang_up(self) -> int:
        """Ends the connections that there are, as a link that is cut; how many processes of sshd served them."""
        _, *serving = [one for one in children(self.process.pid) if text_of(Path(f"/proc/{one}/comm")) == "sshd\n"]
        for one in serving:
            os.kill(one, signal.SIGKILL)
        return len(serving)

    def sudo_asks(self, rule: str) -> None:
        """The lines of /etc/sudoers."""
        (self.folder / "sudoers").write_text(f"{rule}\n", encoding="utf-8")


def make_files(folder: Path, port: int, environment: dict[str, str]) -> None:
    for name in ("host_key", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    variables = "SetEnv" + "".join(f' "{name}={value}"' for name, value in environment.items()) if environment else ""
    (folder / "sshd_config").write_text(SSHD.format(port=port, folder=folder) + variables + "\n", encoding="utf-8")
    hashed = subprocess.run(["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True).stdout.strip()
    passwd = [line for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines() if line.split(":")[0] not in USERS]
    shadow = [line for line in Path("/etc/shadow").read_text(encoding="utf-8").splitlines() if line.split(":")[0] not in ("root", *USERS)]
    passwd += [f"{user}:x:{64001 + number}:65534::/home/{user}:/bin/sh" for number, user in enumerate(USERS)]
    shadow += [f"{user}:{hashed}:19000:0:99999:7:::" for user in ("root", *USERS)]
    (folder / "passwd").write_text("\n".join(passwd) + "\n", encoding="utf-8")
    (folder / "shadow").write_text("\n".join(shadow) + "\n", encoding="utf-8")
    (folder / "shadow").chmod(0o600)
    (folder / "sudoers").write_text("", encoding="utf-8")
    (folder / "sudoers").chmod(0o440)
    folder.chmod(0o755)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def ssh_server(
    folder: Path, *, own_users: bool = True, python: bool = True, environment: dict[str, str] | None = None
) -> Iterator[SshServer]:
    """While this lasts; who logs in has the variables of `environment`. Without `python` the server has no interpreter."""
    port = free_port()
    make_files(folder, port, environment or {})
    first = (OWN_USERS.format(folder=folder) if own_users else ROOT_OF_THIS_MACHINE) + WITHOUT_PYTHON * (not python)
    enter = ENTER.format(folder=folder, first=first)
    own = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc"]
    with (folder / "sshd.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen([*own, "sh", "-c", enter], stderr=log)
    try:
        wait_until_it_answers(port, process, folder / "sshd.log")
        yield SshServer(folder, port, process)
    finally:
        process.kill()  # and with the first process of the namespace all others
        process.wait()


def wait_until_it_answers(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.recv(1)
                return
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.02)

"""The action plugin over a real ssh, and with a real sudo: one execution a task, whoever the module becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Ran, Target, becomes_healthy
from fake_engine import PROJECT, FakeEngine
from playbook_support.ssh_server import PASSWORD, SshServer, ssh_server


@dataclass
class Login:
    """The user deploy on the server; the modules work in a folder of `user`."""

    server: SshServer
    target: Target

    def place(self, name: str, *arguments: str, user: str = "deploy") -> Ran:
        folder = "/root" if user == "root" else f"/home/{user}"
        return self.target.run("stack_files", {"project_src": folder, "files": [{"path": name, "content": "text"}]}, *arguments)

    def changes_once(self, *arguments: str, user: str = "deploy") -> None:
        """In check mode nothing is written; then it is; then there is nothing to do. One execution each."""
        placed = self.server.home(user) / "twice"
        placed.unlink(missing_ok=True)
        self.place("warm", *arguments, user=user)
        looked, ran, again = (self.place("twice", *arguments, *more, user=user) for more in (["--check", "--diff"], ["--diff"], []))
        assert [one.result["changed"] for one in (looked, ran, again)] == [True, True, False], looked.output
        assert [len(one.operations) for one in (looked, ran, again)] == [1, 1, 1]
        assert placed.read_text(encoding="utf-8") == "text"


@pytest.fixture(scope="module", name="server")
def fixture_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(name="login")
def fixture_login(server: SshServer, target: Target) -> Login:
    target.inventory = target.home / "hosts.json"
    target.inventory.write_text(server.inventory(), encoding="utf-8")
    target.remote_tmp = Path("~/.ansible/tmp")
    return Login(server, target)


def become(user: str = "root") -> list[str]:
    return ["--become", "--become-user", user]


def become_with_password(tmp_path: Path) -> list[str]:
    file = tmp_path / "become.password"
    file.write_text(PASSWORD, encoding="utf-8")
    return [*become(), "--become-password-file", str(file)]


def test_the_user_who_logs_in(login: Login) -> None:
    login.changes_once()
    assert (login.server.home("deploy") / ".cache/slipway").is_dir()
    assert not (login.server.home("deploy") / ".ansible").exists()


def test_sudo_without_a_password(login: Login) -> None:
    login.server.sudo_asks("deploy ALL=(ALL) NOPASSWD: ALL")
    login.changes_once(*become(), user="root")


def test_sudo_with_a_password(login: Login, tmp_path: Path) -> None:
    login.server.sudo_asks("deploy ALL=(ALL) ALL")
    login.changes_once(*become_with_password(tmp_path), user="root")


def test_a_password_that_sudo_refuses(login: Login, tmp_path: Path) -> None:
    login.server.sudo_asks("deploy ALL=(ALL) ALL")
    arguments = become_with_password(tmp_path)
    (tmp_path / "become.password").write_text("wrong", encoding="utf-8")
    ran = login.place("refused", *arguments, user="root")
    assert ran.rc != 0 and "Incorrect sudo password" in ran.output
    assert not (login.server.home("root") / "refused").exists()


def test_a_user_without_rights_has_a_copy_of_its_own(login: Login) -> None:
    """Ansible itself would have to make its files readable for all."""
    login.server.sudo_asks("deploy ALL=(app) NOPASSWD: ALL")
    login.changes_once(*become("app"), user="app")
    assert (login.server.home("app") / ".cache/slipway").stat().st_uid == (login.server.home("app")).stat().st_uid


def test_sudo_that_wants_a_terminal(login: Login, tmp_path: Path) -> None:
    """Then the options cannot go to standard input."""
    login.server.sudo_asks("Defaults requiretty\ndeploy ALL=(ALL) ALL")
    ran = login.place("terminal", *become_with_password(tmp_path), user="root")
    assert ran.result["changed"] and ran.sent_plainly, ran.output
    assert "must have a tty" in " ".join(ran.output.split())
    assert (login.server.home("root") / "terminal").read_text(encoding="utf-8") == "text"


def test_su(login: Login, tmp_path: Path) -> None:
    """It reads its password from standard input."""
    ran = login.place("by-su", *become_with_password(tmp_path), "--become-method", "su", user="root")
    assert ran.result["changed"] and ran.sent_plainly, ran.output
    assert (login.server.home("root") / "by-su").read_text(encoding="utf-8") == "text"


def test_progress_of_who_has_given_sudo_a_password(login: Login, engine: FakeEngine, tmp_path: Path) -> None:
    login.server.sudo_asks("deploy ALL=(ALL) ALL")
    arguments = become_with_password(tmp_path)
    login.place("warm", *arguments, user="root")
    becomes_healthy(engine, 5, 7)
    options = {"project_name": PROJECT, "docker_host": engine.address, "timeout": 60}
    ran = login.target.run("health_wait", options, *arguments)
    assert ran.result["healthy"], ran.output
    for line in ("waiting for many-app-1, many-app-2", "many-app-1 healthy; waiting for many-app-2", "many-app-2 healthy"):
        assert f"\n         {line}\n" in ran.output, ran.output
    assert list((login.server.home("root") / ".cache/slipway").glob("told.*")) == []

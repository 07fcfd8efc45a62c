"""What each module is doing when something breaks under it: one function a scenario, which lays the server out and
returns the module and its arguments."""

import shutil
from collections.abc import Callable
from typing import Any

from ansible.parsing.vault import VaultLib, VaultSecret
from stack import IMAGE, NEW_SECRET, Server

Run = tuple[str, dict[str, Any]]
FILES = ["base.yml", "production.yml"]


def rewrite(server: Server) -> Run:
    arguments = {"project_src": str(server.stack), "files": FILES, "image": IMAGE, "tag": "v2", "backup": True}
    return "compose_image_rewrite", arguments


def render(server: Server, backup: bool = False) -> Run:
    return "vault_env_render", {
        "dest": str(server.stack / ".env"), "template": str(server.stack / ".env.example"),
        "secrets": {"REDIS_PASSWORD": NEW_SECRET}, "owner": "root", "backup": backup,
    }  # fmt: skip


def render_new(server: Server) -> Run:
    (server.stack / ".env").unlink()
    return render(server)


def render_with_backup(server: Server) -> Run:
    return render(server, backup=True)


def render_beside(server: Server) -> Run:
    """Without a template, beside lines that stay."""
    env = server.stack / ".env"
    env.write_text("MAIL_HOST=x\n" + env.read_text(encoding="utf-8"), encoding="utf-8")
    module, arguments = render(server)
    del arguments["template"]
    return module, arguments


def render_from_vault(server: Server) -> Run:
    """From a vault into a secret file, whose folders are to be made for another user."""
    vault = VaultLib([("default", VaultSecret(b"slipway-faults"))])
    text = vault.encrypt(f"vault_redis_password: {NEW_SECRET}\n", salt=b"the same each time").decode()
    server.put("main.vault.yml", text, 0o600)
    server.put("vault-password", "slipway-faults\n", 0o600)
    return "vault_env_render", {
        "dest": str(server.stack / ".env"), "template": str(server.stack / ".env.example"), "owner": "daemon",
        "vault_file": [str(server.stack / "main.vault.yml")], "vault_password_file": str(server.stack / "vault-password"),
        "vault_map": {"REDIS_PASSWORD": "vault_redis_password"},
        "secret_files": {"REDIS_PASSWORD": "secrets/redis/password"},
    }  # fmt: skip


def render_secret_file_again(server: Server) -> Run:
    module, arguments = render_from_vault(server)
    server.must(module, arguments)
    secret = server.stack / "secrets" / "redis" / "password"
    secret.chmod(0o600)
    secret.write_text("hunter1", encoding="utf-8")
    return module, arguments


def backup(server: Server, state: str, name: str = "v1") -> Run:
    return "stack_backup", {
        "project_src": str(server.stack), "files": FILES, "project_name": "shop", "name": name, "state": state,
        "backups_path": str(server.backups), "metadata": {"Git Commit": f"1234 {state}"}, "owner": "ci",
    }  # fmt: skip


def started(server: Server) -> Run:
    return backup(server, "started")


def deploy(server: Server) -> None:
    server.must(*started(server))
    server.must(*render(server))
    server.must(*rewrite(server))


def deployed(server: Server) -> Run:
    deploy(server)
    return backup(server, "deployed")


def as_step(server: Server, run: Callable[[Server], Run]) -> Run:
    """The same as a step of the release v1."""
    server.must(*started(server))
    module, arguments = run(server)
    return module, arguments | {"release": {"backups_path": str(server.backups), "name": "v1", "owner": "ci"}}


def rewrite_as_step(server: Server) -> Run:
    return as_step(server, rewrite)


def render_as_step(server: Server) -> Run:
    return as_step(server, render)


def failed(server: Server) -> Run:
    deploy(server)
    return backup(server, "failed")


def failed_by_its_steps(server: Server) -> Run:
    server.must(*render_as_step(server))
    module, arguments = rewrite_as_step(server)
    done = server.run(server.command(module, arguments | {"image": "no/such"}))
    assert b"no service" in done.stdout
    return backup(server, "failed")


def deployed_again(server: Server) -> Run:
    server.must(*deployed(server))
    server.put(".env", f"REDIS_PASSWORD={NEW_SECRET} again\n", 0o600)
    return backup(server, "deployed")


def rerun(server: Server) -> Run:
    server.must(*deployed(server))
    return started(server)


def taken_over(server: Server, name: str) -> Run:
    deploy(server)
    module, arguments = backup(server, "started", name)
    return module, arguments | {"owner": "ops", "break_lock": True}


def take_over(server: Server) -> Run:
    return taken_over(server, "v1")


def take_over_by_another_name(server: Server) -> Run:
    return taken_over(server, "v2")


def restore(server: Server, to: str) -> Run:
    return "stack_restore", {"project_src": str(server.stack), "backups_path": str(server.backups), "name": "v1", "to": to}


def restore_before(server: Server) -> Run:
    (server.stack / "production.yml").rename(server.stack / "kept")
    server.must(*started(server))
    (server.stack / "kept").rename(server.stack / "production.yml")
    server.must(*render(server))
    server.put("base.yml", "services: {}\n", 0o600)
    return restore(server, "before")


def restore_deployed(server: Server) -> Run:
    server.must(*deployed(server))
    server.put(".env", "REDIS_PASSWORD=hunter3\n", 0o640)
    server.put("base.yml", "services: {}\n", 0o600)
    return restore(server, "deployed")


def restore_behind_a_link(server: Server) -> Run:
    (server.stack / "env2").symlink_to(".env")
    module, arguments = started(server)
    arguments["include"] = [".env", "env2"]
    server.must(module, arguments)
    server.must(module, arguments | {"state": "deployed"})
    (server.stack / ".env").unlink()
    return restore(server, "deployed")


def restore_a_lost_folder(server: Server) -> Run:
    folder = server.stack / "etc" / "keys"
    folder.mkdir(parents=True)
    server.put("etc/keys/token", "t\n", 0o400)
    folder.parent.chmod(0o750)
    folder.chmod(0o2770)
    shutil.chown(folder, "daemon", "daemon")
    module, arguments = started(server)
    arguments["include"] = ["etc/keys/token"]
    server.must(module, arguments)
    server.must(module, arguments | {"state": "deployed"})
    shutil.rmtree(folder.parent)
    return restore(server, "deployed")


def three_releases(server: Server) -> None:
    for name in ("v1", "v2", "v3"):
        server.must(*backup(server, "started", name))
        server.must(*backup(server, "deployed", name))


def prune(server: Server) -> Run:
    three_releases(server)
    return "backup_prune", {"path": str(server.backups), "keep_last": 1, "keep_daily": 1, "keep_within": "0h"}


def info(server: Server) -> Run:
    three_releases(server)
    return "stack_backup_info", {"backups_path": str(server.backups)}


def preview(server: Server) -> Run:
    return "stack_changes_info", {
        "project_src": str(server.stack), "files": FILES, "project_name": "shop", "image": IMAGE, "tag": "v2",
        "template": str(server.stack / ".env.example"), "secrets": {"REDIS_PASSWORD": NEW_SECRET},
    }  # fmt: skip


def wait(_: Server) -> Run:
    return "health_wait", {"project_name": "shop", "timeout": 20}


def place(server: Server) -> Run:
    return "stack_files", {"project_src": str(server.stack), "files": [
        {"path": "base.yml", "content": "services: {}\n"},
        {"path": "docker/nginx/site.conf", "content": "server {}\n"},
        {"path": "docker/token", "content": NEW_SECRET, "mode": "0600"},
    ]}  # fmt: skip


def place_in_a_new_folder(server: Server) -> Run:
    module, arguments = place(server)
    return module, arguments | {"project_src": str(server.folder / "stacks" / "new")}


def run_command(server: Server) -> Run:
    return "stack_run", {
        "project_src": str(server.stack), "files": FILES, "project_name": "shop", "service": "app", "commands": ["true"],
        "mask_env_file": str(server.stack / ".env"), "mask_keys": ["REDIS_PASSWORD"],
    }  # fmt: skip


def check(server: Server) -> Run:
    return "stack_check", {
        "project_src": str(server.stack), "files": FILES, "project_name": "shop", "images": [{"image": IMAGE, "tag": "v2"}],
        "template": str(server.stack / ".env.example"), "secrets": {"REDIS_PASSWORD": NEW_SECRET}, "required_env": ["REDIS_PASSWORD"],
    }  # fmt: skip


SCENARIOS: dict[str, Callable[[Server], Run]] = {
    "compose_image_rewrite: two files with backups": rewrite,
    "vault_env_render: a new file": render_new,
    "vault_env_render: a changed file": render,
    "vault_env_render: with a backup": render_with_backup,
    "vault_env_render: beside lines that stay": render_beside,
    "vault_env_render: from a vault into a secret file": render_from_vault,
    "vault_env_render: another secret in its file": render_secret_file_again,
    "compose_image_rewrite: a step of a release": rewrite_as_step,
    "vault_env_render: a step of a release": render_as_step,
    "stack_backup: started": started,
    "stack_backup: deployed": deployed,
    "stack_backup: deployed again": deployed_again,
    "stack_backup: failed": failed,
    "stack_backup: failed by its steps": failed_by_its_steps,
    "stack_backup: started once more": rerun,
    "stack_backup: taken over": take_over,
    "stack_backup: taken over by another name": take_over_by_another_name,
    "stack_restore: to deployed": restore_deployed,
    "stack_restore: to before": restore_before,
    "stack_restore: behind a link": restore_behind_a_link,
    "stack_restore: a lost folder": restore_a_lost_folder,
    "backup_prune: two of three releases": prune,
    "stack_backup_info: three releases": info,
    "stack_changes_info: another tag and secret": preview,
    "health_wait: one container": wait,
    "stack_files: two of three files": place,
    "stack_files: in a new folder": place_in_a_new_folder,
    "stack_run: one command": run_command,
    "stack_check: files and an engine": check,
}

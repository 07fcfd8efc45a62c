"""Twenty runs at once on one target: what stands there in the end is one run's work, whole."""

import json
import subprocess
from typing import Any

from scenarios import backup, render, rewrite
from stack import Server, is_temporary, tree

RUNS = 20


def all_at_once(server: Server, module: str, arguments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    commands = []
    for number, one in enumerate(arguments):
        command = server.command(module, one)
        own = server.base / f"{number}.json"
        own.write_bytes((server.base / f"{module}.json").read_bytes())
        commands.append([command[0], str(own)])
    runs = [subprocess.Popen(command, env=server.environment, stdout=subprocess.PIPE) for command in commands]
    return [json.loads(run.communicate(timeout=60)[0]) for run in runs]


def no_temporary(server: Server) -> bool:
    return not [name for name in tree(server.folder) if is_temporary(name)]


def test_twenty_renders(server: Server) -> None:
    module, arguments = render(server)
    secrets = [str(number) * 40000 for number in range(RUNS)]
    results = all_at_once(server, module, [arguments | {"secrets": {"REDIS_PASSWORD": secret}} for secret in secrets])
    assert not any(result["failed"] for result in results)
    text = (server.stack / ".env").read_text(encoding="utf-8")
    assert text in [f"APP_ENV=production\nREDIS_PASSWORD={secret}\n" for secret in secrets]
    assert (server.stack / ".env").stat().st_mode & 0o777 == 0o600
    assert no_temporary(server)


def test_twenty_renders_of_a_secret_file(server: Server) -> None:
    module, arguments = render(server)
    arguments |= {"secret_files": {"REDIS_PASSWORD": "secrets/redis/password"}}
    secrets = [str(number) * 40000 for number in range(RUNS)]
    results = all_at_once(server, module, [arguments | {"secrets": {"REDIS_PASSWORD": secret}} for secret in secrets])
    assert not any(result["failed"] for result in results), results
    secret_file = server.stack / "secrets" / "redis" / "password"
    assert secret_file.read_text(encoding="utf-8") in secrets
    assert (server.stack / ".env").read_text(encoding="utf-8") == "APP_ENV=production\nREDIS_PASSWORD_FILE=secrets/redis/password\n"
    assert secret_file.stat().st_mode & 0o777 == 0o400
    assert [path.stat().st_mode & 0o777 for path in secret_file.parents[:2]] == [0o700, 0o700]
    assert no_temporary(server)


def test_twenty_rewrites(server: Server) -> None:
    module, arguments = rewrite(server)
    old = {name: (server.stack / name).read_text(encoding="utf-8") for name in arguments["files"]}
    tags = [f"v{number}" for number in range(2, RUNS + 2)]
    results = all_at_once(server, module, [arguments | {"tag": tag, "backup": False} for tag in tags])
    assert not any(result["failed"] for result in results)
    for name, text in old.items():
        assert (server.stack / name).read_text(encoding="utf-8") in [text.replace(":v1", f":{tag}") for tag in tags]
    assert no_temporary(server)


def test_twenty_deployments_of_one_stack(server: Server) -> None:
    runs = [backup(server, "started", f"r{number}") for number in range(RUNS)]
    results = all_at_once(server, runs[0][0], [arguments | {"owner": arguments["name"]} for _, arguments in runs])
    refused = [result["msg"] for result in results if result["failed"]]
    assert len(refused) == RUNS - 1
    assert all("has not ended; wait for it" in message for message in refused), refused
    assert len(list(server.backups.glob("*/manifest.json"))) == 1
    assert no_temporary(server)


def test_twenty_take_overs_leave_one_unfinished_release(server: Server) -> None:
    """Each takes over from the one before it, and no number is given out twice."""
    runs = [backup(server, "started", f"r{number}") for number in range(RUNS)]
    takers = [arguments | {"owner": arguments["name"], "break_lock": True} for _, arguments in runs]
    results = all_at_once(server, runs[0][0], takers)
    assert not any(result["failed"] for result in results), results
    assert sorted(result["sequence"] for result in results) == list(range(1, RUNS + 1))
    records = [json.loads(path.read_text(encoding="utf-8")) for path in server.backups.glob("*/manifest.json")]
    assert sorted(record["state"] for record in records) == ["failed"] * (RUNS - 1) + ["started"]
    last = max(records, key=lambda record: record["sequence"])
    assert last["state"] == "started" and last["taken_over"] == []
    assert no_temporary(server)

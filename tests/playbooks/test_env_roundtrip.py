#!/usr/bin/python3
"""What Docker Compose reads back from a rendered env file is what was given. Needs no engine: `config` runs offline.

COMPOSE_VALUES says how many random values are tried; `make fuzz` takes 2,000.
"""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = [Path(os.environ.get("SLIPWAY_LIBRARY", ROOT / "build/library")), ROOT / "build/dev/library"]
RANDOM_VALUES = int(os.environ.get("COMPOSE_VALUES", "600"))
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

PIECES = ["\\", '"', "'", "$", "${", "}", "#", " #", " ", "\n", "\r", "\t", "0", "134", "n", "a", "=", ":", "`", "!", "~", "%",
          "ü", "\u0085", "\u00a0", "\u2028", "\ufeff", "𝄞", "\x01", "\x1b", "\x7f", "-", "{{", "export ", "X"]
HAND_PICKED = ["", " ", "\\", "\\\\", '"', "'", "$", "$$", "${HOME}", "$HOME", "a\\", "a'", 'a"', "\\n", "\\0134", "\\$x", "#", " #",
               "a #b", "a#b", "=", "a=b", "-----BEGIN-----\nx\n-----END-----\n", "\r\n", "true", "null", "~", "0644", "1e3", "{}",
               "[]", "*a", "&a", "!b", "| x", "> x", "${A:-b}", "${A:?no}", "%PATH%", "\ufeff", "x" * 70000]
# What a template may have around the value of the key {0}.
LINES = ["{0}=\n", "export {0}=old\n", "{0} = 'old'\n", "{0}: old # note\n", '{0}="old\nold" # note\n', "{0}= # note\n",
         "{0}='a'#note\n", "{0}\n", "\t{0}=old   \r\n", "# comment\n\n{0}=$$old\n", '{0}="a" D{0}=1\n']


def render(arguments: dict[str, Any]) -> dict[str, Any]:
    binary = next(folder / "vault_env_render" for folder in FOLDERS if (folder / "vault_env_render").is_file())
    done = subprocess.run([str(binary), "-"], input=json.dumps(arguments), text=True, capture_output=True, check=False)
    return json.loads(done.stdout)


def compose(folder: Path, services: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    (folder / "compose.yml").write_text(json.dumps({"name": "roundtrip", "services": services}), encoding="utf-8")
    command = ["docker", "compose", "-f", "compose.yml", "config", "--format", "json"]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, text=True, capture_output=True, check=False)


def environment_of(done: subprocess.CompletedProcess[str], service: str) -> dict[str, str]:
    assert done.returncode == 0, done.stderr
    environment = json.loads(done.stdout)["services"][service]["environment"]
    # `config` prints a dollar as two, so that its output can be read again.
    return {key: value.replace("$$", "$") for key, value in environment.items()}


def adversarial(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(count)]


@pytest.mark.parametrize("with_template", [True, False])
def test_values_read_back(tmp_path: Path, with_template: bool) -> None:
    values = {f"K{number}": value for number, value in enumerate(HAND_PICKED + adversarial(20251031, RANDOM_VALUES))}
    half = len(values) // 2
    arguments = {"dest": str(tmp_path / ".env"), "values": dict(list(values.items())[:half]),
                 "secrets": dict(list(values.items())[half:])}
    if with_template:
        lines = [LINES[number % len(LINES)].format(key) for number, key in enumerate(values)]
        (tmp_path / "template").write_text("".join(lines), encoding="utf-8", newline="")
        arguments["template"] = str(tmp_path / "template")
    result = render(arguments)
    assert result["changed"], result
    assert render(arguments)["changed"] is False

    services = {"by_env_file": {"image": "x", "env_file": ".env"},
                "by_dot_env": {"image": "x", "environment": {key: "${" + key + "}" for key in values}}}
    done = compose(tmp_path, services)
    assert environment_of(done, "by_dot_env") == values
    by_env_file = environment_of(done, "by_env_file")
    assert {key: by_env_file[key] for key in values} == values


TEMPLATES = ["A=1\nB=2", "A=1 B=2\n", "A='1' B=2\n", 'A="x\ny"B=2\n', "A=a'b\nB=\"c\n\"", "export A=1\nexport\tB=2\nexport=3\n",
             "export  \nA=1\n", "A==1\n", "A:=1\n", "A.b[0]-c=1\n", "\ufeffA=1\n", "A=1\r\nB=\"2\r\n3\"\r\n", " \t A = 1\n", "A=#x\n",
             "A= #x\nB=1\n", "#A=1\n # B=2\nC=3", "A=\nB=\n", "A='it\\'s'\nB=1\n", 'A="\\\\"\nB=1\n', 'A="\\""\nB=1\n', "é=1\nA=2\n",
             "\u00a0A=1\n", "A\u00a0=\u00a01\n", "A=1\u2028\nB=2\n", "A=x # y # z\n", "A=\"$$\"\nB=$$\n", "A=1\n\n\n\n", "A=\\\nB=2\n"]
REFUSED = ["A B=1\n", "A=1\nsome prose\n", "=1\n", "A='1\n", 'A="1\nB=2\n', "A%=1\n", "A=1\n!\n", "A=\"x\\\"\nB=2\n", "A(=1\n", "'A'=1\n"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_keys_are_those_that_compose_finds(tmp_path: Path, template: str) -> None:
    result = render({"dest": str(tmp_path / ".env"), "template_content": template})
    assert not result["failed"], result["msg"]
    assert (tmp_path / ".env").read_bytes() == template.encode()
    done = compose(tmp_path, {"app": {"image": "x", "env_file": ".env"}})
    assert sorted(environment_of(done, "app")) == sorted(result["keys"])


@pytest.mark.parametrize("template", REFUSED)
def test_what_compose_refuses_is_refused(tmp_path: Path, template: str) -> None:
    result = render({"dest": str(tmp_path / ".env"), "template_content": template})
    assert result["failed"] and "line " in result["msg"]
    assert not (tmp_path / ".env").exists()
    (tmp_path / ".env").write_text(template, encoding="utf-8", newline="")
    done = compose(tmp_path, {"app": {"image": "x", "env_file": ".env"}})
    # An empty name goes through Compose and would name nothing; we say so.
    assert done.returncode != 0 or template == "=1\n"

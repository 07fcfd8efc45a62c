"""The examples of docs/modules.md, run in its order as they stand there, against what it says they print.

A block is run when the comment "run by a test" stands before it, and is a file when "file: PATH" does. Other than there, /srv
is a folder of the test, and `production` is this machine. A line "..." in an output stands for any number of lines.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playbook_support.lab import CHECKOUT, Lab
from playbook_support.pages import without_progress
from playbook_support.playbook import ansible_environment

PAGE = CHECKOUT / "docs" / "modules.md"
BLOCK = re.compile(r"^<!-- (run by a test|file: \S+) -->\n\n((?:    .*\n|\n)+)", re.MULTILINE)
VARYING = {
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ": "TIME",
    r"sha256:[0-9a-f]{64}": "sha256:ID",
    r"(waited|healthy_after): [\d.]+": r"\1: SECONDS",
}
MODULES = {page.stem for page in CHECKOUT.glob("modules/*/*.yml")}


def blocks() -> list[tuple[str, str]]:
    """The marked blocks: what they are, and their text."""
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [(kind, re.sub(r"^    ", "", text, flags=re.MULTILINE).strip() + "\n") for kind, text in found]


def is_whole(command: str) -> bool:
    try:
        return bool(shlex.split(command))
    except ValueError:  # a quote that is closed on a further line
        return False


def examples() -> list[tuple[str, str]]:
    """Each command, which begins with "$", with the output that is shown for it, which may be none."""
    found: list[list[str]] = []
    for line in "".join(text for kind, text in blocks() if kind == "run by a test").splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        else:
            found[-1][is_whole(found[-1][0])] += "\n" + line
    return [(command, output.strip("\n")) for command, output in found]


@pytest.fixture
def server(lab: Lab, shell_image: str, tmp_path: Path) -> Iterator[Path]:
    """The folder in place of /srv, with the page's files, and two images on the engine."""
    tags = ["nginx:1.26", "nginx:1.27"]
    for tag in tags:
        options = ["--stop-signal", "KILL", "--label", f"tag={tag}"]
        made = lab.docker("create", *options, shell_image, "sleep", "600").strip()
        lab.docker("commit", made, tag)
        lab.docker("rm", made)
    for kind, text in blocks():
        if kind.startswith("file: "):
            path = tmp_path / kind.removeprefix("file: /srv/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    try:
        yield tmp_path
    finally:
        lab.docker("compose", "--project-name", "app", "down")
        lab.docker("rmi", "--force", *tags)


def run_by_hand(command: str, server: Path, lab: Lab) -> str:
    """What the command prints, with /srv again in place of the test's folder."""
    inventory = server / "inventory"
    inventory.write_text("[production]\nproduction-server ansible_connection=local\n", encoding="utf-8")
    environment = {**ansible_environment(lab), "ANSIBLE_INVENTORY": str(inventory)}
    words = ["bash", "-c", command.replace("/srv", str(server))]
    done = subprocess.run(words, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).replace(str(server), "/srv").strip("\n")


def steady(output: str) -> str:
    lines = (line.rstrip() for line in output.splitlines())
    text = "\n".join(line for line in lines if line)
    for pattern, name in VARYING.items():
        text = re.sub(pattern, name, text)
    return text


# Since 2.19 ansible says an error once more by itself, before the result.
OF_ANSIBLE = re.compile(r"^\[ERROR\]: .*?(?=^\S+ \| FAILED)|[ ]+$", re.MULTILINE | re.DOTALL)


def is_shown(shown: str, printed: str) -> bool:
    lines = steady(shown).splitlines()
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in lines)
    return re.fullmatch(pattern, steady(OF_ANSIBLE.sub("", without_progress(printed))) + "\n") is not None


def test_each_module_has_an_example() -> None:
    shown = {name for name in MODULES for command, output in examples() if f"-m {name} " in command and output}
    assert shown == MODULES


def test_examples_print_what_the_readme_shows(lab: Lab, server: Path) -> None:
    for command, shown in examples():
        printed = run_by_hand(command, server, lab)
        if shown:
            assert is_shown(shown, printed), f"$ {command}\n{printed}\n\nthe page has:\n{shown}"
        else:
            assert "FAILED" not in printed, f"$ {command}\n{printed}"

"""Every form of YAML that Compose accepts: the image is rewritten and every other byte stays.

The judge is `docker compose config`. What it refuses the module may take or refuse, but never breaks.
"""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden_case import ENVIRONMENT, GOLDEN, compose, run_module
from written_forms import FILE_FORMS, IMAGE_FORMS

OLD, NEW = "registry.example.com/framework:v1", "registry.example.com/framework:v2"
ARGUMENTS = {"image": "registry.example.com/framework", "tag": "v2"}
SPEC_EXAMPLES = json.loads((GOLDEN / "yaml_forms" / "spec_examples.json").read_text(encoding="utf-8"))

STACK: dict[str, Any] = {
    "name": "stack",
    "services": {
        "app": {
            "image": OLD,
            "command": ["sh", "-c", "echo 'a' \"b\"\nexit 0\n", "x" * 200 + " " + "y " * 100],
            "environment": {"NUMBER": "0123", "YES": "yes", "EMPTY": "", "UMLAUT": "größe 🚢", "TRAIL": "a \n"},
        },
        "db": {"image": "redis:7", "labels": {"note": OLD}},
    },
}


def pyyaml(**style: Any) -> str:
    return yaml.safe_dump(STACK, **style)


def ruamel(indent: int) -> str:
    """As ansible-lint and many editors' formatters write."""
    from ruamel.yaml import YAML  # pylint: disable=import-outside-toplevel

    writer = YAML()
    writer.indent(mapping=indent, sequence=indent + 2, offset=2)
    out = io.StringIO()
    writer.dump(STACK, out)
    return out.getvalue()


def compose_writes(form: str) -> str:
    command = [*compose(), "--file", "-", "config", "--format", form]
    done = subprocess.run(
        command, input=json.dumps(STACK, ensure_ascii=False), capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=True
    )
    return done.stdout


WRITTEN_BY = {
    "PyYAML": pyyaml,
    "PyYAML, flow": lambda: pyyaml(default_flow_style=True),
    "PyYAML, unicode, narrow": lambda: pyyaml(allow_unicode=True, width=20),
    "PyYAML, marks, canonical": lambda: pyyaml(canonical=True),
    "PyYAML, quotes": lambda: pyyaml(default_style='"', indent=4),
    "PyYAML, blocks": lambda: pyyaml(default_style="|"),
    "PyYAML, CRLF": lambda: pyyaml(line_break="\r\n", explicit_start=True, explicit_end=True),
    "ruamel.yaml": lambda: ruamel(2),
    "ruamel.yaml, four spaces": lambda: ruamel(4),
    "json": lambda: json.dumps(STACK, ensure_ascii=False),
    "json, indented": lambda: json.dumps(STACK, indent=2, ensure_ascii=False),
    "docker compose config": lambda: compose_writes("yaml"),
    "docker compose config, JSON": lambda: compose_writes("json"),
}


def configuration(file: Path) -> Any:
    """What Compose reads, or None when it refuses."""
    command = [*compose(), "--project-name", "forms", "--file", str(file), "config", "--no-interpolate"]
    done = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else None


def hold(text: str, expected: str, file: Path, row: dict[str, int]) -> bool:
    """Rewrites `text` and holds it against `expected`, which is only required when Compose accepts the text."""
    file.write_bytes(text.encode())
    accepted = configuration(file)
    result = run_module("compose_image_rewrite", ARGUMENTS | {"files": [str(file)]})
    after = file.read_bytes().decode()
    row["tried"] = row.get("tried", 0) + 1
    if accepted is None:
        assert after == (text if result["failed"] else expected)
        return False
    row["accepted by Compose"] = row.get("accepted by Compose", 0) + 1
    assert not result["failed"], result
    assert after == expected
    row["rewritten, the rest equal"] = row.get("rewritten, the rest equal", 0) + 1
    assert run_module("compose_image_rewrite", ARGUMENTS | {"files": [str(file)]})["changed"] is False
    return True


def assert_compose_sees_the_new_image(file: Path) -> None:
    assert NEW in [service["image"].strip() for service in configuration(file)["services"].values()]


@pytest.mark.parametrize("form", SPEC_EXAMPLES, ids=lambda form: form["name"])
def test_examples_of_the_yaml_specification(form: dict[str, str], tmp_path: Path, tables: dict) -> None:
    row = tables.setdefault("YAML 1.2 specification's examples", {})
    text = form["compose"]
    hold(text, text.replace(f"\n    image: {OLD}\n", f"\n    image: {NEW}\n"), tmp_path / "compose.yml", row)


@pytest.mark.parametrize("name", IMAGE_FORMS)
def test_forms_of_an_image(name: str, tmp_path: Path, tables: dict) -> None:
    text = "services:\n  app:\n    " + IMAGE_FORMS[name].replace("@", OLD) + "\n  db: {init: true, image: redis}\n"
    row = tables.setdefault("forms of an image", {})
    file = tmp_path / "compose.yml"
    assert hold(text, text.replace(OLD, NEW), file, row), "Compose refuses this form"
    assert_compose_sees_the_new_image(file)


@pytest.mark.parametrize("name", FILE_FORMS)
def test_forms_of_a_file(name: str, tmp_path: Path, tables: dict) -> None:
    text = FILE_FORMS[name].replace("@", OLD)
    row = tables.setdefault("forms of a file", {})
    file = tmp_path / "compose.yml"
    assert hold(text, text.replace(OLD, NEW), file, row), "Compose refuses this form"
    assert_compose_sees_the_new_image(file)


@pytest.mark.parametrize("name", WRITTEN_BY)
def test_files_that_other_tools_write(name: str, tmp_path: Path, tables: dict) -> None:
    text = WRITTEN_BY[name]()
    row = tables.setdefault("written by other tools", {})
    file = tmp_path / "compose.yml"
    label = text.rfind(OLD)  # the second one is a label, and stays
    assert text.count(OLD) == 2
    expected = text[:label].replace(OLD, NEW) + text[label:]
    assert hold(text, expected, file, row), "Compose refuses this form"
    assert_compose_sees_the_new_image(file)


def test_most_examples_were_accepted(tables: dict) -> None:
    """Lest all of them are refused for a reason that has nothing to do with YAML."""
    assert tables["YAML 1.2 specification's examples"]["accepted by Compose"] >= 80

"""compose_image_rewrite on files that nobody writes by hand: huge, deep, explosive, many. All on a stack of 512 KB."""

import json
import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest
from golden_case import ENVIRONMENT, binary

IMAGE = "registry.example.com/framework"
APP = f"services:\n  app:\n    image: {IMAGE}:v1\n"
DEEP = 20_000
MEGABYTE = 1 << 20
MEMORY = 768 * MEGABYTE  # for a file of 10 MB

NESTED = {
    "flow sequences": APP + "x-a: " + "[" * DEEP + "]" * DEEP + "\n",
    "flow sequences, never closed": APP + "x-a: " + "[" * DEEP,
    "flow sequences, a line each": APP + "x-a: " + "[\n " * DEEP + "]" * DEEP + "\n",
    "flow mappings": APP + "x-a: " + "{a: " * DEEP + "}" * DEEP + "\n",
    "flow mappings with explicit keys": APP + "x-a: " + "{? " * DEEP + "}" * DEEP + "\n",
    "flow, both": APP + "x-a: " + "[{a: " * DEEP + "}]" * DEEP + "\n",
    "block sequences on one line": APP + "x-a:\n  " + "- " * DEEP + "a\n",
    "block mappings": APP + "x-a:\n" + "".join(" " * (i + 1) + "a:\n" for i in range(DEEP // 10)),
    "explicit keys": APP + "x-a:\n  " + "? " * DEEP + "a\n",
    "a chain of merge keys": "x-0: &x0 {a: 1}\n"
    + "".join(f"x-{i}: &x{i} {{<<: *x{i - 1}}}\n" for i in range(1, DEEP))
    + f"services:\n  app: {{<<: *x{DEEP - 1}, image: '{IMAGE}:v1'}}\n",
    "a chain of aliases": "x-0: &x0 [a]\n" + "".join(f"x-{i}: &x{i} [*x{i - 1}]\n" for i in range(1, DEEP)) + APP,
}


def bomb(first: str, later: str) -> str:
    """Forty values, of which each holds the one before twice."""
    lines = [f"x-0: &x0 {first}"] + [f"x-{i}: &x{i} " + later.replace("@", f"*x{i - 1}") for i in range(1, 40)]
    return "\n".join(lines) + "\n" + APP


BOMBS = {
    "sequences": bomb("lol", "[@, @]"),
    "mappings": bomb("lol", "{a: @, b: @}"),
    "merge keys": bomb("{a: 1}", "{<<: @, b: {<<: @}}"),
    "lists of merge keys": bomb("{a: 1}", "{<<: [@, @]}"),
    "keys": bomb("lol", "{? [@, @] : a}"),
    "a merge key for the service": bomb("{init: true}", "{<<: [@, @]}") + "  web: {<<: *x39}\n",
}


def run(arguments: dict[str, Any], memory: int = 64 * MEGABYTE) -> dict[str, Any]:
    """The module with a stack of 512 KB and `memory` bytes of address space."""

    def bounds() -> None:
        resource.setrlimit(resource.RLIMIT_STACK, (512 << 10, 512 << 10))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    done = subprocess.run(
        [str(binary("compose_image_rewrite")), "-"],
        input=json.dumps({"image": IMAGE, "tag": "v2"} | arguments).encode(),
        capture_output=True,
        timeout=60,
        env=ENVIRONMENT,
        check=False,
        preexec_fn=bounds,
    )
    assert done.stderr == b"" and done.returncode in (0, 1), done
    return json.loads(done.stdout)


def refusal(text: str, folder: Path) -> str:
    file = folder / "compose.yml"
    file.write_text(text, encoding="utf-8")
    result = run({"files": [str(file)]})
    assert result["failed"] and not result["changed"]
    assert file.read_text(encoding="utf-8") == text
    assert "\n" not in result["msg"] and len(result["msg"]) < 400
    return result["msg"].removeprefix(f"{file}: ")


@pytest.mark.parametrize("shape", NESTED)
def test_deep_nesting_is_refused_with_its_line(shape: str, tmp_path: Path) -> None:
    message = refusal(NESTED[shape], tmp_path)
    assert message.startswith("line ") and "nested more than 100 deep" in message


@pytest.mark.parametrize("shape", BOMBS)
def test_alias_bombs_are_refused_with_their_line(shape: str, tmp_path: Path) -> None:
    message = refusal(BOMBS[shape], tmp_path)
    assert message.startswith("line ") and "more than 10000000 values, aliases expanded" in message


def test_many_aliases_of_a_small_value_are_no_bomb(tmp_path: Path) -> None:
    file = tmp_path / "compose.yml"
    file.write_text("x-a: &a {init: true}\nx-b: [" + "*a, " * 10_000 + "*a]\n" + APP, encoding="utf-8")
    assert run({"files": [str(file)]})["changed"]
    assert run({"files": [str(file)]})["changed"] is False


def ten_megabytes() -> dict[str, str]:
    many = range(110_000)
    services = "".join(f"  s{i}:\n    image: {IMAGE}:v1 # größe\n    environment: {{A: b}}\n    labels: [a.b=c]\n" for i in many)
    words = "word " * (10 * MEGABYTE // 5)
    lines = "      some words\n" * (10 * MEGABYTE // 17)
    return {
        "services": "services:\n" + services,
        "one scalar": APP + f"    command: '{words}'\n",
        "one block": APP + "    command: |\n" + lines,
        "one mapping": APP + "    environment: {" + ", ".join(f"KEY_{i}: value" for i in range(500_000)) + "}\n",
        "comments": APP + lines.replace("some", "# some"),
        "documents": "---\n".join(f"services: {{s{i}: {{image: '{IMAGE}:v1', init: true}}}}\n" for i in range(120_000)),
        "one anchor": f"x-i: &i {IMAGE}:v1\nservices:\n" + "".join(f"  s{i}: {{image: *i}}\n" for i in range(400_000)),
    }


@pytest.mark.parametrize("shape", ten_megabytes())
def test_ten_megabytes(shape: str, tmp_path: Path) -> None:
    text = ten_megabytes()[shape]
    assert len(text) > 8 * MEGABYTE
    file = tmp_path / "compose.yml"
    file.write_text(text, encoding="utf-8")
    arguments = {"files": [str(file)], "_ansible_diff": True}

    previewed = run(arguments | {"_ansible_check_mode": True}, MEMORY)
    assert file.read_text(encoding="utf-8") == text
    done = run(arguments, MEMORY)
    assert done == previewed and done["changed"]
    assert file.read_text(encoding="utf-8") == text.replace(f"{IMAGE}:v1", f"{IMAGE}:v2")
    header = {"before_header": str(file), "after_header": str(file)}
    assert done["diff"] == [header | {"dst_larger": 104448, "src_larger": 104448}]
    assert run(arguments, MEMORY)["changed"] is False


def test_ten_thousand_names_for_ten_thousand_services(tmp_path: Path) -> None:
    file = tmp_path / "compose.yml"
    file.write_text("services:\n" + "".join(f"  s{i}: {{image: '{IMAGE}:v1'}}\n" for i in range(10_000)), encoding="utf-8")
    names = [f"s{i}" for i in range(10_000)]
    assert len(run({"files": [str(file)], "services": names})["replacements"]) == 10_000
    warned = run({"files": [str(file)], "services": names + [f"t{i}" for i in range(10_000)]})
    assert warned["changed"] is False
    assert len(warned["warnings"]) == 1 and "'t0', 't1'" in warned["warnings"][0] and " and 9990 more " in warned["warnings"][0]


def test_ten_thousand_files(tmp_path: Path) -> None:
    """Few of them change: each change waits for the disk. Each has a service of its own."""
    files = [tmp_path / f"{i}.yml" for i in range(10_000)]
    texts = [APP.replace("app:", f"app{i}:").replace(":v1", ":v2") for i in range(10_000)]
    for i, file in enumerate(files):
        file.write_text(texts[i].replace(":v2", ":v1") if i % 100 == 0 else texts[i], encoding="utf-8")
    arguments = {"files": [str(file) for file in files]}
    old = arguments["files"][::100]
    assert run(arguments | {"_ansible_check_mode": True})["files"] == old
    assert run(arguments)["files"] == old
    assert [file.read_text(encoding="utf-8") for file in files] == texts
    assert run(arguments)["changed"] is False
    assert len(run(arguments | {"image": "other"})["msg"]) < 3000

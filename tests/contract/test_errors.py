"""docs/errors.md against the sources: all that the modules and the role say is explained there, and all there is said."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from message_texts import cpp_texts, plugin_texts, role_texts, tidy

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "errors.md"
ROW = re.compile(r"\| (`+)(?P<message>.+?)\1 \|.*")
QUOTED = re.compile(r"(`+)(?P<message>.+?)\1")
NO_MESSAGES = {
    "About an hour",  # a container's age in Docker's words, for current_containers.json
    "Less than a second",
    "Up Less than a second",  # the engine's, compared with
    "mode: … uid: … gid: …",  # lines of a diff
    "mode …, uid …, gid …",
    "… (mode and owner)",
    "unterminated quoted value",  # Compose's, looked for
    "in variable name",
    "application_strategy canary",  # options as the role calls them
    "application_strategy blue_green",
    "strategy blue_green",
    "in application_proxy",
    "canary_hosts names",
    "application_canary_hosts names",
    "application_serial holds",
    "strategy is for", "application_strategy is for", "leave strategy out", "leave application_strategy out",
    "proxy is for", "application_proxy is for", "leave application_proxy out",
    "application_engine: swarm", "application_pre_deploy and application_post_deploy",
    "#!/bin/sh exec cat …",  # a program that docker's client runs
    "unknown flag: --detach",  # docker's, looked for
    "set server … addr … port …",  # what HAProxy is told, and what it says
    "set server … state ready",
    "set server …/… state drain",
    "set server …/… weight …",
    "set server …/… state maint",
    "show servers state …",
    "no need to change", "current server address family",
    "found unexpected end of stream",
    "control characters are not allowed",
}


def said() -> dict[str, set[str]]:
    """Each text of the sources, with the places where it stands; what has no word of its own is left out."""
    texts: dict[str, set[str]] = {}
    for path in sorted([*ROOT.glob("src/**/*.[ch]pp"), *ROOT.glob("modules/**/*.[ch]pp")]):
        # Not --help, what is being done, and the page that stack_backup_info makes of the records.
        if path.name not in ("describe.cpp", "wait_progress.cpp") and not path.name.startswith("page"):
            for text in cpp_texts(path.read_text(encoding="utf-8")):
                texts.setdefault(text, set()).add(str(path.relative_to(ROOT)))
    for text in role_texts(ROOT / "roles" / "application"):
        texts.setdefault(text, set()).add("roles/application")
    plugin = ROOT / "plugins" / "action" / "slipway_module.py"
    for text in plugin_texts(plugin.read_text(encoding="utf-8")):
        texts.setdefault(text, set()).add(str(plugin.relative_to(ROOT)))
    return {text: places for text, places in texts.items() if re.search(r"[A-Za-z]{2}", text)}


def summaries() -> set[str]:
    """The modules' short descriptions stand in their option tables."""
    pages = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in ROOT.glob("modules/*/*.yml"))
    return {page["DOCUMENTATION"]["short_description"] for page in pages}


def explained() -> list[str]:
    """The messages on the page: the first cells of its tables, and what is quoted elsewhere in its last sections."""
    head, _, rest = PAGE.read_text(encoding="utf-8").partition("\n## In front of a message\n")
    lines = rest.splitlines()
    rows = [row for row in map(ROW.fullmatch, [*head.splitlines(), *lines]) if row]
    quoted = [part for line in lines if not line.startswith("|") for part in QUOTED.finditer(line)]
    return [tidy(part["message"]) for part in [*rows, *quoted]]


def test_every_message_is_explained() -> None:
    texts = said()
    known = {*explained(), *NO_MESSAGES, *summaries()}
    missing = {text: sorted(places) for text, places in texts.items() if text not in known}
    assert not missing, "docs/errors.md does not have: " + "; ".join(f"`{text}` ({places})" for text, places in missing.items())


def test_every_explained_message_is_said() -> None:
    stale = (set(explained()) | NO_MESSAGES) - set(said())
    assert not stale, f"nothing says any more: {sorted(stale)}"


def test_every_message_is_explained_once() -> None:
    texts = explained()
    assert len(texts) > 200
    assert not {text for text in texts if texts.count(text) > 1}


def test_every_table_is_whole() -> None:
    """Rows have as many cells as their table's head, and begin with a message."""
    columns = 0
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = re.split(r"(?<!\\)\|", re.sub(r"(`+).+?\1", "code", line))
        if line.startswith("| it says"):
            columns = len(cells)
        elif line.startswith("| "):
            assert len(cells) == columns and ROW.fullmatch(line), line


def test_a_text_is_found_however_it_is_put_together() -> None:
    source = """
      // fail("not this one")
      return fail("cannot " "read '" + path + "': " + (many ? "it is far too long" : "no") + "; name " + std::string("one"));
      return fail_while("dest", cause);
      option("name", "help that is no message");
      throw Refusal(line, std::string("it is ") + what + ", which no file is");
    """
    assert cpp_texts(source) == {
        "cannot read '…': …; name one",
        "it is far too long",
        "dest",
        "it is …, which no file is",
    }

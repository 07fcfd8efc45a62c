"""What the modules and the role can say: every text of the sources that reads as prose, with … for what varies.

C++: each concatenation of string literals, so that no list of the functions that make errors is needed; what is inside
its brackets (`(many ? "a" : "b")`) counts by itself. YAML: `msg`, `fail_msg`, and the texts in the role's expressions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:\\\n|[^\n])*)
      | (?P<pattern>R"(?P<mark>\w*)\(.*?\)(?P=mark)")
      | (?P<literal>"(?:\\.|[^"\\])*")
      | (?P<number>\d[\w']*)
      | (?P<char>'(?:\\.|[^'\\])+')
      | (?P<name>\w+)
      | (?P<sign>::|<<|->|.)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "0": "\0", "x": "x"}
ERRORS = {"fail", "fail_while", "fail_with_errno", "push_back"}  # the words of warnings are pushed back
NO_MESSAGES = {"option", "regex", "RoleWording"}  # what their arguments say is no message
WORD = re.compile(r"[A-Za-z]{2,}")
PAIRS = {"(": ")", "[": "]", "{": "}"}
Token = tuple[str, Any]  # kind and text; of a group: its bracket and the tokens inside


def tokens(source: str) -> Iterator[Token]:
    for match in TOKEN.finditer(source):
        kind, text = str(match.lastgroup), match.group()
        if kind == "skip":
            continue
        if kind == "literal":
            text = re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[0]), text[1:-1], flags=re.DOTALL)
        yield kind, text


def grouped(stream: Iterator[Token], end: str = "") -> list[Token]:
    """The tokens up to `end`, with what stands in brackets as one token."""
    inside: list[Token] = []
    for kind, text in stream:
        if kind == "sign" and text == end:
            break
        inside.append((text, grouped(stream, PAIRS[text])) if kind == "sign" and text in PAIRS else (kind, text))
    return inside


def terms_of(items: list[Token]) -> Iterator[list[list[Token]]]:
    """Each run of terms joined by `+` (one level; brackets are not looked into)."""
    terms: list[list[Token]] = [[]]
    for item in items:
        if item in (("sign", "+"), ("sign", "<<")):
            terms.append([])
        elif (item[0] == "sign" and item[1] in ",;?:=") or item == ("name", "return") or item[0] == "{":
            yield terms
            terms = [[]]
        else:
            terms[-1].append(item)
    yield terms


def text_of(term: list[Token]) -> str:
    """The text of adjacent literals; `std::string("x")` is "x"; of any other expression: …"""
    if term[:-1] == [("name", "std"), ("sign", "::"), ("name", "string")] and term[-1][0] == "(":
        term = term[-1][1]
    if term and all(kind == "literal" for kind, _ in term):
        return "".join(text for _, text in term)
    return "…" if term else ""


def texts_in(items: list[Token], called: str = "") -> Iterator[str]:
    """The prose in these tokens; whatever has a word in it when they are the arguments of `called`, an error's maker."""
    if called in NO_MESSAGES:
        return
    for terms in terms_of(items):
        text = "".join(map(text_of, terms))
        words = len(WORD.findall(text))
        if words >= 1 and called in ERRORS or words >= 3 and " " in text:
            yield tidy(re.sub(r'.*"msg": "(.*?)".*', r"\1", text, flags=re.DOTALL))
    before = ""
    for kind, inside in items:
        if kind in PAIRS and not (before == "string" and len(inside) == 1):
            yield from texts_in(inside, before)
        before = inside if kind == "name" else ""


def tidy(text: str) -> str:
    return re.sub(r"…+", "…", re.sub(r"\s+", " ", text)).strip()


TOLD = re.compile(r"progress_?\.say\(.*?\);", re.DOTALL)  # what is being done needs no explanation


def cpp_texts(source: str) -> set[str]:
    return set(texts_in(grouped(tokens(TOLD.sub("", source)))))


JINJA = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}", re.DOTALL)
THREE_WORDS = re.compile(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+")
JINJA_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'")


def yaml_texts(value: Any, key: str = "") -> Iterator[str]:
    """The messages in a part of the role: those of fail and assert, warnings, and the prose in expressions."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from yaml_texts(part, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from yaml_texts(part, key)
    elif isinstance(value, str):
        if key in ("msg", "fail_msg"):
            yield tidy(JINJA.sub("…", value))
        for expression in JINJA.findall(value):
            yield from (tidy(text) for text in JINJA_TEXT.findall(expression) if THREE_WORDS.search(text))


def role_texts(role: Path) -> set[str]:
    class Loader(yaml.SafeLoader):
        """Knows Ansible's own tags."""

    Loader.add_constructor("!unsafe", lambda loader, node: "")
    texts: set[str] = set()
    playbooks = role.parents[1] / "playbooks"
    for path in sorted([*role.glob("tasks/*.yml"), *role.glob("vars/main/*.yml"), *playbooks.glob("*.yml")]):
        texts |= set(yaml_texts(yaml.load(path.read_text(encoding="utf-8"), Loader)))
    return texts


def plugin_texts(source: str) -> Iterator[str]:
    """Of the action plugin: what failed(), warning() and its scripts' `say unusable` are given."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("failed", "warning"):
            parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else [node.args[0]]
            yield tidy("".join(part.value if isinstance(part, ast.Constant) else "…" for part in parts))
        elif isinstance(node, ast.Constant) and str(node.value).startswith("unusable "):
            yield tidy(node.value.removeprefix("unusable "))
    for text in re.findall(r'say unusable "([^"]*)"', source):
        yield tidy(re.sub(r"\$\w+", "…", text))

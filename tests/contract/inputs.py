"""What the parser is tried with: every option of the probe with every kind of value, and the rules between options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Arguments = dict[str, Any]

VALUES: list[Any] = [
    # text
    "", " ", "word", "two words", "a,b", "a, b,", ",", "it's", 'say "x"', "back\\slash", "tab\tand\nline", "ü🚢", "None",
    # booleans, as words and as values
    True, False, "yes", "No", " ON ", "off", "TRUE", "f", "t", "y", "n", "never", "always", "maybe",
    # numbers
    0, 1, 2, -7, 2**62, 2**63, -(2**63), 10**30, -(10**30), 0.0, 1.0, 0.5, 1.5e-7, 123456789.125, 1e16, 1e22, 9007199254740993,
    "0", "1", "-1", "+1", "007", " 12 ", "1_000", "1__0", "_1", "--1", "+-1", "- 1", "0x1f", "1.5", "inf", "nan",
    "9223372036854775807", "1e3x",
    # paths
    "~", "~/a", "~root/a", "~nobody-knows/a", "a/~", "$CONTRACT/a", "${CONTRACT}b", "$CONTRACTED", "${}", "${CONTRACT", "$$",
    "$", "~$CONTRACT", "$TILDE/a",
    # lists
    [], ["a"], ["a", "b"], ["a", 1, True, 1.0], ["c", "d"], [["a"], {"b": "it's"}], [None],
    # dicts
    {}, {"k": "v"}, {"k": [1, None, {"l": True}]}, '{"k": 1}', '{"k": {"l": [1.5, null]}}', '{"k": 1', "{}", "{", "{k}",
    # dicts as Python writes them
    r"{'k': '\x41\u00e9\U0001f6a2\101\n\'\"\q\\'}", r"{'k': '\x4'}", "{'k': '\\", "{'k' 1}", "{'k': 'v'} x", "{'k': 'v',}",
    "{'k': }", "{'k': []]}", "{'k': [}", "{'k': 1 2}", "{'k': True}x", "{1: 'v'", "{,}",
    "{'k': [1, 2,], }", "{'k': [,]}", "{'k': +1, 'l': -2, 'm': 1e3}", "{'k': true}", "{'k': 'two\nlines'}", "{'k': 'v'",
    "{'k': 'v', 'k': 'w'}", "{ \"k\" : 'v' }", "{'k': 007}",
    "{'k': 'v'}", "{'k': ['a', None, True, -1.5], 'l': {'m': \"it's\"}}", "k=v", "k=v l=w", "k=v, l=w", "k='a b' l=\"c=d\"",
    "k=a\\ b", "k=", "=v", "k=v l", "k=v=w", "k=v k=w", " k=v ", "k",
]  # fmt: skip

# An input in which every rule holds, for each option that is tried.
BASE: dict[str, Arguments] = {
    "text": {"word": "w"},
    "word": {"text": "t"},
    "choice": {"text": "t", "word": "w"},
    "choices": {"text": "t", "word": "w"},
    "path": {"text": "t"},
    "flag": {"text": "t", "word": "w"},
    "number": {"text": "t", "word": "w"},
    "list": {"text": "t"},
    "paths": {"text": "t", "word": "w"},
    "dict": {"text": "t", "word": "w"},
    "password": {"text": "t", "word": "w"},
}

RULES: list[Arguments] = [
    {},
    {"text": "t"},
    {"word": "w"},
    {"text": "t", "word": "w", "path": "p"},
    {"text": "t", "word": "w", "path": "p", "list": "l", "flag": True},
    {"text": "t", "word": "w", "other": 1},
    {"other": 1, "another": None, "_ansible_check_mode": True},
    {"text": "t", "w": "alias"},
    {"text": "t", "term": "second alias"},
    {"text": "t", "w": "first", "term": "second"},
    {"text": "t", "word": "own", "w": "alias"},
    {"text": "t", "word": "own", "w": "first", "term": "second", "items": "a,b", "list": ["c"]},
    {"text": "t", "w": "alias", "path": "p"},
    {"text": "t", "word": "w", "number": "x", "flag": "x", "choice": "x", "choices": "x", "dict": "x", "other": 1},
    {"number": [], "choices": ["a", "x", "y"], "choice": 5},
]


def all_inputs() -> Iterator[Arguments]:
    yield from RULES
    for option, base in BASE.items():
        for value in VALUES:
            yield {**base, option: value}

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

# Dicts with options of their own, alone and in a list.
ITEMS: list[Any] = [
    {"name": "n"}, {"name": "n", "count": "5"}, {"name": 5, "count": " 7 "}, {"name": ["a"], "words": "a,b"}, {},
    {"count": 3}, {"name": "n", "count": "x"}, {"name": "n", "count": []}, {"name": "n", "choice": "no"},
    {"name": "n", "choice": False}, {"name": "n", "choice": "x"}, {"name": "n", "words": {"k": "v"}},
    {"name": "n", "words": [1, True]}, {"name": "n", "nome": 1}, {"nome": 1, "nime": 2}, {"count": "x", "choice": "x"},
    {"name": "n", "_ansible_check_mode": True}, "name=n count=2", "name='two words', words=a", '{"name": "n"}',
    "{'name': 'n', 'count': 4}", "name", "", "{", "nome=n", "count=2", 5, 1.5, True, ["name=n"], None,
]  # fmt: skip


def lists_of_dicts() -> Iterator[Any]:
    for item in ITEMS:
        yield [item]
        if item is not None:  # which counts as not given here, and ansible-core goes by the key alone
            yield item
        yield [{"name": "first"}, item]
        yield [item, {"name": "last", "count": "y"}]
    yield "name=a,name=b"
    yield [{"nome": 1}, {"nome": 2}, {"nime": 3}]


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
    "dicts": {"text": "t", "word": "w"},
    "one": {"text": "t", "word": "w"},
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


def inputs_by_option() -> dict[str, list[Arguments]]:
    """For the probe's table: the inputs for each of its options, and those about the rules between options."""
    inputs = {option: [{**base, option: value} for value in VALUES] for option, base in BASE.items()}
    inputs["dicts"] += [{"text": "t", "word": "w", "dicts": dicts} for dicts in lists_of_dicts()]
    inputs["one"] += [{"text": "t", "word": "w", "one": dicts} for dicts in lists_of_dicts()]
    return {**inputs, "rules between options": RULES}


def plain_value(option: dict[str, Any]) -> Any:
    """A value that the option takes."""
    if option["choices"]:
        return option["choices"][0]
    return {"int": 1, "bool": True, "dict": {"K": "v"}, "list": ["a"]}.get(option["type"], "a")


def items_of(option: dict[str, Any]) -> Iterator[Arguments]:
    """Dicts for a list of them, from its own table: whole, with one option only, without one, with a stranger."""
    whole = {line["name"]: plain_value(line) for line in option["options"]}
    yield whole
    yield {**whole, "unknown": 1}
    for name, value in whole.items():
        yield {name: value}
        yield {other: value for other, value in whole.items() if other != name}


def inputs_for_module(table: dict[str, Any]) -> Iterator[Arguments]:
    """Made from a module's own table: each option with every value, by each of its names, and each rule broken."""
    options = {option["name"]: option for option in table["options"]}
    first_of_groups = {group[0] for group in table["required_one_of"]}
    fewest = {
        name: plain_value(option) for name, option in options.items() if option["required"] or name in first_of_groups
    }
    yield fewest
    yield {}
    yield {name: plain_value(option) for name, option in options.items()}
    yield {**fewest, "unknown": 1, "_ansible_check_mode": True}
    for name, option in options.items():
        yield {other: value for other, value in fewest.items() if other != name}
        exclusive = {mate for group in table["mutually_exclusive"] if name in group for mate in group}
        base = {other: value for other, value in fewest.items() if other not in exclusive}
        for value in [*VALUES, *option["choices"], *(lists_of_dicts() if option["options"] else [])]:
            yield {**base, name: value}
        for item in items_of(option) if option["options"] else []:
            yield {**base, name: [item]}
            yield {**base, name: [item, {}]}
        for alias in option["aliases"]:
            yield {**{key: value for key, value in fewest.items() if key != name}, alias: plain_value(option)}
            yield {**fewest, name: plain_value(option), alias: plain_value(option)}
    for group in table["mutually_exclusive"]:
        yield {**fewest, **{name: plain_value(options[name]) for name in group}}

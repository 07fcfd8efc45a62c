"""Vault files of all sorts, and what ansible-core itself makes of them."""

from __future__ import annotations

import random
import re
from typing import Any

import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret

PASSWORD = "slipway-contract"
LIB = VaultLib([("default", VaultSecret(PASSWORD.encode()))])
PIECES = ["a", "Z", "0", "7", "_", "-", ".", ":", " ", "  ", "#", " #", "'", '"', "\\", "$", "${X}", "%", "&", "*", "!", "|", ">", "@",
          "`", "[", "]", "{", "}", ",", "\n", "\t", "ä", "€", "𝄞", "\u2028", "\x85", "=", "yes", "1e3", "~"]  # fmt: skip
PLAIN = ["x", "a b", "0", "42", "-7", "18446744073709551617", "0.5", "-1.25", "1.0", "100.5", "0.0001", "true", "False", "TRUE", "08",
         "1e3", "1.2.3", "a:b", "a#b", "x-y", "./x", "=x", "nullx", "Yes!", "12:60x", "0x", "0b2", "2020-13", "1-2", "+a", ".."]
REWRITTEN = ["0644", "1_000", "+5", "-0", "0x1F", "0b1", "12:30:45", "1:30", "1.50", ".5", "5.", "1.5e+3", ".inf", ".NaN", "yes", "No", "on",
             "OFF", "2020-01-01", "2001-12-14 21:59:43.10 -5", "2020-01-01T00:00:00Z", "null", "~", "", "=", "<<", "0.00001",
             "123456789.123456789123", "[a]", "{a: b}", "!!int 1", "!!binary aGk=", "!!null x", '"{{ x }}"', "'{% x %}'", "'{# x #}'"]  # fmt: skip


def text(chance: random.Random) -> str:
    made = "".join(chance.choices(PIECES, k=chance.randint(0, 9)))
    return re.sub(r"\{(?=[{%#])", "", made)  # no template: those are refused


def block(value: str, tag: str = "") -> str | None:
    """As a literal block, when YAML can write the value so."""
    if not value or value != value.strip() or any(letter in value for letter in "\t\x85\u2028\r"):
        return None
    return f"{tag} |-\n" + "\n".join(f"    {line}" for line in value.split("\n"))


def encrypted(value: str, label: str | None = None) -> str:
    return LIB.encrypt(value, vault_id=label).decode()


def scalar(chance: random.Random) -> str:
    """What stands behind `name:`, of a value that can be taken."""
    value = text(chance)
    quoted = yaml.safe_dump(value, default_style=chance.choice("'\""), allow_unicode=chance.random() < 0.5, width=10**6).strip()
    vault = encrypted(value, chance.choice([None, "prod", "a.b-c"])).strip().replace("\n", "\n    ")
    forms = [quoted, f"!!str {quoted}", f"!unsafe {quoted}", block(value), block(value, "!unsafe"), f"!vault |\n    {vault}",
             chance.choice(PLAIN), f"!unsafe {chance.choice(PLAIN)}"]  # fmt: skip
    return chance.choice([form for form in forms if form is not None])


def vault_file(chance: random.Random) -> tuple[str, list[str]]:
    """A file of variables, some of them by anchor and alias, and their names; sometimes encrypted as a whole."""
    lines, names = ["unrelated: [1, {a: null}, 'x']"], []
    for number in range(chance.randint(1, 4)):
        name = f"v{number}"
        names.append(name)
        if chance.random() < 0.2 and number > 0:
            lines.append(f"anchor{number}: &a{number} {yaml.safe_dump(text(chance), default_style=chr(34), width=10**6).strip()}")
            lines.append(f"{name}: *a{number}")
        else:
            lines.append(f"{name}: {scalar(chance)}")
    whole = "\n".join(lines) + "\n"
    return (encrypted(whole, chance.choice([None, "prod"])) if chance.random() < 0.5 else whole), names


def as_ansible_reads(path: str) -> dict[str, Any]:
    loader = DataLoader()
    loader.set_vault_secrets([("default", VaultSecret(PASSWORD.encode()))])
    return loader.load_from_file(path, cache=False)


def as_written(value: Any) -> str:
    """The characters that a value has on its way through a task's options into an env file."""
    return str(value).lower() if isinstance(value, bool) else str(value)

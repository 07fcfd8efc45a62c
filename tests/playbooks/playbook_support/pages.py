"""The code blocks of a page of documentation, each with the comment before it that says how it is tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = "file: "  # its text is the whole file of that name
RUN = "run by a test"  # commands that begin with "$", each followed by what it prints, if the page shows that
ON_THE_SERVER = RUN + ", on the server in "  # and in which folder there
TESTED = "tested by: "  # another test, FILE::NAME, or FILE alone
NOT_RUN = "not run: "  # and why it cannot be

COMMENT = re.compile(r"^\s*<!-- (.*) -->\s*$")
FENCE = re.compile(r"^(\s*)(`{3,})(\S*)$")
PROGRESS = re.compile(r"^running  .*\n(?: {9}.*\n)*", re.MULTILINE)
ITEM = re.compile(r"^(\s*)([-*]|\d+\.)\s+")


@dataclass(frozen=True)
class Block:
    mark: str
    text: str
    line: int

    def path(self) -> str:
        return self.mark.removeprefix(FILE)


def blocks_of(page: Path) -> list[Block]:
    """Fenced blocks and indented ones. The mark of one without a comment is ""."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return list(found_in(lines))


def found_in(lines: list[str]) -> Iterator[Block]:
    mark, inside, number = "", 0, 0  # `inside`: where the text of the list item begins in which a line stands
    while number < len(lines):
        line, begins = lines[number], number
        indent = len(line) - len(line.lstrip())
        after_blank = number == 0 or not lines[number - 1].strip() or COMMENT.match(lines[number - 1])
        if fence := FENCE.match(line):
            number += 1
            while lines[number].strip() != fence[2]:
                number += 1
            yield Block(mark, text_of(lines[begins + 1 : number]), begins + 1)
            mark = ""
        elif line.strip() and after_blank and indent >= inside + 4 and not COMMENT.match(line):
            while number + 1 < len(lines) and (not lines[number + 1].strip() or lines[number + 1].startswith(" " * (inside + 4))):
                number += 1
            yield Block(mark, text_of(lines[begins : number + 1]), begins + 1)
            mark = ""
        elif line.strip():
            comment, item = COMMENT.match(line), ITEM.match(line)
            mark = comment[1] if comment else ""
            inside = item.end() if item else inside if indent >= inside else 0
        number += 1


def text_of(lines: list[str]) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines).strip("\n") + "\n"


def without_progress(printed: str) -> str:
    """Without what a play says of a task that takes longer than three seconds, which one of a page may, and may not."""
    return PROGRESS.sub("", printed)


def commands_of(block: Block) -> list[tuple[str, str]]:
    """Each command with the output that is shown for it, which may be none. A line that ends with a backslash goes on."""
    found: list[list[str]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1][0] += "\n" + line
        else:
            assert found, f"line {block.line}: the block begins with no command: {line}"
            found[-1][1] += line + "\n"
    return [(command, output.strip("\n")) for command, output in found]

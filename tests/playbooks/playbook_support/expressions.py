"""The expressions of a workflow, `${{ … }}` and `if:`, as far as the examples use them. Whatever else there is fails the test, and so does a
name that nobody has set: a server would put an empty text in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

TOKEN = re.compile(r"\s*(?:'(?P<text>[^']*)'|(?P<call>[a-z]+)\(\)|(?P<path>\w+(?:\.[\w-]+)+)|(?P<sign>==|&&))\s*")
IN_A_TEXT = re.compile(r"\$\{\{(.*?)\}\}")


class Expressions:
    def __init__(self, contexts: Mapping, *, failed: bool) -> None:
        """`failed`: whether a step of the job has failed before."""
        self._contexts = contexts
        self._calls = {"always": True, "failure": failed, "success": not failed}

    def fill(self, text: object) -> str:
        """The text with a value in the place of each expression."""
        return IN_A_TEXT.sub(lambda found: str(self.value(found[1])), str(text))

    def condition(self, text: str | None) -> bool:
        """What `if:` says; as a server does, success() is asked as well where no such function is."""
        if text is None or not re.search(r"\b(always|failure|success)\(\)", text):
            return self._calls["success"] and (text is None or bool(self.value(text)))
        return bool(self.value(text))

    def value(self, expression: str) -> object:
        """One operand, `operand == operand`, or several of these with `&&` between them."""
        words = [match for match in TOKEN.finditer(expression)]
        assert "".join(match[0] for match in words) == expression, f"not known here: {expression}"
        parts: list[list[re.Match]] = [[]]
        for word in words:
            parts.append([]) if word["sign"] == "&&" else parts[-1].append(word)
        values = [self._comparison(part, expression) for part in parts]
        return values[0] if len(values) == 1 else all(values)

    def _comparison(self, words: list[re.Match], expression: str) -> object:
        if len(words) == 3 and words[1]["sign"] == "==":
            return self._operand(words[0], expression) == self._operand(words[2], expression)
        assert len(words) == 1, f"not known here: {expression}"
        return self._operand(words[0], expression)

    def _operand(self, word: re.Match, expression: str) -> object:
        assert not word["sign"], f"not known here: {expression}"
        if word["text"] is not None:
            return word["text"]
        if word["call"]:
            return self._calls[word["call"]]
        value: object = self._contexts
        for key in word["path"].split("."):
            assert isinstance(value, Mapping) and key in value, f"nobody has set {word['path']}, which the workflow asks for"
            value = value[key]
        assert isinstance(value, str), f"{word['path']} is no single value"
        return value

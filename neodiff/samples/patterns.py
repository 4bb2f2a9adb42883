"""Texts that match a pattern of LIKE or a regular expression, as far as their writing shows. Knows no database.

What comes out is a guess that PostgreSQL judges: look-around and back references are passed over.
"""

from __future__ import annotations

import re
import string
from typing import Final

_LETTERS: Final = string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_ .,:;/@#+!?=&%()[]{}<>"
_ESCAPES: Final = {"d": string.digits, "w": string.ascii_lowercase, "s": " ", "D": "abc", "W": "-.", "S": "abc"}
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_ANCHORS: Final = "AZmMyYbB<>"
_CLASSES: Final = {
    "alpha": string.ascii_lowercase,
    "digit": string.digits,
    "alnum": string.ascii_lowercase + string.digits,
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "xdigit": "abcdef" + string.digits,
    "space": " ",
    "punct": "-.",
}


def like(pattern: str) -> str:
    """A text that a LIKE pattern accepts."""
    return re.sub(r"\\(.)|[%_]", lambda found: found[1] or "x", pattern, flags=re.DOTALL)


def samples(pattern: str, count: int = 4) -> list[str]:
    """Texts, each other than the rest, that a regular expression seems to ask for."""
    found: dict[str, None] = {}
    for variant in range(count):
        try:
            found[_Regex(pattern, variant).alternatives()] = None
        except (IndexError, ValueError):
            return list(found)
    return list(found)


class _Regex:
    """One walk over a regular expression; of every set of characters the variant-th is taken."""

    def __init__(self, pattern: str, variant: int) -> None:
        self.text = re.sub(r"^\(\?[a-z]+\)|^\*\*\*[:=]", "", pattern)
        self.at = 0
        self.variant = variant

    def alternatives(self) -> str:
        """Up to the end of the group: one of its alternatives."""
        branches = [self._branch()]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            branches.append(self._branch())
        return branches[self.variant % len(branches)]

    def _branch(self) -> str:
        out = ""
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            piece = self._atom()
            out += piece * self._times()
        return out

    def _atom(self) -> str:
        char = self.text[self.at]
        self.at += 1
        if char == "(":
            return self._group()
        if char == "[":
            return self._one_of(self._set())
        if char == ".":
            return self._one_of(string.ascii_lowercase)
        if char == "\\":
            return self._escape()
        return "" if char in "^$" else char

    def _group(self) -> str:
        kind = re.compile(r"\?(:|=|!|<=|<!)").match(self.text, self.at)
        if kind is not None:
            self.at = kind.end()
        inner = self.alternatives()
        self.at += 1
        return inner if kind is None or kind[1] == ":" else ""

    def _escape(self) -> str:
        char = self.text[self.at]
        self.at += 1
        if char in _ESCAPES:
            return self._one_of(_ESCAPES[char])
        return "" if char in _ANCHORS or char.isdigit() else _CONTROLS.get(char, char)

    def _set(self) -> str:
        negated = self.text[self.at] == "^"
        self.at += negated
        members = ""
        first = True
        while first or self.text[self.at] != "]":
            first = False
            members += self._member()
        self.at += 1
        return "".join(c for c in _LETTERS if c not in members) if negated else members

    def _member(self) -> str:
        named = re.compile(r"\[:(\w+):\]").match(self.text, self.at)
        if named is not None:
            self.at = named.end()
            return _CLASSES.get(named[1], "")
        char = self.text[self.at]
        self.at += 1
        if char == "\\":
            char = self.text[self.at]
            self.at += 1
            return _ESCAPES.get(char, _CONTROLS.get(char, char))
        if self.text[self.at] == "-" and self.text[self.at + 1] != "]":
            last = self.text[self.at + 1]
            self.at += 2
            return "".join(chr(code) for code in range(ord(char), min(ord(last), ord(char) + 200) + 1))
        return char

    def _times(self) -> int:
        """How often, after what may be repeated: an optional piece is there in every other variant."""
        found = re.compile(r"([*+?]|\{(\d+)(?:,(\d*))?\})\??").match(self.text, self.at)
        if found is None:
            return 1
        self.at = found.end()
        if found[2] is not None:
            return int(found[2]) or (0 if found[3] == "0" else 1 - self.variant % 2)
        return 1 if found[1] == "+" else 1 - self.variant % 2

    def _one_of(self, members: str) -> str:
        return members[self.variant % len(members)] if members else ""

"""Regular expressions of JSON Schema (ECMA 262, no flags) -> PostgreSQL's (ARE), where both can say the same.

Every character is written so that it can only mean itself. Must not know JSON Schema or SQL.
Source: PostgreSQL docs, "POSIX Regular Expressions"; ECMA 262, "Patterns".
"""

from __future__ import annotations

import re
from typing import Final

_SPACE: Final = " \t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_QUANTIFIER: Final = re.compile(r"(?:[*+?]|\{([0-9]+)(?:,([0-9]*))?\})\??")
_CODE: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_DUP_MAX: Final = 255
_LINE_ENDS: Final = "\n\r\u2028\u2029"


class Refused(Exception):  # noqa: N818
    """A construct that means something else in PostgreSQL, or nothing."""


def pattern(written: str) -> str:
    """The same pattern for PostgreSQL. Raises Refused."""
    return _Translator(written).read()


class _Translator:
    def __init__(self, written: str) -> None:
        self.written, self.at, self.out = written, 0, list[str]()

    def read(self) -> str:
        depth = 0
        while self.at < len(self.written):
            char = self._next()
            if char == "(":
                depth += 1
                self._open()
            elif char == ")":
                depth -= 1
                self.out.append(")")
            elif char == "[":
                self.out.append(self._bracket())
            elif char == "\\":
                self.out.append(self._escape())
            elif char in "*+?{":
                self._quantifier()
            elif char == ".":
                self.out.append(f"[^{_LINE_ENDS}]")
            else:
                self.out.append(char if char in "^$|" else _itself(char))
            if depth < 0:
                raise Refused("a parenthesis that closes nothing")
        if depth:
            raise Refused("a parenthesis that is never closed")
        return "".join(self.out)

    def _next(self) -> str:
        self.at += 1
        return self.written[self.at - 1]

    def _open(self) -> None:
        if self.written.startswith("?", self.at) and not self.written.startswith("?:", self.at):
            raise Refused("only groups (...) and (?:...)")
        self.at += 2 if self.written.startswith("?:", self.at) else 0
        self.out.append("(?:")

    def _quantifier(self) -> None:
        found = _QUANTIFIER.match(self.written, self.at - 1)
        if found is None:
            raise Refused("a brace that is no quantifier: write \\{")
        if any(int(bound) > _DUP_MAX for bound in found.groups() if bound):
            raise Refused(f"at most {_DUP_MAX} repetitions")
        self.at = found.end()
        self.out.append(found[0])

    def _escape(self) -> str:
        code, literal = self._escaped()
        return _itself(literal) if code is None else f"[{code}]"

    def _escaped(self) -> tuple[str | None, str]:
        """(inside of a class, "") or (None, the character)."""
        if self.at >= len(self.written):
            raise Refused("a backslash at the end")
        if (code := _CODE.match(self.written, self.at)) is not None:
            self.at = code.end()
            return None, self._character(int(code[1] or code[2], 16))
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char], ""
        if char.lower() in _CLASSES:
            return "^" + _CLASSES[char.lower()], ""
        if char in _CONTROLS:
            return None, _CONTROLS[char]
        if char.isalnum():
            raise Refused(f"\\{char}")
        return None, char

    def _character(self, code: int) -> str:
        if code == 0 or 0xD800 <= code <= 0xDFFF:
            raise Refused(f"the character U+{code:04X}")
        return chr(code)

    def _bracket(self) -> str:
        """A class of characters: ranges go by code point on both sides."""
        negated = self.written.startswith("^", self.at)
        self.at += negated
        parts: list[str] = []
        while True:
            if self.at >= len(self.written):
                raise Refused("a bracket that is never closed")
            if self.written[self.at] == "]":
                self.at += 1
                break
            first, low = self._member()
            if first is not None:
                parts.append(first)
            elif self.written.startswith("-", self.at) and not self.written.startswith("-]", self.at):
                self.at += 1
                last, high = self._member()
                if last is not None or high < low:
                    raise Refused("a range that is none")
                parts.append(f"{_member(low)}-{_member(high)}")
            else:
                parts.append(_member(low))
        if not parts:
            raise Refused("an empty bracket")
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def _member(self) -> tuple[str | None, str]:
        char = self._next()
        if char != "\\":
            return None, char
        code, literal = self._escaped()
        if code is not None and code.startswith("^"):
            raise Refused("\\D, \\W or \\S in a bracket")
        return code, literal


def _itself(char: str) -> str:
    return char if char.isalnum() or not char.isascii() or char in " _\t\n\r\f\v" else "\\" + char


def _member(char: str) -> str:
    """In a bracket a backslash escapes, too: AREs, unlike POSIX."""
    return "\\" + char if char in "\\]^-[" else char

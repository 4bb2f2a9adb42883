"""Calls, relations and columns in an expression as PostgreSQL deparses it, with the subselects they stand in.

Deparsed under an empty search_path, every name outside pg_catalog is written in full, and every subselect has parentheses.
Reads tokens, never a grammar: what is asked here needs no more. Must not know facts or rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from neodiff.sql import KEYWORDS, name_of, significant

Token = tuple[str, str, int]
_CLAUSES: Final = frozenset(
    "from where group having order limit offset window union intersect except on returning set".split()
)
_READS: Final = frozenset("from join into update".split())
_CONSTANTS: Final = frozenset("true false null".split())


@dataclass(slots=True)
class Frame:
    """What stands between two parentheses. `select`: it is a subselect; `rows`: one that reads from something."""

    above: Frame | None
    select: bool = False
    rows: bool = False
    clause: str = ""
    names: set[str] = field(default_factory=set)

    @property
    def subselect(self) -> Frame | None:
        """The nearest subselect that it is, or stands in."""
        at: Frame | None = self
        while at is not None and not at.select:
            at = at.above
        return at

    @property
    def depth(self) -> int:
        return 0 if self.above is None else self.above.depth + (1 if self.select else 0)


@dataclass(frozen=True, slots=True)
class Call:
    """A function that is called: `schema` is empty for one of pg_catalog's, or where the text leaves it out.

    once: it stands in a subselect that reads nothing, or is what a subselect reads; constant: no argument is a column;
    start, end: where in the text it is written
    """

    schema: str
    name: str
    once: bool
    constant: bool
    depth: int
    arguments: str
    start: int
    end: int


class Expression:
    """One expression, or one query."""

    def __init__(self, text: str) -> None:
        self.tokens = significant(text)
        self.frames: list[Frame] = []
        self.clauses: list[str] = []
        self._read()

    def _read(self) -> None:
        first = self.tokens[0][1].lower() if self.tokens else ""
        top = Frame(None, select=first in ("select", "with"))
        for i, (kind, text, _) in enumerate(self.tokens):
            if text == ")" and kind == "op" and top.above is not None:
                top = top.above
            word = text.lower() if kind == "word" else ""
            if word in _CLAUSES and not (word == "from" and self._word(i - 1) == "distinct"):
                top.clause = word
                top.rows = top.rows or word == "from"
            elif word == "join":
                top.clause = "from"
            self.frames.append(top)
            self.clauses.append(top.clause)
            if text == "(" and kind == "op":
                top = Frame(top, select=self._word(i + 1) in ("select", "with"))

    def _word(self, i: int) -> str:
        return self.tokens[i][1].lower() if 0 <= i < len(self.tokens) and self.tokens[i][0] == "word" else ""

    def _op(self, i: int) -> str:
        return self.tokens[i][1] if 0 <= i < len(self.tokens) and self.tokens[i][0] == "op" else ""

    def _name(self, i: int) -> str | None:
        return name_of(self.tokens[i]) if 0 <= i < len(self.tokens) else None

    def calls(self) -> Iterator[Call]:
        """Every function call, in reading order."""
        for i, token in enumerate(self.tokens):
            name = name_of(token)
            if name is None or self._op(i + 1) != "(" or (token[0] == "word" and name in KEYWORDS):
                continue
            schema = (self._name(i - 2) or "") if self._op(i - 1) == "." else ""
            frame, end = self.frames[i], self._closing(i + 1)
            near = frame.subselect
            once = near is not None and (not near.rows or self._is_read(i))
            inside = " ".join(text for _, text, _ in self.tokens[i + 2 : end])
            start, last = self.tokens[i - 2 if schema else i][2], self.tokens[min(end, len(self.tokens) - 1)]
            constant = self._constant(i + 2, end)
            yield Call(schema, name, once, constant, frame.depth, inside, start, last[2] + len(last[1]))

    def _closing(self, opening: int) -> int:
        depth = 0
        for i in range(opening, len(self.tokens)):
            depth += (self._op(i) == "(") - (self._op(i) == ")")
            if depth == 0:
                return i
        return len(self.tokens)

    def _is_read(self, i: int) -> bool:
        """Is it one of the things that its subselect reads from?"""
        start = i - 2 if self._op(i - 1) == "." else i
        before = self._word(start - 1) or self._op(start - 1)
        return self.clauses[i] == "from" and before in ("from", "join", ",", "lateral", "(")

    def _constant(self, start: int, end: int) -> bool:
        """Literals, casts and calls alone: a name that is neither a type nor a function is a column."""
        cast = False
        for i in range(start, end):
            kind, text, _ = self.tokens[i]
            if text == "::":
                cast = True
            elif kind in ("word", "quoted"):
                called = self._op(i + 1) in ("(", ".") and not (
                    self._op(i + 1) == "." and not cast and self._op(i + 3) != "("
                )
                if not cast and not called and text.lower() not in KEYWORDS:
                    return False
            elif text not in (".", "[", "]"):
                cast = False
        return True

    def relations(self) -> Iterator[tuple[str, str]]:
        """(schema, name) of all that a FROM, JOIN, INTO or UPDATE names; the schema is empty where it is left out."""
        for i in range(len(self.tokens)):
            name = self._name(i)
            if name is None or self._op(i - 1) == "." or self._word(i) in ("only", "lateral"):
                continue
            before = i - 1
            while self._op(before) == "(" or self._word(before) in ("only", "lateral"):
                before -= 1
            listed = self._op(before) == "," and self.clauses[i] == "from"
            if not (self._word(before) in _READS or listed) or (
                self._word(before) == "from" and self._word(before - 1) == "distinct"
            ):
                continue
            after = i + 1
            parts = [name]
            while self._op(after) == "." and (more := self._name(after + 1)) is not None:
                parts.append(more)
                after += 2
            if self._op(after) == "(" and self._word(before) not in ("into",):
                continue  # a function
            yield ("", parts[0]) if len(parts) == 1 else (parts[0], parts[1])

    def outer(self, table: str) -> Iterator[str]:
        """Columns of the row's own table that a subselect names: deparsed, `table.column` inside of it."""
        for i in range(len(self.tokens) - 2):
            named = self._name(i) == table and self._op(i + 1) == "." and self._op(i - 1) != "."
            column = self._name(i + 2)
            is_name = self._op(i + 3) not in ("(", ".") and not self._is_relation(i)
            if (
                named
                and column is not None
                and is_name
                and self.frames[i].depth > 0
                and self.frames[i].subselect is not None
            ):
                yield column

    def _is_relation(self, i: int) -> bool:
        before = i - 1
        while self._op(before) == "(" or self._word(before) in ("only", "lateral"):
            before -= 1
        return self._word(before) in _READS

    def compared(self, columns: frozenset[str]) -> Iterator[str]:
        """Columns of the row that are compared with a value which is known before the row is read, and is no literal."""
        for i in range(len(self.tokens)):
            name = self._name(i)
            if name not in columns or self._op(i - 1) == "." or self._op(i + 1) in (".", "(") or self.frames[i].depth:
                continue
            known = self._op(i + 1) == "=" and self._is_value(i + 2, columns)
            turned = self._op(i - 1) == "=" and self._op(i - 2) == ")" and self._op(i + 1) in (")", "")
            if known or turned or (self._word(i + 1) == "in" and self._word(i + 3) == "select"):
                yield name

    def _is_value(self, i: int, columns: frozenset[str]) -> bool:
        if self._word(i) == "any":
            i += 1
            while self._op(i) == "(":
                i += 1
            if self._word(i) == "array" and self._op(i + 1) == "[":
                i += 2
        while self._op(i) == "(" and self._word(i + 1) != "select":
            i += 1
        kind = self.tokens[i][0] if i < len(self.tokens) else "number"
        return kind not in ("string", "number") and self._word(i) not in _CONSTANTS and self._name(i) not in columns


@cache
def parsed(text: str) -> Expression:
    """The expression of that text, read once however many rules ask."""
    return Expression(text)

"""TypeScript's types laid out in lines of at most 80 columns, as Supabase's generator has them laid out (by oxfmt, without
semicolons). A part that fits its line stays on it; one that does not is broken at its own lines, the outer ones first.

Knows types as shapes, no database.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 80


@dataclass(frozen=True, slots=True)
class Line:
    """Where a part may be broken: `flat` is what stands there otherwise; a `hard` one is always broken."""

    flat: str = " "
    hard: bool = False


@dataclass(frozen=True, slots=True)
class IfBroken:
    """What only a broken part has."""

    doc: Doc


@dataclass(frozen=True, slots=True)
class Indent:
    doc: Doc


@dataclass(frozen=True, slots=True)
class Group:
    doc: Doc


Doc = str | Line | IfBroken | Indent | Group | Sequence["Doc"]
_Step = tuple[int, bool, Doc]  # indentation, broken?, what

SOFT: Final = Line("")
HARD: Final = Line(hard=True)


def text(doc: Doc) -> str:
    out: list[str] = []
    column = 0
    steps: list[_Step] = [(0, True, doc)]
    while steps:
        indent, broken, at = steps.pop()
        if isinstance(at, str):
            out.append(at)
            column += width(at)
        elif isinstance(at, Line):
            if broken or at.hard:
                if out:
                    out[-1] = out[-1].rstrip(" ")
                out.append("\n" + " " * indent)
                column = indent
            else:
                out.append(at.flat)
                column += len(at.flat)
        elif isinstance(at, Group):
            flat = not is_hard(at.doc) and _fits(WIDTH - column, at.doc, steps)
            steps.append((indent, not flat, at.doc))
        else:
            steps += _inside(indent, broken, at)
    return "".join(out)


def _inside(indent: int, broken: bool, doc: Doc) -> list[_Step]:
    if isinstance(doc, Indent):
        return [(indent + 2, broken, doc.doc)]
    if isinstance(doc, IfBroken):
        return [(indent, broken, doc.doc)] if broken else []
    assert isinstance(doc, Sequence)
    return [(indent, broken, part) for part in reversed(doc)]


def _fits(room: int, doc: Doc, rest: Sequence[_Step]) -> bool:
    """Does it fit on the line, with all that follows it there?"""
    steps: list[_Step] = [(0, False, doc)]
    waiting = len(rest)
    while room >= 0:
        if not steps:
            if not waiting:
                return True
            waiting -= 1
            steps.append(rest[waiting])
        indent, broken, at = steps.pop()
        if isinstance(at, str):
            room -= width(at)
        elif isinstance(at, Line):
            if broken or at.hard:
                return True
            room -= len(at.flat)
        elif isinstance(at, Group):
            steps.append((indent, broken and is_hard(at.doc), at.doc))
        else:
            steps += _inside(indent, broken, at)
    return False


def is_hard(doc: Doc) -> bool:
    """Has it a line that is always broken, so that all around it is?"""
    if isinstance(doc, Line):
        return doc.hard
    if isinstance(doc, str):
        return False
    if isinstance(doc, IfBroken | Indent | Group):
        return is_hard(doc.doc)
    return any(map(is_hard, doc))


def width(said: str) -> int:
    if said.isascii():
        return len(said)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in said
    )


# -- the shapes


def joined(parts: Iterable[Doc], *between: Doc) -> list[Doc]:
    out: list[Doc] = []
    for part in parts:
        out += [*between, part] if out else [part]
    return out


def object_type(members: Sequence[Doc], *, apart: bool = True) -> Doc:
    """`{ a: b; c: d }`; `apart`: one member a line, wherever there is one."""
    if not members:
        return "{}"
    edge, between = (HARD, HARD) if apart else (Line(), Line("; "))
    return Group(["{", Indent([edge, *joined(members, between)]), edge, "}"])


def union(members: Sequence[Doc]) -> Doc:
    """`a | b`, or below each other after a bar each."""
    if len(members) == 1:
        return members[0]
    if len(members) == 2 and members[1] == "null" and isinstance(members[0], Group):
        return [members[0], " | null"]  # an object keeps its braces where they are
    return Group(Indent([IfBroken([SOFT, "| "]), *joined([Indent(each) for each in members], Line(), "| ")]))


def tuple_type(items: Sequence[Doc]) -> Doc:
    if not items:
        return "[]"
    return Group(["[", Indent([SOFT, *joined(items, ",", Line())]), IfBroken(","), SOFT, "]"])


def constant(members: Sequence[Doc]) -> Doc:
    """An object of values, one a line."""
    return ["{", Indent([HARD, *joined(members, ",", HARD)]), ",", HARD, "}"] if members else "{}"


def key(name: str) -> str:
    """The name of a property, quoted where it is no identifier."""
    return name if name.replace("$", "_").isidentifier() else quoted(name)


def quoted(said: str) -> str:
    """A string literal in the quotes that need fewer escapes, double ones where it makes no difference."""
    inside = json.dumps(said, ensure_ascii=False)[1:-1]
    if inside.count('"') <= inside.count("'"):
        return f'"{inside}"'
    return "'" + inside.replace('\\"', '"').replace("'", "\\'") + "'"

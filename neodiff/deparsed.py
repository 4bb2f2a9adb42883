"""SQL that PostgreSQL printed, so that reading it again stores what was printed. Knows one defect of that text, no kind.

A cast of a whole array that PostgreSQL put there itself, as in `status in ('a', 'b')` over varchar, is printed as
`(ARRAY['a'::character varying, ...])::text[]`. Read again, it goes to each element instead: another tree, printed otherwise.
Source: transformTypeCast() and transformArrayExpr() of parse_expr.c, which do so for a cast right above ARRAY[...] alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from neodiff.sql import significant

Token = tuple[str, str, int]

_SUSPECT: Final = re.compile(r"\bARRAY\[.*\]\)?::", re.S)
# Keys of payloads that hold what pg_get_expr() and its like printed; names, labels and string bodies are not under them.
_KEYS: Final = frozenset(("expression", "where", "using", "check", "when", "query", "default", "generated", "atomic"))
# What types with a modifier are implicitly cast to (pg_cast): varchar(n), char(n), numeric(p), timestamp(p), bit(n).
_FROM_MODIFIED: Final = frozenset(
    (
        "text",
        "character varying",
        "bpchar",
        "name",
        "double precision",
        "real",
        "timestamp without time zone",
        "timestamp with time zone",
        "bit varying",
    )
)
_VARCHAR: Final = re.compile(r"(?:string|null) :: character varying\Z")
_OPERATOR: Final = frozenset("+-*/<>=~!@#%^&|`?") | {"<=", ">=", "<>", "!=", "||"}
# In their parentheses stand no arguments of an implicit cast.
_NO_FUNCTION: Final = frozenset(("row", "as", "select", "values", "default", "in", "exists", "on", "from", "with"))
_BEFORE: Final = frozenset(("then", "else", "variadic", "=>"))


def faithful(text: str) -> str:
    """`text`, printed by PostgreSQL (as expression, definition, or dump), so that PostgreSQL reads what it printed.

    Within ANY, ALL, an operator or a function's arguments PostgreSQL casts an array again by itself where it did so before:
    there the cast goes, if it is from varchar. Elsewhere `::anyarray`, which adds nothing to a tree (coerce_type() of
    parse_coerce.c), keeps it from the elements; but not over elements with a type modifier, which may be in every column.
    Strings, names in quotes and comments stay as they are; so must a text that a person wrote.
    """
    if not _SUSPECT.search(text):
        return text
    found = significant(text)
    partner = _partners(found)
    edits: list[tuple[int, int, str]] = []  # from, to, what to write there
    for i, (kind, word, _) in enumerate(found):
        # an empty array has no type but by its cast
        if kind != "word" or word != "ARRAY" or i + 2 not in range(len(found)) or found[i + 1][1] != "[":
            continue
        close = partner.get(i + 1)
        if close is None or close == i + 2:
            continue
        start, end = i, close
        if i and found[i - 1][1] == "(" and partner.get(i - 1) == close + 1:
            start, end = i - 1, close + 1
        cast = _cast(found, end + 1)
        if cast is None:
            continue
        new = _instead(found, partner, start, (i + 2, close), cast)
        if new == "":
            edits += [(found[start][2], found[i][2], ""), (found[close][2] + 1, found[cast][2] + 1, "")]
        elif new is not None:
            edits.append((found[end + 1][2], found[end + 1][2], new))
    out, at = [], 0
    for first, last, new in sorted(edits):
        out += [text[at:first], new]
        at = last
    return "".join([*out, text[at:]])


def payload(value: Any, key: str = "") -> Any:
    """The payload of a fact, with every text in it that PostgreSQL printed as faithful() has it."""
    if isinstance(value, str):
        return faithful(value) if key in _KEYS else value
    if isinstance(value, dict):
        return {name: payload(each, name) for name, each in value.items()}
    return [payload(each) for each in value] if isinstance(value, list) else value


def reread(value: Any) -> bool:
    """May PostgreSQL store it otherwise when it reads its own text of it, as ALTER COLUMN ... TYPE does with checks and
    indexes (ATPostAlterTypeParse() of tablecmds.c)? Of an array in it one cannot tell which cast it has."""
    return "ARRAY[" in str(value)


def _partners(found: Sequence[Token]) -> dict[int, int]:
    """Opening bracket -> closing one and back, by their indexes."""
    out: dict[int, int] = {}
    open_: list[int] = []
    for i, (kind, text, _) in enumerate(found):
        if kind != "op":
            continue
        if text in "([":
            open_.append(i)
        elif text in ")]" and open_:
            out[open_[-1]] = i
            out[i] = open_.pop()
    return out


def _cast(found: Sequence[Token], i: int) -> int | None:
    """The index at which `:: type[]` ends that begins at `i`; None where there is no cast to an array, or a second one."""
    if i >= len(found) or found[i][1] != "::":
        return None
    end = i + 1
    while end < len(found) and (found[end][0] in ("word", "quoted", "number") or found[end][1] in (".", "(", ")")):
        if found[end][1] == ")" and found[end - 1][0] != "number":
            return None
        end += 1
    if [token[1] for token in found[end : end + 2]] != ["[", "]"]:
        return None
    after = found[end + 2][1] if end + 2 < len(found) else ""
    return None if after in ("::", "[") else end + 1


def _instead(
    found: Sequence[Token], partner: dict[int, int], start: int, inside: tuple[int, int], cast: int
) -> str | None:
    """What to write for the cast: nothing, or a stop before it; None to leave it."""
    colons = inside[1] + 1 if found[inside[1] + 1][1] == "::" else inside[1] + 2
    target = " ".join(token[1] for token in found[colons + 1 : cast - 1])
    elements = _elements(found[inside[0] : inside[1]])
    whole, implicit = _context(found, partner, start, cast)
    # one element tells the type of all, and that they have no modifier in common
    if whole and target == "text" and any(_VARCHAR.match(_shape(element)) for element in elements):
        return ""
    if target not in _FROM_MODIFIED or any(_unmodified(element) for element in elements):
        return "::anyarray"
    return "" if implicit else None


def _context(found: Sequence[Token], partner: dict[int, int], start: int, end: int) -> tuple[bool, bool]:
    """Is the text from `start` to `end` all that is in ANY (...) or ALL (...); does what is around it cast by itself?"""
    before = found[start - 1][1] if start else ""
    after = found[end + 1][1] if end + 1 < len(found) else ""
    if before in _OPERATOR or after in _OPERATOR or before.lower() in _BEFORE:
        return False, True
    if before not in ("(", "[", ",") or after not in (")", "]", ","):
        return False, False
    close = next((i for i in range(end + 1, len(found)) if _closes(found, partner, i, start)), None)
    if close is None:
        return False, False
    opening = partner[close]
    if found[close][1] == "]":
        return False, found[opening - 1][1] == "ARRAY"
    name = found[opening - 1] if opening else ("", "", 0)
    if name[0] not in ("word", "quoted") or found[opening + 1][1].lower() in ("select", "with", "values"):
        return False, False
    quantified = name[1].lower() in ("any", "all") and before == "(" and after == ")"
    return quantified, name[1].lower() not in _NO_FUNCTION


def _closes(found: Sequence[Token], partner: dict[int, int], i: int, start: int) -> bool:
    return found[i][0] == "op" and found[i][1] in ")]" and partner.get(i, start) < start


def _elements(found: Sequence[Token]) -> list[list[Token]]:
    out: list[list[Token]] = [[]]
    depth = 0
    for token in found:
        if token[0] == "op":
            depth += (token[1] in "([") - (token[1] in ")]")
            if token[1] == "," and depth == 0:
                out.append([])
                continue
        out[-1].append(token)
    return out


def _shape(element: Sequence[Token]) -> str:
    return " ".join("string" if kind == "string" else "null" if text == "NULL" else text for kind, text, _ in element)


def _unmodified(element: Sequence[Token]) -> bool:
    """Is it sure to have no type modifier: a number, or what ends in a cast without one? Source: exprTypmod() of nodeFuncs.c."""
    at = max((i for i, token in enumerate(element) if token[1] == "::"), default=None)
    if at is None:
        return [token[0] for token in element if token[1] != "-"] == ["number"]
    return all(kind in ("word", "quoted") or text in (".", "[", "]") for kind, text, _ in element[at + 1 :])

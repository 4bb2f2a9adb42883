"""The SQL inside a declaration: where each text stands, what is clearly wrong with it, and its syntax tree.

The tree is sqlglot's, which refuses some valid SQL: what it says is a note. Must not know what names mean.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Json, Seed
from neodiff.sql import significant, tokens
from neodiff.yaml.values import Text

if TYPE_CHECKING:
    from sqlglot import exp

# An expression is parsed as the condition of this.
FRAME: Final = "select 1 where "
_CLOSES: Final = {"(": ")", "[": "]"}
_MARKS: Final = re.compile(r"""[()\[\]'"$;]|--|/\*""")
_QUOTED: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """One SQL text. `form`: expression, query, body (of LANGUAGE SQL) or atomic.

    rows: what bare names in an expression are: columns of `relation`; nothing; in a `trigger`, new and old are its rows
    """

    text: str
    form: str
    about: FactId
    rows: str = "nothing"
    relation: FactId | None = None
    fallback: Pos | None = None

    def at(self, offset: int) -> Pos | None:
        return self.text.at(offset) if isinstance(self.text, Text) else self.fallback


def pieces(declaration: Declaration) -> Iterator[Piece]:
    """Every SQL text of the declaration but the bodies of other languages and `sql:` documents."""
    for fact in declaration.facts.values():
        for text, form, rows in _texts(fact):
            relation = fact.id.parent if rows != "nothing" else None
            yield Piece(text, form, fact.id, rows, relation, declaration.positions.get(fact.id))
    scoped: list[Seed | Json] = [*declaration.data.seeds.values(), *declaration.data.json.values()]
    for data in scoped:
        if data.where is not None:
            yield Piece(data.where, "expression", FactId("rows", "", "", data.table), "relation", data.table, data.pos)


def _texts(fact: Fact) -> Iterator[tuple[str, str, str]]:
    kind, payload = fact.id.kind, fact.payload
    rows = "nothing" if fact.id.parent is not None and fact.id.parent.kind == "domain" else "relation"
    for key, of_rows in _KEYS.get(kind, {}).items():
        if key in payload:
            yield payload[key], "query" if key == "query" else "expression", rows if of_rows == "relation" else of_rows
    for element in (*_list(payload, "columns"), *_list(payload, "elements")):
        if kind in ("index", "exclusion") and isinstance(element, dict) and "expression" in element:
            yield element["expression"], "expression", "relation"
    if kind in ("function", "procedure"):
        for argument in _list(payload, "args"):
            if "default" in argument:
                yield argument["default"], "expression", "nothing"
        if "atomic" in payload:
            yield payload["atomic"], "atomic", "nothing"
        if "body" in payload and str(payload.get("language", "")).lower() == "sql":
            yield payload["body"], "body", "nothing"


_KEYS: Final = {
    "default": {"expression": "nothing"},
    "domain": {"default": "nothing"},
    "check": {"expression": "relation"},
    "column": {"generated": "relation"},
    "policy": {"using": "relation", "check": "relation"},
    "index": {"where": "relation"},
    "exclusion": {"where": "relation"},
    "trigger": {"when": "trigger"},
    "rule": {"where": "trigger"},
    "publication_table": {"where": "nothing"},
    "view": {"query": "nothing"},
    "materialized_view": {"query": "nothing"},
}


def _list(payload: dict[str, Any], key: str) -> list[Any]:
    found = payload.get(key)
    return found if isinstance(found, list) else []


def check(declaration: Declaration, problems: Problems) -> None:
    """What no SQL can be: quotes and parentheses that do not close, and nothing at all."""
    for piece in pieces(declaration):
        wrong = None if piece.form == "body" else fault(piece.text, piece.form)
        if wrong is not None:
            offset, message, hint = wrong
            problems.add(piece.at(offset), f"{piece.about}: {message}", hint)


def fault(text: str, form: str) -> tuple[int, str, str] | None:
    """(offset, message, hint) of the first thing that is surely wrong, by PostgreSQL's lexical rules."""
    if _plain(text):
        return None
    opened: list[tuple[str, int]] = []
    found = significant(text)
    for index, (kind, part, at) in enumerate(found):
        if kind in ("string", "quoted") and not _closed(part):
            # 'it''s runs from its first quote
            before = found[index - 1]
            if index and before[0] == kind and before[2] + len(before[1]) == at:
                at = before[2]
            return at, f"the quote {_opening(part)} is never closed", "a quote inside a text is written twice"
        if kind != "op":
            continue
        if part in _CLOSES:
            opened.append((part, at))
        elif part in _CLOSES.values():
            if not opened or _CLOSES[opened[-1][0]] != part:
                return at, f"{part!r} closes nothing", "remove it, or open it before"
            opened.pop()
        elif part == ";" and form == "expression":
            return at, "a semicolon in an expression", "an expression is one value: remove it"
        elif part == ";" and form == "query" and index < len(found) - 1:
            return at, "a second statement after the query", "a view has one query"
    for kind, part, at in tokens(text) if "/*" in text else ():
        if kind == "comment" and part.startswith("/*") and part.count("/*") > part.count("*/"):
            return at, "the comment /* is never closed", "comments nest: each /* needs a */"
    if opened:
        return opened[-1][1], f"{opened[-1][0]!r} is never closed", f"add {_CLOSES[opened[-1][0]]!r}"
    if all(part == ";" for _, part, _ in found):
        return 0, f"expected {'a query' if form == 'query' else 'an SQL expression'}, got comments only", ""
    return None


def _plain(text: str) -> bool:
    """Is it nothing but words and pairs of parentheses? Most are, and the lexer takes its time."""
    depth = 0
    for mark in _MARKS.findall(text):
        if mark not in "()":
            return False
        depth += 1 if mark == "(" else -1
        if depth < 0:
            return False
    return depth == 0 and not text.isspace() and text != ""


def _closed(token: str) -> bool:
    """The lexer lets what is not closed run to the end; what has a prefix (E'...') it takes only when closed."""
    if token[0] == "$":
        mark = _opening(token)
        return len(token) >= 2 * len(mark) and token.endswith(mark)
    return token[0] not in "'\"" or _QUOTED.fullmatch(token) is not None


def _opening(token: str) -> str:
    return token[: token.index("$", 1) + 1] if token[0] == "$" else token[0]


@dataclass(frozen=True, slots=True)
class Tree:
    """A syntax tree and how much its offsets are ahead of the text's; `note` (offset, sentence) where there is none."""

    root: exp.Expression | None
    shift: int
    note: tuple[int, str] | None = None


def parse(piece: Piece) -> Tree:
    """sqlglot's tree of the text; it is no judge, so what it does not understand is a note and never an error."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    # it writes a warning for what it keeps as text
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    frame = FRAME if piece.form == "expression" else ""
    try:
        found: list[Any] = [tree for tree in sqlglot.parse(frame + piece.text, read="postgres") if tree is not None]
    except SqlglotError as error:
        return Tree(None, len(frame), _note(error, frame + piece.text, len(frame)))
    except Exception as error:  # its own bugs, on SQL that PostgreSQL may well take
        return Tree(None, len(frame), (0, f"sqlglot cannot read this ({type(error).__name__})"))
    if len(found) != 1 or isinstance(found[0], exp.Command):
        note = None if piece.form in ("body", "atomic") else (0, "sqlglot cannot read this")
        return Tree(None, len(frame), note)
    return Tree(found[0], len(frame))


def _note(error: Exception, text: str, shift: int) -> tuple[int, str]:
    first: dict[str, Any] = next(iter(getattr(error, "errors", ())), {})
    line, column = first.get("line"), first.get("col")
    if line is None or column is None:
        return 0, "sqlglot cannot read this"
    before = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    # columns are those of a token's last character
    offset = before + column - max(len(first.get("highlight") or ""), 1) - shift
    said = str(first.get("description", "")).removeprefix("Invalid expression / ").rstrip(".").lower()
    reason = f": {said}" if said and "<class" not in said else ""
    return min(max(offset, 0), max(len(text) - shift - 1, 0)), f"sqlglot cannot read this{reason}"


def notes(declaration: Declaration) -> list[str]:
    """What sqlglot does not understand: perhaps a mistake, perhaps only new to it."""
    out = []
    for piece in pieces(declaration):
        found = None if piece.form == "atomic" else parse(piece).note
        if found is not None:
            out.append(f"{piece.at(found[0])}: {piece.about}: {found[1]}; PostgreSQL decides")
    return out

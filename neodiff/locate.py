"""PostgreSQL's complaint about a rendered statement -> the place in the YAML that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neodiff.declare.load import Declaration, dangling
from neodiff.facts import FactId
from neodiff.problems import DeclarationError, Pos, Problems
from neodiff.scratch.load import StatementError
from neodiff.yaml.source import Text


def declaration_error(error: StatementError, declaration: Declaration) -> DeclarationError:
    """The error, with what else dangles: PostgreSQL stops at the first statement that it refuses."""
    problems = Problems()
    about = error.statement.about
    pos = _place(error, declaration, about) if about is not None else None
    what = f"{about}: " if about is not None else ""
    others = dangling(declaration)
    same = next((other for other in others if other.pos == pos and pos is not None), None)
    problems.add(pos, f"{what}PostgreSQL says: {error}", (same.hint if same else "") or f"in: {_excerpt(error)}")
    for other in others:
        if other is not same:
            problems.add(other.pos, other.message, other.hint)
    return DeclarationError(problems)


def _place(error: StatementError, declaration: Declaration, about: FactId) -> Pos | None:
    for raw in declaration.raw:
        if about == FactId("sql", "", raw.name):
            return raw.create.at(error.offset) if isinstance(raw.create, Text) and error.offset is not None else raw.pos
    if error.offset is not None:
        for text in _texts(declaration, about):
            wanted = text.strip()
            start = error.statement.sql.find(wanted)
            while start >= 0:
                if start <= error.offset <= start + len(wanted):
                    return text.at(text.index(wanted) + error.offset - start)
                start = error.statement.sql.find(wanted, start + 1)
    return declaration.positions.get(about)


def _texts(declaration: Declaration, about: FactId) -> Iterator[Text]:
    """Longest first, so that a short text inside a long one does not win."""
    found = [text for fact in declaration.facts.values() if fact.id.inside(about) for text in _values(fact.payload)]
    yield from sorted(found, key=len, reverse=True)


def _values(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        if value.strip():
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _values(item)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item)


def _excerpt(error: StatementError) -> str:
    sql = error.statement.sql
    if error.offset is None:
        return " ".join(sql.split())[:100]
    line = sql.count("\n", 0, error.offset)
    return sql.splitlines()[min(line, len(sql.splitlines()) - 1)].strip()[:100]

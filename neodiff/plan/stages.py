"""Types that take more than one step: a shell for functions that a type is made of, columns that are text meanwhile.

A range or base type cannot be set aside under another name while its columns move, as other types can: its functions keep
their names. So its columns become text before it is dropped, and get their type back when it is there again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.kinds import composite
from neodiff.kinds.base import SHELLED, WORD, Change, Env, Sql, name_sql
from neodiff.kinds.column import retype
from neodiff.plan.changed import Changes
from neodiff.sql import ident
from neodiff.statement import Statement

Node = tuple[str, FactId]
VERBS: Final = ("shell", "park")


def own(base: FactBase, fact_id: FactId, needed: FactId) -> bool:
    """Is the first a function that the second, a type, is made of? PostgreSQL makes such functions for a mere name."""
    return fact_id.kind == "function" and needed.kind in SHELLED and needed in base.owned.get(fact_id, ())


def _shelled(changes: Changes) -> Iterator[tuple[FactId, FactId]]:
    """(type, function that it is made of), both to be created."""
    for function in changes.created:
        for fact_id in changes.new.owned.get(function, ()):
            if fact_id in changes.created and own(changes.new, function, fact_id):
                yield fact_id, function


def _parked(changes: Changes) -> Iterator[tuple[FactId, FactId]]:
    """(type, column that has it now and then): of those that a statement on a parent alters, the parent's alone."""
    for fact_id, columns in changes.parked.items():
        yield from ((fact_id, column) for column in columns if column in changes.altered)


def steps(changes: Changes) -> set[Node]:
    return {("shell", fact_id) for fact_id, _ in _shelled(changes)} | {
        ("park", fact_id) for fact_id, _ in _parked(changes)
    }


def around(changes: Changes) -> Iterator[tuple[Node, Node]]:
    """(one, what comes after it)."""
    for fact_id, function in _shelled(changes):
        yield ("shell", fact_id), ("create", function)
        yield from ((("create", other), ("shell", fact_id)) for other in _places(changes, fact_id))
        if fact_id in changes.dropped:
            yield ("drop", fact_id), ("shell", fact_id)
    for fact_id, column in _parked(changes):
        yield ("park", fact_id), ("drop", fact_id)
        for other in changes.dropped:
            if column in changes.old.needs.get(other, ()):
                yield ("drop", other), ("park", fact_id)


def _places(changes: Changes, fact_id: FactId) -> Iterator[FactId]:
    """The schema that a shell is made in."""
    schema = FactId("schema", "", fact_id.schema)
    if schema in changes.created:
        yield schema


def statements(changes: Changes, node: Node) -> list[Statement]:
    """The SQL of one step."""
    verb, fact_id = node
    if verb == "shell":
        return [Statement(f"create type {name_sql(fact_id)}", fact_id, "create")]
    columns = sorted(column for about, column in _parked(changes) if about == fact_id)
    return [Statement(str(sql), column, "alter") for column in columns for sql in _as_text(changes, column)]


def _as_text(changes: Changes, column: FactId) -> list[str]:
    fact = changes.old[column]
    text = "text[]" if str(fact.payload["type"]).endswith("[]") else "text"
    plain = {key: value for key, value in fact.payload.items() if key == "not_null"}
    change = Change(fact, type(fact)(column, {**plain, "type": text}), frozenset(("type",)), Env())
    return [str(sql) for sql in retype(change, f"{ident(column.name)}::{text}")]


def aside(changes: Changes, fact_id: FactId) -> list[Sql]:
    """The SQL that sets a type aside while its columns move: where by their text, with the new one's attributes."""
    new = name_sql(fact_id), set_aside(fact_id, changes.old)
    word = WORD[fact_id.kind] if fact_id.kind == "collation" else "type"
    before = composite.fitted(changes.old[fact_id], changes.new[fact_id]) if fact_id in changes.inside else []
    return [*before, f"alter {word} {new[0]} rename to {ident(new[1])}"]


def set_aside(fact_id: FactId, old: FactBase) -> str:
    """A free name for the old type while its columns move to the new one."""
    n, name = 0, ""
    while not name or FactId(fact_id.kind, fact_id.schema, name) in old:
        n += 1
        suffix = "__old" if n == 1 else f"__old{n}"
        name = fact_id.name.encode()[: 63 - len(suffix)].decode(errors="ignore") + suffix
    return name

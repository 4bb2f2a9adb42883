"""Dangling references that need no SQL parser: what keys, indexes, triggers, sequences and types name.

Knows how facts refer to each other. Must not know files or forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from neodiff.declare import kin
from neodiff.declare.catalog_names import Columns, Known, hint
from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactId
from neodiff.problems import Pos, Problems
from neodiff.sql import name_of, significant, split_name

_KEYED: Final = frozenset(("primary_key", "unique", "foreign_key", "index", "exclusion", "statistics"))
# Trigger functions of pg_catalog (pg_proc.dat, prorettype trigger).
_TRIGGERS: Final = frozenset(
    (
        "suppress_redundant_updates_trigger",
        "tsvector_update_trigger",
        "tsvector_update_trigger_column",
        "unique_key_recheck",
    )
)


def check(declaration: Declaration, known: Known, problems: Problems) -> None:
    """Adds each name that nothing declared bears."""
    for fact in declaration.facts.values():
        pos = declaration.positions[fact.id]
        if fact.id.kind in _KEYED:
            _columns(fact, _used(fact), known, pos, problems)
        elif fact.id.kind in ("comment", "grants", "default"):
            _view_column(fact, known, pos, problems)
        for path, written in _types(fact):
            _type(fact, path, written, known, pos, problems)
        if (special := _SPECIAL.get(fact.id.kind)) is not None:
            special(fact, known, pos, problems)


def _place(known: Known, relation: FactId | None) -> Columns | None:
    return known.relations.get((relation.schema, relation.name)) if relation is not None else None


def _used(fact: Fact) -> Iterator[str]:
    payload = fact.payload
    for item in (*(payload.get("columns") or ()), *(payload.get("elements") or ())):
        name = item.get("column") if isinstance(item, Mapping) else item
        if name is not None:
            yield name
    yield from payload.get("include") or ()
    yield from payload.get("on_delete_columns") or ()


def _columns(fact: Fact, used: Iterator[str], known: Known, pos: Pos, problems: Problems) -> None:
    columns = _place(known, fact.id.parent)
    if columns is None:
        return
    for name in used:
        if str(name) not in columns:
            message = f"{fact.id}: no column {str(name)!r} in {fact.id.parent}"
            problems.add(getattr(name, "pos", pos), message, hint(str(name), columns))


def _foreign_key(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    target, columns = fact.payload["references"], fact.payload["columns"]
    schema, table = str(target["schema"]), str(target["table"])
    at = getattr(target["table"], "pos", pos)
    if known.lacks_relation(schema, table):
        near = known.relation_hint(schema, table)
        problems.add(at, f"{fact.id}: no table {schema}.{table} is declared", near)
        return
    wanted = [str(name) for name in target.get("columns") or ()]
    if wanted and len(wanted) != len(columns):
        message = f"{fact.id}: {len(columns)} columns reference {len(wanted)} columns of {schema}.{table}"
        problems.add(at, message, "name as many on both sides")
    there = known.columns(schema, table)
    for name in wanted if there is not None else ():
        if there is not None and name not in there:
            problems.add(at, f"{fact.id}: no column {name!r} in table {schema}.{table}", hint(name, there))


def _owned_by(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    schema, table, column = (str(fact.payload[key]) for key in ("schema", "table", "column"))
    if known.lacks_relation(schema, table):
        near = known.relation_hint(schema, table)
        problems.add(pos, f"{fact.id.parent}: owned_by: no table {schema}.{table} is declared", near)
        return
    there = known.columns(schema, table)
    if there is not None and column not in there:
        message = f"{fact.id.parent}: owned_by: no column {column!r} in table {schema}.{table}"
        problems.add(pos, message, hint(column, there))


def _trigger(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    if "function" not in fact.payload:
        return
    for event in fact.payload["events"]:
        if isinstance(event, Mapping):
            _columns(fact, iter(event.get("update") or ()), known, pos, problems)
    _trigger_function(fact, known, pos, problems)
    if "from" in fact.payload:
        written = fact.payload["from"]
        schema, name = _split(written)
        if name and known.lacks_relation(schema, name):
            near = known.relation_hint(schema, name)
            problems.add(getattr(written, "pos", pos), f"{fact.id}: no table {str(written)!r} is declared", near)


def _trigger_function(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    written = fact.payload["function"]
    schema, name = _split(written)
    at = getattr(written, "pos", pos)
    if not name:
        expected = "expected function, or schema.function; arguments stand in `args:`"
        problems.add(at, f"{fact.id}: function {str(written)!r} is no name of a function", expected)
    elif name not in _TRIGGERS and not name.startswith("ri_") and known.lacks_routine(schema, name):
        near = known.routine_hint(schema, name)
        problems.add(at, f"{fact.id}: no function {str(written)!r} is declared", near)


def _member(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    schema, name = _split(fact.id.name)
    if known.lacks_relation(schema, name):
        near = known.relation_hint(schema, name)
        problems.add(pos, f"{fact.id.parent}: no table {fact.id.name} is declared", near)
        return
    there = known.columns(schema, name)
    for column in fact.payload.get("columns") or ():
        if there is not None and str(column) not in there:
            message = f"{fact.id.parent}: no column {str(column)!r} in table {fact.id.name}"
            problems.add(getattr(column, "pos", pos), message, hint(str(column), there))


def _split(written: str) -> tuple[str | None, str]:
    """(schema, name) of an SQL name; ("", "") where it is none."""
    parts = split_name(str(written))
    if parts is None or len(parts) > 2:
        return None, ""
    return (parts[0], parts[1]) if len(parts) == 2 else (None, parts[0])


def _view_column(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    """Comments, grants and defaults of a view's columns."""
    column = fact.id.parent
    if column is None or column.kind != "column" or column.parent is None:
        return
    columns = _place(known, column.parent) if column.parent.kind in ("view", "materialized_view") else None
    if columns is not None and column.name not in columns:
        problems.add(pos, f"{column.parent}: the query has no column {column.name!r}", hint(column.name, columns))


def _types(fact: Fact) -> Iterator[tuple[str, str]]:
    """(what has it, the type as written) of each type that the fact names."""
    payload: dict[str, Any] = fact.payload
    if fact.id.kind in ("column", "domain", "sequence") and isinstance(payload.get("type"), str):
        yield "", payload["type"]
    if fact.id.kind == "composite":
        for name, attribute in payload["attributes"].items():
            yield f"attribute {name}: ", attribute["type"]
    if fact.id.kind in ("function", "procedure"):
        for argument in payload.get("args") or ():
            yield "argument: ", argument["type"]


def _type(fact: Fact, path: str, written: str, known: Known, pos: Pos, problems: Problems) -> None:
    """`schema.name` and arrays of it; unqualified names may be PostgreSQL's own."""
    found = significant(str(written))
    if len(found) < 3 or found[1][1] != ".":
        return
    if any(text not in "[]" and kind != "number" for kind, text, _ in found[3:]):
        return
    schema, name = name_of(found[0]), name_of(found[2])
    if schema is None or name is None or not known.lacks_type(schema, name):
        return
    near = known.type_hint(schema, name)
    problems.add(getattr(written, "pos", pos), f"{fact.id}: {path}no type {schema}.{name} is declared", near)


_SPECIAL: Final[Mapping[str, Callable[[Fact, Known, Pos, Problems], None]]] = {
    "table": kin.relations,
    "foreign_table": kin.relations,
    "foreign_key": _foreign_key,
    "owned_by": _owned_by,
    "trigger": _trigger,
    "event_trigger": _trigger_function,
    "publication_table": _member,
}

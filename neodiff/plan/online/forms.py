"""The safe form of one statement on a table that holds its rows itself. Knows no order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from neodiff.facts import FactId
from neodiff.impact.classify import classify
from neodiff.kinds import constraint
from neodiff.kinds.base import name_sql
from neodiff.plan.claims import claims
from neodiff.plan.online import filled, partitioned, partitions
from neodiff.plan.online.nulls import not_null
from neodiff.plan.online.retyped import retyped
from neodiff.plan.online.state import HOLDERS, Split, State, never_null, own
from neodiff.sql import ident
from neodiff.statement import Statement

_KEYS: Final = {"primary_key": "primary key", "unique": "unique"}
Form = Callable[[State, int, Statement, FactId], Split | None]


def split(state: State, at: int, statement: Statement) -> Split | None:
    """The parts of the statement, the one at that place of the run; None where it stays as it is."""
    about = statement.about
    if about is None or about in state.kept:
        return None
    if about.kind == "comment" and about.parent in state.filling and statement.verb != "create":
        return Split(later=((statement,),))  # the mark of what has yet to be filled
    if statement.sql.startswith("create materialized view ") and _reads(state, about):
        state.moved[about] = frozenset((about,))
        return Split(later=((replace(statement, long=True),),))
    classes = classify(statement).classes
    if len(classes) != 1:
        return None
    if about.parent is None:
        form = _OF_TABLES.get((about.kind, classes[0]))
    elif state.holds(about.parent):
        form = _FORMS.get((about.kind, classes[0]))
    elif state.holds_in_parts(about.parent):
        form = _OF_PARTITIONED.get((about.kind, classes[0]))
    else:
        return None
    return form(state, at, statement, about) if form is not None else None


def _reads(state: State, view: FactId) -> bool:
    """Is it new, and made of tables that may hold rows? Then it is filled when nothing else is locked."""
    world = state.world
    tables = {needed.root for needed in world.after.needs.get(view, ()) if needed.root.kind in HOLDERS}
    return view not in world.before and any(i in world.before and not world.empty(i) for i in tables)


def _index(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    if about in state.world.before or not (own(state.world.after, about) or partitioned.part(state, about)):
        return None  # what replaces an index is there when the old one goes
    state.moved[about] = frozenset((about,))
    sql = re.sub(r"^create (unique )?index ", r"create \1index concurrently ", statement.sql)
    return Split(later=((replace(statement, sql=sql, alone=True, long=True),),))


def _no_index(state: State, at: int, statement: Statement, about: FactId) -> Split | None:
    if about in state.world.after or not own(state.world.before, about):
        return None
    if any(_in_the_way(state, about, other) for other in state.run[at + 1 :]):
        return None
    sql = statement.sql.replace("drop index ", "drop index concurrently ", 1)
    return Split(later=((replace(statement, sql=sql, alone=True, long=True),),))


def _in_the_way(state: State, index: FactId, other: Statement) -> bool:
    """Does a later statement need the index to be gone?"""
    about, world = other.about, state.world
    if about is None:
        return True
    if other.verb == "create" and about in world.after:
        taken = set(claims(world.before[index]))
        return not taken.isdisjoint(claims(world.after[about]))
    if other.verb == "create" and about.name == index.name:
        return True  # a partition's part of a key, which is no fact of its own
    if about.kind == "table" and other.verb != "drop":
        return False
    return about == index.parent or about in world.before.needs.get(index, ())


def _key(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    fact = state.world.after[about] if own(state.world.after, about) else partitions.key(state, about)
    if about in state.world.before or fact is None:
        return None
    payload = fact.payload
    if "columns" not in payload or (about.kind == "primary_key" and not never_null(state, fact, payload["columns"])):
        return None
    state.moved[about] = frozenset((about,))
    assert about.parent is not None
    table, name = name_sql(about.parent), ident(about.name)
    built = f"create unique index concurrently {name} on {table} {constraint.index_definition(payload)}"
    added = f"alter table {table} add constraint {name} {_KEYS[about.kind]} using index {name}"
    added += constraint.deferrable(payload)
    build = replace(statement, sql=built, verb="build", hazards=(), alone=True, long=True)
    return Split(later=((build,), (replace(statement, sql=added),)))


def _checked(_: State, __: int, statement: Statement, about: FactId) -> Split:
    assert about.parent is not None
    sql = f"alter table {name_sql(about.parent)} validate constraint {ident(about.name)}"
    validate = replace(statement, sql=sql, verb="validate", hazards=(), long=True)
    return Split((replace(statement, sql=f"{statement.sql} not valid"),), ((validate,),))


_FORMS: Final[dict[tuple[str, str], Form]] = {
    ("index", "create-index"): _index,
    ("index", "drop-index"): _no_index,
    ("unique", "add-key"): _key,
    ("primary_key", "add-key"): _key,
    ("check", "add-check"): _checked,
    ("foreign_key", "add-foreign-key"): _checked,
    ("column", "set-not-null"): not_null,
    ("column", "add-column-default"): filled.added,
    ("column", "add-column-computed"): filled.computed,
    ("column", "change-type"): retyped,
}
_OF_TABLES: Final[dict[tuple[str, str], Form]] = {
    ("table", "create-partition"): partitions.attach,
    ("table", "attach-partition"): partitions.attach,
    ("table", "detach-partition"): partitions.detach,
}
_OF_PARTITIONED: Final[dict[tuple[str, str], Form]] = {
    ("index", "create-index"): partitioned.index,
    ("unique", "add-key"): partitioned.key,
    ("primary_key", "add-key"): partitioned.key,
    ("check", "add-check"): _checked,
    ("column", "set-not-null"): not_null,
    ("column", "add-column-default"): filled.added,
    ("column", "add-column-computed"): filled.computed,
    ("foreign_key", "add-foreign-key"): lambda state, at, statement, about: (
        _checked(state, at, statement, about)
        if state.world.major >= 18
        else partitioned.foreign_key(state, at, statement, about)
    ),
}

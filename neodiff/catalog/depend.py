"""pg_depend as edges between facts, and what PostgreSQL does not record: names inside string bodies of functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from neodiff.facts import FactBase, FactId
from neodiff.kinds.base import (
    PG_AMOP,
    PG_AMPROC,
    PG_ATTRDEF,
    PG_CLASS,
    PG_CONSTRAINT,
    PG_EXTENSION,
    PG_OPCLASS,
    PG_OPFAMILY,
    PG_PROC,
    PG_REWRITE,
    PG_TYPE,
    bare_name,
    own_functions,
)
from neodiff.sql import name_of, significant


@dataclass(slots=True)
class Links:
    """Rows of pg_depend and of what maps one catalog object to another; `indexes`: oid of a constraint's index -> the
    constraint's."""

    rows: list[tuple[int, int, int, int, int, int, str]] = field(default_factory=list)
    aliases: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    indexes: dict[int, int] = field(default_factory=dict)
    _cursors: list[Any] = field(default_factory=list)


_DEPEND = """
    select classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype::text from pg_depend
    where objid >= 16384 or deptype = 'e'"""

# One object by another's name: a view by its rule, a relation by its row type, a type by its array or multirange,
# a constraint by its index, an extension's or view's column by the relation (second triple: the one that has the fact).
_ALIASES = f"""
    select {PG_REWRITE}, r.oid, 0, {PG_CLASS}, r.ev_class, 0 from pg_rewrite r where r.rulename = '_RETURN' and r.oid >= 16384
    union all
    select {PG_TYPE}, t.oid, 0, {PG_CLASS}, t.typrelid, 0 from pg_type t join pg_class c on c.oid = t.typrelid
        where c.relkind <> 'c' and t.oid >= 16384
    union all
    select {PG_CLASS}, t.typrelid, 0, {PG_TYPE}, t.oid, 0 from pg_type t join pg_class c on c.oid = t.typrelid
        where c.relkind = 'c' and t.oid >= 16384
    union all
    select {PG_TYPE}, t.typarray, 0, {PG_TYPE}, t.oid, 0 from pg_type t where t.typarray <> 0 and t.oid >= 16384
    union all
    select {PG_TYPE}, rngmultitypid, 0, {PG_TYPE}, rngtypid, 0 from pg_range where rngtypid >= 16384
    union all
    select classid, objid, 0, refclassid, refobjid, 0 from pg_depend
        where classid in ({PG_AMOP}, {PG_AMPROC}) and refclassid in ({PG_OPCLASS}, {PG_OPFAMILY}) and deptype in ('a', 'i')
    union all
    select {PG_CLASS}, k.conindid, 0, {PG_CONSTRAINT}, k.oid, 0 from pg_constraint k
        where k.contype in ('p', 'u', 'x') and k.oid >= 16384
    union all
    select {PG_CLASS}, d.objid, 0, {PG_CLASS}, d.refobjid, d.refobjsubid from pg_depend d join pg_class c on c.oid = d.objid
        where d.classid = {PG_CLASS} and d.refclassid = {PG_CLASS} and d.deptype = 'i' and d.refobjsubid > 0 and c.relkind = 'S'
    union all
    select {PG_ATTRDEF}, d.oid, 0, {PG_CLASS}, d.adrelid, d.adnum from pg_attrdef d
        join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where a.attgenerated <> ''"""

_CONSTRAINT_INDEXES = """
    select k.conindid, k.oid from pg_constraint k where k.contype in ('p', 'u', 'x') and k.oid >= 16384"""


def fetch(conn: psycopg.Connection[Any]) -> Links:
    """Send the queries; in pipeline mode their results are there once it ends."""
    links = Links()
    links._cursors = [conn.execute(sql) for sql in (_DEPEND, _ALIASES, _CONSTRAINT_INDEXES)]
    return links


def members(links: Links) -> set[tuple[int, int]]:
    """(classid, objid) of all that belongs to an extension, and of functions that belong to a range type."""
    depend, aliases, indexes = links._cursors
    links.rows, links.aliases = depend.fetchall(), aliases.fetchall()
    links.indexes = dict(indexes.fetchall())
    return {
        (row[0], row[1])
        for row in links.rows
        if (row[6] == "e" and row[3] == PG_EXTENSION) or (row[6] == "i" and row[0] == PG_PROC and row[3] == PG_TYPE)
    }


def link(base: FactBase, links: Links) -> None:
    """Fill base.needs and base.owned."""
    objects = base.objects
    alias = {row[:2]: row[3:] for row in links.aliases}
    # what an extension brings, and the constructors of a range type
    owners = {
        row[:2]: (row[3], row[4], 0)
        for row in links.rows
        if row[6] == "e" or (row[6] == "i" and row[0] == PG_PROC and row[3] == PG_TYPE)
    }

    def find(classid: int, objid: int, subid: int) -> FactId | None:
        for _ in range(4):
            found = objects.get((classid, objid, subid))
            if found is not None and found not in base.facts:
                found = found.parent  # a column of a view is part of the view
            found = found or (objects.get((classid, objid, 0)) if subid else None)
            if found is not None:
                return found
            step = alias.get((classid, objid)) or owners.get((classid, objid))
            if step is None:
                return None
            classid, objid, subid = step[0], step[1], step[2] or (subid if classid == PG_TYPE else 0)
        return None

    _parts_of_others(base, links, find)
    for classid, objid, subid, refclass, refid, refsub, deptype in links.rows:
        if deptype == "e":
            continue
        dependent = find(classid, objid, subid)
        if dependent is None:
            continue
        referenced = find(refclass, refid, refsub)
        if referenced is None and refid >= 16384:
            base.outside.add(dependent)
        if referenced is None or referenced == dependent or referenced.inside(dependent):
            continue
        base.needs[dependent].add(referenced)
        # a family keeps an operator's entry no longer than the operator, but does not go with it
        if deptype in ("a", "i") and classid not in (PG_AMOP, PG_AMPROC):
            base.owned[dependent].add(referenced)
    for function, kind in own_functions(base):
        base.owned[function].add(kind)
    _sequences_before_columns(base)


def _parts_of_others(base: FactBase, links: Links, find: Callable[[int, int, int], FactId | None]) -> None:
    """Indexes, constraints, defaults and so on of an object without a room belong to its one fact."""
    inside: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for classid, objid, _, refclass, refid, _, deptype in links.rows:
        if deptype in "aiPS":
            inside[refclass, refid].append((classid, objid))
    pending = [(key[:2], fact_id) for key, fact_id in base.objects.items() if fact_id.kind == "sql"]
    while pending:
        key, fact_id = pending.pop()
        for part in inside[key]:
            if find(*part, 0) is None:
                base.objects[(*part, 0)] = fact_id
                pending.append((part, fact_id))


def _sequences_before_columns(base: FactBase) -> None:
    """That a column owns a sequence is the fact owned_by; the sequence itself comes first, for the column's default."""
    for fact_id in [fact_id for fact_id in base.facts if fact_id.kind == "sequence"]:
        for column in [other for other in base.owned.get(fact_id, ()) if other.kind == "column"]:
            base.needs[fact_id].discard(column)


def soft_needs(base: FactBase) -> dict[FactId, set[FactId]]:
    """What the string bodies of functions name: wishes for an order, given up where they make a cycle.

    PostgreSQL records nothing of a body in a string (docs, "Dependency Tracking"), yet a default, a check or a
    materialized view that calls the function needs what the body reads.
    """
    by_name: dict[str, set[FactId]] = defaultdict(set)
    for fact_id in base.facts:
        if fact_id.parent is None and fact_id.kind not in ("schema", "extension"):
            by_name[bare_name(fact_id)].add(fact_id)
    out: dict[FactId, set[FactId]] = {}
    for fact_id, fact in base.facts.items():
        body = fact.payload.get("body") if fact_id.kind in ("function", "procedure") else None
        if body:
            out[fact_id] = {other for name in _names(body) for other in by_name.get(name, ()) if other != fact_id}
    return out


def _names(body: str) -> Iterable[str]:
    return {name for token in significant(body) if (name := name_of(token)) is not None}

"""For which defaults and new types PostgreSQL writes a table anew. It is asked, on scratch. Knows no plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import psycopg

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import casts
from neodiff.scratch.databases import Databases
from neodiff.sql import ident, significant

_FILE: Final = "select pg_relation_filenode('pg_temp.neodiff_probe'::regclass)"
# Labels have one spelling for everybody, though enum_in() is only stable: later labels may come.
_LABELS: Final = """
    select bool_and(t.typtype = 'e' or t.typcategory = 'S') from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = 'pg_temp.neodiff_probe'::regclass and a.attnum > 0"""


@dataclass(frozen=True, slots=True)
class Rewrites:
    """written: columns on whose account their table is written anew; steady: those of them whose new value depends on the old
    one alone, not on who asks, and when"""

    written: frozenset[FactId] = frozenset()
    steady: frozenset[FactId] = frozenset()


def rewrites(databases: Databases, template: str, before: FactBase, after: FactBase, tables: set[FactId]) -> Rewrites:
    """Of new columns, and new types of columns, of these tables; `template`: the database that has what they use."""
    made, changed = _made(before, after, tables), _changed(before, after, tables)
    if not made and not changed:
        return Rewrites()
    with databases.copy(template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        # Under UTC alone a timestamp is what it is with a time zone (ATColumnChangeRequiresRewrite() in commands/tablecmds.c),
        # and whose session will run it is not known.
        conn.execute("set search_path = ''; set timezone = 'Asia/Kathmandu'")
        written = {each for each in made if _tried(conn, partial(_adds, _added(after, each)))}
        types = {each: _Types.of(before[each], after[each]) for each in changed}
        written |= {each for each, change in types.items() if _tried(conn, change.writes)}
        asked = {each: change for each, change in types.items() if each in written}
        steady = {
            each for each, change in asked.items() if _tried(conn, change.computes) or _tried(conn, change.labels)
        }
        return Rewrites(frozenset(written), frozenset(steady))


def _made(before: FactBase, after: FactBase, tables: set[FactId]) -> list[FactId]:
    """New columns whose default calls something: a constant never writes the table anew."""
    return [
        fact_id.parent
        for fact_id, fact in after.facts.items()
        if fact_id.kind == "default" and fact_id.parent is not None and fact_id.parent.kind == "column"
        # what a child has of its parent may have a default of its own, and is no fact
        if fact_id.parent in after and fact_id.parent not in before
        if fact_id.parent.parent in tables and "type" in after[fact_id.parent].payload
        if any(text == "(" for _, text, _ in significant(str(fact.payload["expression"])))
    ]


def _changed(before: FactBase, after: FactBase, tables: set[FactId]) -> list[FactId]:
    """Columns with values of their own that change their type."""
    return [
        fact_id
        for fact_id, new in after.facts.items()
        if fact_id.kind == "column" and fact_id.parent in tables and fact_id in before
        if "type" in new.payload and before[fact_id].payload.get("type", new.payload["type"]) != new.payload["type"]
        if "generated" not in new.payload and "generated" not in before[fact_id].payload
    ]


def _tried(conn: psycopg.Connection[Any], asks: Callable[[psycopg.Connection[Any]], bool]) -> bool:
    """What cannot be done so is planned as it is, and the proof tells why it fails."""
    try:
        with conn.transaction(force_rollback=True):
            return asks(conn)
    except psycopg.errors.DatabaseError:
        return False


def _added(after: FactBase, column: FactId) -> str:
    return f"{after[column].payload['type']} default {after[FactId('default', '', '', column)].payload['expression']}"


def _adds(definition: str, conn: psycopg.Connection[Any]) -> bool:
    return _writes(conn, "one integer", f"add column made {definition}")


def _writes(conn: psycopg.Connection[Any], columns: str, action: str) -> bool:
    _probe(conn, columns)
    before = conn.execute(_FILE).fetchone()
    conn.execute(f"alter table pg_temp.neodiff_probe {action}".encode())
    return conn.execute(_FILE).fetchone() != before


def _probe(conn: psycopg.Connection[Any], columns: str) -> None:
    conn.execute(f"create temporary table neodiff_probe ({columns})".encode())


@dataclass(frozen=True, slots=True)
class _Types:
    """A column's old type and new one; `value`: the conversion that is planned, empty where it is an assignment's cast."""

    name: str
    old: str
    new: str
    value: str

    @classmethod
    def of(cls, old: Fact, new: Fact) -> _Types:
        name, types = new.id.name, (str(old.payload["type"]), str(new.payload["type"]))
        return cls(ident(name), *types, casts.using(name, *types) or "")

    def writes(self, conn: psycopg.Connection[Any]) -> bool:
        by = f" using {self.value}" if self.value else ""
        return _writes(conn, f"{self.name} {self.old}", f"alter column {self.name} type {self.new}{by}")

    def computes(self, conn: psycopg.Connection[Any]) -> bool:
        """Only what depends on nothing but its arguments may be generated (docs, "Generated Columns").

        The cast is spelled out, for one by assignment is not looked at (cookDefault() in catalog/heap.c).
        """
        made = f"generated always as ({self.value or f'{self.name}::{self.new}'}) stored"
        _probe(conn, f"{self.name} {self.old}, neodiff_made {self.new} {made}")
        return True

    def labels(self, conn: psycopg.Connection[Any]) -> bool:
        _probe(conn, f"old {self.old}, new {self.new}")
        found = conn.execute(_LABELS).fetchone()
        return found is not None and bool(found[0])

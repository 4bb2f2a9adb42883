"""Which defaults write a table anew when a column is added with them. PostgreSQL is asked, on scratch. Knows no plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import psycopg

from neodiff.facts import FactBase, FactId
from neodiff.scratch.databases import Databases
from neodiff.sql import significant

_PROBE: Final = "create temporary table neodiff_probe (one integer)"
_FILE: Final = "select pg_relation_filenode('pg_temp.neodiff_probe'::regclass)"


def candidates(before: FactBase, after: FactBase, tables: Iterable[FactId]) -> list[FactId]:
    """New columns of these tables whose default calls something: a constant never writes the table anew."""
    known = set(tables)
    return [
        fact_id.parent
        for fact_id, fact in after.facts.items()
        if fact_id.kind == "default" and fact_id.parent is not None and fact_id.parent.kind == "column"
        # what a child has of its parent may have a default of its own, and is no fact
        if fact_id.parent in after and fact_id.parent not in before
        if fact_id.parent.parent in known and "type" in after[fact_id.parent].payload
        if any(text == "(" for _, text, _ in significant(str(fact.payload["expression"])))
    ]


def rewriting(databases: Databases, template: str, facts: FactBase, columns: list[FactId]) -> frozenset[FactId]:
    """Those whose default does; `template`: the database that has what they use."""
    if not columns:
        return frozenset()
    with databases.copy(template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set search_path = ''")
        return frozenset(_those(conn, facts, columns))


def _those(conn: psycopg.Connection[tuple[int]], facts: FactBase, columns: Iterable[FactId]) -> Iterator[FactId]:
    for column in columns:
        of = f"{facts[column].payload['type']} default {facts[FactId('default', '', '', column)].payload['expression']}"
        try:
            with conn.transaction(force_rollback=True):
                conn.execute(_PROBE)
                before = conn.execute(_FILE).fetchone()
                conn.execute(f"alter table pg_temp.neodiff_probe add column made {of}".encode())
                if conn.execute(_FILE).fetchone() != before:
                    yield column
        except psycopg.errors.DatabaseError:
            continue  # what cannot be added so is planned as it is, and the proof tells why it fails

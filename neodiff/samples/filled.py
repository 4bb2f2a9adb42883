"""Which tables of a database hold rows: only asked, never read. Knows no plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

import psycopg

from neodiff.facts import FactId
from neodiff.sql import literal, qualified

_BATCH: Final = 500
# What the role may not see it cannot say anything of; an error would end the transaction that everything is read in.
_READABLE: Final = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and has_table_privilege(c.oid, 'select') and not row_security_active(c.oid)
        and has_schema_privilege(n.oid, 'usage')"""


def filled(
    conn: psycopg.Connection[Any], tables: Iterable[FactId], alone: Collection[FactId] = ()
) -> tuple[set[FactId], set[FactId]]:
    """Those of the tables that hold rows (`alone`: without their children), and those that the role may not look into."""
    wanted = list(tables)
    if not wanted:
        return set(), set()
    readable = set(conn.execute(_READABLE).fetchall())
    known = [table for table in wanted if (table.schema, table.name) in readable]
    out: set[FactId] = set()
    for start in range(0, len(known), _BATCH):
        some = known[start : start + _BATCH]
        asked = " union all ".join(
            f"select {literal(str(i))}::int where exists (select from "
            f"{'only ' if table in alone else ''}{qualified(table.schema, table.name)})"
            for i, table in enumerate(some)
        )
        out |= {some[i] for (i,) in conn.execute(asked.encode()).fetchall()}
    return out, set(wanted) - set(known)


def said(
    tables: Iterable[FactId], alone: Collection[FactId], found: Collection[FactId], hidden: Collection[FactId]
) -> set[tuple[str, str, bool, str]]:
    """What filled() found, in plain words: (schema, table, without its children, "rows", "none" or "hidden")."""
    return {
        (
            table.schema,
            table.name,
            table in alone,
            "hidden" if table in hidden else "rows" if table in found else "none",
        )
        for table in tables
    }

"""What a statement that ran outside a transaction left when it was stopped: found, and cleaned up, before it runs again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg

from neodiff.deploy.script import Unit
from neodiff.sql import name_of, qualified, significant

_INVALID: Final = """
    select n.nspname, c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace join pg_class t on t.oid = i.indrelid
    where not i.indisvalid and c.relkind = 'i'
        and (c.relname = any(%(names)s)
            or c.relname ~ '_ccnew[0-9]*$' and (t.relname = any(%(names)s)
                or regexp_replace(c.relname, '_ccnew[0-9]*$', '') = any(%(names)s)))"""
_DETACHING: Final = """
    select pn.nspname, p.relname, cn.nspname, c.relname from pg_inherits i
    join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    join pg_class c on c.oid = i.inhrelid join pg_namespace cn on cn.oid = c.relnamespace
    where i.inhdetachpending and c.relname = any(%s)"""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """said: what was done, as sentences; ended: that did the rest of the statement, which must not run again."""

    said: tuple[str, ...] = ()
    ended: bool = False


def clean(conn: psycopg.Connection[Any], unit: Unit) -> Cleaned:
    """Drops invalid indexes that its CREATE INDEX or REINDEX CONCURRENTLY left, and ends a DETACH CONCURRENTLY that was begun:
    there is no way back from there."""
    words = significant(unit.lines[0].sql)
    first = " ".join(text.lower() for _, text, _ in words[:2])
    names = [name for token in words if (name := name_of(token)) is not None]
    out = []
    if first.startswith(("create index", "create unique", "reindex")):
        for schema, name in conn.execute(_INVALID, {"names": names}).fetchall():
            conn.execute(f"drop index concurrently if exists {qualified(schema, name)}".encode())
            out.append(f"dropped index {schema}.{name}, which was left invalid")
        return Cleaned(tuple(out))
    if first == "alter table":
        # as long as it would have waited itself, and for whom
        conn.execute("set lock_timeout = 0")
        for schema, parent, child_schema, child in conn.execute(_DETACHING, [names]).fetchall():
            of, part = qualified(schema, parent), qualified(child_schema, child)
            conn.execute(f"alter table {of} detach partition {part} finalize".encode())
            out.append(f"finished detaching {child_schema}.{child} from {schema}.{parent}")
    return Cleaned(tuple(out), bool(out))

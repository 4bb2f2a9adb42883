"""Indexes: used, invalid, or the same as another. Must not know how findings are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from neodiff.health.check import OWN, Check, Found, Reading, counted, rows

_BIG: Final = 10_000  # rows from which a scan of all of them matters
_USE: Final = f"""
    select format('%I.%I', schemaname, relname), idx_scan::float8 / (seq_scan + idx_scan), seq_scan from pg_stat_user_tables
    where n_live_tup >= {_BIG} and seq_scan + idx_scan > 100 order by 2, 1 limit 50"""
_UNUSED: Final = f"""
    select i.indexrelid::regclass::text, pg_relation_size(i.indexrelid)::float8, i.indrelid::regclass::text
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_stat_user_indexes s on s.indexrelid = i.indexrelid
    where {OWN} and s.idx_scan = 0 and not i.indisunique and not i.indisexclusion and i.indisvalid and c.relkind = 'i'
    order by 2 desc, 1 limit 50"""
_INVALID: Final = f"""
    select i.indexrelid::regclass::text, i.indrelid::regclass::text, i.indisunique
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and c.relkind = 'i' and not (i.indisvalid and i.indisready) order by 1"""
_DUPLICATE: Final = f"""
    select b.indexrelid::regclass::text, pg_relation_size(b.indexrelid)::float8, min(a.indexrelid::regclass::text)
    from pg_index a join pg_index b on a.indrelid = b.indrelid and a.indexrelid <> b.indexrelid
        and a.indkey::text = b.indkey::text and a.indclass::text = b.indclass::text and a.indoption::text = b.indoption::text
        and a.indcollation::text = b.indcollation::text
        and pg_get_expr(a.indexprs, a.indrelid) is not distinct from pg_get_expr(b.indexprs, b.indrelid)
        and pg_get_expr(a.indpred, a.indrelid) is not distinct from pg_get_expr(b.indpred, b.indrelid)
    join pg_class c on c.oid = b.indexrelid join pg_class ca on ca.oid = a.indexrelid and ca.relam = c.relam
    join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and not b.indisexclusion and a.indisvalid and b.indisvalid
        -- of two that are the same the one that holds a rule stays, then the elder
        and (a.indisunique::int, a.indisprimary::int, -a.indexrelid::int8) > (b.indisunique::int, b.indisprimary::int, -b.indexrelid::int8)
    group by b.indexrelid order by 1"""


def index_use(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    yield from (uncounted := list(counted(conn)))
    if uncounted:
        return
    for table, share, scans in rows(conn, _USE):
        yield Reading(table, share, f"{scans} scans of the whole table")


def unused_indexes(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    yield from (uncounted := list(counted(conn)))
    if uncounted:
        return
    for index, size, table in rows(conn, _UNUSED):
        yield Reading(index, size, f"of {table}; never used since statistics were reset")


def invalid_indexes(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for index, table, unique in rows(conn, _INVALID):
        yield Reading(
            index, 1, f"of {table}; {'holds no rule and ' if unique else ''}is not used, and is written all the same"
        )


def duplicate_indexes(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for index, size, other in rows(conn, _DUPLICATE):
        yield Reading(index, size, f"the same as {other}")


CHECKS: Final = (
    Check(
        "index_use",
        "ratio",
        "scans that use an index; the others read the whole table",
        index_use,
        change=20,
        below=True,
    ),
    Check("unused_indexes", "bytes", "an index that nobody uses costs every write", unused_indexes),
    Check(
        "invalid_indexes",
        "count",
        "what a failed concurrent build leaves: it costs writes, serves nobody",
        invalid_indexes,
        0,
    ),
    Check("duplicate_indexes", "bytes", "the same index twice costs every write twice", duplicate_indexes, 0),
)

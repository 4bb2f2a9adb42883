"""Tables and sequences: size, bloat, dead rows, numbers that run out. Must not know how findings are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from neodiff.health.check import OWN, Check, Found, Reading, Unread, counted, rows

_SIZES: Final = f"""
    select c.oid::regclass::text, pg_total_relation_size(c.oid)::float8, greatest(c.reltuples, 0)::int8
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and c.relkind in ('r', 'm') order by 2 desc, 1 limit 50"""
# Rows of the average width that statistics know, header and item pointer, against the pages there are (docs, page layout).
_BLOAT: Final = f"""
    select c.oid::regclass::text, c.relpages,
        1 - ceil(c.reltuples * (28 + w.width) / (current_setting('block_size')::int8 - 24) * 100
            / coalesce((select substr(o, 12)::int from unnest(c.reloptions) o where o like 'fillfactor=%'), 100)) / c.relpages,
        w.columns = (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace,
        lateral (select coalesce(sum(s.avg_width * (1 - s.null_frac)), 0) width, count(*) columns from pg_stats s
            where s.schemaname = n.nspname and s.tablename = c.relname and not s.inherited) w
    where {OWN} and c.relkind in ('r', 'm') and c.relpages >= 128 and c.reltuples >= 0 order by 3 desc, 1 limit 50"""
_DEAD: Final = """
    select format('%I.%I', schemaname, relname), n_dead_tup::float8 / nullif(n_live_tup + n_dead_tup, 0), n_dead_tup
    from pg_stat_user_tables where n_dead_tup >= 1000 order by 2 desc, 1 limit 50"""
_LAG: Final = """
    with setting as (select s.relid, format('%I.%I', s.schemaname, s.relname) name, s.n_dead_tup,
        greatest(s.last_autovacuum, s.last_vacuum) last, c.reltuples,
        coalesce((select substr(o, 29)::float8 from unnest(c.reloptions) o where o like 'autovacuum_vacuum_threshold=%'),
            current_setting('autovacuum_vacuum_threshold')::float8) threshold,
        coalesce((select substr(o, 32)::float8 from unnest(c.reloptions) o where o like 'autovacuum_vacuum_scale_factor=%'),
            current_setting('autovacuum_vacuum_scale_factor')::float8) factor,
        coalesce((select substr(o, 20) from unnest(c.reloptions) o where o like 'autovacuum_enabled=%'), 'on') enabled
        from pg_stat_user_tables s join pg_class c on c.oid = s.relid)
    select name, n_dead_tup / greatest(threshold + factor * greatest(reltuples, 0), 1), enabled, last
    from setting where n_dead_tup >= 1000 order by 2 desc, 1 limit 50"""
_AGE: Final = """
    select 'database', age(datfrozenxid)::float8 / 2147483648 from pg_database where datname = current_database()
    union all select 'multixacts', mxid_age(datminmxid)::float8 / 2147483648 from pg_database where datname = current_database()"""
# A column may end before its sequence does.
_SEQUENCES: Final = """
    select format('%I.%I', s.schemaname, s.sequencename),
        case when s.increment_by > 0 then (s.last_value::numeric - s.min_value) / nullif(least(s.max_value,
            case t.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 else s.max_value end)::numeric
                - s.min_value, 0)
        else (s.max_value::numeric - s.last_value) / nullif(s.max_value::numeric - s.min_value, 0) end::float8,
        s.last_value, has_sequence_privilege(c.oid, 'usage') or has_sequence_privilege(c.oid, 'select'), s.cycle
    from pg_sequences s join pg_namespace n on n.nspname = s.schemaname
    join pg_class c on c.relnamespace = n.oid and c.relname = s.sequencename
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
        and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
    left join pg_attribute t on t.attrelid = d.refobjid and t.attnum = d.refobjsubid order by 2 desc nulls last, 1"""
_CACHE: Final = """
    select blks_hit::float8 / nullif(blks_hit + blks_read, 0), blks_hit + blks_read
    from pg_stat_database where datname = current_database()"""
_WARM: Final = 100_000  # blocks asked for, before which the share says nothing


def table_size(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for table, size, number in rows(conn, _SIZES):
        yield Reading(table, size, f"about {number} rows, indexes and TOAST included")


def table_bloat(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for table, pages, share, known in rows(conn, _BLOAT):
        if known:
            yield Reading(table, max(float(share), 0.0), f"an estimate, of {pages} pages")
        else:
            yield Unread(table, "no statistics of its columns that this role may read, or never analyzed")


def dead_rows(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    yield from (uncounted := list(counted(conn)))
    if uncounted:
        return
    for table, share, number in rows(conn, _DEAD):
        yield Reading(table, share, f"{number} dead rows")


def autovacuum_lag(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    yield from (uncounted := list(counted(conn)))
    if uncounted:
        return
    for table, times, enabled, last in rows(conn, _LAG):
        when = f"last vacuumed {last:%Y-%m-%d %H:%M}" if last else "never vacuumed"
        off = "" if enabled in ("on", "true", "yes", "1") else "; autovacuum is off for it"
        yield Reading(table, times, f"{when}{off}")


def transaction_age(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for what, share in rows(conn, _AGE):
        yield Reading(what, share, "of the ids there are before the server refuses to write")


def sequence_use(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for sequence, share, last, may, cycles in rows(conn, _SEQUENCES):
        if not may:
            yield Unread(sequence, "this role may not read it")
        elif share is not None and not cycles:
            yield Reading(sequence, share, f"stands at {last}")


def cache_hits(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    ((share, blocks),) = rows(conn, _CACHE)
    if share is not None and blocks >= _WARM:
        yield Reading("database", share, f"of {blocks} blocks")


CHECKS: Final = (
    Check("table_size", "bytes", "a table that grows fast fills the disk", table_size, change=50, least=100e6),
    Check("table_bloat", "ratio", "pages that hold no rows are read and cached like others", table_bloat, 0.6),
    Check("dead_rows", "ratio", "rows that are gone are still read until vacuum takes them", dead_rows, 0.2),
    Check("autovacuum_lag", "ratio", "dead rows as a multiple of what autovacuum starts at", autovacuum_lag, 2),
    Check(
        "transaction_age",
        "ratio",
        "at the end of the transaction ids the server refuses to write",
        transaction_age,
        0.5,
    ),
    Check("sequence_use", "ratio", "at the end of a sequence or its column inserts fail", sequence_use, 0.8),
    Check("cache_hits", "ratio", "blocks found in memory; the others come from disk", cache_hits, 0.9, 20, below=True),
)

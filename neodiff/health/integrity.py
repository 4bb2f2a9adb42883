"""Data integrity: what is declared to hold and was never checked, and the rows that break it. Must not know declared rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from neodiff.health.check import OWN, Check, Found, Reading, rows, tried
from neodiff.sql import ident

_UNVALIDATED: Final = f"""
    select format('%I on %s', k.conname, k.conrelid::regclass), k.contype::text
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and not k.convalidated order by 1"""
# A disabled trigger lets rows pass that the constraint says cannot be there.
_KEYS: Final = f"""
    select format('%I on %s', k.conname, k.conrelid::regclass), k.conrelid::regclass::text, k.confrelid::regclass::text,
        k.confmatchtype = 'f',
        array(select a.attname::text from unnest(k.conkey) with ordinality x(num, at)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.num order by at),
        array(select a.attname::text from unnest(k.confkey) with ordinality x(num, at)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.num order by at),
        k.convalidated
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and k.contype = 'f' and (not k.convalidated
        or exists (select from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled in ('D', 'R'))) order by 1"""
_CHECKS: Final = f"""
    select format('%I on %s', k.conname, k.conrelid::regclass), k.conrelid::regclass::text, pg_get_expr(k.conbin, k.conrelid),
        k.contype = 'n', array(select a.attname::text from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey))
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and k.contype in ('c', 'n') and not k.convalidated order by 1"""
_UNIQUE: Final = f"""
    select i.indexrelid::regclass::text, i.indrelid::regclass::text,
        array(select pg_get_indexdef(i.indexrelid, at, true) from generate_series(1, i.indnkeyatts) at order by at),
        pg_get_expr(i.indpred, i.indrelid), coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false)
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where {OWN} and i.indisunique and not i.indisvalid and c.relkind = 'i' order by 1"""
_KINDS: Final = {"c": "check", "f": "foreign key", "n": "not null"}


def unvalidated_constraints(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for name, kind in rows(conn, _UNVALIDATED):
        yield Reading(name, 1, f"{_KINDS.get(kind, kind)}: rows that were there before were never checked")


def broken_foreign_keys(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for about, table, to, full, columns, keys, validated in rows(conn, _KEYS):
        why = "its triggers are disabled" if validated else "it was never validated"
        equal = " and ".join(f"o.{ident(key)} = t.{ident(column)}" for key, column in zip(keys, columns))
        nulls = [f"t.{ident(column)} is null" for column in columns]
        lone = f"not ({' or '.join(nulls)})"
        mixed = f" or (({' or '.join(nulls)}) and not ({' and '.join(nulls)}))" if full else ""
        yield from _counted(
            conn, about, f"{table} t where ({lone} and not exists (select from {to} o where {equal})){mixed}", why
        )


def broken_checks(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for about, table, expression, null, columns in rows(conn, _CHECKS):
        broken = " or ".join(f"{ident(column)} is null" for column in columns) if null else f"not ({expression})"
        yield from _counted(conn, about, f"{table} where {broken}", "it was never validated")


def broken_unique(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for about, table, keys, predicate, nulls_equal in rows(conn, _UNIQUE):
        wanted = [f"({predicate})"] if predicate else []
        wanted += [] if nulls_equal else [f"({key}) is not null" for key in keys]
        where = f" where {' and '.join(wanted)}" if wanted else ""
        groups = (
            f"(select from {table}{where} group by {', '.join(f'({key})' for key in keys)} having count(*) > 1) twice"
        )
        yield from _counted(conn, about, groups, "the index is invalid; keys that are there more than once")


def _counted(conn: psycopg.Connection[Any], about: str, what: str, note: str) -> Iterator[Found]:
    def read() -> Iterator[Found]:
        ((number,),) = rows(conn, f"select count(*) from {what}")
        if number:
            yield Reading(about, number, note)

    yield from tried(conn, about, read)


CHECKS: Final = (
    Check("unvalidated_constraints", "count", "NOT VALID: what it says need not be true", unvalidated_constraints, 0),
    Check("broken_foreign_keys", "rows", "rows that refer to nothing", broken_foreign_keys, 0),
    Check("broken_checks", "rows", "rows that break a check or NOT NULL constraint", broken_checks, 0),
    Check("broken_unique", "rows", "keys that are there twice, and should not be", broken_unique, 0),
)

"""What holds for the rows of partitions, and what DETACH CONCURRENTLY leaves. PostgreSQL is asked, on scratch. Knows no plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

import psycopg

from neodiff.facts import FactBase, FactId
from neodiff.kinds import family
from neodiff.kinds.base import name_sql
from neodiff.plan.online import Bounds
from neodiff.sql import literal

_CHECKS: Final = "select conname from pg_constraint where contype = 'c' and conrelid = %s::regclass"
_BOUNDS: Final = "select pg_get_partition_constraintdef(%s::regclass), pg_get_partition_constraintdef(%s::regclass)"
# The one expression that names a table, by its oid, which is another in every database.
_HASHED: Final = re.compile(r"satisfies_hash_partition\('([0-9]+)'::oid")
Copied = Callable[[], AbstractContextManager[str]]


def joining(before: FactBase, after: FactBase) -> list[FactId]:
    """Tables that become partitions of what was there before, and were none."""
    return [
        fact_id
        for fact_id, fact in after.facts.items()
        if fact_id.kind == "table" and "partition_of" in fact.payload and family.parents(fact)[0] in before
        if fact_id not in before or not family.ties(before[fact_id].payload)
    ]


def bounds(copied: Copied, after: FactBase, tables: Collection[FactId]) -> Mapping[FactId, Bounds]:
    """Of these partitions, in a database (`copied`: a copy of it, for a while) that has them. A default partition that is the
    only one has none."""
    if not tables:
        return {}
    with copied() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "set search_path = ''; set quote_all_identifiers = off; set datestyle = 'ISO'; set timezone = 'UTC'"
        )
        found = {table: _bounds(conn, table, family.parents(after[table])[0]) for table in tables}
    return {table: each for table, each in found.items() if each is not None}


def _bounds(conn: psycopg.Connection[Any], table: FactId, parent: FactId) -> Bounds | None:
    row = conn.execute(_BOUNDS, [name_sql(table), name_sql(parent)]).fetchone()
    assert row is not None
    whole, above = (_named(conn, text) if text else "" for text in row)
    return Bounds(whole, _without(whole, above) if above else whole) if whole else None


def _named(conn: psycopg.Connection[Any], text: str) -> str:
    def name(found: re.Match[str]) -> str:
        row = conn.execute("select %s::oid::regclass::text", [found[1]]).fetchone()
        assert row is not None
        return f"satisfies_hash_partition({literal(row[0]).strip()}::regclass::oid"

    return _HASHED.sub(name, text)


def _without(whole: str, above: str) -> str:
    """Both are lists in AND, of which the parents' comes first (generate_partition_qual() in utils/cache/partcache.c)."""
    for head in (f"{above[:-1]} AND ", f"({above} AND "):
        if whole.startswith(head):
            return f"({whole[len(head) :]}"
    return ""


def leaving(before: FactBase, after: FactBase) -> list[FactId]:
    """Partitions that will stand alone."""
    return [
        fact_id
        for fact_id, fact in before.facts.items()
        if fact_id.kind == "table" and "partition_of" in fact.payload
        if fact_id in after and not family.ties(after[fact_id].payload) and family.parents(fact)[0] in after
    ]


def left(copied: Copied, before: FactBase, tables: Iterable[FactId]) -> Mapping[FactId, tuple[str, ...]]:
    """Names of the checks that DETACH ... CONCURRENTLY gives these. Those that cannot be detached so are left out."""
    found: dict[FactId, tuple[str, ...]] = {}
    if not (tables := list(tables)):
        return found
    with copied() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set search_path = ''")
        for table in tables:
            name, parent = name_sql(table), name_sql(family.parents(before[table])[0])
            had = {each for (each,) in conn.execute(_CHECKS, [name]).fetchall()}
            try:
                conn.execute(f"alter table {parent} detach partition {name} concurrently".encode())
            except psycopg.errors.DatabaseError:
                continue  # it stays in the transaction, and the proof tells what is wrong with it
            has = {each for (each,) in conn.execute(_CHECKS, [name]).fetchall()}
            found[table] = tuple(sorted(has - had))
    return found

"""The archives that a database has: what they hold, and dropping them. Must not know plans, or what people are shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from neodiff.data.copies import SCHEMA
from neodiff.sql import ident, literal, qualified

_FOUND: Final = f"""
    select c.relname, pg_total_relation_size(c.oid), obj_description(c.oid, 'pg_class') from pg_class c
    where c.relnamespace = to_regnamespace('{SCHEMA}') and c.relkind = 'r' order by 1"""
_LEFT: Final = f"""
    select from pg_depend where refclassid = 'pg_namespace'::regclass and refobjid = to_regnamespace('{SCHEMA}')"""


@dataclass(frozen=True, slots=True)
class Archived:
    """One table of the archive. What its comment does not say (somebody else made it) is empty, `at` is None."""

    name: str
    rows: int
    size: int
    of: str = ""
    migration: str = ""
    at: datetime | None = None


def archives(conn: psycopg.Connection[Any]) -> list[Archived]:
    """All of them by name; `conn` is inside a transaction.

    Raises psycopg.Error where they may not be read.
    """
    conn.execute("set local row_security = off")
    out = []
    for name, size, comment in conn.execute(_FOUND.encode()).fetchall():
        count = conn.execute(f"select count(*) from {qualified(SCHEMA, name)}".encode()).fetchone()
        assert count is not None
        out.append(Archived(name, count[0], size, *_said(comment)))
    return out


def _said(comment: str | None) -> tuple[str, str, datetime | None]:
    """What the comment of an archive says of it: object, migration, and when it was made."""
    try:
        said = json.loads(comment or "")
        at = datetime.fromisoformat(said["at"])
        return str(said["of"]), str(said["migration"]), at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, KeyError, TypeError):
        return "", "", None


def older(found: Iterable[Archived], than: datetime) -> list[Archived]:
    """Those made before then; of one that does not say when it was made nobody knows."""
    return [each for each in found if each.at is not None and each.at < than]


def drop(conn: psycopg.Connection[Any], names: Collection[str]) -> None:
    """Drop these tables of the archive, all or none, and its schema where nothing is left; `conn` is in autocommit mode.

    Raises psycopg.Error, and then nothing was dropped.
    """
    with conn.transaction():
        conn.execute("set local search_path = ''; set local lock_timeout = '5s'")
        if names:
            conn.execute(f"drop table {', '.join(qualified(SCHEMA, name) for name in sorted(names))}".encode())
        if conn.execute(f"select to_regnamespace({literal(SCHEMA)}) is not null".encode()).fetchone() == (True,) and (
            conn.execute(_LEFT.encode()).fetchone() is None
        ):
            conn.execute(f"drop schema {ident(SCHEMA)}".encode())

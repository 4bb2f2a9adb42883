"""Subscriptions are rows of a catalog that all databases share: no copy of a database has them, and none goes while it has.

So they are carried into copies, and taken off before a drop, row by row: SQL has no word for it that reaches out to nobody.
Knows no subscription's attributes.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg

_OF: Final = "(select oid from pg_database where datname = %s)"
_CARRY: Final = """
    with old as (select s.*, pg_nextoid('pg_subscription', 'oid', 'pg_subscription_oid_index') as next
            from pg_subscription s where s.subdbid = (select oid from pg_database where datname = %s)),
        made as (insert into pg_subscription select (jsonb_populate_record(s, jsonb_build_object('oid', old.next,
                'subdbid', (select oid from pg_database where datname = current_database())))).*
            from old join pg_subscription s on s.oid = old.oid),
        owned as (insert into pg_shdepend select d.dbid, d.classid, old.next, d.objsubid, d.refclassid, d.refobjid, d.deptype
            from old join pg_shdepend d on d.classid = 'pg_subscription'::regclass and d.objid = old.oid)
    update pg_description d set objoid = old.next from old
        where d.classoid = 'pg_subscription'::regclass and d.objoid = old.oid"""
_TAKE: Final = f"""
    with gone as (delete from pg_subscription where subdbid = {_OF} returning oid)
    delete from pg_shdepend d using gone where d.classid = 'pg_subscription'::regclass and d.objid = gone.oid"""


def there(conn: psycopg.Connection[Any], database: str) -> bool:
    """Has that database any?"""
    row = conn.execute(f"select exists (select from pg_subscription where subdbid = {_OF})", [database]).fetchone()
    return bool(row and row[0])


def carry(conn: psycopg.Connection[Any], source: str) -> None:
    """Make those of database `source` in the one that `conn` is connected to, which is a copy of it."""
    conn.execute(_CARRY, [source])


def take(conn: psycopg.Connection[Any], database: str) -> None:
    """Take them off a database that is to be dropped; `conn` may be connected to any."""
    if there(conn, database):
        conn.execute(_TAKE, [database])

"""The hash of a catalog: the same while nothing is changed, another whatever is, be it of initdb's."""

from __future__ import annotations

import psycopg
import pytest

from neodiff.catalog.digest import digest
from neodiff.catalog.read import _ROOMS, ROOM_QUERY
from neodiff.connect import begin
from neodiff.scratch.databases import Databases

CHANGES = (
    "create table t (a integer)",
    "comment on schema public is 'ours'",
    "comment on function now() is 'what time is it'",
    "revoke execute on function pg_catalog.pg_sleep(double precision) from public",
    "grant select (rolpassword) on pg_authid to public",
    "alter function pg_catalog.pg_sleep(double precision) cost 7",
    "create view v as select 1 as x",
)


def found(dsn: str) -> str:
    with psycopg.connect(dsn, autocommit=True) as conn:
        begin(conn)
        return digest(conn)


@pytest.mark.parametrize("change", CHANGES)
def test_another_after_any_change(scratch: Databases, change: str) -> None:
    with scratch.fresh() as dsn:
        before = found(dsn)
        assert found(dsn) == before
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(change.encode())
        assert found(dsn) != before


def test_the_same_after_vacuum(scratch: Databases) -> None:
    with scratch.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("create table t as select generate_series(1, 1000) as a")
        before = found(dsn)
        conn.execute("vacuum analyze")
        assert found(dsn) == before


def test_what_is_not_asked_for_is_not_there(scratch: Databases) -> None:
    """A room that says where its facts would be has none where there is nothing."""
    with scratch.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        begin(conn)
        said = [room for room in _ROOMS if hasattr(room, "THERE")]
        for room in said:
            row = conn.execute(f"select exists (select from {room.THERE})".encode()).fetchone()
            assert row == (False,), room.KIND
            assert conn.execute(ROOM_QUERY.format(query=room.query(18)).encode()).fetchall() == [], room.KIND
        assert len(said) > 30

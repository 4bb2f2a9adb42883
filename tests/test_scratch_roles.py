"""Roles become what is asked, whatever they were and whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from neodiff.errors import UserError
from neodiff.scratch import server
from neodiff.scratch.roles import Role, ensure, kept_superuser

HOSTILE = "we\"ird '; drop role x; -- é\\\n"
ROLES = (
    Role("test group"),
    Role(HOSTILE, bypassrls=True, inherit=False, member_of=("test group", "pg_monitor", "pg_of_the_future")),
    Role("é" * 31 + "x", createrole=True, createdb=True, replication=True),
    Role("test super", superuser=True),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    path = tmp_path_factory.mktemp("scratch") / "cache"
    yield server.acquire(cache=path)
    server.clean(cache=path)


@pytest.fixture
def conn(found: server.Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(found.dsn(), autocommit=True) as conn:
        yield conn


def facts(conn: psycopg.Connection[tuple[object, ...]], name: str) -> tuple[object, ...] | None:
    return conn.execute(
        """select rolcanlogin, rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb, rolreplication,
                  array(select roleid::regrole::text from pg_auth_members where member = r.oid order by 1)
           from pg_roles r where rolname = %s""",
        [name],
    ).fetchone()


def test_made_and_left_alone_the_second_time(conn: psycopg.Connection[tuple[object, ...]]) -> None:
    ensure(conn, ROLES)
    assert facts(conn, HOSTILE) == (False, False, True, False, False, False, False, ['"test group"', "pg_monitor"])
    assert facts(conn, ROLES[2].name) == (False, False, False, True, True, True, True, [])
    assert facts(conn, "test super") == (False, True, False, True, False, False, False, [])
    versions = conn.execute("select array_agg(xmin::text order by oid) from pg_authid").fetchone()
    ensure(conn, ROLES)
    assert conn.execute("select array_agg(xmin::text order by oid) from pg_authid").fetchone() == versions


def test_altered_to_what_is_asked(conn: psycopg.Connection[tuple[object, ...]]) -> None:
    conn.execute("create role changing login superuser")
    ensure(conn, [Role("changing", member_of=("made along",))])
    assert facts(conn, "changing") == (False, False, False, True, False, False, False, ['"made along"'])
    ensure(conn, [Role("changing", inherit=False, member_of=("made along",))])
    query = "select inherit_option from pg_auth_members where member = 'changing'::regrole"
    assert conn.execute(query).fetchall() == [(False,)]
    ensure(conn, [Role("changing")])
    assert facts(conn, "changing") == (False, False, False, True, False, False, False, [])


def test_many_at_once(found: server.Server) -> None:
    def run(n: int) -> None:
        with psycopg.connect(found.dsn()) as conn:
            ensure(conn, [Role(f"rival {i}", createdb=bool(n % 2), member_of=("rivals",)) for i in range(5)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(24)))


def test_inside_a_transaction(found: server.Server) -> None:
    with psycopg.connect(found.dsn()) as conn:
        ensure(conn, [Role("undone")])
        conn.rollback()
        assert facts(conn, "undone") is None


def test_bootstrap_superuser_stays_one(conn: psycopg.Connection[tuple[object, ...]]) -> None:
    assert kept_superuser(conn, [Role(server.SUPERUSER), Role("test group")]) == (server.SUPERUSER,)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x" * 64, "got 64 bytes, expected 1 to 63"),
        ("", "got 0 bytes"),
        ("a\0b", "no NUL"),
        ("public", "PostgreSQL reserves this name"),
        (server.SUPERUSER, "reserved for the scratch server's superuser"),
    ],
)
def test_impossible_names(conn: psycopg.Connection[tuple[object, ...]], name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        ensure(conn, [Role(name)])

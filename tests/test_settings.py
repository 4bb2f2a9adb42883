"""What a database, or a role, has set of PostgreSQL's settings changes nothing of what is read; nor does its encoding."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.errors import UserError
from neodiff.scratch.binaries import find
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

SCHEMA = r"""
create schema app;
create type app.mood as enum ('so so', 'it''s "fine"\x');
create table app.t (
    id bigint generated always as identity primary key, at timestamptz default '2020-06-01 12:00:00+02',
    i interval default '1 year 2 mons 3 days 04:05:06', f double precision default 0.1::float8 / 3,
    b bytea default '\x00ff5c', s text default E'back\\slash''quote', m app.mood default 'it''s "fine"\x',
    check (s ~ '^\w+\\?$'));
create table app.p (at timestamptz not null, "User" text) partition by range (at);
create table app.p1 partition of app.p for values from ('2020-01-01 00:00+00') to ('2021-01-01 00:00+00');
create view app.v as select s, interval '1 day 2 hours' as i, date '2020-03-04' as d, E'a\\b' as e, '\xdead'::bytea as b
    from app.t where s like E'%\\_x' and at > '2020-01-01 00:00+00';
create function app.f(a text default E'x\\y') returns text language plpgsql as $$ begin return E'\\' || a; end $$;
create policy p on app.t using (at > '2020-01-01 00:00+00' and s <> E'\\');
comment on table app.t is E'back\\slash ''q''';
insert into app.t (s) values ('a');
"""
SETTINGS = {
    "bytea_output": "'escape'",
    "client_encoding": "'sql_ascii'",
    "datestyle": "'German'",
    "default_transaction_read_only": "on",
    "extra_float_digits": "-5",
    "idle_in_transaction_session_timeout": "100",
    "intervalstyle": "'iso_8601'",
    "lock_timeout": "1",
    "quote_all_identifiers": "on",
    "search_path": "app, public",
    "standard_conforming_strings": "off",
    "statement_timeout": "300",
    "timezone": "'Asia/Kolkata'",
}
SINCE_17 = {"transaction_timeout": "300"}
WORDS = """
create schema "Größe";
create table "Größe"."straße" (id integer primary key, "ß" text default 'äöü' check ("ß" <> 'é'));
comment on table "Größe"."straße" is 'ñ';
create type "Größe".e as enum ('ä', 'b');
"""


@contextmanager
def database(live: Databases, script: str, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(script.encode())
            for name, value in (settings or {}).items():
                conn.execute(f"alter database {ident(conn.info.dbname)} set {name} = {value}".encode())
        yield dsn


@contextmanager
def encoded(live: Databases, encoding: str) -> Iterator[str]:
    name = f"in_{encoding.lower()}"
    with psycopg.connect(live.server.dsn(), autocommit=True) as conn:
        conn.execute(f"create database {name} template template0 encoding {encoding} locale 'C'".encode())
        yield live.server.dsn(name)
        conn.execute(f"drop database {name} with (force)".encode())


def run(*args: object) -> int:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value or 0


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("server", ["live", "old_live"])
def test_settings_change_nothing(server: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    live: Databases = request.getfixturevalue(server)
    settings = SETTINGS | (SINCE_17 if live.server.major >= 17 else {})
    with database(live, SCHEMA) as plain, database(live, SCHEMA, settings) as odd:
        for dsn, name in ((plain, "plain"), (odd, "odd")):
            assert run("pull", dsn, "--out", tmp_path / name, "--data", "app.t") == 0
        assert files(tmp_path / "odd") == files(tmp_path / "plain")
        assert run("diff", odd, "--schema-dir", tmp_path / "plain", "--prune") == 0


def test_a_plan_does_the_same_under_them(live: Databases, tmp_path: Path) -> None:
    limits = {name: value for name, value in SETTINGS.items() if not name.endswith(("timeout", "read_only"))}
    with database(live, SCHEMA) as plain, database(live, "", limits) as odd:
        assert run("pull", plain, "--out", tmp_path / "schema", "--data", "app.t") == 0
        assert run("diff", odd, "--schema-dir", tmp_path / "schema", "--out", tmp_path / "plan") == 1
        script = f"--file={tmp_path / 'plan' / 'forward.sql'}"
        subprocess.run([find(None).clients / "psql", "-X", "-q", f"--dbname={odd}", script], check=True)
        assert run("diff", odd, "--schema-dir", tmp_path / "schema", "--prune") == 0


@pytest.mark.parametrize("encoding", ["UTF8", "LATIN1", "SQL_ASCII"])
def test_encodings_change_nothing(encoding: str, live: Databases, tmp_path: Path) -> None:
    with encoded(live, encoding) as dsn:
        with psycopg.connect(dsn, autocommit=True, client_encoding="UTF8") as conn:
            conn.execute(WORDS.encode())
        assert run("pull", dsn, "--out", tmp_path / "schema") == 0
        assert run("diff", dsn, "--schema-dir", tmp_path / "schema", "--prune") == 0
    text = b"".join(files(tmp_path / "schema").values()).decode()
    assert all(word in text for word in ("Größe", "straße", "äöü", "é", "ñ"))


def test_text_in_no_encoding_is_told(live: Databases, tmp_path: Path) -> None:
    with encoded(live, "SQL_ASCII") as dsn:
        with psycopg.connect(dsn, autocommit=True, client_encoding="SQL_ASCII") as conn:
            conn.execute("create table t (id integer)")
            conn.execute(b"comment on table t is '\xe4'")
        with pytest.raises(UserError, match=r'invalid byte sequence for encoding "UTF8": 0xe4.*write it anew'):
            run("pull", dsn, "--out", tmp_path / "schema")

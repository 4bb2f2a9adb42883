"""Rows that are made up for a proof: every table gets some, what is known stays known, and what changes is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from neodiff.facts import FactId
from neodiff.platforms import supabase
from neodiff.rows import Text
from neodiff.samples.contents import Contents, contents, differences, trigger_effects
from neodiff.samples.fill import Filled, fill
from neodiff.samples.patterns import like, samples
from neodiff.samples.relation import Tables
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases

HERE = Path(__file__).parent
Conn = psycopg.Connection[Any]
TYPES = """smallint; integer; bigint; numeric; numeric(3,3); numeric(4,2); numeric(20,0); numeric(3,-2); real; money;
    double precision; text; varchar(1); varchar(2); varchar(40); char; char(3); "char"; name; bytea; boolean; bit;
    bit(3); bit varying(5); bit varying; uuid; json; jsonb; jsonpath; date; time; timetz; timestamp(0);
    timestamptz; interval; interval year to month; inet; cidr; macaddr; macaddr8; point; line; lseg; box; path;
    polygon; circle; tsvector; tsquery; pg_lsn; xid; xid8; cid; tid; oid; regclass; regtype; regproc; regrole;
    regnamespace; regconfig; pg_snapshot; int4range; numrange; tstzrange; daterange; int8multirange;
    datemultirange; text[]; integer[]; varchar(2)[]; jsonb[]; app.mood; app.mood[]; app.pair; app.pair[];
    app.email; app.level; app.levels; app.span; app.citext; int2vector"""


def table(name: str, schema: str = "app") -> FactId:
    return FactId("table", schema, name)


@pytest.fixture
def conn(scratch: Databases) -> Iterator[Conn]:
    with database(scratch) as made:
        made.execute("create schema app")
        yield made


@contextmanager
def database(scratch: Databases) -> Iterator[Conn]:
    with scratch.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as made:
        yield made


def count(conn: Conn, name: str) -> int:
    row = conn.execute(f"select count(*) from {name}".encode()).fetchone()
    assert row is not None
    return int(row[0])


# -- every table gets rows


@pytest.mark.parametrize(
    ("file", "users", "empty"),
    [
        ("data/every_kind.sql", ["anon_x", "Boss Role"], []),
        ("data/hostile.sql", ['Role %s "q"', "select"], []),
        # partitions of realtime.messages are made by the day
        ("neothink/staging.sql", [], ["realtime.messages"]),
    ],
)
def test_every_table_is_filled(scratch: Databases, file: str, users: list[str], empty: list[str]) -> None:
    with database(scratch) as conn:
        if users:
            roles.ensure(conn, [roles.Role(name) for name in users])
        else:
            roles.ensure(conn, supabase.ROLES)
            conn.execute(supabase.script().encode())
        conn.execute((HERE / file).read_bytes())
        conn.execute("reset role")
        # a foreign table's rows are not here
        tables = {about: found for about, found in Tables(conn).by_id.items() if found.kind != "f"}
        first = fill(conn, {}, list(tables))
        assert [found.id.path for found in tables.values() if not count(conn, found.sql)] == empty
        assert len(first.notes) == len(empty)
        sound(conn)


def sound(conn: Conn) -> None:
    """Every constraint holds, as it would for rows that came the usual way."""
    again = conn.execute(
        "select c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid) from pg_constraint c "
        "join pg_class t on t.oid = c.conrelid where c.contype in ('c', 'f') and t.relkind = 'r' and c.conislocal"
    ).fetchall()
    for relation, name, definition in again:
        with conn.transaction(force_rollback=True):
            conn.execute(f"alter table {relation} drop constraint {name} cascade".encode())
            conn.execute(f"alter table {relation} add {definition.replace(' NOT VALID', '')}".encode())


def test_every_type(conn: Conn) -> None:
    conn.execute("create extension citext schema app")
    conn.execute("""create type app.mood as enum ('sad', 'it''s', ''); create type app.pair as (x integer, y app.mood[]);
        create domain app.email as text not null check (value ~ '^[^@\\s]+@[a-z]+\\.[a-z]{2,}$');
        create domain app.level as integer check (value between 3 and 5);
        create domain app.levels as app.level[] check (cardinality(value) = 2);
        create type app.span as range (subtype = text)""")
    types = TYPES.split(";")
    columns = ", ".join(f"c{n} {type_} not null" for n, type_ in enumerate(types))
    conn.execute(f"create table app.wide (id integer primary key, {columns})".encode())
    assert fill(conn, {}, [table("wide")]).notes == []
    assert count(conn, "app.wide") == 3


def test_numbers_make_keys_unique(conn: Conn) -> None:
    types = (
        "smallint, numeric(4,2), varchar(2), char(4), uuid, bytea, date, timestamptz, inet, bit(16), app.citext, text[]"
    )
    conn.execute("create extension citext schema app")
    names = [f"c{n}" for n in range(len(types.split(", ")))]
    columns = ", ".join(f"{name} {type_} unique not null" for name, type_ in zip(names, types.split(", ")))
    conn.execute(f"create table app.keys ({columns})".encode())
    assert fill(conn, {}, [table("keys")], rows=20).notes == []
    assert count(conn, "app.keys") == 20


CHECKS = [
    "a text, check (a in ('x', 'it''s', 'z'))",
    "a text unique, check (a = any (array['x', 'y', 'z']))",
    "a varchar(10), check (a in ('x', 'y'))",
    "a text, check (char_length(a) between 3 and 5)",
    "a text unique, check (a ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(a) <= 4)",
    "a text, check (a ~ '^(INV|PO)-\\d{4}/[[:upper:]]{2}$')",
    "a text, check (a ~* '^https?://' and a not like '%localhost%')",
    "a text, check (a like 'ab\\_%z')",
    "a text, b text, check ((a is null) <> (b is null))",
    "a text, b integer, check (num_nonnulls(a, b) = 1)",
    "a integer, b integer, c integer, check (a > b), check (b > c), check (c >= 10 and a < 13)",
    "a integer, check (a % 7 = 3)",
    "a date, b date, check (b > a), check (a >= '2030-01-01')",
    "a timestamptz, check (a <= now())",
    "a timestamptz, check (a > '2100-01-01')",
    "a jsonb, check (jsonb_typeof(a) = 'object' and a ? 'kind')",
    "a jsonb, check (jsonb_typeof(a) = 'array')",
    "a text[], check (a <@ array['x', 'y'] and cardinality(a) > 0)",
    "a integer, d integer generated always as (a + 2) stored, check (d > 8 and d < 12)",
    "a int4range, b integer, exclude using gist (a with &&), check (upper(a) < 100000)",
    "a text, b text, check (case a when 'card' then b in ('visa', 'amex') else b = 'none' end)",
    "a numeric(5, 2), check (a >= 0 and a <= 1)",
    "a text, unique (a), check (1 / length(a) < 5)",
]


@pytest.mark.parametrize("body", CHECKS)
def test_checks_are_satisfied(conn: Conn, body: str) -> None:
    names = [part.split()[0] for part in body.split(", ") if part[1:2] == " "]
    conn.execute(f"create table app.t (id integer primary key, {body})".encode())
    assert fill(conn, {}, [table("t")]).notes == []
    filled = " + ".join(f"({name} is not null)::integer" for name in names)
    rows = conn.execute(f"select {filled} from app.t".encode()).fetchall()
    assert len(rows) == 3
    assert all(row[0] for row in rows)


def test_what_cannot_be_filled_is_told(conn: Conn) -> None:
    conn.execute("create table app.never (a integer not null check (a <> a)); create table app.on (id integer)")
    assert fill(conn, {}, [table("never"), table("gone"), table("on")]) == Filled(
        ['app.never: no row could be made up: new row for relation "never" violates check constraint "never_a_check"'],
        [table("on")],
    )


def test_wishes_are_fulfilled_where_they_can_be(conn: Conn) -> None:
    conn.execute("create table app.t (a text check (a <> 'x')); create table app.u (a text)")
    wished = {table("t"): ["a in ('x')"], table("u"): ["a in ('x', 'y')", "missing > 0"]}
    assert fill(conn, {}, [table("t"), table("u")], wished=wished).notes == []
    assert conn.execute("select distinct a from app.u order by 1").fetchall() == [("x",), ("y",)]
    assert count(conn, "app.t") == 3


def test_the_same_rows_every_time(scratch: Databases) -> None:
    found = []
    for _ in range(2):
        with database(scratch) as conn:
            conn.execute(
                "create schema app; create table app.t (a uuid default gen_random_uuid(), b timestamptz default now(), "
                "c date default current_date, d double precision default random())"
            )
            fill(conn, {}, [table("t")])
            found.append(contents(conn, [table("t")])[table("t")])
    assert found[0] == found[1]


# -- rows of live


def test_known_rows_and_the_rows_they_need(conn: Conn) -> None:
    conn.execute("""
        create table app.users (id uuid primary key, email text not null unique, level integer not null check (level in (7, 8)));
        create table app.tenants (id serial primary key, slug text not null unique, up integer not null references app.tenants);
        create table app.members (id integer generated always as identity primary key, tenant integer not null references app.tenants,
            "user %" uuid not null references app.users, note text, joined timestamptz not null default now());
        create function app.fails() returns trigger language plpgsql as $$ begin raise 'fired'; end $$;
        create trigger fails before insert on app.members for each row execute function app.fails()""")
    user, hostile = "00000000-0000-4000-8000-000000000001", "a'b\\\"c\n%s $$ 🎉"
    rows: list[tuple[Text, ...]] = [("5", user, hostile), ("6", user, ""), ("5", user, None)]
    filled = fill(conn, {table("members"): (["tenant", "user %", "note"], iter(rows))}, [table("tenants")])
    assert filled.notes == []
    assert set(filled.tables) == {table("members"), table("users"), table("tenants")}
    assert conn.execute('select tenant::text, "user %"::text, note from app.members order by id').fetchall() == rows
    assert conn.execute("select id::text from app.users").fetchall() == [(user,)]
    assert {5, 6} <= {row[0] for row in conn.execute("select id from app.tenants").fetchall()}
    sound(conn)
    row = conn.execute("insert into app.tenants (slug, up) values ('new', 5) returning id").fetchone()
    assert row is not None
    assert row[0] > 6, "the sequence goes on behind the rows"


def test_rows_of_a_foreign_table_stay_where_they_are(conn: Conn) -> None:
    conn.execute("create foreign data wrapper none; create server far foreign data wrapper none")
    conn.execute("create foreign table app.far (id integer) server far")
    assert fill(conn, {table("far"): (["id"], iter([("1",)]))}, [table("far")]) == Filled(
        ["app.far: a foreign table gets no rows on scratch"]
    )


def test_rows_that_break_a_check_in_live_too(conn: Conn) -> None:
    conn.execute("create table app.t (id integer primary key, b integer); insert into app.t values (1, -1)")
    conn.execute("alter table app.t add check (b > 0) not valid; alter table app.t disable trigger all")
    filled = fill(conn, {table("t"): (["id", "b"], iter([("2", "-2"), ("3", "3")]))}, [])
    assert filled.notes == ["app.t: some of its rows do not satisfy its checks"]
    assert count(conn, "app.t") == 3
    with pytest.raises(psycopg.errors.CheckViolation):
        conn.execute("insert into app.t values (4, -4)")


def test_a_column_named_like_ours(conn: Conn) -> None:
    conn.execute('create table app.s (n integer primary key, s text, i integer, "T" text, check (n > 0 and i > n))')
    filled = fill(conn, {table("s"): (["n", "s"], iter([("1", "a"), ("7002", "b")]))}, [])
    assert filled.notes == []
    assert conn.execute("select n, s, i > n from app.s order by 1").fetchall() == [(1, "a", True), (7002, "b", True)]


def test_many_rows_are_quick(conn: Conn) -> None:
    conn.execute("""create table app.users (id uuid primary key, email text not null unique);
        create table app.t (id serial primary key, owner uuid not null references app.users, slug text not null unique,
            kind text not null check (kind in ('a', 'b')), settings jsonb not null, number integer not null unique)""")
    rows: Iterator[tuple[Text, ...]] = (
        (f"00000000-0000-0000-0000-{n:012d}", f"slug {n}", '{"a": [1, 2]}') for n in range(100_000)
    )
    began = time.monotonic()
    filled = fill(conn, {table("t"): (["owner", "slug", "settings"], rows)}, [])
    assert filled == Filled([], [table("t"), table("users")])
    assert (count(conn, "app.t"), count(conn, "app.users")) == (100_000, 100_000)
    assert time.monotonic() - began < 30


# -- contents


def told(conn: Conn, **secret: str) -> dict[FactId, Contents]:
    return contents(conn, [table("t"), table("keyless")], {(table(name), column) for name, column in secret.items()})


def test_differences(conn: Conn) -> None:
    conn.execute("create table app.t (id integer primary key, a text, b jsonb); create table app.keyless (a text)")
    conn.execute(
        "insert into app.t select n, 'x', '{}' from generate_series(1, 9) n; insert into app.keyless values ('')"
    )
    before = told(conn)
    conn.execute("alter table app.t drop column a; alter table app.t add column a text; update app.t set a = 'x'")
    assert differences(before, told(conn)) == [], "neither order counts"
    conn.execute(
        "delete from app.t where id < 6; insert into app.t values (11); update app.t set a = null where id = 9"
    )
    conn.execute("update app.keyless set a = null")
    assert differences(before, told(conn)) == [
        "table app.t: 5 rows missing: id 1; id 2; id 3; ...",
        "table app.t: 1 row too many: id 11",
        "table app.t: 1 row changed in a: id 9",
        "table app.keyless: not the same 1 row",
    ]
    conn.execute("alter table app.t rename a to c; drop table app.keyless")
    assert differences(before, told(conn)) == [
        "table app.t: its columns are others: lacks a and has c; 9 rows before, 5 now",
        "table app.keyless is not there any more",
    ]


def test_secrets_are_not_told(conn: Conn) -> None:
    conn.execute("create table app.t (token text primary key, a integer); insert into app.t values ('hush', 1)")
    before = told(conn, t="token")
    conn.execute("update app.t set a = 2")
    assert "hush" not in repr(before)
    assert differences(before, told(conn, t="token")) == ["table app.t: 1 row changed in a: token (secret)"]


def test_effects_of_triggers(conn: Conn) -> None:
    conn.execute("""create table app.t (id integer primary key, a text, updated_at timestamptz, "other" text);
        insert into app.t values (1, 'x'), (2, 'x');
        create function app.touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
        create trigger touch before update on app.t for each row execute function app.touch()""")
    before = told(conn)
    conn.execute("update app.t set a = 'y' where id = 1")
    assert trigger_effects(before, told(conn), {table("t"): ["a"]}) == {table("t"): ("updated_at",)}
    assert trigger_effects(before, told(conn), {table("t"): ["a", "updated_at"]}) == {}


# -- patterns


def test_patterns() -> None:
    assert like(r"a%\%_b\\") == r"ax%xb" + "\\"
    assert samples("^[A-C]{2}-(?:x|y)?$", 3) == ["AA-x", "BB-", "CC-x"]
    assert samples("[unclosed") == []
    assert samples("") == [""]

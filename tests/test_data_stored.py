"""Rows in a snapshot's files: there and back, whatever is in them and whatever their table demands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from neodiff.data import stored
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.rows import Text
from neodiff.scratch.databases import Databases

Conn = psycopg.Connection[Any]
Rows = Sequence[tuple[Text, ...]]
TEXTS: list[Text] = [
    *(None, "", " ", "null", "NULL", '"', '""', ",", "\n", "\r\n", "a\nb", "\\", "\\.", "\\N", "\\n", "%s", "$$"),
    *("it's", "ünïcode 🎉", "ключ", "\t", "a,b\"c\n'd'", " x ", "\u2028"),
]


def table(name: str) -> FactId:
    return FactId("table", "app", name)


@pytest.fixture(params=["scratch", "old_live"])
def conn(request: pytest.FixtureRequest) -> Iterator[Conn]:
    databases: Databases = request.getfixturevalue(request.param)
    with databases.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as made:
        made.execute("create schema app")
        yield made


def write(folder: Path, *tables: tuple[FactId, Sequence[str], Rows]) -> None:
    (folder / stored.FOLDER).mkdir(exist_ok=True)
    for name, text in stored.files(tables):
        (folder / name).write_bytes(text.encode())


def read(conn: Conn, what: str) -> Rows:
    return sorted(conn.execute(what.encode()).fetchall(), key=repr)


def test_there_and_back(conn: Conn, tmp_path: Path) -> None:
    conn.execute('create table app."T %" ("new\nline" text, "b,""c" text)')
    rows = [(text, other) for text in TEXTS for other in TEXTS]
    write(tmp_path, (table("T %"), ["new\nline", 'b,"c'], rows))
    assert stored.load(conn, tmp_path) == {table("T %"): ("new\nline", 'b,"c')}
    assert read(conn, 'select * from app."T %"') == sorted(rows, key=repr)


def test_one_column(conn: Conn, tmp_path: Path) -> None:
    conn.execute("create table app.one (a text)")
    rows: Rows = [(text,) for text in TEXTS]
    write(tmp_path, (table("one"), ["a"], rows))
    stored.load(conn, tmp_path)
    assert read(conn, "select * from app.one") == sorted(rows, key=repr)


def test_nothing_stands_in_the_way(conn: Conn, tmp_path: Path) -> None:
    conn.execute("""
        create domain app.must as text not null;
        create table app.parent (id integer primary key);
        create table app.t (id integer generated always as identity primary key, parent integer not null references app.parent,
            slug text not null unique, sum integer not null, must app.must, at date not null, check (at > '2020-01-01'),
            check (must is not null), twice integer generated always as (1 / sum) stored, unique nulls not distinct (at));
        create index on app.t ((1 / sum));
        create function app.fails() returns trigger language plpgsql as $$ begin raise 'fired'; end $$;
        create trigger fails before insert on app.t for each row execute function app.fails();
        create rule silent as on insert to app.t do instead nothing""")
    rows: Rows = [("a", "7", "0"), ("b", None, "0")]
    write(tmp_path, (table("t"), ["slug", "parent", "twice"], rows))
    stored.load(conn, tmp_path)
    assert read(conn, "select slug, parent, twice from app.t where id is null and at is null") == [
        ("a", 7, 0),
        ("b", None, 0),
    ]
    conn.execute("set enable_seqscan = off")
    assert read(conn, "select slug from app.t where slug = 'a'") == [("a",)]


def test_not_null_is_gone_for_the_planner(conn: Conn, tmp_path: Path) -> None:
    conn.execute("create table app.t (id integer primary key, slug text, n integer not null)")
    write(tmp_path, (table("t"), ["slug"], [("x",)]))
    stored.load(conn, tmp_path)
    assert read(conn, "select slug from app.t where n is null and id is null") == [("x",)]


def test_partitions(conn: Conn, tmp_path: Path) -> None:
    conn.execute("""create table app.events (id integer, at date not null, note text, primary key (id, at)) partition by range (at);
        create table app.e1 partition of app.events for values from ('2026-01-01') to ('2027-01-01');
        create table app.e2 partition of app.events for values from ('2027-01-01') to ('2028-01-01')""")
    write(tmp_path, (table("events"), ["note", "id"], [("x", "1"), ("y", "1")]))
    stored.load(conn, tmp_path)
    assert read(conn, "select id, note from app.events") == [(1, "x"), (1, "y")]
    conn.execute("truncate app.events")
    write(tmp_path, (table("events"), ["note", "at"], [("x", "2027-02-02"), ("y", "2026-02-02")]))
    stored.load(conn, tmp_path)
    assert read(conn, "select note from app.e2") == [("x",)]


def test_the_same_rows_are_the_same_bytes() -> None:
    one = list(stored.files([(table("t"), ["a", "b"], [("2", None), ("1", "x"), (None, "")])]))
    assert one == list(stored.files([(table("t"), ["a", "b"], [(None, ""), ("2", None), ("1", "x")])]))
    assert one == [("rows/app.t.csv", 'a,b\n,""\n1,x\n2,\n')]


def test_secrets_are_left_out() -> None:
    rows: Rows = [("1", "hush")]
    secret = {(table("t"), "token"), (table("u"), "token")}
    found = list(stored.files([(table("t"), ["id", "token"], rows), (table("u"), ["token"], [("hush",)])], secret))
    assert found == [("rows/app.t.csv", "id\n1\n")]


def test_names_of_files(conn: Conn, tmp_path: Path) -> None:
    names = ["a/b", "a.b", "a", "A", "..", "q\"uo'te", "%41", "with space", "é", "CON", "я" * 31, "Я" * 31, "/" * 63]
    made = [FactId("table", schema, name) for schema in ("a", "a.b", "/" * 63, "." * 63) for name in names]
    files = [stored.file_name(one) for one in made]
    assert len({name.lower() for name in files}) == len(made)
    assert all(len(name) < 230 and name.count("/") == 1 and not name.startswith("rows/.") for name in files)
    for one in made:
        conn.execute(f'create schema if not exists "{one.schema}"'.encode())
        conn.execute('create table "{}"."{}" (a text)'.format(one.schema, one.name.replace('"', '""')).encode())
    write(tmp_path, *((one, ["a"], [(str(at),)]) for at, one in enumerate(made)))
    assert set(stored.load(conn, tmp_path)) == set(made)
    assert read(conn, 'select a from "a.b"."A"') == [(str(made.index(FactId("table", "a.b", "A"))),)]


def test_mistakes_are_told_with_their_place(conn: Conn, tmp_path: Path) -> None:
    conn.execute(
        "create table app.t (id integer, a text); create table app.u (id integer); create table app.v (id integer)"
    )
    rows = tmp_path / "rows"
    rows.mkdir()
    (rows / "app.t.csv").write_text('id,a\n1,"x\ny"\nz,y\n')
    (rows / "app.u.csv").write_text("id,b\n1,2\n")
    (rows / "app.v.csv").write_text("id,id\n1,2\n")
    (rows / "app.gone.csv").write_text("id\n")
    (rows / "app.w.csv").write_bytes(b"id\n\xff\n")
    again = "make the snapshot anew with `neodiff snapshot`"
    with pytest.raises(UserError) as error:
        stored.load(conn, tmp_path)
    assert str(error.value).splitlines() == [
        f"{rows}/app.gone.csv:1: no table of this name is in snapshot.sql; {again}",
        f'{rows}/app.t.csv:4: invalid input syntax for type integer: "z"; {again}',
        f"{rows}/app.u.csv:1: table app.u has no column b; {again}",
        f"{rows}/app.v.csv:1: expected a header that names each column once; {again}",
        f"{rows}/app.w.csv:1: no table of this name is in snapshot.sql; {again}",
    ]


def test_no_rows_at_all(conn: Conn, tmp_path: Path) -> None:
    assert stored.load(conn, tmp_path) == {}

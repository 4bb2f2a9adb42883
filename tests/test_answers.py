"""What was answered is not compared again, and nothing that changes since is overlooked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine

from neodiff.catalog.digest import digest
from neodiff.connect import begin
from neodiff.scratch import server
from neodiff.scratch.databases import Databases

MADE = """
create table t (id integer primary key, name text check (name <> ''), e text);
create table kept (id integer);
create function f() returns integer language sql as 'select 1';
create view v as select id from t;
create sequence s;
create policy p on t using (id > 0);
"""
DECLARED = """
table: t
columns: {id: {type: integer, primary_key: true}, name: {type: text, check: name <> ''}, e: text}
policies: {p: {using: id > 0}}
"""
CHANGES = (
    "alter table t add column more text",
    "alter table t alter column e set statistics 10",
    "alter table t drop constraint t_name_check",
    "create index on t (e)",
    "comment on column t.e is 'x'",
    "grant select on t to public",
    "grant select (e) on t to public",
    "alter table t enable row level security",
    "alter policy p on t using (id > 1)",
    "drop policy p on t",
    "alter table t set (fillfactor = 50)",
)
BESIDE = (
    "create or replace function f() returns integer language sql as 'select 2'",
    "alter sequence s increment 2",
    "create or replace view v as select id, name from t",
    "create type e as enum ('a')",
    "alter default privileges grant select on tables to public",
    "create statistics st on id, name from t",
    "alter database {name} set work_mem = '4MB'",
    "grant select (ctid) on t to public",
    "select lo_create(0)",
)


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("equal") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@pytest.fixture
def url(live: Databases) -> Iterator[str]:
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(MADE)
        yield live.server.url(conn.info.dbname)


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "t.yaml").write_text(DECLARED)
    return tmp_path / "schema"


def test_an_equal_database_is_told_without_a_scratch_server(cli: CommandLine, url: str, schema: Path) -> None:
    def told() -> list[tuple[int, str, str]]:
        forms = (
            cli.run("diff", url, "--schema-dir", schema, "--format", form) for form in ("text", "json", "sql", "html")
        )
        return [(done.returncode, done.stdout, done.stderr) for done in forms]

    first = told()
    assert (first[0][0], "table public.kept" in first[0][2]) == (0, True)
    assert cli.run("scratch", "stop").returncode == 0
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("insert into kept select generate_series(1, 1000)")
        conn.execute("analyze kept")
    assert told() == first
    assert "stopped" in cli.run("scratch", "status").stdout
    assert cli.run("diff", url, "--schema-dir", schema, "--out", schema.parent / "out").returncode == 0
    assert (schema.parent / "out" / "forward.sql").exists()


def test_what_is_declared_or_asked_otherwise_is_compared(cli: CommandLine, url: str, schema: Path) -> None:
    for _ in range(2):
        assert cli.run("diff", url, "--schema-dir", schema).returncode == 0
    assert cli.run("diff", url, "--schema-dir", schema, "--prune").returncode == 3
    (schema / "t.yaml").write_text(DECLARED.replace(", e: text", ", e: bigint"))
    assert cli.run("diff", url, "--schema-dir", schema).returncode == 1
    (schema / "t.yaml").write_text(DECLARED)
    (schema / "more.yaml").write_text("table: more\ncolumns: {a: text}\n")
    assert cli.run("diff", url, "--schema-dir", schema).returncode == 1


def test_what_is_no_file_is_told_by_whoever_reads_it(cli: CommandLine, url: str, schema: Path) -> None:
    os.mkfifo(schema / "pipe.yaml")
    (schema / "notes.txt").write_bytes(b"\xff")
    done = cli.run("diff", url, "--schema-dir", schema)
    assert (done.returncode, "pipe.yaml" in done.stderr) == (2, True)
    (schema / "pipe.yaml").unlink()
    assert cli.run("diff", url, "--schema-dir", schema).returncode == 0


def test_every_change_of_the_database_is_seen(cli: CommandLine, url: str, schema: Path) -> None:
    assert cli.run("diff", url, "--schema-dir", schema).returncode == 0
    with psycopg.connect(url, autocommit=True) as conn:
        for change in CHANGES[:4]:
            conn.execute(change.encode())
        done = cli.run("diff", url, "--schema-dir", schema, "--prune", "--allow", "all")
    assert done.returncode == 1
    assert "t_name_check" in done.stdout


def test_the_digest_knows_every_change(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        seen = [_digest(conn)]
        assert [_digest(conn)] == seen
        for change in (*CHANGES, *BESIDE):
            conn.execute(change.format(name=conn.info.dbname).encode())
            seen.append(_digest(conn))
            assert seen.count(seen[-1]) == 1, change


def test_the_digest_does_not_mind_rows(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("vacuum analyze")
        before = _digest(conn)
        conn.execute("insert into kept select generate_series(1, 5000)")
        conn.execute("vacuum analyze kept")
        conn.execute("select nextval('s')")
        assert _digest(conn) == before


def test_the_digest_says_who_reads(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        before = _digest(conn)
        conn.execute("set role keeper")
        assert _digest(conn) != before


def test_differences_are_told_again_while_live_and_its_rows_are_the_same(
    cli: CommandLine, url: str, schema: Path
) -> None:
    """A plan that keeps rows in mind depends on them: which tables hold any, and how many, is no part of the catalog."""
    (schema / "t.yaml").write_text(DECLARED.replace("e: text}", "e: {type: text, not_null: true}, n: bigint}"))

    def told(*more: object) -> tuple[int, str, str]:
        done = cli.run("diff", url, "--schema-dir", schema, *more)
        return done.returncode, done.stdout, done.stderr

    def compared() -> bool:
        """Was the scratch server needed for the last answer?"""
        ran = "stopped" not in cli.run("scratch", "status").stdout
        cli.run("scratch", "stop")
        return ran

    first = told()
    assert (first[0], "proven forward and reverse" in first[1], compared()) == (1, True, True)
    assert (told(), compared()) == (first, False)
    assert (told("--out", schema.parent / "out")[:2], compared()) == (first[:2], True)
    written = (schema.parent / "out" / "forward.sql").read_text()
    (schema.parent / "out" / "forward.sql").unlink()
    assert (told("--out", schema.parent / "out")[:2], compared()) == (first[:2], False)
    assert (schema.parent / "out" / "forward.sql").read_text() == written
    assert told("--no-prove")[1] != first[1]
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("insert into t values (1, 'a', 'b')")
        filled = told()
        assert (filled[0], "not valid" in filled[1], "not valid" in first[1], compared()) == (1, True, False, True)
        assert (told(), compared()) == (filled, False)
        conn.execute("insert into t select n, 'a', 'b' from generate_series(2, 300000) n")
        conn.execute("vacuum analyze t")
    big = told()
    assert ("about 300,000 rows" in big[1], "about 300,000 rows" in filled[1], compared()) == (True, False, True)


def test_answers_are_whole_secret_and_of_one_question(
    cli: CommandLine, url: str, schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = cli.cache / "answers"
    before = set(kept.glob("*"))
    login = url + "&password=hunter2hunter2"
    (schema / "neodiff.yaml").write_text("environments: {here: {url: $HERE}}\n")
    monkeypatch.setenv("HERE", login)
    secret = {"PGPASSWORD": "hunter2hunter2"}
    first = [cli.run("diff", db, "--schema-dir", schema, **secret).stdout for db in ("here", login)]
    made = set(kept.glob("*")) - before
    assert len(made) == 2
    assert not [path for path in cli.cache.rglob("*") if path.is_file() and b"hunter2hunter2" in path.read_bytes()]
    assert [cli.run("diff", db, "--schema-dir", schema).stdout for db in ("here", login)] == first
    assert set(kept.glob("*")) - before == made
    for content in (b"{", b"[]", b"\xff\0"):
        for path in made:
            path.write_bytes(content)
        assert [cli.run("diff", db, "--schema-dir", schema).stdout for db in ("here", login)] == first
    monkeypatch.setenv("HERE", url.replace("/neodiff_x_", "/no_such_"))
    assert cli.run("diff", "here", "--schema-dir", schema).returncode == 2


def test_declared_rows_are_always_compared(cli: CommandLine, url: str, schema: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("insert into t values (1, 'a', 'b')")
        (schema / "t.yaml").write_text(DECLARED + "rows: {key: [id], values: [{id: 1, name: a}]}\n")
        for _ in range(2):
            assert cli.run("diff", url, "--schema-dir", schema).returncode == 0
        conn.execute("update t set name = 'c'")
    assert cli.run("diff", url, "--schema-dir", schema).returncode == 1


def _digest(conn: psycopg.Connection[tuple[object, ...]]) -> str:
    begin(conn)
    found = digest(conn)
    conn.execute("rollback")
    return found

"""Backups: taken of hostile databases, verified, found, refused where a byte is another, restored with every row."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine, Done, owned, processes, until
from places import copy_of_staging
from psycopg.conninfo import make_conninfo

from neodiff.backup import contents, newest
from neodiff.backup.make import put, take
from neodiff.backup.manifest import NAME, load
from neodiff.backup.verify import verify
from neodiff.connect import begin
from neodiff.errors import EXIT_EQUAL, EXIT_INPUT, EXIT_REFUSED, PlanError
from neodiff.platforms import platform_named
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides

LONG = "ü" * 31 + "x"  # 63 bytes
HOSTILE = f"""
    create schema "Odd ""schema"" %s $$";
    create type "Odd ""schema"" %s $$"."Mood" as enum ('sad; drop', 'ok');
    create table "Odd ""schema"" %s $$"."Tab \\ le %" (id int generated always as identity primary key, "Col ümn" text,
        b bytea, doubled int generated always as (id * 2) stored, n numeric, f float8, m "Odd ""schema"" %s $$"."Mood"[],
        j jsonb, at timestamptz, price money);
    insert into "Odd ""schema"" %s $$"."Tab \\ le %" ("Col ümn", b, n, f, m, j, at, price) values
        ('a' || chr(10) || chr(9) || '\\N', '\\x00ff', null, 'NaN', '{{ok}}', '{{"a": [1, null]}}', 'infinity', 12.5),
        (null, null, 'NaN', 0.1, null, 'null', now(), null), ('', '', 1.50, '-0', '{{}}', '""', '0044-03-15 BC', -1);
    create table "{LONG}" (x int);
    insert into "{LONG}" select 7 from generate_series(1, 5);
    create table parts (id int, at date, note text default 'x') partition by range (at);
    create table parts_2020 partition of parts for values from ('2020-01-01') to ('2021-01-01');
    create table parts_rest (note text, at date, id int);
    alter table parts attach partition parts_rest default;
    insert into parts select i, '2020-06-01'::date + i from generate_series(1, 1000) i;
    create table above (a int); create table below (c int) inherits (above); alter table above add b text;
    insert into below values (1, 2, 'x'); insert into above values (3, 'y');
    create table nothing (); insert into nothing default values;
    create view seen as select id from parts; create materialized view counted as select count(*) from parts;
    create sequence falling increment -5 minvalue -100 maxvalue 0 start 0; select nextval('falling'), nextval('falling');
    select lo_from_bytea(0, '\\xdeadbeef'), lo_from_bytea(0, decode(repeat('ab', 2500000), 'hex')), lo_create(0);
    create table held (id int primary key, up int references held deferrable); insert into held values (1, 2), (2, 1);
    alter table held enable row level security; create policy none on held using (false);
    create schema neodiff; create table neodiff.migration (name text); insert into neodiff.migration values ('m');
"""


@pytest.fixture
def cli(scratch: Databases) -> CommandLine:
    return CommandLine(scratch.server.cache.parent)


@pytest.fixture
def url(live: Databases) -> Iterator[str]:
    """A hostile database of a keeper who is no superuser."""
    with live.fresh() as dsn:
        found = owned(live, dsn, "keeper")
        with psycopg.connect(found, autocommit=True) as conn:
            conn.execute(HOSTILE.encode())
        yield found


@pytest.fixture
def empty(live: Databases) -> Iterator[str]:
    with live.fresh() as dsn:
        yield owned(live, dsn, "keeper")


def backed_up(cli: CommandLine, url: str, out: Path, *args: str, status: int = EXIT_EQUAL) -> Done:
    done = cli.run("backup", url, "--out", out, *args)
    assert done.returncode == status, done.stderr
    assert done.stdout == f"{out}\n"
    return done


def rows(url: str) -> contents.Contents:
    with psycopg.connect(url, autocommit=True) as conn:
        begin(conn)
        return contents.read([conn], lambda *_: None)


@pytest.mark.parametrize("args", [(), ("--format", "directory", "--jobs", "3")], ids=["custom", "directory"])
def test_there_and_back(cli: CommandLine, url: str, empty: str, tmp_path: Path, args: tuple[str, ...]) -> None:
    out = tmp_path / "of it"
    done = backed_up(cli, url, out, *args)
    assert "verified: 9 tables, 1014 rows" in done.stderr
    said = load(out)
    assert said.verified is not None
    assert said.contents == rows(url)
    assert said.contents.large_objects.number == 3
    assert all(stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600) for path in out.rglob("*"))
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    asked = cli.run("restore", out, "--to", empty)
    assert (asked.returncode, "--yes" in asked.stderr) == (EXIT_REFUSED, True)
    done = cli.run("restore", out, "--to", empty, "--yes")
    assert (done.returncode, "and the same" in done.stderr) == (EXIT_EQUAL, True), done.stderr
    assert rows(empty) == said.contents
    again = cli.run("restore", out, "--to", empty, "--yes")
    assert (again.returncode, "is not empty: " in again.stderr) == (EXIT_REFUSED, True), again.stderr


def test_one_byte_is_another(cli: CommandLine, url: str, empty: str, tmp_path: Path) -> None:
    out = tmp_path / "good"
    backed_up(cli, url, out, "--format", "directory")
    tried = tmp_path / "tried"
    files = sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())
    assert len(files) > 10
    for file in files:
        shutil.rmtree(tried, ignore_errors=True)
        shutil.copytree(out, tried)
        whole = bytearray((out / file).read_bytes())
        at = len(whole) * 2 // 3
        whole[at] ^= 1
        (tried / file).write_bytes(whole)
        done = cli.run("restore", tried, "--to", empty, "--yes") if file == files[0] else None
        if done is not None:
            assert (done.returncode, "was changed since it was written" in done.stderr) == (EXIT_REFUSED, True)
        with psycopg.connect(url) as conn:
            found, why = newest(tmp_path, conn)
        assert found is not None
        assert found.path == out
        assert len(why) <= 1
    with psycopg.connect(empty) as conn:
        assert conn.execute("select count(*) from pg_class where oid >= 16384").fetchone() == (0,)


def test_each_byte_of_the_manifest_counts(cli: CommandLine, url: str, tmp_path: Path) -> None:
    out = tmp_path / "good"
    backed_up(cli, url, out)
    whole = (out / NAME).read_bytes()
    for at in range(len(whole)):
        (out / NAME).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(PlanError):
            load(out)
    for other in (whole.replace(b"\n", b" ", 1), whole + b" ", whole.replace(b"verified", b"\\u0076erified", 1)):
        (out / NAME).write_bytes(other)
        with pytest.raises(PlanError):
            load(out)
    for cut in range(0, len(whole), 37):
        (out / NAME).write_bytes(whole[:cut])
        with pytest.raises(PlanError):
            load(out)


def test_files_that_are_missing_or_too_many(cli: CommandLine, url: str, empty: str, tmp_path: Path) -> None:
    backed_up(cli, url, tmp_path / "b")
    (tmp_path / "b" / "more").write_text("x", encoding="utf-8")
    (tmp_path / "b" / "database.dump").unlink()
    done = cli.run("restore", tmp_path / "b", "--to", empty, "--yes")
    assert done.returncode == EXIT_REFUSED
    assert "database.dump: is missing" in done.stderr
    assert "more: does not belong" in done.stderr


def test_killed_while_it_is_written(cli: CommandLine, url: str, tmp_path: Path) -> None:
    out = tmp_path / "backups" / "b"
    with psycopg.connect(url) as blocker:
        blocker.execute("lock table parts_2020")
        process = cli.start("backup", url, "--out", out, NEODIFF_LOCK_TIMEOUT="1min")
        until(lambda: list(out.parent.glob(".b.*.backup")))
        process.kill()
        process.communicate()
    left = list(out.parent.iterdir())
    assert [path.name[:3] for path in left] == [".b."]
    with psycopg.connect(url) as conn:
        assert newest(out.parent, conn)[0] is None
    until(lambda: not any(str(left[0]) in line for line, _ in processes()))
    backed_up(cli, url, out)
    assert list(out.parent.iterdir()) == [out]
    done = cli.run("backup", url, "--out", out)
    assert (done.returncode, "is there already" in done.stderr) == (EXIT_INPUT, True)


def test_what_cannot_be_restored_is_not_verified(cli: CommandLine, url: str, empty: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "create table a (x int); create table b (x int); insert into b values (1);"
            "create function known(int) returns bool language sql as 'select exists (select from public.b where x = $1)';"
            "alter table a add check (known(x)); insert into a values (1); delete from b"
        )
    done = backed_up(cli, url, tmp_path / "bad", status=EXIT_REFUSED)
    assert "NOT VERIFIED" in done.stderr
    assert "violates check constraint" in done.stderr
    done = cli.run("restore", tmp_path / "bad", "--to", empty, "--yes")
    assert (done.returncode, "was never verified" in done.stderr) == (EXIT_REFUSED, True)
    with psycopg.connect(url) as conn:
        assert newest(tmp_path, conn) == (None, [f"{tmp_path / 'bad'}: was never verified"])
    done = cli.run("restore", tmp_path / "bad", "--to", empty, "--yes", "--unverified")
    assert (done.returncode, "nothing was changed there" in done.stderr) == (EXIT_INPUT, True)
    with psycopg.connect(empty) as conn:
        assert conn.execute("select count(*) from pg_class where oid >= 16384").fetchone() == (0,)


def test_rows_written_meanwhile_are_in_neither(scratch: Databases, live: Databases, url: str, tmp_path: Path) -> None:
    before = rows(url)
    with Sides(scratch.server, scratch, platform_named("none"), lambda _: None) as sides:

        def meanwhile(found: object) -> str:
            with psycopg.connect(url) as conn:
                conn.execute("insert into held values (3); update parts set note = 'y'; select nextval('falling')")
            return sides.dump(url, found.facts, found.snapshot)  # type: ignore[attr-defined]

        taken = take(
            url,
            "x",
            tmp_path / "b",
            form="custom",
            jobs=2,
            binary_dir=scratch.server.bin,
            schema=meanwhile,
            say=lambda _: None,
        )
        assert verify(taken, sides, lambda _: None).left_out == ()
    assert taken.manifest.contents.tables == before.tables != rows(url).tables


def test_a_dump_of_something_else_is_found_out(scratch: Databases, url: str, tmp_path: Path) -> None:
    with Sides(scratch.server, scratch, platform_named("none"), lambda _: None) as sides:
        taken = take(
            url,
            "x",
            tmp_path / "b",
            form="custom",
            jobs=1,
            binary_dir=scratch.server.bin,
            schema=lambda found: sides.dump(url, found.facts, found.snapshot),
            say=lambda _: None,
        )
        tables = dict(taken.manifest.contents.tables)
        tables["public.held"] = tables["public.held"]._replace(content="1 2")
        from dataclasses import replace

        other = replace(taken.manifest, contents=replace(taken.manifest.contents, tables=tables))
        put(taken.path, other)
        with pytest.raises(PlanError, match=r"table public\.held: 2 rows, and not with the same contents"):
            verify(taken, sides, lambda _: None)


def test_newest(cli: CommandLine, url: str, empty: str, tmp_path: Path) -> None:
    from dataclasses import replace

    backed_up(cli, url, tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "old")
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    put(tmp_path / "old", replace(load(tmp_path / "old"), at=at))
    with psycopg.connect(url) as conn, psycopg.connect(empty) as other:
        found, why = newest(tmp_path, conn)
        assert found is not None
        assert (found.path, why, found.age < timedelta(minutes=5)) == (tmp_path / "a", [], True)
        with (tmp_path / "a" / "database.dump").open("ab") as file:
            file.write(b"x")
        found, why = newest(tmp_path, conn)
        assert found is not None
        assert (found.path, len(why), found.age > timedelta(hours=4)) == (tmp_path / "old", 1, True)
        assert newest(tmp_path, other) == (None, [])
        assert newest(tmp_path / "none", conn) == (None, [])


def test_contents_see_every_value_and_no_order(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("create table t (a text, b text); insert into t values ('x', null), ('y', ''), ('y', '')")
        first = rows(url)
        conn.execute("truncate t; insert into t values ('y', ''), ('x', null), ('y', '')")
        assert rows(url) == first
        for change in (
            "update t set b = '' where a = 'x'",
            "delete from t where ctid = (select min(ctid) from t where a = 'y')",
            "update t set a = b, b = a where a = 'y'",
        ):
            conn.execute("begin")
            conn.execute(change.encode())
            changed = conn.execute("select array_agg(t::text order by t::text) from t").fetchone()
            conn.execute("commit")
            assert contents.differences(first, rows(url), exact=True) != [], changed
            conn.execute("truncate t; insert into t values ('y', ''), ('x', null), ('y', '')")
        conn.execute("select lo_put(oid, 1048575, 'zz') from pg_largeobject_metadata")
        assert contents.differences(first, rows(url), exact=True) == [
            "large objects: expected 3, got 3, with other contents"
        ]
        conn.execute("select setval('falling', -50)")
        assert [line for line in contents.differences(first, rows(url), exact=True) if "falling" in line] == [
            "sequence public.falling: expected -5, got -50"
        ]


def test_rows_that_may_not_be_read(cli: CommandLine, live: Databases, url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("alter table held force row level security")
    done = cli.run("backup", url, "--out", tmp_path / "b")
    assert (done.returncode, "row-level security" in done.stderr) == (EXIT_INPUT, True), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_secrets_stay_unseen(cli: CommandLine, url: str, tmp_path: Path) -> None:
    done = backed_up(cli, make_conninfo(url, password="geheim-7"), tmp_path / "b")
    assert "geheim-7" not in done.stderr + done.stdout + (tmp_path / "b" / NAME).read_text(encoding="utf-8")


def test_another_encoding(cli: CommandLine, live: Databases, tmp_path: Path) -> None:
    with live.fresh("LATIN1") as dsn, live.fresh("LATIN1") as other, live.fresh() as unfit:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute("create table t as select 'ü' || chr(223) as x".encode())
        backed_up(cli, dsn, tmp_path / "b")
        assert load(tmp_path / "b").encoding == "LATIN1"
        done = cli.run("restore", tmp_path / "b", "--to", unfit, "--yes")
        assert (done.returncode, "its encoding is UTF8" in done.stderr) == (EXIT_REFUSED, True), done.stderr
        done = cli.run("restore", tmp_path / "b", "--to", other, "--yes")
        assert done.returncode == EXIT_EQUAL, done.stderr


def test_old_server_without_schema_public(cli: CommandLine, old_live: Databases, tmp_path: Path) -> None:
    with old_live.fresh() as dsn, old_live.fresh() as other:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute("drop schema public; create schema s; create table s.t as select 1 as x")
        backed_up(cli, dsn, tmp_path / "b")
        done = cli.run("restore", tmp_path / "b", "--to", other, "--yes")
        assert (done.returncode, "and the same" in done.stderr) == (EXIT_EQUAL, True), done.stderr
        assert rows(other).tables == rows(dsn).tables


def test_supabase_with_extensions_that_scratch_lacks(cli: CommandLine, live: Databases, tmp_path: Path) -> None:
    with copy_of_staging(cli, live, tmp_path) as place:
        done = cli.run("backup", place.url, "--schema-dir", place.schema, "--out", tmp_path / "b")
        assert done.returncode == EXIT_EQUAL, done.stderr
        assert "not tried on scratch: extension " in done.stderr
        said = json.loads((tmp_path / "b" / NAME).read_text(encoding="utf-8"))
    assert said["tables"]["public.tenants"]["number"] > 0
    assert any("stand-in" in line for line in said["verified"]["left_out"])

"""What a plan destroys, run there and back on a server: every row, value and position is as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from neodiff.catalog.read import read
from neodiff.cli import cli
from neodiff.connect import begin
from neodiff.data import archive, session
from neodiff.data.archive import Archive
from neodiff.data.shape import shapes
from neodiff.errors import PlanError, UserError
from neodiff.facts import FactBase
from neodiff.kinds.base import Env
from neodiff.outcome import Plan
from neodiff.plan.actions import statements
from neodiff.plan.brought import Brought, columns_of
from neodiff.plan.changes import changes
from neodiff.review import script
from neodiff.scratch.databases import Databases
from neodiff.statement import Statement

HOSTILE = 'we"ird.%s$$ ' + "ä" * 20


def facts(dsn: str) -> FactBase:
    with psycopg.connect(dsn, autocommit=True) as conn:
        begin(conn)
        return read(conn)


def run(dsn: str, found: Sequence[Statement]) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        session.prepare(conn, found, {})
        conn.execute("set search_path = ''")
        conn.execute(";\n".join(statement.sql for statement in found).encode())


class World:
    """A database that goes from `before` to `after` and back, and what its tables hold."""

    def __init__(self, dsn: str, databases: Databases) -> None:
        self.dsn, self.databases = dsn, databases

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            found = conn.execute(sql.encode())
            while found.nextset():
                pass
            return found.fetchall() if found.description else []

    def tables(self) -> list[str]:
        sql = """select quote_ident(nspname) || '.' || quote_ident(relname) from pg_class c join pg_namespace n
            on n.oid = relnamespace where relkind in ('r', 'p') and nspname !~ '^(pg_|information|neodiff)' order by 1"""
        return [name for (name,) in self.execute(sql)]

    def state(self) -> list[Any]:
        rows = []
        for name in self.tables():
            # columns that come back stand at the end
            [(columns,)] = self.execute(
                f"""select coalesce(string_agg(quote_ident(attname) || '::text', ', ' order by attname), '') from pg_attribute
                where attrelid = '{name.replace("'", "''")}'::regclass and attnum > 0 and not attisdropped"""
            )
            rows.append((name, sorted(self.execute(f"select {columns} from {name}"), key=str)))
        return [*rows, self.execute("select * from pg_sequences order by schemaname, sequencename")]

    def plan(self, before: str, after: str) -> None:
        """Both ways from `before`, which is what is there now, to `after`, as SQL that makes it from nothing."""
        self.execute(before)
        with self.databases.fresh() as goal:
            with psycopg.connect(goal, autocommit=True) as conn:
                conn.execute(after.encode())
            new = facts(goal)
        old, env = facts(self.dsn), Env(18)
        there, back = changes(old, new, env), changes(new, old, env)
        self.found = archive.plan(there, shapes(old), "20260102", env)
        brought = [
            Brought(
                each.about if each.about.parent is None else each.about.root,
                "restore",
                each.restore,
                columns_of(old, each.about.root, [each.about.name]) | ({each.about} & old.facts.keys()),
                early=True,
            )
            for each in self.found
            if each.restore
        ]
        late = {each.about for each in self.found if each.late_not_null}
        self.forward = [s for each in self.found for s in each.copy] + statements(there, env)
        self.reverse = statements(back, env, brought, late)
        self.old, self.new = old, new

    def there_and_back(self, *between: str) -> None:
        before = self.state()
        run(self.dsn, self.forward)
        assert facts(self.dsn).fingerprint() == self.new.fingerprint()
        for sql in between:
            self.execute(sql)
        run(self.dsn, self.reverse)
        assert facts(self.dsn).fingerprint() == self.old.fingerprint()
        if not between:
            assert self.state() == before
        assert self.execute("select * from pg_namespace where nspname = 'neodiff_archive'") == []


@pytest.fixture
def world(scratch: Databases) -> Iterator[World]:
    with scratch.fresh() as dsn:
        yield World(dsn, scratch)


def only(found: Sequence[Archive]) -> Archive:
    assert len(found) == 1, found
    return found[0]


def test_a_table_of_everything(world: World) -> None:
    name = '"' + HOSTILE.replace('"', '""') + '"'
    world.plan(
        f"""create type mood as enum ('sad', 'glad'); create domain code as varchar(5) check (value <> '');
        create collation loose (locale = 'C');
        create table {name} (id bigint generated always as identity (start with 5), n serial, {name} mood, c code, d text collate loose,
            twice bigint generated always as (id * 2) stored, up {name + "x"} , at timestamptz, f float8, a mood[], k regclass);
        insert into {name} ({name}, c, d, at, f, a, k) values ('sad', 'ab', 'X', now(), 0.1, '{{glad,NULL}}', 'pg_class'),
            (null, null, null,
            null, 'nan', null, null);
        delete from {name} where id = 6; create table empty (id int generated by default as identity primary key);
        create table none (); insert into none default values; insert into none default values;
        create table tree (id int primary key, up int references tree);
        insert into tree values (1, null), (2, 1), (3, 2)""".replace(f", up {name + 'x'} ", ""),
        "create table other (x int)",
    )
    world.there_and_back()
    assert [each.lost for each in world.found if each.lost] == []


def test_nothing_is_made_where_nothing_is_lost(world: World) -> None:
    world.plan(
        "create table t (id int generated always as identity, x int); create table u (id serial primary key, x int)",
        "create table u (id int primary key)",
    )
    run(world.dsn, world.forward)
    assert world.execute("select * from pg_namespace where nspname like 'neodiff%'") == []
    run(world.dsn, world.reverse)
    assert facts(world.dsn).fingerprint() == world.old.fingerprint()


def test_columns(world: World) -> None:
    world.plan(
        """create type mood as enum ('sad', 'glad');
        create table t (id int primary key, m mood not null, name text constraint named not null, n int default 5,
            action text, "grantee" text, again text, v text, i int
            generated always as identity, k mood, unique (k));
        create function loud() returns trigger language plpgsql as $$ begin raise exception 'loud'; end $$;
        insert into t values (1, 'sad', 'a', 1, 'x', 'y', 'z', null, default, 'sad'),
            (2, 'glad', 'b', null, null, 'y', null, 'x', default, 'glad');
        create trigger a before update on t for each row execute function loud(); alter table t enable always trigger a;
        create trigger b before update on t for each row execute function loud(); alter table t disable trigger b""",
        """create table t (id int primary key);
        create function loud() returns trigger language plpgsql as $$ begin raise exception 'loud'; end $$;
        create trigger a before update on t for each row execute function loud(); alter table t enable always trigger a;
        create trigger b before update on t for each row execute function loud(); alter table t disable trigger b""",
    )
    assert {each.about.name for each in world.found if each.late_not_null} == {"m", "name"}
    world.there_and_back()


def test_columns_of_a_table_that_went_on(world: World) -> None:
    world.plan(
        "create table t (id int primary key, v text, n int default 5); insert into t values (1, 'a', null), (2, 'b', 7)",
        "create table t (id int primary key)",
    )
    world.there_and_back("delete from t where id = 2; insert into t values (3)")
    assert world.execute("select id, v, n from t order by 1") == [(1, "a", None), (3, None, 5)]


def test_values_that_a_new_type_alters(world: World) -> None:
    world.plan(
        """create table t (id int primary key, n numeric, j json, at timestamp, g int, h int, keep numeric);
        insert into t values (1, 1.25, '{"b":1, "a":1}', '2026-01-02 03:04', 1, 7, 1), (2, 2, '[]', null, null, null, 2),
                (3, 3.5, null, null, 3, 3, 3)""",
        """create table t (id bigint primary key, n int, j jsonb, at date, g int generated always as (id::int * 2) stored,
        h int generated always as (id::int * 3) virtual, keep int)""",
    )
    assert [each.lost for each in world.found if each.lost] == []
    assert {each.about.name for each in world.found} == {"n", "j", "at", "g", "h", "keep"}
    run(world.dsn, [s for each in world.found for s in each.copy])
    kept = [
        name
        for (name,) in world.execute(
            "select relname from pg_class where relnamespace = 'neodiff_archive'::regnamespace and relkind = 'r' order by 1"
        )
    ]
    assert kept == [f"public.t.{column}#20260102" for column in ("at", "g", "h", "j", "n")]
    assert world.execute('select * from neodiff_archive."public.t.n#20260102" order by 1') == [
        (1, Decimal("1.25")),
        (3, Decimal("3.5")),
    ]
    world.execute("drop schema neodiff_archive cascade")
    world.there_and_back()
    world.there_and_back("update t set n = 9 where id = 3")
    assert [str(n) for (n,) in world.execute("select n from t order by id")] == ["1.25", "2", "9"]


def test_sequences(world: World) -> None:
    world.plan(
        """create sequence alone increment by -2; create sequence unused;
        create table t (id serial primary key, x int, y bigint generated by default as identity);
        select nextval('alone'), nextval('alone'), nextval('t_id_seq'), nextval('t_id_seq'); insert into t (x) values (1)""",
        "create table t (id int generated by default as identity primary key, x int, y bigint not null)",
    )
    world.there_and_back()
    world.there_and_back("insert into t (id, x, y) values (50, 2, 60)")
    assert world.execute("select nextval('t_id_seq'), nextval('t_y_seq'), nextval('alone')") == [(51, 61, -5)]


def test_what_cannot_be_kept_says_so(world: World) -> None:
    world.plan(
        """create table t (a int, b int); create table u (id int primary key, b int); create type pair as (a int, b int);
        create table w (id int primary key, p pair)""",
        """create table t (b int); create table u (b int); create type pair as (a int); create table w (id int primary key, p pair)""",
    )
    said = {str(each.about): each.lost for each in world.found if each.lost}
    assert set(said) == {"column public.t.a", "column public.u.id", "composite public.pair"}
    assert said["column public.t.a"] == "public.t has no other key that stays, by which its rows could be found again"


def test_an_archive_is_nobody_elses(world: World) -> None:
    world.plan(
        """create role nosy; alter default privileges grant all on tables to nosy; alter default privileges grant usage on schemas to nosy;
        create table t (x int); insert into t values (1)""",
        "select 1",
    )
    try:
        run(world.dsn, world.forward)
        with psycopg.connect(world.dsn, autocommit=True) as conn:
            conn.execute("set role nosy")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute('select * from neodiff_archive."public.t#20260102"')
    finally:
        world.execute("drop owned by nosy; drop role nosy")


def test_hidden_rows_are_an_error_not_an_empty_archive(world: World) -> None:
    world.plan(
        """create role landlord; create table t (x int); insert into t values (1); alter table t enable row level security,
        force row level security;
        alter table t owner to landlord""",
        "select 1",
    )
    try:
        with psycopg.connect(world.dsn, autocommit=True) as conn:
            copied = only([each for each in world.found if each.about.name == "t"]).copy
            session.prepare(conn, copied, {})
            conn.execute("grant all on schema public to landlord; set role landlord")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                conn.execute(copied[0].sql.encode())
    finally:
        world.execute("drop owned by landlord; drop role landlord")


def test_tables_without_a_room(world: World) -> None:
    from neodiff.facts import Fact, FactId
    from neodiff.plan.changed import Changes

    world.execute(
        """create type mood as enum ('sad'); create table p (id int generated always as identity, m mood,
                twice int generated always as (id * 2)
            stored) partition by range (id);
        create table p1 partition of p for values from (1) to (10); create table "p-2" partition of p default;
        insert into p (m) select 'sad' from generate_series(1, 12); create table base (x int); create table heir (y text) inherits (base);
        insert into base values (1); insert into heir values (2, 'z')"""
    )
    family = FactId("sql", "public", "table public.p")
    inherited = FactId("sql", "public", "table public.base")
    far = FactId("sql", "public", "foreign table public.f")
    drops = {
        family: ['drop table public."p-2"', "drop table public.p1", "drop table public.p"],
        inherited: ["drop table public.heir", "drop table public.base"],
        far: ["drop foreign table public.f"],
    }
    old = FactBase(facts={each: Fact(each, {"create": [], "drop": drop}) for each, drop in drops.items()}, major=18)
    found = archive.plan(Changes(old, FactBase(), dropped=set(old.facts)), {}, "1", Env(18))
    assert {each.about: (len(each.copy), each.lost) for each in found} == {
        family: (3, ""),
        inherited: (2, ""),
        far: (0, ""),
    }
    before = world.state()[:-1]
    run(world.dsn, [s for each in found for s in each.copy])
    world.execute("truncate p; truncate base; alter table p alter id restart")
    assert world.state()[:-1] != before
    run(world.dsn, [s for each in found for s in each.restore])
    assert world.state()[:-1] == before


def invoke(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["archive", *args], standalone_mode=False)
    if isinstance(result.exception, UserError | PlanError):
        raise result.exception
    assert result.exception is None, (result.exception, result.output)
    return result.return_value or 0, result.stdout, result.stderr


def test_list_and_purge(world: World) -> None:
    world.plan(
        "create table t (x int); create table u (x int); insert into t values (1), (2); insert into u values (1)",
        "select 1",
    )
    assert invoke("list", world.dsn)[:2] == (0, "no archives\n")
    run(world.dsn, world.forward)
    world.execute("create table neodiff_archive.mine (x int); create table public.neodiff_archive (x int)")
    status, out, _ = invoke("list", world.dsn)
    assert status == 0
    lines = out.splitlines()
    assert lines[1].split()[:4] == ["mine", "0", "0", "B"]
    assert lines[2].startswith("public.t#20260102")
    assert "table public.t" in lines[2]
    with pytest.raises(PlanError, match="--yes"):
        invoke("purge", world.dsn)
    with pytest.raises(UserError, match=r"no archive 'public\.x'"):
        invoke("purge", world.dsn, "public.x", "--yes")
    assert "nothing to drop" in invoke("purge", world.dsn, "--older-than", "1", "--yes")[2]
    status, out, _ = invoke("purge", world.dsn, "public.t#20260102", "--yes")
    assert (status, out) == (0, "dropped public.t#20260102\n")
    assert invoke("purge", world.dsn, "--yes")[1] == "dropped mine\ndropped public.u#20260102\n"
    assert world.tables() == ["public.neodiff_archive"]
    assert world.execute("select * from pg_namespace where nspname = 'neodiff_archive'") == []


def test_scripts_of_both_ways_run_in_psql(world: World, scratch: Databases) -> None:
    world.plan(
        """create type mood as enum ('it''s :name', 'b'); create table t (id int primary key, m mood, d numeric);
        insert into t values (1, 'it''s :name', 1.5); create table gone (id serial, x text); insert into gone (x) values ('a$$b')""",
        "create table t (id int primary key, d int)",
    )
    before = world.state()
    plan = Plan("live", "18", forward=world.forward, reverse=world.reverse, old=world.old, new=world.new)
    for text, way in ((script.forward(plan), world.forward), (script.reverse(plan), world.reverse)):
        assert text.count("row_security") == 2 * session.touches_rows(way)
        program = scratch.server.bin / "psql"
        done = subprocess.run(
            [program, "-X", "-q", "-v", "name=BAD", "-d", world.dsn],
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert world.state() == before
    plain = Plan("live", "18", forward=[Statement("select 1")])
    assert "row_security" not in script.forward(plain)

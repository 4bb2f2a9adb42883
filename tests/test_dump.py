"""pg_dump as a judge: what it is asked, how its text is cut, what counts as a difference and what does not."""

from __future__ import annotations

import logging
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from neodiff import dump
from neodiff.dump import Key, cut, words
from neodiff.errors import UserError
from neodiff.scratch.binaries import find, run_as, runnable, server_account
from neodiff.sql import ident, statements, tokens

PORT = "55941"
SECRET = "s3cret of 'the' house"
LOOK_ALIKE = "\n--\n-- Name: fake; Type: TABLE; Schema: app; Owner: boss\n--\n\n"
ODD_OWNER = "odd; Tablespace: x"

SCHEMA = f"""
create schema app;
create schema neodiff;
create table neodiff.ledger (i int);
create table app.t (id serial primary key, a int default 1 not null, b text not null default 'x''y; --',
    c numeric(10,2), d text collate "C", e int constraint foo not null, g int generated always as (a * 2) stored,
    check (a > 0), constraint cc check (b <> ')')) with (fillfactor=70, autovacuum_enabled=false);
alter table app.t add constraint nv check (a < 1000) not valid;
create table app."we ird; Type: TABLE; Schema: x; Owner: y" ("a, b" int default 3, "select" text);
create table app."{LOOK_ALIKE}" ("co""l
" int);
create table app."new
line" (x int, "DEFAULT" int);
create table app."new line" (y int);
create type app.comp as (a int, b text collate "C");
create type app.en as enum ('a', 'b');
create domain app.dom as text default 'x' not null constraint z check (value <> '') check (length(value) < 9);
create function app.f(a int, b text default 'x') returns int language plpgsql
    set work_mem = '1MB' set search_path = app, public as $f$
begin
  return 1; -- $$ ; "
{LOOK_ALIKE}
end $f$;
create function app.f(a text) returns int language sql begin atomic;
    select case when length(a) > 1 then 1 else 2 end; update app.t set b = a, a = 2; select 2; end;
create table app.loopy (id int, n int not null);
create function app.lf(app.loopy) returns boolean language sql as 'select true';
create function app.ld() returns int language sql begin atomic; select count(*)::int from app.loopy; end;
alter table app.loopy add check (app.lf(loopy));
alter table app.loopy alter n set default app.ld();
create view app.v with (security_invoker=true, security_barrier=true) as
    select id, count(*) c from app.t group by t.id, t.a;
create view app.grouped as select t.*, count(*) from app.t group by t.id;
alter view app.v alter column c set default 4;
create materialized view app.mv as select 1 as one;
create rule r as on insert to app.loopy do also (insert into app.t (e) values (1); delete from app.t;);
create table app.par (i int default 5, j int) partition by range (i);
create table app.par1 partition of app.par for values from (1) to (2);
create table app.base (a int default 1);
create table app.inh (k int) inherits (app.base);
alter table app.inh alter a set default 9;
create policy p on app.t for select to dump_a, dump_b using (a > 0);
alter table app.t enable row level security;
grant usage on schema app to dump_a, dump_b;
grant select, insert on app.t to dump_a with grant option;
grant select (a) on app.t to dump_b;
set role dump_a; grant select on app.t to dump_b; reset role;
alter default privileges for role dump_a in schema app grant select on tables to dump_b;
alter default privileges for role dump_b in schema app grant select on tables to dump_a;
comment on table app.t is 'it''s {LOOK_ALIKE}';
create statistics app.st on a, c from app.t;
create type app.base_type as (a int);
create table app.typed of app.base_type (a with options default 4) with (fillfactor=50);
create unlogged table app.ul (i int);
alter table app.ul alter i set (n_distinct=5, n_distinct_inherited=6);
create table app.placed (i int primary key using index tablespace "ts p") tablespace "ts p";
create index on app.placed (i) tablespace "ts p";
create index on app.placed (i);
create table app.stored (i int) using heap2;
create table app.stored_par (i int) partition by list (i);
create materialized view app.stored_mv using heap2 tablespace "ts p" as select 1 as x;
create publication pub for table app.t (id, a) with (publish='insert');
alter table app.inh owner to "{ODD_OWNER}";
alter schema public owner to dump_a;
create sequence app.seq increment by 3;
create foreign data wrapper fdw;
create server srv foreign data wrapper fdw;
create foreign table app.ft (a int options (x 'y') not null default 4, check (a > 0)) server srv options (z 'w', b 'q');
"""


@dataclass(frozen=True)
class Cluster:
    bin: Path
    host: Path

    def dsn(self, database: str, **more: str) -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.host), port=PORT, **({"dbname": database, "user": "boss"} | more)
        )

    def sql(self, database: str, *commands: str) -> None:
        with psycopg.connect(self.dsn(database), autocommit=True) as conn:
            for command in commands:
                conn.execute(command)

    def make(self, database: str, script: str = "", template: str = "template0") -> str:
        self.sql(
            "postgres",
            f"drop database if exists {ident(database)}",
            f"create database {ident(database)} template {ident(template)} strategy file_copy",
        )
        if script:
            self.sql(database, script)
        return database

    def dump(self, database: str) -> str:
        return dump.run(self.bin, self.dsn(database))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    account = server_account()
    memory = Path("/dev/shm")  # noqa: S108
    home = Path(tempfile.mkdtemp(prefix="dump-", dir=memory if os.access(memory, os.W_OK) else None))
    shutil.chown(home, account.uid, account.gid)
    programs = runnable(find(None), account, home / "programs")
    data = home / "data"
    made = run_as(
        account,
        [str(programs / "initdb"), "-D", str(data), "-U", "boss", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        cwd=home,
    )
    assert made.returncode == 0, made.stderr
    hba = data / "pg_hba.conf"
    hba.write_text("local all dump_login scram-sha-256\nlocal all all trust\n")
    settings = (
        f"-c listen_addresses= -c unix_socket_directories={home} -c port={PORT} -c fsync=off -c wal_level=logical"
    )
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    started = run_as(account, [*control, "-l", str(home / "log"), "-o", settings, "start"], cwd=home)
    assert started.returncode == 0, (home / "log").read_text()
    here = Cluster(programs, home)
    try:
        here.sql(
            "postgres",
            "create role dump_a",
            "create role dump_b",
            f'create role "{ODD_OWNER}"',
            f"create role dump_login login password '{SECRET.replace(chr(39), chr(39) * 2)}'",
            "set allow_in_place_tablespaces = on",
            "create tablespace \"ts p\" location ''",
        )
        # databases of other tests are copies of this one, access method included
        here.make("hostile", "create access method heap2 type table handler heap_tableam_handler;" + SCHEMA)
        yield here
    finally:
        run_as(account, [*control, "-m", "immediate", "stop"], cwd=home)
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def hostile(cluster: Cluster) -> str:
    return cluster.dump("hostile")


# ---- what is a difference


CHANGES = [
    ("alter table app.t add column z int", "table app.t"),
    ("alter table app.t alter a set default 2", "table app.t"),
    ("alter table app.t alter id drop default", "table app.t"),
    ("alter table app.t alter e drop not null", "table app.t"),
    ("alter table app.ul alter i type bigint", "table app.ul"),
    ("alter table app.t drop constraint cc", "table app.t"),
    ("alter table app.t validate constraint nv", "table app.t"),
    ("alter table app.t set (fillfactor = 71)", "table app.t"),
    ("alter table app.loopy drop constraint loopy_check", "table app.loopy"),
    ("alter table app.inh alter a set default 10", "table app.inh"),
    ("alter table app.ul set logged", "table app.ul"),
    ("alter table app.stored set access method heap", "table app.stored"),
    ('alter table app."new\nline" rename x to y2', "table app.new line"),
    (f'alter table app."{LOOK_ALIKE}" add y int', f"table app.{LOOK_ALIKE}".replace("\n", " ")),
    ("alter table app.inh owner to boss", "table app.inh"),
    ("alter type app.comp add attribute c int", "type app.comp"),
    ("alter type app.en add value 'c' before 'b'", "type app.en"),
    ("alter domain app.dom drop constraint z", "domain app.dom"),
    ("alter domain app.dom set default 'y'", "domain app.dom"),
    ("create or replace function app.f(a text) returns int language sql as 'select 1'", "function app.f(text)"),
    ("alter function app.f(int, text) reset work_mem", "function app.f(integer, text)"),
    ("alter view app.v alter column c drop default", "view app.v"),
    ("alter view app.v set (security_invoker=false)", "view app.v"),
    ("alter view app.grouped rename count to total", "view app.grouped"),
    ("alter policy p on app.t to dump_a", "policy app.t p"),
    ("revoke grant option for insert on app.t from dump_a", "acl app.TABLE t"),
    ("grant update (a) on app.t to dump_b", "acl app.COLUMN t.a"),
    (
        "alter default privileges for role dump_b in schema app grant insert on tables to dump_a",
        "default acl app.DEFAULT PRIVILEGES FOR TABLES",
    ),
    ("comment on table app.t is 'other'", "comment app.TABLE t"),
    ("alter table app.t force row level security", "table app.t"),
    ("alter publication pub set table app.t (id)", "publication table app.pub t"),
    ("alter sequence app.seq increment by 4", "sequence app.seq"),
    ("create rule r2 as on update to app.loopy do nothing", "rule app.loopy r2"),
    ("alter foreign table app.ft alter a drop default", "foreign table app.ft"),
]


@pytest.mark.parametrize(("change", "key"), CHANGES, ids=[change for change, _ in CHANGES])
def test_one_change_is_one_difference(cluster: Cluster, hostile: str, change: str, key: str) -> None:
    cluster.make("changed", change, template="hostile")
    before, after = dump.entries(hostile), dump.entries(cluster.dump("changed"))
    found = dump.differences(after, before)
    assert [str(difference.key) for difference in found] == [key]
    assert found[0].missing or found[0].extra
    [back] = dump.differences(before, after)
    assert (back.missing, back.extra) == (found[0].extra, found[0].missing)
    assert dump.column_order(after, before) == []


def test_differences_name_what_is_lacking_and_what_is_beside(cluster: Cluster, hostile: str) -> None:
    cluster.make("changed", "alter table app.t rename c to cc; drop table app.ul", template="hostile")
    found = {str(d.key): d for d in dump.differences(dump.entries(cluster.dump("changed")), dump.entries(hostile))}
    assert found["table app.t"].missing == ["c numeric(10,2)"]
    assert found["table app.t"].extra == ["cc numeric(10,2)"]
    assert found["table app.ul"].extra == []
    assert "  - i integer\n" in f"{found['table app.ul']}\n"


# ---- what is no difference


def test_two_dumps_of_one_database_are_equal_without_a_look_inside(
    cluster: Cluster, hostile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(text: str) -> Iterator[tuple[str, str, int]]:
        raise AssertionError(text)

    monkeypatch.setattr(words, "tokens", refuse)
    monkeypatch.setattr(cut, "tokens", refuse)
    got, want = dump.entries(cluster.dump("hostile")), dump.entries(hostile)
    assert got.body == want.body
    assert dump.differences(got, want) == []
    assert dump.column_order(got, want) == []


def test_the_order_of_history_is_no_difference(cluster: Cluster) -> None:
    cluster.make(
        "straight",
        """create table t (id int primary key, a int default 3 not null, b text, check (a > 0))
               with (fillfactor=70, autovacuum_enabled=false);
           create type c as (x int, y text);
           create index i on t (a) with (fillfactor=50, deduplicate_items=off);
           create view v with (security_barrier=true, security_invoker=true) as select 1 as one;
           create function f() returns int language sql set work_mem = '1MB' set search_path = a, b as 'select 1';
           create policy p on t to dump_a, dump_b using (true);
           create publication q for table t (id, a, b);
           create statistics s on a, b from t;
           alter table t alter a set (n_distinct=1, n_distinct_inherited=2);
           grant select on t to dump_a; grant insert on t to dump_b;""",
    )
    cluster.make(
        "crooked",
        """create table t (b text, a int not null, id int primary key) with (autovacuum_enabled=false);
           alter table t add check (a > 0), alter a set default 3, set (fillfactor=70);
           create type c as (y text); alter type c add attribute x int;
           create index i on t (a) with (deduplicate_items=off); alter index i set (fillfactor=50);
           create view v with (security_invoker=true) as select 1 as one; alter view v set (security_barrier=true);
           create function f() returns int language sql set search_path = a, b as 'select 1';
           alter function f() set work_mem = '1MB';
           create policy p on t to dump_b using (true); alter policy p on t to dump_b, dump_a;
           create publication q for table t (a, b, id);
           create statistics s on b, a from t;
           alter table t alter a set (n_distinct_inherited=2); alter table t alter a set (n_distinct=1);
           grant insert on t to dump_b; grant select on t to dump_a;""",
    )
    got, want = dump.entries(cluster.dump("crooked")), dump.entries(cluster.dump("straight"))
    assert got.body != want.body
    assert dump.differences(got, want) == []
    assert dump.column_order(got, want) == [Key("TABLE", "public", "t"), Key("TYPE", "public", "c")]


def plain(*parts: tuple[str, str, str]) -> dump.Dump:
    """A dump of entries (type, name, SQL) in schema s."""
    text = "--\n-- PostgreSQL database dump\n--\n\nSET lock_timeout = 0;\n\n"
    for kind, name, sql in parts:
        text += f"--\n-- Name: {name}; Type: {kind}; Schema: s; Owner: o\n--\n\n{sql}\n\n\n"
    return dump.entries(text + "--\n-- PostgreSQL database dump complete\n--\n\n")


TABLE = "CREATE TABLE s.t (\n    a integer{}\n    \"b,\" text DEFAULT 'x'::text CONSTRAINT n NOT NULL{}\n);"
APART = [
    (
        [("TABLE", "t", TABLE.format(" DEFAULT f(1, 2) NOT NULL,", ",\n    CONSTRAINT k CHECK ((a > 0))"))],
        [
            ("TABLE", "t", TABLE.format(" NOT NULL,", "")),
            ("DEFAULT", "t a", "ALTER TABLE ONLY s.t ALTER COLUMN a SET DEFAULT f(1, 2);"),
            ("CHECK CONSTRAINT", "t k", "ALTER TABLE s.t\n    ADD CONSTRAINT k CHECK ((a > 0));"),
        ],
    ),
    (
        [("FOREIGN TABLE", "t", "CREATE FOREIGN TABLE s.t (\n    a integer DEFAULT 1\n)\nSERVER x;")],
        [
            ("FOREIGN TABLE", "t", "CREATE FOREIGN TABLE s.t (\n    a integer\n)\nSERVER x;"),
            ("DEFAULT", "t a", "ALTER FOREIGN TABLE ONLY s.t ALTER COLUMN a SET DEFAULT 1;"),
        ],
    ),
    (
        [
            (
                "DOMAIN",
                "d",
                "CREATE DOMAIN s.d AS text NOT NULL DEFAULT 'x'::text\n\tCONSTRAINT k CHECK ((VALUE <> ''::text));",
            )
        ],
        [
            ("DOMAIN", "d", "CREATE DOMAIN s.d AS text DEFAULT 'x'::text NOT NULL;"),
            ("CHECK CONSTRAINT", "d k", "ALTER DOMAIN s.d\n    ADD CONSTRAINT k CHECK ((VALUE <> ''::text));"),
        ],
    ),
    (
        [("VIEW", "v", "CREATE VIEW s.v WITH (security_barrier='true') AS\n SELECT 1 AS x;")],
        [
            ("VIEW", "v", "CREATE VIEW s.v AS\nSELECT\n    NULL::integer AS x;"),
            ("RULE", "v _RETURN", "CREATE OR REPLACE VIEW s.v WITH (security_barrier='true') AS\n SELECT 1 AS x;"),
        ],
    ),
]


@pytest.mark.parametrize(("inside", "apart"), APART, ids=["table", "foreign table", "domain", "view"])
def test_what_is_printed_apart_equals_what_is_printed_inside(
    inside: list[tuple[str, str, str]], apart: list[tuple[str, str, str]]
) -> None:
    assert dump.differences(plain(*apart), plain(*inside)) == []
    assert dump.differences(plain(*apart[:-1]), plain(*inside)) != []


def test_the_order_of_enum_labels_and_of_index_columns_is_a_difference() -> None:
    for kind, one, other in (
        ("TYPE", "CREATE TYPE s.x AS ENUM (\n 'a',\n 'b'\n);", "CREATE TYPE s.x AS ENUM (\n 'b',\n 'a'\n);"),
        ("INDEX", "CREATE INDEX x ON s.t USING btree (a, b);", "CREATE INDEX x ON s.t USING btree (b, a);"),
        ("RULE", "CREATE RULE x AS ON INSERT TO s.t DO ( DELETE FROM a;\n DELETE FROM b;\n);",
                 "CREATE RULE x AS ON INSERT TO s.t DO ( DELETE FROM b;\n DELETE FROM a;\n);"),
    ):  # fmt: skip
        assert len(dump.differences(plain((kind, "x", one)), plain((kind, "x", other)))) == 1


def test_statements_that_occur_twice_are_counted() -> None:
    once = ("ACL", "TABLE t", "GRANT SELECT ON TABLE s.t TO a;")
    [difference] = dump.differences(plain(once), plain(once, once))
    assert difference.missing == ["GRANT SELECT ON TABLE s.t TO a"]
    assert difference.extra == []


def test_another_grantor_is_a_difference() -> None:
    grant = "GRANT SELECT ON TABLE s.t TO a;"
    by = f"SET SESSION AUTHORIZATION b;\n{grant}\nRESET SESSION AUTHORIZATION;"
    [difference] = dump.differences(plain(("ACL", "TABLE t", by)), plain(("ACL", "TABLE t", grant)))
    assert difference.extra == ["as b: GRANT SELECT ON TABLE s.t TO a"]


def test_settings_between_entries_belong_to_the_entries_that_they_concern() -> None:
    space, heap = 'SET default_tablespace = "x;""y";\n\n', "SET default_table_access_method = heap2;\n\n"
    view, table = "CREATE VIEW s.v AS\n SELECT 1;\n\n\n", "CREATE TABLE s.t (\n    a integer\n)"
    got = plain(("VIEW", "v", view + space + heap.rstrip()), ("VIEW", "w", "CREATE VIEW s.w AS\n SELECT 2;"),
                ("TABLE", "t", table + ";"),
                ("TABLE", "p", table.replace("s.t", "s.p") + "\nPARTITION BY LIST (a);"))  # fmt: skip
    assert set(got[Key("TABLE", "s", "t")]) == {
        'CREATE TABLE s.t (...) USING heap2 TABLESPACE "x;""y"',
        "a integer",
    }
    assert set(got[Key("VIEW", "s", "v")]) == {"CREATE VIEW s.v AS SELECT 1"}
    assert set(got[Key("VIEW", "s", "w")]) == {"CREATE VIEW s.w AS SELECT 2"}
    assert 'CREATE TABLE s.p (...) PARTITION BY LIST (a) TABLESPACE "x;""y"' in got[Key("TABLE", "s", "p")]


# ---- cutting


def test_every_entry_is_found_and_no_look_alike(hostile: str) -> None:
    got = dump.entries(hostile)
    assert hostile.count("-- Name: fake; ") > 3
    assert not [key for key in got if key.name == "fake"]
    assert Key("TABLE", "app", "we ird; Type: TABLE; Schema: x; Owner: y") in got
    assert sum(got[Key("TABLE", "app", "new line")].values()) == 7
    assert not [key for key in got if "ledger" in key.name or key.name == "neodiff"]
    assert {"CREATE VIEW app.grouped", "ALTER VIEW app.grouped"} == {
        " ".join(text.split()[:3]) for text in got[Key("VIEW", "app", "grouped")]
    }
    assert any(
        "CASE WHEN" in text and text.endswith("SELECT 2; END") for text in got[Key("FUNCTION", "app", "f(text)")]
    )


def test_text_that_is_no_whole_dump_is_refused(hostile: str) -> None:
    for text in ("", hostile[: len(hostile) // 2], hostile + "drop table app.t;\n", "drop table x;\n" + hostile):
        with pytest.raises(ValueError, match=r"^expected "):
            dump.entries(text)
    assert len(plain()) == 0
    with pytest.raises(KeyError):
        plain()[Key("TABLE", "s", "t")]


def test_the_fast_scan_never_contradicts_the_lexer() -> None:
    chance = random.Random(7)  # noqa: S311
    pieces = ["'", '"', "$", "$a$", "$1", "a", "_b", "-", "--", "/", "/*", "*/", "\\", "E'", ";", " ", "\n", "é$"]
    agreed = 0
    for _ in range(20_000):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 12))) + "\n"
        if cut._CLOSED.fullmatch(text):
            agreed += 1
            assert [kind for kind, _, _ in tokens(text)][-1] == "space", text
    assert agreed > 1000


def test_a_thousand_tables_compare_in_well_under_a_second() -> None:
    parts = [
        part
        for i in range(1000)
        for part in (
            (
                "TABLE",
                f"t{i}",
                f"CREATE TABLE s.t{i} (\n    a integer DEFAULT 1 NOT NULL,\n    b text DEFAULT 'x'::text\n);",
            ),
            (
                "FUNCTION",
                f"f{i}()",
                f"CREATE FUNCTION s.f{i}() RETURNS integer\n    LANGUAGE sql\n    AS $$select 'it'$$;",
            ),
            *[("INDEX", f"t{i}_{n}", f"CREATE INDEX t{i}_{n} ON s.t{i} USING btree (a);") for n in range(8)],
        )
    ]
    one, other = plain(*parts), plain(*parts, ("INDEX", "last", "CREATE INDEX last ON s.t USING btree (b);"))
    started = time.perf_counter()
    assert [str(found.key) for found in dump.differences(one, other)] == ["index s.last"]
    # 0.15 s where nothing else runs
    assert time.perf_counter() - started < 2


# ---- snapshots


def test_a_normalised_dump_is_the_same_each_time_and_loads(cluster: Cluster, hostile: str) -> None:
    text = dump.normalised(hostile)
    assert text == dump.normalised(cluster.dump("hostile")) == dump.normalised(text)
    assert "restrict" not in text
    assert "Dumped" not in text
    assert dump.differences(dump.entries(text), dump.entries(hostile)) == []
    cluster.make("loaded")
    subprocess.run(
        [cluster.bin / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", cluster.dsn("loaded")],
        input=text.encode(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    again = dump.entries(cluster.dump("loaded"))
    assert dump.differences(again, dump.entries(hostile)) == []
    assert dump.column_order(again, dump.entries(hostile)) == []


def test_a_normalised_dump_loads_statement_by_statement(cluster: Cluster) -> None:
    cluster.make("ruleless", "drop rule r on app.loopy", template="hostile")
    text = cluster.dump("ruleless")
    cluster.make("loaded")
    cluster.sql("loaded", *statements(dump.normalised(text)))
    assert dump.differences(dump.entries(cluster.dump("loaded")), dump.entries(text)) == []


# ---- the program


def fake(directory: Path, script: str) -> Path:
    program = directory / "pg_dump"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return directory


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://who:s3cr%2Fet@far:5433/db?connect_timeout=3",
        "host=far port=5433 user=who dbname=db password='s3cr/et' connect_timeout=3",
    ],
)
def test_the_password_is_in_the_environment_and_in_no_argument(tmp_path: Path, dsn: str) -> None:
    where = fake(tmp_path, 'printf "%s\\n" "$PGPASSWORD" "$@"')
    password, *args = dump.run(
        where, dsn, snapshot="00-1", exclude_schemas=['a"b'], extra_args=["--no-acl"]
    ).splitlines()
    assert password == "s3cr/et"
    assert "s3cr" not in " ".join(args)
    assert {"--schema-only", "--lock-wait-timeout=5s", "--snapshot=00-1", "--no-acl"} < set(args)
    assert '--exclude-schema="a""b"' in args
    assert "host=far" in args[-1]
    assert "connect_timeout=3" in args[-1]


@pytest.mark.parametrize(
    ("dsn", "message"),
    [
        ("s3cret", "connection string is not valid"),
        ("postgresql://who:s3cret@it@far/db", "%40"),
        ("postgresql://who:s3cret/it@far/db", "percent-encode"),
        ("host=far sslpassword=s3cret", "sslpassword"),
    ],
)
def test_a_connection_string_that_cannot_be_used_is_not_repeated(tmp_path: Path, dsn: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        dump.run(tmp_path, dsn)
    assert "s3cret" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot run .*pg_dump: No such file"):
        dump.run(tmp_path, "dbname=x")


def test_bytes_come_as_they_are_and_warnings_are_not_lost(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    where = fake(tmp_path, "printf 'a\\r\\n\\377'; echo 'pg_dump: warning: odd' >&2")
    with caplog.at_level(logging.WARNING):
        assert dump.run(where, "dbname=x") == "a\r\n\udcff"
    assert caplog.messages == ["pg_dump: warning: odd"]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            "pg_dump: error: server version mismatch\npg_dump: detail: server version: 18.6; pg_dump version: 15",
            "server version: 18.6; pg_dump version: 15; expected a pg_dump of the server's major",
        ),
        ("pg_dump: error: something else\npg_dump: hint: see", "cannot dump the schema: something else"),
        (
            "pg_dump: error: query failed: server closed the connection unexpectedly\n\tThis probably means\n",
            r"the connection dropped \(server closed the connection unexpectedly\); try again",
        ),
        ("", "exit status 1"),
    ],
)
def test_failures_are_one_line(tmp_path: Path, told: str, message: str) -> None:
    (tmp_path / "told").write_text(told)
    with pytest.raises(UserError, match=message) as error:
        dump.run(fake(tmp_path, f"cat {tmp_path}/told >&2; exit 1"), "dbname=x")
    assert "\n" not in str(error.value)
    with pytest.raises(UserError, match="ended by signal 9"):
        dump.run(fake(tmp_path, "kill -9 $$"), "dbname=x")


def test_an_object_that_may_not_be_read_is_named(cluster: Cluster) -> None:
    cluster.make("closed", 'create schema s; grant usage on schema s to dump_login; create table s."se cret" (i int)')
    login = cluster.dsn("closed", user="dump_login", password=SECRET)
    with pytest.raises(UserError, match=r'permission denied for table s\."?se cret"?; expected usage') as error:
        dump.run(cluster.bin, login)
    assert SECRET not in str(error.value)
    cluster.sql("closed", 'grant select on s."se cret" to dump_login')
    assert Key("TABLE", "s", "se cret") in dump.entries(dump.run(cluster.bin, login))
    with pytest.raises(UserError, match=r"cannot connect for the schema dump: .*password") as error:
        dump.run(cluster.bin, cluster.dsn("closed", user="dump_login", password="wr0ng"))
    assert "wr0ng" not in str(error.value)


def test_the_snapshot_is_the_one_given(cluster: Cluster) -> None:
    cluster.make("moving", "create table old (i int)")
    with psycopg.connect(cluster.dsn("moving")) as conn:
        conn.execute("set transaction isolation level repeatable read")
        row = conn.execute("select pg_export_snapshot()").fetchone()
        assert row is not None
        cluster.sql("moving", "create table new (i int)")
        text = dump.run(cluster.bin, cluster.dsn("moving"), snapshot=row[0])
        assert "CREATE TABLE public.old" in text
        assert "CREATE TABLE public.new" not in text
    with pytest.raises(UserError, match="expected the transaction that exported it to be open still"):
        dump.run(cluster.bin, cluster.dsn("moving"), snapshot=row[0])


def test_a_lock_and_a_dropped_connection_are_said_so(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_LOCK_TIMEOUT", "300ms")
    cluster.make("locked", "create table t (i int)")
    with (
        psycopg.connect(cluster.dsn("locked")) as holder,
        psycopg.connect(cluster.dsn("locked"), autocommit=True) as conn,
    ):
        holder.execute("lock table t")
        with pytest.raises(UserError, match=r"another session holds a lock on a table for more than 300ms"):
            dump.run(cluster.bin, cluster.dsn("locked"))
        monkeypatch.setenv("NEODIFF_LOCK_TIMEOUT", "20s")
        waiting = subprocess.Popen(
            [shutil.which("sh") or "sh", "-c",
             f"sleep 0.7; exec {cluster.bin / 'psql'} -qAt -d \"$1\" -c \"$2\"", "sh", cluster.dsn("locked"),
             "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LOCK TABLE%'"],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with pytest.raises(UserError, match="the connection dropped"):
            dump.run(cluster.bin, cluster.dsn("locked"))
        assert waiting.wait(10) == 0
        assert conn.execute("select 1").fetchone() == (1,)

"""What an older PostgreSQL lacks: told at its line, left out of what is compared; and scratch servers of older majors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine
from conftest import OLD

from neodiff.declare import newer
from neodiff.declare.load import load
from neodiff.dump import projected
from neodiff.problems import DeclarationError
from neodiff.scratch import server
from neodiff.scratch.databases import Databases

EVERYTHING = """\
table: t
columns:
  a: {type: integer, not_null: {name: must, not_valid: true}}
  b: {type: integer, generated: a * 2, virtual: true}
  c: {type: integer, identity: {generated: always, unlogged: true}}
  d: {type: integer, not_null: {name: only a name}}
unique:
  - {columns: [a], name: once, nulls_not_distinct: true}
checks:
  positive: {expression: a > 0, not_enforced: true}
foreign_keys:
  - {columns: [a], name: up, references: t(a), on_delete: set null, on_delete_columns: [a]}
indexes:
  plain: {columns: [a]}
  distinct: {columns: [a], unique: true, nulls_not_distinct: true}
grants: {somebody: [select, maintain]}
---
view: v
query: select a from t
security_invoker: true
---
sequence: s
unlogged: true
"""


@pytest.mark.parametrize(
    ("major", "told"),
    [
        (14, {3: 18, 4: 18, 5: 15, 8: 15, 10: 18, 12: 15, 15: 15, 18: 15, 22: 15}),
        (17, {3: 18, 4: 18, 10: 18}),
        (18, {}),
    ],
)
def test_what_is_newer_than_the_database_is_an_error_at_its_line(
    major: int, told: dict[int, int], tmp_path: Path
) -> None:
    (tmp_path / "all.yaml").write_text(EVERYTHING)
    declaration = load(tmp_path)
    try:
        newer.check(declaration, major, "staging")
        found = []
    except DeclarationError as error:
        found = error.problems.sorted()
    assert {each.pos.line: each.message.split(" needs ")[1] for each in found if each.pos} == {
        line: f"PostgreSQL {since}, staging is {major}" for line, since in told.items()
    }


DUMP = """\
CREATE DOMAIN s.d AS text CONSTRAINT "by ""name" NOT NULL DEFAULT 'x'::text;
CREATE TABLE s.t (
    a integer CONSTRAINT must NOT NULL,
    b text DEFAULT 'y'::text CONSTRAINT "it is" NOT NULL
);
ALTER TABLE s.t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME s.t_a_seq
    LOGGED
    START WITH 1
);
GRANT SELECT,MAINTAIN ON TABLE s.t TO reader;
GRANT MAINTAIN ON TABLE s.t TO keeper;
"""


def test_a_dump_is_read_in_the_words_of_the_older_server() -> None:
    assert projected(DUMP, 18) == DUMP
    unnamed = DUMP.replace(" CONSTRAINT must NOT", " NOT").replace(' CONSTRAINT "it is" NOT', " NOT")
    assert projected(DUMP, 17) == unnamed
    old = unnamed.replace(' CONSTRAINT "by ""name" NOT', " NOT").replace("SELECT,MAINTAIN", "SELECT")
    old = old.replace("GRANT MAINTAIN ON TABLE s.t TO keeper;", "")
    assert projected(DUMP, 15) == old
    assert projected(DUMP, 14) == old.replace("    LOGGED\n", "")


@pytest.fixture
def old_scratch(tmp_path: Path) -> Iterator[CommandLine]:
    """neodiff that may have the system's PostgreSQL 15 as scratch."""
    if not OLD.is_dir():
        pytest.skip(f"no PostgreSQL 15 in {OLD}")
    yield CommandLine(tmp_path / "cache")
    for programs in (OLD, None):
        server.clean(bin_dir=programs, cache=tmp_path / "cache")


def test_scratch_may_be_of_the_same_major(old_scratch: CommandLine, old_live: Databases, tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "t.yaml").write_text("table: t\ncolumns: {id: {type: integer, primary_key: true}}\n")
    with old_live.fresh() as dsn:
        command = ("diff", dsn, "--schema-dir", tmp_path / "schema")
        done = old_scratch.run(*command, NEODIFF_BIN=str(OLD))
        assert (done.returncode, "on PostgreSQL 15." in done.stdout) == (1, True), done.stderr
        scratch = server.acquire(bin_dir=OLD, cache=tmp_path / "cache")
        done = old_scratch.run(*command, "--scratch-url", scratch.url())
        assert (done.returncode, "on PostgreSQL 15." in done.stdout) == (1, True), done.stderr


def test_what_the_package_is_built_without(old_scratch: CommandLine, old_live: Databases, tmp_path: Path) -> None:
    with old_live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "create collation german (provider = icu, locale = 'de-DE'); create table t (a text collate german)"
        )
        done = old_scratch.run("pull", dsn, "--out", tmp_path / "schema")
        assert done.returncode == 2
        assert 'ICU is not supported in this build at: "CREATE COLLATION public.german (provider = icu,' in done.stderr
        assert "NEODIFF_BIN or --scratch-url names a server that has it" in done.stderr
        done = old_scratch.run("pull", dsn, "--out", tmp_path / "schema", NEODIFF_BIN=str(OLD))
        assert done.returncode == 0, done.stderr


def test_an_older_scratch_is_refused(
    old_scratch: CommandLine, old_live: Databases, live: Databases, tmp_path: Path
) -> None:
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("create table t (id integer)")
        done = old_scratch.run("pull", dsn, "--out", tmp_path / "schema", NEODIFF_BIN=str(OLD))
    assert done.returncode == 2
    assert "is PostgreSQL 18, the scratch server only 15." in done.stderr

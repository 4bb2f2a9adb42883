"""What neodiff.yaml leaves out, or leaves to others: never a difference, never dropped, and still there to refer to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.declare.load import load
from neodiff.facts import FactId
from neodiff.problems import DeclarationError
from neodiff.scope import LEFT_OUT, Scope
from neodiff.scratch.databases import Databases

LIVE = """
create table orders (id integer primary key, tmp_note text); create index tmp_idx on orders (tmp_note);
create table tmp_a (id integer); create sequence apart; create table tmp_b (id integer default nextval('apart'));
alter sequence apart owned by tmp_b.id;
create schema queue; create table queue.jobs (id integer primary key, state text); create function queue.send() returns void
    language sql as 'select'; grant all on table queue.jobs to public;
create table _prisma_migrations (id integer primary key); create view _prisma_view as select id from _prisma_migrations;
"""
SETTINGS = """\
platform: none
exclude: ["table public.tmp_*", "index public.orders.tmp_*", "* partman.*"]
managed_by: {prisma: ["* public._prisma_*"], pgmq: [schema queue]}
"""
ORDERS = """\
table: orders
columns: {id: {type: integer, primary_key: true}, tmp_note: text, job: {type: integer, references: queue.jobs.id}}
---
view: states
query: select j.state, m.id from queue.jobs j, _prisma_migrations m
"""


@pytest.fixture
def dsn(live: Databases) -> Iterator[str]:
    with live.fresh() as found, psycopg.connect(found, autocommit=True) as conn:
        conn.execute(LIVE.encode())
        conn.close()
        yield found


def diff(
    folder: Path, dsn: str, yaml: str, *args: str, settings: str = SETTINGS
) -> tuple[int, dict[str, list[str]], str]:
    folder.mkdir(exist_ok=True)
    (folder / "neodiff.yaml").write_text(settings)
    (folder / "all.yaml").write_text(yaml)
    result = CliRunner().invoke(
        cli, ["diff", dsn, "--schema-dir", str(folder), "--format", "json", *args], standalone_mode=False
    )
    assert result.exception is None, (result.exception, result.output)
    plan = json.loads(result.stdout)
    plan["sql"] = [statement["sql"] for unit in plan["units"] for statement in unit["statements"]]
    return result.return_value, plan, result.stderr


def test_a_pattern_covers_what_is_inside() -> None:
    table = FactId("table", "public", "tmp_a")
    scope = Scope(exclude=("table public.tmp_*", "schema cron"), managed={"prisma": ("* app.*",)})
    assert scope.whose(FactId("grants", "", "", FactId("column", "", "a", table))) == LEFT_OUT
    assert scope.whose(FactId("function", "cron", "run()")) == LEFT_OUT
    assert scope.whose(FactId("schema", "", "cron")) == LEFT_OUT
    assert scope.whose(FactId("function", "app", "run(integer)")) == "prisma"
    assert scope.covers(FactId("table", "public", "orders"))
    only = Scope(include=("table public.orders*",))
    assert only.covers(FactId("policy", "", "read", FactId("table", "public", "orders_old")))
    assert not only.covers(FactId("schema", "", "public"))


def test_what_is_left_out_is_no_difference(dsn: str, tmp_path: Path) -> None:
    status, plan, told = diff(tmp_path / "schema", dsn, ORDERS, "--prune", "--allow", "all")
    assert (status, plan["proven"]) == (1, True), plan
    assert not any(word in sql for sql in plan["sql"] for word in ("drop", "tmp_", "_prisma_view"))
    assert "kept" not in told
    assert plan["notes"] == [
        "left out by neodiff.yaml: 4 objects",
        "managed by pgmq: 3 objects",
        "managed by prisma: 2 objects",
    ]


def test_only_what_is_included_is_compared(dsn: str, tmp_path: Path) -> None:
    settings = "platform: none\ninclude: [table public.tmp_a]\n"
    status, plan, _ = diff(
        tmp_path / "schema", dsn, "table: tmp_a\ncolumns: {id: text}\n", "--prune", settings=settings
    )
    assert status == 1
    assert len(plan["sql"]) == 1


def test_a_declared_object_may_be_somebody_elses(dsn: str, tmp_path: Path) -> None:
    own = "table: notes\ncolumns: {id: {type: integer, primary_key: true}, job: {type: integer, references: queue.jobs.id}}\n"
    theirs = "---\ntable: jobs\nschema: queue\nmanaged_by: pgmq\ncolumns: {id: {type: integer, primary_key: true}}\n---\nschema: queue\n"
    status, plan, _ = diff(tmp_path / "schema", dsn, own + theirs, settings="platform: none\n")
    assert (status, plan["proven"]) == (1, True), plan
    assert len(plan["sql"]) == 2
    assert all("public.notes" in sql for sql in plan["sql"])
    assert "managed by pgmq: 1 object" in plan["notes"]
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("drop table queue.jobs")
    status, plan, _ = diff(tmp_path / "schema", dsn, own + theirs, settings="platform: none\n")
    assert status == 3
    assert "is managed by pgmq and" in json.dumps(plan["proof"])


def test_pull_and_snapshot(dsn: str, tmp_path: Path) -> None:
    folder = tmp_path / "pulled"
    folder.mkdir()
    (folder / "neodiff.yaml").write_text(SETTINGS)
    for command in (
        ["pull", dsn, "--out", str(folder)],
        ["snapshot", dsn, "--schema-dir", str(folder), "--out", str(tmp_path / "snapshot")],
    ):
        result = CliRunner().invoke(cli, command, standalone_mode=False)
        assert result.exception is None, (result.exception, result.output)
    assert [path.name for path in folder.rglob("*.yaml") if path.parent.name == "tables"] == ["orders.yaml"]
    assert load(folder).settings["exclude"][0] == "table public.tmp_*"
    manifest = json.loads((tmp_path / "snapshot" / "manifest.json").read_text())
    assert manifest["managed_by"]["prisma"] == ["table public._prisma_migrations", "view public._prisma_view"]
    assert manifest["excluded"] == [
        "index public.orders.tmp_idx",
        "sequence public.apart",
        "table public.tmp_a",
        "table public.tmp_b",
    ]
    status, _, _ = diff(folder, str(tmp_path / "snapshot"), "# nothing more\n")
    assert status == 0


def test_a_mistyped_pattern_is_told(tmp_path: Path) -> None:
    (tmp_path / "neodiff.yaml").write_text('exclude: [table public.a, "tabel public.b"]\nmanaged_by: {x: [public.c]}\n')
    with pytest.raises(DeclarationError) as caught:
        load(tmp_path)
    assert ":1:" in str(caught.value)
    assert "exclude: 'tabel public.b' begins with no kind" in str(caught.value)
    assert "did you mean 'table'?" in str(caught.value)
    assert "managed_by: x: 'public.c'" in str(caught.value)

"""A column of a big table gets its new type beside the old one: written meanwhile, stopped after every unit, gone back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from test_online import execute, plan_for, run, server
from test_online_filled import ask, declare

from neodiff.compare import compare
from neodiff.declare.load import load
from neodiff.impact import sizes
from neodiff.named import Source
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.platforms import platform_named
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides
from neodiff.source import opened
from neodiff.units import Unit, units

__all__ = ["server"]

ROWS = 2000
BEFORE = """\
create table "Ta""ble $$ %s \\ é" (
    "new $$ %s" integer primary key, n integer not null default 0 unique, amount integer check (amount > 0), note text);
create index by_amount on "Ta""ble $$ %s \\ é" (amount desc) include (note) where note <> 'x';
insert into "Ta""ble $$ %s \\ é" select i, i, i, case when i % 3 = 0 then 'n' end from generate_series(1, {rows}) i;
create table other (ref integer references "Ta""ble $$ %s \\ é");
insert into other select generate_series(1, 100);
analyze "Ta""ble $$ %s \\ é"
"""
OLD = """\
table: 'Ta"ble $$ %s \\ é'
columns:
  'new $$ %s': {type: integer, primary_key: true}
  n: {type: integer, not_null: true, unique: true, default: 0}
  amount: {type: integer, check: amount > 0}
  note: text
indexes: {by_amount: {columns: [{column: amount, order: desc}], include: [note], where: "note <> 'x'"}}
---
table: other
columns:
  ref: {type: integer, references: {table: 'Ta"ble $$ %s \\ é', column: 'new $$ %s'}}
"""
NEW = (
    OLD.replace("'new $$ %s': {type: integer", "'new $$ %s': {type: bigint")
    .replace("n: {type: integer", "n: {type: bigint")
    .replace("amount: {type: integer", "amount: {type: 'numeric(12,2)'")
)
SUMS = """select count(*), sum(n::integer), sum(amount::integer), sum("new $$ %s") from "Ta""ble $$ %s \\ é" """


@pytest.fixture(autouse=True)
def _all_are_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "MANY_ROWS", 100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    declare(tmp_path, NEW)
    return tmp_path


@contextmanager
def database(server: Databases) -> Iterator[str]:
    with server.fresh() as dsn:
        execute(dsn, BEFORE.replace("{rows}", str(ROWS)))
        yield dsn


@contextmanager
def writing(dsn: str) -> Iterator[list[str]]:
    """Somebody who inserts, updates and deletes without pause; what failed is in the list."""
    failed: list[str] = []
    stop = threading.Event()

    def write() -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            for i in range(1, 10**9):
                if stop.is_set():
                    return
                row, new = 1 + i % ROWS, ROWS + i
                try:
                    conn.execute(
                        'insert into "Ta""ble $$ %%s \\ é" ("new $$ %%s", n, amount) values (%s, %s, %s)',
                        [new, new, new],
                    )
                    conn.execute('update "Ta""ble $$ %%s \\ é" set amount = amount + 1 where n = %s', [row])
                    conn.execute('update "Ta""ble $$ %%s \\ é" set amount = amount - 1 where n = %s', [row])
                    conn.execute('delete from "Ta""ble $$ %%s \\ é" where "new $$ %%s" = %s', [new])
                except psycopg.Error as error:
                    failed.append(str(error))
                    return

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield failed
    finally:
        stop.set()
        thread.join()


def safely(plan: Plan) -> None:
    assert {"prepare", "swap"} <= {each.verb for each in plan.forward}
    for each in (*plan.forward, *plan.reverse):
        assert each.impact is not None
        assert not each.impact.rewritten, each.sql
        assert each.verb != "swap" or not (each.impact.loses or each.impact.scanned), each.sql
    assert plan.risk is not None
    assert not plan.risk.downtime


def test_there_and_back_while_somebody_writes(server: Databases, scratch: Databases, folder: Path) -> None:
    with database(server) as dsn:
        before = ask(dsn, f"select s::text from ({SUMS}) s")
        plan = plan_for(dsn, folder, scratch)
        safely(plan)
        for way, text in ((plan.forward, NEW), (plan.reverse, OLD)):
            with writing(dsn) as failed:
                run(dsn, units(way))
            assert not failed
            execute(dsn, f'delete from "Ta""ble $$ %s \\ é" where "new $$ %s" > {ROWS}')
            assert ask(dsn, f"select s::text from ({SUMS}) s") == before
            declare(folder, text)
            assert plan_for(dsn, folder, scratch).empty


def test_after_every_unit_there_is_a_way_back(live: Databases, scratch: Databases, folder: Path) -> None:
    with database(live) as dsn, Sides(scratch.server, scratch, platform_named("none"), lambda _: None) as sides:
        with opened(Source("live", url=dsn), sides) as found:
            plan = compare(load(folder), found, sides, Options(between=True))
        safely(plan)
        every = units(plan.forward)
        assert len(plan.between) == len(every) - 1 > 8
        declare(folder, OLD)
        for place in plan.between:
            assert place.reverse is not None, place.done
            run(dsn, every[: place.done])
            if place.done == 1:
                notes = plan_for(dsn, folder, scratch).notes
                assert any("was left when a migration was stopped" in each for each in notes), notes
            run(dsn, units(place.reverse))
            with opened(Source("live", url=dsn), sides) as found:
                assert compare(load(folder), found, sides, Options()).empty, place.done
            assert not ask(dsn, "select count(*) from pg_description where description like 'neodiff fills%'")


def test_each_unit_can_be_run_again(live: Databases, scratch: Databases, folder: Path) -> None:
    """What is stopped inside the batches is done from the start of its unit."""
    with database(live) as dsn:
        plan = plan_for(dsn, folder, scratch)
        every = units(plan.forward)
        for unit in every:
            again = unit.statements[0].verb == "fill"
            run(dsn, [unit, Unit(unit.statements, unit.transactional)] if again else [unit])
        assert plan_for(dsn, folder, scratch).empty


ONE = "create table t (a integer); insert into t select generate_series(1, 200); "
KEPT: dict[str, tuple[str, str, str]] = {
    "identity": (
        "create table t (a integer generated always as identity); insert into t select from generate_series(1, 200)",
        "table: t\ncolumns: {a: {type: bigint, identity: always}}",
        "an identity's",
    ),
    "trigger": (
        ONE + "create function f() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger g before update on t for each row execute function f()",
        """\
function: f
returns: trigger
language: plpgsql
body: begin return new; end
---
table: t
columns: {a: bigint}
triggers: {g: {timing: before, events: update, level: row, function: f}}""",
        "would act on every row",
    ),
    "who asks": (
        "create table t (a text); insert into t select '2026-01-01' from generate_series(1, 200)",
        "table: t\ncolumns: {a: date}",
        "who converts them",
    ),
    "time zone": (
        "create table t (a timestamp); insert into t select now() from generate_series(1, 200)",
        "table: t\ncolumns: {a: timestamptz}",
        "who converts them",
    ),
    "type": (
        "create table t (a text); insert into t select 'x' from generate_series(1, 200)",
        "enum: e\nvalues: [x]\n---\ntable: t\ncolumns: {a: e}",
        "comes with the same plan",
    ),
    "domain": (
        ONE + "create domain d as bigint not null",
        "domain: d\ntype: bigint\nnot_null: true\n---\ntable: t\ncolumns: {a: d}",
        "is a domain",
    ),
    "expression": (
        ONE + "create index i on t ((a + 1))",
        "table: t\ncolumns: {a: bigint}\nindexes: {i: [{expression: a + 1}]}",
        "is of an expression",
    ),
    "publication": (
        ONE + "create publication p for table t",
        "publication: p\ntables: [t]\n---\ntable: t\ncolumns: {a: bigint}",
        "subscribers lack",
    ),
    "exclusion": (
        ONE + "alter table t add constraint x exclude (a with =)",
        "table: t\ncolumns: {a: bigint}\nexclusions: {x: {elements: [{column: a, with: =}]}}",
        "stands on it",
    ),
}


@pytest.mark.parametrize("why", KEPT)
def test_where_it_cannot_be_that_is_told(why: str, live: Databases, scratch: Databases, tmp_path: Path) -> None:
    before, after, says = KEPT[why]
    declare(tmp_path, after)
    with live.fresh() as dsn:
        execute(dsn, before + "; analyze t")
        plan = plan_for(dsn, tmp_path, scratch)
        assert [says in h.reason for each in plan.forward for h in each.hazards if h.name == "rewrite"] == [True]
        assert not any(each.verb == "prepare" for each in plan.forward)


def test_labels_are_the_same_for_all(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    declare(tmp_path, "enum: e\nvalues: [x, y]\n---\ntable: t\ncolumns: {a: e}")
    with live.fresh() as dsn:
        execute(dsn, "create type e as enum ('x', 'y'); create table t (a text)")
        execute(dsn, "insert into t select 'x' from generate_series(1, 200); analyze t")
        safely(plan_for(dsn, tmp_path, scratch))


def test_a_small_table_is_written_anew(live: Databases, scratch: Databases, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sizes, "MANY_ROWS", 1000)
    declare(tmp_path, "table: t\ncolumns: {a: bigint}")
    with live.fresh() as dsn:
        execute(dsn, ONE + "analyze t")
        plan = plan_for(dsn, tmp_path, scratch)
        assert [each.verb for each in plan.forward] == ["alter"]

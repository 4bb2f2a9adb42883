"""A column whose default is volatile, on a table that holds rows: added empty, filled in batches, then complete."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from deploy_world import FIRST, Team, team
from test_online import execute, plan_for, run, server

from neodiff.cli import cli
from neodiff.deploy.script import files
from neodiff.errors import EXIT_DIFFERENT, PlanError
from neodiff.migrations.folder import Migration
from neodiff.outcome import Plan
from neodiff.plan.online.filled import MARK
from neodiff.review import script
from neodiff.scratch.databases import Databases
from neodiff.units import units

__all__ = ["server"]

BEFORE = """\
create table "Ta""ble $$ %s \\ é" (id integer primary key, page integer);
insert into "Ta""ble $$ %s \\ é" select i, i from generate_series(1, {rows}) i;
create function later() returns integer language sql volatile as 'select 7 + (random() * 0)::integer';
"""
PLAIN = """\
function: later
returns: integer
language: sql
volatility: volatile
body: select 7 + (random() * 0)::integer
---
table: 'Ta"ble $$ %s \\ é'
columns:
  id: {type: integer, primary_key: true}
  page: integer
"""
AFTER = (
    PLAIN
    + """\
  'pages $$ %s " \\ ü': {type: uuid, not_null: true, unique: true, default: gen_random_uuid()}
  seen: {type: integer, default: public.later(), comment: when it was}
  level: {type: integer, default: public.later(), check: level > 6}
  at: {type: timestamptz, not_null: true, default: now()}
indexes: {by_level: [level]}
"""
)
UNFILLED = (
    """select count(*) from "Ta""ble $$ %s \\ é" where "pages $$ %s "" \\ ü" is null or seen is null or level is null"""
)


@contextmanager
def database(server: Databases, rows: int = 3, before: str = BEFORE) -> Iterator[str]:
    with server.fresh() as dsn:
        execute(dsn, before.replace("{rows}", str(rows)))
        yield dsn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    declare(tmp_path, AFTER)
    return tmp_path


def declare(folder: Path, text: str) -> None:
    (folder / "all.yaml").write_text(text)


def ask(dsn: str, sql: str) -> Any:
    with psycopg.connect(dsn) as conn:
        row = conn.execute(sql.encode()).fetchone()
        assert row is not None
        return row[0]


def fills(plan: Plan) -> list[str]:
    return [each.sql for each in plan.forward if each.verb == "fill"]


def hazards(plan: Plan) -> list[str]:
    return [hazard.reason for each in plan.forward for hazard in each.hazards if hazard.name == "rewrite"]


def test_it_is_filled_in_batches(server: Databases, scratch: Databases, folder: Path) -> None:
    with database(server, 50_000) as dsn:
        plan = plan_for(dsn, folder, scratch)
        assert len(fills(plan)) == 3
        assert not any(each.impact and each.impact.rewritten for each in plan.forward)
        assert plan.risk is not None
        assert not plan.risk.downtime
        run(dsn, units(plan.forward))
        assert ask(dsn, UNFILLED) == 0
        assert plan_for(dsn, folder, scratch).empty
        run(dsn, units(plan.reverse))
        declare(folder, PLAIN)
        assert plan_for(dsn, folder, scratch).empty


@pytest.mark.parametrize("goes_on", [True, False])
def test_after_every_unit_it_can_go_on_or_back(
    live: Databases, scratch: Databases, folder: Path, *, goes_on: bool
) -> None:
    with database(live) as dsn:
        every = units(plan_for(dsn, folder, scratch).forward)
    assert len(every) > 8
    for done in range(1, len(every)):
        with database(live) as dsn:
            declare(folder, AFTER)
            run(dsn, every[:done])
            declare(folder, AFTER if goes_on else PLAIN)
            rest = plan_for(dsn, folder, scratch)
            run(dsn, units(rest.forward))
            assert plan_for(dsn, folder, scratch).empty
            if goes_on:
                assert ask(dsn, UNFILLED) == 0
                run(dsn, units(rest.reverse))
                run(dsn, units(plan_for(dsn, folder, scratch).forward))
                assert plan_for(dsn, folder, scratch).empty
                assert ask(dsn, UNFILLED) == 0


def test_otherwise_it_is_finished_at_once(live: Databases, scratch: Databases, folder: Path) -> None:
    for option in (["--no-online"], ["--engine", "migra"]):
        with database(live) as dsn:
            run(dsn, units(plan_for(dsn, folder, scratch).forward)[:1])
            command = ["diff", dsn, "--schema-dir", str(folder), "--format", "json", *option]
            result = CliRunner().invoke(cli, command, standalone_mode=False)
            assert result.return_value == EXIT_DIFFERENT, result.stderr
            plan = json.loads(result.stdout)
            for unit in plan["units"]:
                execute(dsn, ";\n".join(each["sql"] for each in unit["statements"]))
            assert ask(dsn, UNFILLED) == 0
            assert plan_for(dsn, folder, scratch).empty


def test_psql_runs_it(live: Databases, scratch: Databases, folder: Path) -> None:
    with database(live) as dsn:
        (folder / "forward.sql").write_text(script.forward(plan_for(dsn, folder, scratch)))
        command = [str(scratch.server.bin / "psql"), "-X", "-q", "-d", dsn, "-f", str(folder / "forward.sql")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert ask(dsn, UNFILLED) == 0
        assert plan_for(dsn, folder, scratch).empty


def test_a_file_for_each_unit_is_read_as_that(live: Databases, scratch: Databases, folder: Path) -> None:
    with database(live) as dsn:
        plan = plan_for(dsn, folder, scratch)
    texts = script.migration(plan, "purpose", apart=True)
    found = files(Migration(f"{i}.sql", text) for i, text in enumerate(texts))
    assert [len(file.units) for file in found] == [1] * len(units(plan.forward))
    alone = [file.units[0].transactional for file in found]
    assert alone == [unit.transactional for unit in units(plan.forward)]


# -- by apply


ROWS = 30_000
SLOW = """\
sequence: calls
---
function: slow
returns: uuid
language: plpgsql
body: |
  begin
    if nextval('public.calls') > 20000 then
      perform pg_advisory_xact_lock_shared(7);
    end if;
    return gen_random_uuid();
  end
---
"""
FILLING = "select pid from pg_stat_activity where query like 'do %' and wait_event_type = 'Lock'"


@pytest.mark.parametrize("goes_on", [True, False])
def test_apply_killed_in_the_middle(live: Databases, tmp_path: Path, *, goes_on: bool) -> None:
    with team(live, tmp_path) as shop:
        shop.declare(SLOW + FIRST)
        shop.generate("orders", "--at", "20260101000000")
        shop.apply()
        shop.do(f"insert into orders select n, 'open' from generate_series(1, {ROWS}) n")
        shop.declare(SLOW + FIRST.replace("state: text", "state: text, c: {type: uuid, default: public.slow()}"))
        shop.generate("tagged", "--at", "20260102000000")
        ends: list[BaseException | int] = []

        def apply() -> None:
            try:
                ends.append(shop.run("apply", shop.dsn, "--yes")[0])
            except BaseException as error:
                ends.append(error)

        with psycopg.connect(shop.dsn) as holder:
            holder.execute("select pg_advisory_lock(7)")
            thread = threading.Thread(target=apply)
            thread.start()
            shop.do(f"select pg_terminate_backend({eventually(shop, FILLING)})")
            thread.join()
        assert "the connection was lost" in str(ends[0])
        assert 0 < ask(shop.dsn, "select count(c) from orders") < ROWS
        assert shop.state("tagged") == ("applying", 1)
        if goes_on:
            with psycopg.connect(shop.dsn) as conn:
                before = dict(conn.execute("select id, c from orders where c is not null").fetchall())
                conn.rollback()
                shop.apply()
                assert shop.state("tagged")[0] == "applied"
                after = dict(conn.execute("select id, c from orders where c is not null").fetchall())
            assert len(after) == ROWS
            assert before.items() <= after.items()
        if not goes_on:
            # of a migration that was stopped nobody knows which values are its own
            with pytest.raises(PlanError, match=r"column public\.orders\.c has"):
                shop.rollback()
        shop.rollback(*([] if goes_on else ["--allow", "lose-values"]))
        assert shop.state("tagged")[0] == "reverted"
        assert not shop.ask("select from pg_attribute where attrelid = 'orders'::regclass and attname = 'c'")


def eventually(shop: Team, sql: str) -> int:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := shop.ask(sql):
            return int(found[0][0])
        time.sleep(0.02)
    raise AssertionError(sql)


# -- where it cannot be


FUNCTION = "create function f() returns trigger language plpgsql as 'begin return new; end'; "
TRIGGER = """function: f
returns: trigger
language: plpgsql
body: begin return new; end
---
"""
NEW = "{type: uuid, default: gen_random_uuid()}"
KEPT = {
    "trigger": (
        FUNCTION + "create trigger g before update on t for each row execute function f()",
        "triggers: {g: {timing: before, events: update, level: row, function: f}}",
        NEW,
        "would act on every row",
    ),
    "rule": (
        "create rule r as on update to t do also select 1",
        "rules: {r: {event: update, actions: select 1}}",
        NEW,
        "would act",
    ),
    "policies": (
        "alter table t enable row level security; alter table t force row level security",
        "rls: forced",
        NEW,
        "may hide rows",
    ),
    "identity": ("", "", "{type: integer, identity: always}", "an identity's"),
    "generated": ("", "", "{type: integer, generated: id * 2}", "computed by PostgreSQL alone"),
    "domain": ("create domain d as uuid not null", "", "{type: d, default: gen_random_uuid()}", "is a domain"),
}


@pytest.mark.parametrize("why", KEPT)
def test_it_stays_as_it_is_and_says_why(server: Databases, scratch: Databases, tmp_path: Path, why: str) -> None:
    made, declared, column, told = KEPT[why]
    head = TRIGGER if why == "trigger" else "{domain: d, type: uuid, not_null: true}\n---\n" if why == "domain" else ""
    declare(tmp_path, f"{head}table: t\ncolumns: {{id: integer, c: {column}}}\n{declared}\n")
    with database(server, before=f"create table t (id integer); insert into t values (1); {made}") as dsn:
        plan = plan_for(dsn, tmp_path, scratch)
    assert not fills(plan)
    assert len(hazards(plan)) == 1
    assert told in hazards(plan)[0]


def test_rows_of_the_same_plan_keep_it_as_it_is(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    key = "{type: integer, primary_key: true}"
    declare(tmp_path, f"table: t\ncolumns: {{id: {key}, c: {NEW}}}\nrows: [{{id: 2}}]\n")
    with database(live, before="create table t (id integer primary key); insert into t values (1)") as dsn:
        plan = plan_for(dsn, tmp_path, scratch)
    assert not fills(plan)
    assert "rows of its table are written" in hazards(plan)[0]


@pytest.mark.parametrize("events", ["insert", "{update: [id]}"])
def test_other_triggers_do_not_matter(live: Databases, scratch: Databases, tmp_path: Path, events: str) -> None:
    of = "update of id" if "id" in events else "insert"
    made = FUNCTION + f"create trigger g before {of} on t for each row execute function f()"
    trigger = f"triggers: {{g: {{timing: before, events: [{events}], level: row, function: f}}}}"
    declare(tmp_path, f"{TRIGGER}table: t\ncolumns: {{id: integer, c: {NEW}}}\n{trigger}\n")
    with database(live, before=f"create table t (id integer); insert into t values (1); {made}") as dsn:
        plan = plan_for(dsn, tmp_path, scratch)
    assert len(fills(plan)) == 1


@pytest.mark.parametrize("default", ["now()", "concat('a', 'b')", "1"])
def test_what_is_no_rewrite_stays_as_it_is(live: Databases, scratch: Databases, tmp_path: Path, default: str) -> None:
    declare(tmp_path, f'table: t\ncolumns: {{id: integer, c: {{type: text, default: "{default}"}}}}\n')
    with database(live, before="create table t (id integer); insert into t values (1)") as dsn:
        plan = plan_for(dsn, tmp_path, scratch)
    assert [len(fills(plan)), len(units(plan.forward)), hazards(plan)] == [0, 1, []]


# -- in partitions


def test_each_partition_is_filled(server: Databases, scratch: Databases, tmp_path: Path) -> None:
    before = """
        create table t (id integer) partition by range (id);
        create table a partition of t for values from (0) to (10);
        create table b partition of t for values from (10) to (20) partition by list (id);
        create table b1 partition of b default;
        insert into t values (1), (2), (11)"""
    tables = """table: t
partition_by: range (id)
columns: {id: integer, c: {type: uuid, not_null: true, default: gen_random_uuid()}}
---
{table: a, partition_of: t, bounds: from (0) to (10)}
---
{table: b, partition_of: t, bounds: from (10) to (20), partition_by: list (id)}
---
{table: b1, partition_of: b, bounds: default}
"""
    declare(tmp_path, tables)
    with database(server, before=before) as dsn:
        every = units(plan_for(dsn, tmp_path, scratch).forward)
    assert sum(each.statements[0].verb == "fill" for each in every) == 2
    for done in range(1, len(every) + 1):
        with database(server, before=before) as dsn:
            run(dsn, every[:done])
            run(dsn, units(plan_for(dsn, tmp_path, scratch).forward))
            assert plan_for(dsn, tmp_path, scratch).empty
            assert ask(dsn, "select count(distinct c) from t") == 3


def test_the_mark_goes_where_another_comment_comes(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    declare(tmp_path, f"table: t\ncolumns: {{id: integer, c: {NEW[:-1]}, comment: mine}}}}\n")
    with database(live, before="create table t (id integer); insert into t values (1)") as dsn:
        every = units(plan_for(dsn, tmp_path, scratch).forward)
        said = "select col_description('t'::regclass, 2)"
        run(dsn, every[:1])
        assert ask(dsn, said) == MARK
        run(dsn, units(plan_for(dsn, tmp_path, scratch).forward))
        assert ask(dsn, said) == "mine"
        assert ask(dsn, "select count(c) from t") == 1

"""neodiff apply and rollback: there and back, what is refused before the first statement, and what the ledger says."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from command_line import NEODIFF
from deploy_world import FIRST, MORE, Team, many, team

from neodiff.deploy import session
from neodiff.errors import PlanError, UserError
from neodiff.scratch.databases import Databases

AT = ("--at", "20260101000000")
ROWS = "rows:\n  - {id: 1, state: open}\n"


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        yield found


def test_there_and_back(shop: Team) -> None:
    shop.declare(FIRST + ROWS)
    shop.generate("orders", *AT)
    assert shop.apply() == ["20260101000000_orders"]
    assert shop.ask("select id, state from orders") == [(1, "open")]
    entry = shop.entries()["orders"]
    assert (entry.state, entry.done, entry.units, entry.verified_at is not None) == ("applied", 1, 1, True)
    assert shop.apply() == []
    assert shop.rollback() == ["20260101000000_orders"]
    assert shop.ask("select to_regclass('orders')") == [(None,)]
    assert shop.state("orders") == ("reverted", 1)
    assert shop.rollback() == []
    assert shop.apply() == ["20260101000000_orders"]


def test_what_was_written_since_is_no_loss(shop: Team) -> None:
    shop.declare(FIRST + ROWS)
    shop.generate("orders", *AT)
    shop.apply()
    shop.do("insert into orders values (2, 'paid')")
    with pytest.raises(PlanError, match=r"table public.orders has 2 rows, not the 1 that came with it"):
        shop.rollback()
    assert shop.state("orders") == ("applied", 1)
    shop.rollback("--allow", "lose-values")
    found = shop.ask("select table_name from information_schema.tables where table_schema = 'neodiff_archive'")
    assert shop.ask(f'select id from neodiff_archive."{found[0][0]}" order by 1') == [(1,), (2,)]


def test_drift_is_refused_with_the_difference(shop: Team) -> None:
    shop.generate("orders", *AT)
    shop.apply()
    shop.declare(FIRST.replace("state: text", "state: text, note: text"))
    shop.generate("note")
    shop.do("alter table orders add column stray integer")
    with pytest.raises(PlanError, match=r"column public.orders.stray is still there"):
        shop.apply()
    assert "note" not in shop.entries()
    shop.do("alter table orders drop column stray")
    assert len(shop.apply()) == 1


def test_the_ways_back_from_between_units(shop: Team) -> None:
    """Units that are committed one by one: whoever is stopped between them goes on, or back by its own file."""
    many(shop)
    names = sorted(path.name for path in (shop.folder / "reverse").glob("*_after_*.sql"))
    assert names == [f"20260102000000_many_after_{done}.sql" for done in range(1, len(names) + 1)]
    assert len(names) >= 3


def test_status(shop: Team) -> None:
    assert shop.run("status", shop.dsn)[0] == 0
    shop.generate("orders", *AT)
    assert shop.run("status", shop.dsn) == (1, "20260101000000_orders  pending\n", "")
    shop.apply()
    status, told, _ = shop.run("status", shop.dsn)
    assert (status, told.startswith("20260101000000_orders  applied 20")) == (0, True)
    found = json.loads(shop.run("status", shop.dsn, "--format", "json")[1])["migrations"]
    assert [(each["state"], each["done"], each["verified"]) for each in found] == [("applied", 1, True)]
    file = shop.folder / "20260101000000_orders.sql"
    file.write_text(file.read_text() + "-- more\n")
    assert shop.run("status", shop.dsn)[:2] == (3, told.replace("applied", "edited"))
    file.rename(file.with_suffix(".bak"))
    (shop.folder / "reverse/20260101000000_orders.json").unlink()
    assert shop.run("status", shop.dsn)[0] == 3


def test_an_edited_file_is_refused(shop: Team) -> None:
    shop.generate("orders", *AT)
    (shop.folder / "20260101000001_by_hand.sql").write_text("create table public.hand (id integer);\n")
    file = shop.folder / "20260101000000_orders.sql"
    text = file.read_text()
    file.write_text(text.replace("state text", "state varchar"))
    with pytest.raises(PlanError) as refused:
        shop.apply()
    assert "20260101000000_orders: 20260101000000_orders.sql: not what was proven" in str(refused.value)
    assert "20260101000001_by_hand: has no manifest" in str(refused.value)
    assert shop.ask("select to_regclass('orders'), to_regclass('neodiff.migration')") == [(None, None)]
    file.write_text(text)
    assert shop.apply("20260101000000") == ["20260101000000_orders"]


def test_a_lock_is_waited_for_and_its_holder_named(shop: Team) -> None:
    shop.generate("orders", *AT)
    shop.apply()
    shop.declare(FIRST.replace("state: text", "state: text, note: text"))
    shop.generate("note")
    file = next(shop.folder.glob("*_note.sql"))
    with psycopg.connect(shop.dsn) as holder:
        holder.execute("select from orders")
        pid = holder.info.backend_pid
        release = threading.Timer(7, holder.rollback)
        release.start()
        _, out, told = shop.run("apply", shop.dsn, "--yes")
    assert out.split() == [file.stem]
    assert re.search(rf"unit 1 of 1 waits for process {pid} \(neodiff of \w+\), idle in transaction for \d s", told)
    assert re.search(r"canceling statement due to lock timeout; trying again in 1 s, 10 times at most", told)


def test_a_timeout_of_the_database_is_no_lost_connection(shop: Team) -> None:
    shop.generate("orders", *AT)
    shop.apply()
    shop.declare(FIRST.replace("state: text", "state: text, note: text"))
    shop.generate("note")
    with psycopg.connect(shop.dsn) as holder:
        shop.do(f"alter database {holder.info.dbname} set statement_timeout = '1s'")
        holder.execute("select from orders")
        with pytest.raises(PlanError, match="canceling statement due to statement timeout") as refused:
            shop.apply()
        holder.rollback()
        assert "unit 1 was taken back; nothing was changed" in str(refused.value)
        shop.do(f"alter database {holder.info.dbname} reset statement_timeout")
    shop.apply()
    assert shop.entries()["note"].verified_at is not None


def test_live_rows_that_break_a_rule_stop_it_where_it_stands(shop: Team) -> None:
    many(shop)
    shop.do("insert into orders values (9, null, 'low')")
    with pytest.raises(PlanError, match=r"_many\.sql:\d+: PostgreSQL says: .*null values"):
        shop.apply()
    state, done = shop.state("many")
    assert (state, done > 0) == ("applying", True)
    status, told, _ = shop.run("status", shop.dsn)
    assert (status, f"stopped after {done} of" in told) == (3, True)
    with session.connected(shop.dsn, "shop") as other, session.locked(other, "shop", 0, print):
        status, told, _ = shop.run("status", shop.dsn)
        assert (status, f"running after {done} of" in told) == (1, True)
        assert f": process {other.info.backend_pid} (" in told
    shop.do("update orders set state = 'mended' where id = 9")
    shop.apply()
    assert shop.entries()["many"].verified_at is not None


def test_many_applies_at_once(shop: Team) -> None:
    """Each migration is run once, whoever runs it; those that find it done have nothing to do."""
    shop.generate("orders", *AT)
    with ThreadPoolExecutor(8) as pool:
        one = [*NEODIFF, "apply", shop.dsn, "--yes", "--wait", "120", "--schema-dir", str(shop.schema)]
        one += ["--migrations", str(shop.folder)]
        done = list(pool.map(lambda _: subprocess.run(one, capture_output=True, text=True, check=False), range(8)))
    assert {each.returncode for each in done} == {0}, [each.stderr for each in done]
    assert sorted(each.stdout for each in done) == [*[""] * 7, "20260101000000_orders\n"]
    assert shop.ask("select count(*) from neodiff.event where what = 'apply'") == [(1,)]


def test_another_migration_is_running(shop: Team) -> None:
    shop.generate("orders", *AT)
    with psycopg.connect(shop.dsn) as other:
        other.execute("select pg_advisory_lock(%s)", [session.LOCK])
        with pytest.raises(PlanError, match=rf"another migration is running there: process {other.info.backend_pid} "):
            shop.run("apply", shop.dsn, "--yes", "--wait", "1")
    assert shop.apply() == ["20260101000000_orders"]


def test_another_state_is_proven_on_the_spot(shop: Team, live: Databases, tmp_path: Path) -> None:
    """Two databases that differ in what nobody declared take the same migration; each goes back to what it was."""
    many(shop)
    shop.do("create view theirs as select id from orders", "alter table orders add column stray integer default 7")
    before = shop.ask("select * from orders order by 1")
    with pytest.raises(PlanError, match=r"view public\.theirs is still there"):
        shop.apply()
    _, out, told = shop.run("apply", shop.dsn, "--yes", "--reprove")
    assert out == "20260102000000_many\n"
    assert "was planned from another state; proven there and back on a copy of" in told
    entry = shop.entries()["many"]
    assert (entry.verified_at is not None, len(entry.states or ())) == (True, entry.units + 1)
    assert shop.alone("diff", shop.dsn)[0] == shop.alone("drift", shop.dsn)[0] == 0
    shop.rollback()
    assert shop.ask("select * from orders order by 1") == before
    shop.do("alter table orders rename column state to status")
    with pytest.raises(UserError, match=r'_many\.sql:\d+: PostgreSQL says: column "state"'):
        shop.run("apply", shop.dsn, "--yes", "--reprove")
    assert shop.state("many")[0] == "reverted"


TWINS = """\
schema: "Ä"
---
enum: mood
values: [low, high]
---
table: twin
columns: {id: {type: integer, primary_key: true}, mood: {type: mood}}
---
table: twin
schema: "Ä"
columns: {id: {type: integer, primary_key: true}}
---
table: parts
columns: {id: {type: integer, not_null: true}, mood: {type: mood}}
partition_by: range (id)
---
table: parts_1
partition_of: parts
bounds: from (0) to (10)
"""


def archived(shop: Team) -> list[str]:
    ask = "select relname from pg_class where relnamespace = to_regnamespace('neodiff_archive') and relkind = 'r' order by 1"
    return [str(name) for (name,) in shop.ask(ask)]


def test_every_row_of_what_goes_is_kept(shop: Team) -> None:
    """Tables of one name in two schemas, partitions, a type that goes with them; and the next time beside it."""
    shop.declare(TWINS)
    shop.generate("twins", *AT)
    for count in (3, 6):
        shop.apply()
        shop.do(
            "insert into twin values (1, 'low')",
            'insert into "Ä".twin values (2)',
            "insert into parts values (3, 'high')",
        )
        with pytest.raises(PlanError, match="would lose what was written since"):
            shop.rollback()
        shop.rollback("--allow", "lose-values")
        assert len(archived(shop)) == count
        assert shop.ask("select to_regtype('mood'), to_regclass('parts')") == [(None, None)]
        time.sleep(1.1)
    kept = [shop.ask(f'select id from neodiff_archive."{name}"') for name in archived(shop)]
    assert sorted(row for rows in kept for row in rows) == [(1,), (1,), (2,), (2,), (3,), (3,)]
    assert shop.alone("archive", "list", shop.dsn)[1].count("table public.twin") == 2


def test_a_lock_that_was_missed_costs_no_rows(shop: Team) -> None:
    """The copy is taken back with the unit that could not be run, and made again with it."""
    shop.generate("orders", *AT)
    shop.apply()
    shop.do("insert into orders values (1, 'mine')", "create table holder (id integer)", "drop table holder")
    with psycopg.connect(shop.dsn) as holder:
        holder.execute("select from orders")
        threading.Timer(7, holder.rollback).start()
        _, _, told = shop.run("rollback", shop.dsn, "--yes", "--allow", "lose-values")
    assert "trying again" in told
    assert shop.ask(f'select state from neodiff_archive."{archived(shop)[0]}"') == [("mine",)]


def test_what_was_stopped_keeps_rows_too(shop: Team) -> None:
    """Nobody knows what came with a migration that was not ended: what is there is not dropped without leave."""
    many(shop)
    for path in shop.folder.rglob("*many*"):
        path.unlink()
    shop.declare(MORE + "---\ntable: fresh\ncolumns: {id: integer}\n")
    shop.generate("many", "--at", "20260103000000")
    shop.do("insert into orders values (9, null, 'low')")
    with pytest.raises(PlanError, match="null values"):
        shop.apply()
    shop.do("insert into fresh values (1)")
    with pytest.raises(PlanError, match=r"table public.fresh has 1 rows"):
        shop.rollback()
    shop.rollback("--allow", "lose-values")
    assert len(archived(shop)) == 1


def test_what_fails_only_when_it_is_committed(shop: Team) -> None:
    """A deferred rule, broken by rows that nobody had when it was proven."""
    shop.do(
        "create table a (id integer primary key)",
        "create table b (id integer references a deferrable initially deferred)",
    )
    shop.generate("orders", *AT)
    there, back = "update public.b set id = 99 where id = 7;", "update public.b set id = 7 where id = 99;"
    (shop.folder / "20260102000000_late.sql").write_text(f"begin;\n{there}\ncommit;\n")
    (shop.folder / "reverse/20260102000000_late.sql").write_text(back)
    shop.run("prove", "late", shop.dsn)
    shop.do("insert into a values (7)", "insert into b values (7)")
    with pytest.raises(PlanError, match=r"late\.sql:\d+: PostgreSQL says: insert or update on table .* violates"):
        shop.apply()
    assert shop.state("late") == ("applying", 0)
    assert shop.ask("select id from b") == [(7,)]
    (shop.folder / "20260102000000_late.sql").write_text("begin;\nupdate b set id = 99;\ncommit;\n")
    with pytest.raises(
        UserError, match=r'late\.sql:3: PostgreSQL says: .* violates foreign key constraint "b_id_fkey"'
    ):
        shop.run("prove", "late", shop.dsn, "--applied", "20260101000000")

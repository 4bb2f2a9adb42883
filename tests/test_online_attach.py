"""Tables that become partitions and partitions that leave, while others read and write; and after an interruption."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from command_line import until
from deploy_world import Team, team
from test_online import execute, plan_for, run, server
from test_online_partitions import scans

from neodiff.errors import PlanError, UserError
from neodiff.outcome import Plan
from neodiff.scratch.databases import Databases
from neodiff.units import units

__all__ = ["server"]

COLUMNS = "{id: {type: integer, not_null: true}, n: integer, x: integer}"
WORLD = f"""\
table: x
columns: {{id: {{type: integer, primary_key: true}}}}
---
table: "p %s"
partition_by: range (id)
columns: {COLUMNS}
unique: [[n, id]]
foreign_keys: [{{columns: [x], references: x.id}}]
indexes: {{p_x: [x]}}
---
{{table: rest, partition_of: '"p %s"', bounds: default}}
---
{{table: sub, partition_of: '"p %s"', bounds: from (100) to (200), partition_by: list (n)}}
---
{{table: sub_rest, partition_of: sub, bounds: default}}
---
table: h
partition_by: hash (id)
columns: {COLUMNS}
---
{{table: h1, partition_of: h, bounds: 'with (modulus 2, remainder 1)'}}
---
"""
ALONE = "\n---\n".join(
    f"table: {name}\ncolumns: {COLUMNS}{more}"
    for name, more in (('"c $$"', "\nunique: [[n, id]]"), ("s", "\nunique: [[n, id]]"), ("h0", ""))
)
PARTS = """\
{table: "c $$", partition_of: '"p %s"', bounds: from (10) to (20)}
---
{table: new, partition_of: '"p %s"', bounds: from (20) to (30)}
---
{table: s, partition_of: sub, bounds: 'in (1, null)'}
---
{table: h0, partition_of: h, bounds: 'with (modulus 2, remainder 0)'}
"""
ROWS = """\
insert into x values (1);
insert into "c $$" values (11, 1, 1), (12, 2, 1);
insert into s values (111, 1, 1), (112, null, 1);
insert into "p %s" values (1000, 1, 1), (150, 7, 1);
insert into h1 select i, i, i from generate_series(1, 20) i where satisfies_hash_partition('h'::regclass, 2, 1, i);
insert into h0 select i, i, i from generate_series(1, 20) i where satisfies_hash_partition('h'::regclass, 2, 0, i);
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "neodiff.yaml").write_text("platform: none\n")
    return tmp_path


def declared(folder: Path, text: str) -> Path:
    (folder / "all.yaml").write_text(text)
    return folder


def attached(plan: Plan) -> list[str]:
    """The statements that may read a whole table while they keep others from it."""
    return [each.sql for each in plan.forward if "attach partition" in each.sql or "partition of" in each.sql]


def test_rows_are_read_before_they_are_attached(server: Databases, scratch: Databases, folder: Path) -> None:
    with server.fresh() as dsn:
        run(dsn, units(plan_for(dsn, declared(folder, WORLD + ALONE), scratch).forward))
        execute(dsn, ROWS)
        plan = plan_for(dsn, declared(folder, WORLD + PARTS), scratch)
        assert len(attached(plan)) == 4
        assert scans(plan) == []
        assert not any(hazard.name == "scan" for each in plan.forward for hazard in each.hazards)
        every = units(plan.forward)
        run(dsn, every[: len(every) // 2])
        plan = plan_for(dsn, folder, scratch)  # of somebody who was interrupted
        assert scans(plan) == []
        run(dsn, units(plan.forward))
        assert plan_for(dsn, folder, scratch).empty
        plan = plan_for(dsn, declared(folder, WORLD + ALONE), scratch)
        ways = {
            table: each.verb
            for each in plan.forward
            for table in ("h0", "s")
            if f"partition public.{table}" in each.sql
        }
        assert ways == {"h0": "detach", "s": "alter"}  # the other's parent has a default partition
        run(dsn, units(plan.forward))
        assert plan_for(dsn, folder, scratch).empty


# -- with apply

FIRST = """\
table: p
partition_by: range (id)
columns: {id: {type: integer, not_null: true}}
---
"""
PART = "{table: c, partition_of: p, bounds: from (0) to (10)}\n"
APART = "table: c\ncolumns: {id: {type: integer, not_null: true}}\n"


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        yield found


@pytest.mark.parametrize("how", ["missed", "cut"])
def test_an_interrupted_detach_is_ended_and_not_begun_again(shop: Team, how: str) -> None:
    shop.declare(FIRST + PART)
    shop.generate("parts", "--at", "20260101000000")
    shop.apply()
    shop.do("insert into p values (1)")
    shop.declare(FIRST + APART)
    shop.generate("apart", "--at", "20260102000000")
    manifest = json.loads((shop.folder / "reverse/20260102000000_apart.json").read_text())
    assert all(each["reverse"] for each in manifest["between"])
    _stopped(shop, how)
    if how == "cut":
        with pytest.raises(
            UserError, match=r"interrupted there.* ALTER TABLE public\.p DETACH PARTITION public\.c FINALIZE"
        ):
            shop.alone("diff", shop.dsn)
        shop.apply()
    assert shop.state("apart") == ("applied", 2)
    assert shop.ask("select from p") == []
    assert shop.ask("select conname from pg_constraint where contype = 'c' and conrelid = 'c'::regclass") == []
    shop.rollback()
    assert shop.ask("select id from p") == [(1,)]


def _stopped(shop: Team, how: str) -> None:
    """apply, whose detaching is stopped while it waits for an older transaction: it misses a lock, or its session is cut."""
    if how == "missed":
        path = shop.folder / "reverse/20260102000000_apart.json"
        manifest = json.loads(path.read_text())
        assert manifest["forward"][0]["units"] == [
            {"lock_timeout": "0", "statement_timeout_off": True, "retry": ["55P03", "40P01", "40001"]},
            {"lock_timeout": "5s", "statement_timeout_off": False, "retry": ["55P03", "40P01", "40001"]},
        ]
        manifest["forward"][0]["units"][0] |= {"lock_timeout": "300ms", "retry": []}
        path.write_text(json.dumps(manifest))
    waits = "select pid from pg_stat_activity where query like 'alter table%{}' and wait_event_type = 'Lock'"
    with psycopg.connect(shop.dsn) as holder:
        holder.execute("select from p")

        def stop() -> None:
            until(lambda: shop.ask("select from pg_inherits where inhdetachpending"))
            if how == "missed":
                until(lambda: shop.ask(waits.format("finalize")))
            else:
                until(lambda: shop.ask(f"select pg_terminate_backend(pid) from ({waits.format('concurrently')}) x"))
            holder.rollback()

        thread = threading.Thread(target=stop)
        thread.start()
        if how == "missed":
            shop.apply()
        else:
            with pytest.raises(UserError, match="connection was lost"):
                shop.apply()
        thread.join()


def test_helper_checks_go_on_the_way_back_from_between(shop: Team) -> None:
    shop.declare(FIRST + APART)
    shop.generate("apart", "--at", "20260101000000")
    shop.apply()
    shop.do("insert into c values (1), (11)")
    shop.declare(FIRST + PART)
    shop.generate("parts", "--at", "20260102000000")
    with pytest.raises(PlanError, match="is violated by some row"):
        shop.apply()
    assert shop.state("parts") == ("applying", 1)
    shop.rollback()
    assert shop.alone("diff", shop.dsn)[0] == 1
    assert shop.ask("select conname from pg_constraint where contype = 'c' and conrelid = 'c'::regclass") == []

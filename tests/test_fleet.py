"""neodiff fleet: many databases read once, planned once a state, migrated in waves; stopped, failed and gone on with."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg
import pytest
from deploy_world import FIRST, Team, team

from neodiff.errors import UserError
from neodiff.fleet.targets import Target, listed
from neodiff.fleet.waves import LEFT, Pace, run, waves
from neodiff.fleet.work import FAILED, Luggage, Outcome
from neodiff.scratch.databases import Databases

MORE = FIRST.replace("state: text", "state: text, note: text")


@dataclass
class Tenants:
    """`names` -> databases in three states: nothing, one migration, and two of which the second was not neodiff's."""

    team: Team
    urls: dict[str, str]
    list: Path

    def fleet(self, verb: str, *args: str) -> tuple[int, str, str]:
        return self.team.run("fleet", verb, "--targets", str(self.list), *args)

    def ask(self, name: str, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.urls[name], autocommit=True) as conn:
            return conn.execute(sql.encode()).fetchall()


@pytest.fixture
def tenants(live: Databases, tmp_path: Path) -> Iterator[Tenants]:
    with ExitStack() as stack:
        first = stack.enter_context(team(live, tmp_path))
        first.generate("orders", "--at", "20260101000000")
        urls = {f"tenant_{n}": stack.enter_context(live.fresh()) for n in range(7)}
        for name in list(urls)[:4]:
            Team(first.schema, first.folder, urls[name]).apply()
        first.declare(MORE)
        found = Team(first.schema, first.folder, urls["tenant_0"])
        found.generate("note", "--at", "20260102000000")
        path = tmp_path / "targets"
        path.write_text("# all of them\n" + "".join(f"{name} {url}\n" for name, url in urls.items()))
        yield Tenants(first, urls, path)


def test_each_state_is_planned_once(tenants: Tenants, tmp_path: Path) -> None:
    status, told, _ = tenants.fleet("diff", "--out", str(tmp_path / "out"))
    assert status == 1
    lines = told.splitlines()
    assert lines[0].startswith("4 databases (tenant_0, tenant_1, tenant_2, tenant_3), state ")
    assert "1 table to change; proven forward and reverse" in lines[1]
    assert lines[2].startswith("3 databases (tenant_4, tenant_5, tenant_6), state ")
    assert "1 table to create" in lines[3]
    found = json.loads((tmp_path / "out/fleet.json").read_text())
    assert [len(group["databases"]) for group in found["groups"]] == [4, 3]
    assert all((tmp_path / "out" / group["group"] / "forward.sql").exists() for group in found["groups"])


def test_apply_in_waves_stop_and_resume(tenants: Tenants) -> None:
    assert tenants.fleet("status")[1].splitlines() == [
        "4 databases (tenant_0, tenant_1, tenant_2, tenant_3): 1 pending: 20260102000000_note",
        "3 databases (tenant_4, tenant_5, tenant_6): 2 pending: 20260101000000_orders, 20260102000000_note",
    ]
    with psycopg.connect(tenants.urls["tenant_2"], autocommit=True) as conn:
        conn.execute("alter table orders add column stray integer")
    status, told, _ = tenants.fleet("apply", "--yes", "--canary", "1", "--wave", "2")
    assert status == 3
    assert "tenant_2: failed: 20260102000000_note: tenant_2 is not what the migration was planned from" in told
    assert "column public.orders.stray is still there" in told
    assert f"4 databases (tenant_3, tenant_4, tenant_5, tenant_6): {LEFT}" in told
    assert tenants.fleet("drift")[1].count("drifted") == 1
    with psycopg.connect(tenants.urls["tenant_2"], autocommit=True) as conn:
        conn.execute("alter table orders drop column stray")
    assert tenants.fleet("apply", "--yes", "--jobs", "2")[0] == 0
    assert tenants.fleet("apply", "--yes")[1].splitlines() == [
        "7 databases (tenant_0, tenant_1, tenant_2, tenant_3, tenant_4 and 2 more): nothing to do"
    ]
    assert tenants.fleet("diff")[0] == tenants.fleet("status")[0] == tenants.fleet("drift")[0] == 0
    for name in tenants.urls:
        assert tenants.ask(name, "select count(*) from neodiff.event where what = 'apply'") == [(2,)]


def test_who_is_meant(tenants: Tenants, live: Databases, tmp_path: Path) -> None:
    name = psycopg.conninfo.conninfo_to_dict(tenants.urls["tenant_0"])["dbname"]
    _, told, _ = tenants.team.run("fleet", "status", "--databases", live.server.dsn(), f"{name}*")
    assert told.startswith(f"1 database ({name}): 1 pending")
    query = f"select 'the one', '{tenants.urls['tenant_0'].replace(chr(39), chr(39) * 2)}'"
    assert tenants.team.run("fleet", "status", "--query", live.server.dsn(), query)[1].startswith(
        "1 database (the one)"
    )
    with pytest.raises(UserError, match="expected one column, the URL, or two"):
        tenants.team.run("fleet", "status", "--query", live.server.dsn(), "select 1, 2, 3")
    with pytest.raises(UserError, match="no database is meant"):
        tenants.team.run("fleet", "status", "--databases", live.server.dsn(), "nothing*")
    with pytest.raises(click.UsageError, match="expected one of them"):
        tenants.team.run("fleet", "status")
    bad = tmp_path / "bad"
    bad.write_text("a postgresql://x:p@ss@host/db\nb $NOWHERE\n")
    with pytest.raises(UserError) as refused:
        listed(bad)
    assert str(refused.value).count("\n") == 1
    assert "p@ss" not in str(refused.value)
    bad.write_text("a postgresql://h/a\na postgresql://h/b\n")
    with pytest.raises(UserError, match="named more than once: a"):
        listed(bad)


def test_one_that_cannot_be_reached_is_told(tenants: Tenants) -> None:
    tenants.list.write_text(tenants.list.read_text() + "gone postgresql://nobody:s3cr3t@127.0.0.1:1/none\n")
    status, told, _ = tenants.fleet("status")
    assert (status, "gone: failed: gone: cannot connect" in told, "s3cr3t" in told) == (3, True, False)


# -- waves


def targets(count: int) -> list[Target]:
    return [Target(f"t{n}", f"postgresql://h/{n}") for n in range(count)]


def test_waves_and_stop_rules() -> None:
    sizes = [len(part) for part in waves(targets(10), Pace(canary=1, wave=4))]
    assert sizes == [1, 4, 4, 1]
    begun = []

    def work(_: Luggage, target: Target) -> Outcome:
        begun.append(target.name)
        return Outcome(target, FAILED if target.name in ("t2", "t3") else "fine")

    with ThreadPoolExecutor(4) as pool:
        found = run(targets(10), work, Luggage({}), pool, Pace(at_once=1, canary=1, wave=4, most=1))
    assert begun == ["t0", "t1", "t2", "t3"]
    assert Counter(outcome.state for outcome in found) == {"fine": 2, FAILED: 2, LEFT: 6}
    assert [outcome.target.name for outcome in found] == [f"t{n}" for n in range(10)]


def test_no_more_at_once_and_no_faster_than_said() -> None:
    most, now, guard = 0, 0, threading.Lock()

    def work(_: Luggage, target: Target) -> Outcome:
        nonlocal most, now
        with guard:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with guard:
            now -= 1
        return Outcome(target, "fine")

    start = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        run(targets(9), work, Luggage({}), pool, Pace(at_once=3, per_minute=1200))
    assert most <= 3
    assert time.monotonic() - start >= 8 * 60 / 1200


def test_a_bug_is_one_databases_own() -> None:
    def work(_: Luggage, target: Target) -> Outcome:
        if target.name == "t1":
            raise ZeroDivisionError("no")
        return Outcome(target, "fine")

    with ThreadPoolExecutor(1) as pool:
        found = run(targets(2), work, Luggage({}), pool, Pace(most=5))
    assert [outcome.said for outcome in found] == ["", "ZeroDivisionError: no"]


def test_workers_of_a_cluster(tenants: Tenants) -> None:
    """The same on dask's workers, one of which is killed."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = list(cluster.workers.values())
        killer = threading.Timer(3, lambda: os.kill(pids[0].pid, signal.SIGKILL))
        killer.start()
        status, told, _ = tenants.fleet("apply", "--yes", "--dask", cluster.scheduler_address, "--max-failures", "7")
        killer.join()
    assert (status, "failed" in told) == (0, False), told
    for name in tenants.urls:
        done = tenants.ask(name, "select state from neodiff.migration order by version")
        assert done == [("applied",), ("applied",)]


def test_declared_rows_make_states(tenants: Tenants) -> None:
    """Also where the table is not there yet; what one database says does not keep the others from being read."""
    tenants.team.declare(MORE + "rows:\n  - {id: 1, state: open}\n")
    with psycopg.connect(tenants.urls["tenant_1"], autocommit=True) as conn:
        conn.execute("insert into orders values (1, 'open')")
    tenants.list.write_text("gone postgresql://127.0.0.1:1/none\n" + tenants.list.read_text())
    status, told, _ = tenants.fleet("diff")
    assert status == 3
    assert [line.split(" (")[0] for line in told.splitlines() if ", state " in line] == [
        "3 databases",
        "3 databases",
        "1 database",
    ]
    assert "1 database (tenant_1), state" in told

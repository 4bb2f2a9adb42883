"""Safe forms for partitioned tables: partition by partition, taken together at the end, and again after an interruption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_online import execute, plan_for, run, server

from neodiff.outcome import Plan
from neodiff.scratch.databases import Databases
from neodiff.units import units

__all__ = ["server"]

BEFORE = """\
create table p (id integer primary key);
create table "T%s" (id integer not null, n integer, p integer) partition by range (id);
create table a1 partition of "T%s" for values from (0) to (10);
create table "b $$ on" partition of "T%s" for values from (10) to (20) partition by list (n);
create table b1 partition of "b $$ on" for values in (1);
create table b2 partition of "b $$ on" default;
insert into p values (1);
insert into "T%s" values (1, 1, 1), (11, 1, 1), (12, 2, 1);
"""
TABLE = """\
table: p
columns: {id: {type: integer, primary_key: true}}
---
table: T%s
partition_by: range (id)
columns: {id: {type: integer, not_null: true}, n: {type: integer WISH}, p: integer}
WANTED
---
{table: a1, partition_of: '"T%s"', bounds: from (0) to (10)}
---
{table: b $$ on, partition_of: '"T%s"', bounds: from (10) to (20), partition_by: list (n)}
---
{table: b1, partition_of: '"b $$ on"', bounds: in (1)}
---
{table: b2, partition_of: '"b $$ on"', bounds: default}
"""
WANTED = {
    "index": 'indexes: {"i on x": [n]}',
    "unique": "unique: [[id, n, p]]",
    "check": "checks: {positive: n > 0}",
    "foreign": "foreign_keys: [{columns: [p], references: p.id}]",
}


def text(wanted: str = "", wish: str = "") -> str:
    return TABLE.replace("WANTED", wanted).replace("WISH", wish)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "all.yaml").write_text(text())
    return tmp_path


@contextmanager
def database(server: Databases) -> Iterator[str]:
    with server.fresh() as dsn:
        execute(dsn, BEFORE)
        yield dsn


def scans(plan: Plan) -> Sequence[str]:
    """Statements that read a whole table, or build an index of it, while they keep writers waiting."""
    out = []
    for each in plan.forward:
        stop = [mode for _, mode in each.impact.locks if mode not in WEAK] if each.impact else []
        if each.impact and each.impact.scanned and stop and not each.alone and not each.long:
            out.append(each.sql)
    return out


WEAK = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE")


@pytest.mark.parametrize("what", [*WANTED, "null"])
def test_part_by_part(what: str, server: Databases, scratch: Databases, folder: Path) -> None:
    wanted = text(WANTED.get(what, ""), ", not_null: true" if what == "null" else "")
    with database(server) as dsn:
        assert plan_for(dsn, folder, scratch).empty
        (folder / "all.yaml").write_text(wanted)
        plan = plan_for(dsn, folder, scratch)
        if what == "foreign" and server.server.major < 18:
            assert len(scans(plan)) == 1
            assert [hazard.name for each in plan.forward for hazard in each.hazards] == ["scan"]
            return
        assert scans(plan) == []
        count = len(units(plan.forward))
        assert count > 1
        run(dsn, units(plan.forward))
        assert plan_for(dsn, folder, scratch).empty
        run(dsn, units(plan.reverse))
        (folder / "all.yaml").write_text(text())
        assert plan_for(dsn, folder, scratch).empty
    if server.server.major < 18 and what != "null":
        return  # the same units there; only NOT NULL has others
    every = units(plan.forward)
    for done in range(1, count):
        for goes_on in (True, False):
            with database(server) as dsn:
                run(dsn, every[:done])
                (folder / "all.yaml").write_text(wanted if goes_on else text())
                run(dsn, units(plan_for(dsn, folder, scratch).forward))

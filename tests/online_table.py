"""Safe forms against a big table that somebody writes to meanwhile: who waited, and for which locks.

    python tests/online_table.py [--rows 1000000] [--bin DIRECTORY] [--match TEXT]

Each change, one of every hazard class, is planned with --online and applied by `neodiff apply` while two writers never pause. What the
plan announces is held against what pg_locks showed and how long one write took. "announced" are changes that have no safe form:
the plan says that a table is kept waiting. Exit status 1 where a safe change stopped a writer for longer than lock_timeout,
where a lock was seen that was not announced, or where a change that should have a safe form was planned without.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
import yaml
from deploy_world import Team

from neodiff.impact.modes import ACCESS_SHARE, OF_CATALOG, rank
from neodiff.scratch import server
from neodiff.scratch.databases import Databases

LIMIT: Final = 5.0
ASKED: Final = ("--prune", "--allow", "all")
_LOGS: Final = {"id": {"type": "bigint", "not_null": True}, "n": "integer", "p": "integer"}
_EVENTS: Final = {
    "id": {"type": "bigint", "not_null": True},
    "n": "integer",
    "u": "integer",
    "p": "integer",
    "d": "positive",
    "gone": "integer",
    "note": "text",
}
_LOCKS: Final = """
    select l.relation, l.mode from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'relation' and a.datname = current_database() and a.backend_type = 'client backend' and l.granted
        and l.relation = any(%s) and l.pid <> all(%s)"""
_TABLES: Final = """
    select oid::int8, relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm')"""


@dataclass(frozen=True)
class Change:
    """`at`: of the document, and the keys in it, that get `value`; None takes it away. safe: has it a safe form?"""

    name: str
    at: tuple[str, ...]
    value: Any
    safe: bool = True


def changes(rows: int) -> list[Change]:
    part = {"partition_of": "logs"}
    trigger = {"timing": "before", "events": ["delete"], "level": "row", "function": "nothing"}
    return [
        Change("create index", ("events", "indexes", "events_n"), ["n"]),
        Change("drop index", ("events", "indexes", "events_gone"), None),
        Change("unique", ("events", "unique"), [["u"]]),
        Change("primary key", ("events", "primary_key"), ["id"]),
        Change("foreign key", ("events", "foreign_keys"), [{"columns": ["p"], "references": "people.id"}]),
        Change("check", ("events", "checks"), {"some": "n > 0"}),
        Change("not null", ("events", "columns", "n"), {"type": "integer", "not_null": True}),
        Change("column, constant default", ("events", "columns", "c"), {"type": "integer", "default": "7"}),
        Change(
            "column, volatile default", ("events", "columns", "v"), {"type": "uuid", "default": "gen_random_uuid()"}
        ),
        Change("drop column", ("events", "columns", "gone"), None, safe=False),
        Change("column type", ("events", "columns", "u"), "bigint"),
        Change("generated column", ("events", "columns", "g"), {"type": "integer", "generated": "n + 1"}, safe=False),
        Change("identity column", ("events", "columns", "i"), {"type": "bigint", "identity": "always"}, safe=False),
        Change("domain check", ("positive", "checks"), {"some": "value > 0"}, safe=False),
        Change(
            "materialized view", ("counts",), {"materialized_view": "counts", "query": "select count(*) from events"}
        ),
        Change("trigger", ("events", "triggers"), {"seen": trigger}),
        Change("partitioned index", ("logs", "indexes", "logs_n"), ["n"]),
        Change("attach partition", ("batch",), {"table": "batch", **part, "bounds": f"from ({rows}) to ({2 * rows})"}),
        Change("new partition", ("next",), {"table": "next", **part, "bounds": f"from ({2 * rows}) to ({3 * rows})"}),
        Change("detach partition", ("days_2",), {"table": "days_2", "columns": {"id": _LOGS["id"]}}),
    ]


def documents(rows: int) -> dict[str, dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"domain": "positive", "type": "integer"},
        {"table": "people", "columns": {"id": {"type": "integer", "primary_key": True}}},
        {"function": "nothing", "returns": "trigger", "language": "plpgsql", "body": "begin return old; end"},
        {"table": "events", "columns": dict(_EVENTS), "indexes": {"events_gone": ["gone"]}},
        {
            "table": "logs",
            "partition_by": "range (id)",
            "columns": _LOGS,
            "foreign_keys": [{"columns": ["p"], "references": "people.id"}],
            "indexes": {},
        },
        {"table": "logs_1", "partition_of": "logs", "bounds": f"from (0) to ({rows})"},
        {"table": "logs_rest", "partition_of": "logs", "bounds": "default"},
        {"table": "batch", "columns": _LOGS},
        {"table": "days", "partition_by": "range (id)", "columns": {"id": _LOGS["id"]}},
        {"table": "days_1", "partition_of": "days", "bounds": f"from (0) to ({rows})"},
        {"table": "days_2", "partition_of": "days", "bounds": f"from ({rows}) to ({2 * rows})"},
    ]
    return {next(iter(each.values())): each for each in found}


FILL: Final = """
    insert into people select i from generate_series(1, 1000) i;
    insert into events (id, n, u, p, d, gone, note)
        select i, 1 + i % 100, i, 1 + i % 1000, 1, i, 'note ' || i from generate_series(1, {rows}) i;
    insert into logs select i, i % 100, 1 + i % 1000 from generate_series(0, {rows} - 1) i;
    insert into logs select 100 * {rows}::bigint + i, i % 100, 1 + i % 1000 from generate_series(1, {rows}) i;
    insert into batch select i, i % 100, 1 + i % 1000 from generate_series({rows}, 2 * {rows} - 1) i;
    insert into days select i from generate_series(0, 2 * {rows} - 1) i"""
WRITES: Final = (
    (
        "insert into events (id, n, u, p, d, note) values (2000000000 + %(n)s, 1, 1000000000 + %(n)s, 1, 1, 'new')",
        "update events set note = 'seen' where ctid = '(0,1)'::tid",
        "select count(*) from people where id = %(n)s",
    ),
    (
        "insert into logs values (%(n)s %% 1000, 1, 1)",
        "insert into logs values (200 * {rows}::bigint + %(n)s, 1, 1)",
        "insert into days values (%(n)s %% 1000)",
    ),
)


@dataclass
class Watch:
    """Writers that never pause, and what others than they hold meanwhile.

    seen: relation -> modes; longest: seconds that one write took; failed: what PostgreSQL said to a writer
    """

    dsn: str
    rows: int
    seen: dict[str, set[str]] = field(default_factory=dict)
    longest: float = 0
    writes: int = 0
    failed: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    pids: list[int] = field(default_factory=list)

    def write(self, conn: psycopg.Connection[Any], run: Sequence[str], number: int) -> None:
        try:
            while not self.stop.is_set():
                for sql in run:
                    start = time.monotonic()
                    conn.execute(sql.format(rows=self.rows).encode(), {"n": number})
                    self.longest = max(self.longest, time.monotonic() - start)
                    self.writes += 1
                number += 1
        except psycopg.Error as error:
            self.failed = str(error)

    def look(self, conn: psycopg.Connection[Any], names: Mapping[int, str]) -> None:
        while not self.stop.is_set():
            for oid, mode in conn.execute(_LOCKS, [list(names), self.pids]).fetchall():
                self.seen.setdefault(names[oid], set()).add(OF_CATALOG[mode])

    @contextmanager
    def watching(self, number: int) -> Iterator[None]:
        conns = [psycopg.connect(self.dsn, autocommit=True) for _ in range(len(WRITES) + 1)]
        self.pids = [conn.info.backend_pid for conn in conns]
        names: dict[int, str] = dict(conns[0].execute(_TABLES).fetchall())
        threads = [threading.Thread(target=self.write, args=(conn, run, number)) for conn, run in zip(conns, WRITES)]
        threads.append(threading.Thread(target=self.look, args=(conns[-1], names)))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
            for conn in conns:
                conn.close()


@dataclass(frozen=True)
class Outcome:
    """announced, seen: relation -> the strongest mode; wrong: empty where it is as it should be."""

    name: str
    downtime: bool
    announced: Mapping[str, str]
    seen: Mapping[str, str]
    longest: float
    wrong: str

    def line(self) -> list[str]:
        said = "announced" if self.downtime else "safe"
        return [
            self.name,
            said,
            _shown(self.announced),
            _shown(self.seen),
            f"{self.longest:.2f} s {self.wrong}".strip(),
        ]


def _shown(locks: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {mode.lower()}" for name, mode in sorted(locks.items())) or "none"


@dataclass
class World:
    """The database, its declaration, and the changes so far."""

    team: Team
    rows: int
    docs: dict[str, dict[str, Any]]
    number: int = 1

    def begin(self) -> None:
        self._declare()
        self.team.generate("start", "--at", "20260101000000")
        self.team.apply()
        self.team.do(*FILL.format(rows=self.rows).split(";"), "vacuum analyze")

    def _declare(self) -> None:
        self.team.declare(yaml.safe_dump_all(self.docs.values(), sort_keys=False))

    def tried(self, change: Change, count: int) -> Outcome:
        where: dict[str, Any] = self.docs
        for key in change.at[:-1]:
            where = where.setdefault(key, {})
        if change.value is None:
            del where[change.at[-1]]
        else:
            where[change.at[-1]] = change.value
        self._declare()
        plan = json.loads(self.team.alone("diff", self.team.dsn, "--format", "json", *ASKED)[1])
        self.team.generate(f"change_{count}", "--at", f"202602010000{count:02}", *ASKED)
        watch = Watch(self.team.dsn, self.rows)
        with watch.watching(self.number):
            self.team.apply()
        self.number += watch.writes
        self.team.do("analyze")
        return self._judged(change, plan, watch)

    def _judged(self, change: Change, plan: dict[str, Any], watch: Watch) -> Outcome:
        announced: dict[str, str] = {}
        for unit in plan["units"]:
            for statement in unit["statements"]:
                for lock in statement["impact"]["locks"]:
                    name = lock["relation"].removeprefix("public.")
                    announced[name] = max(lock["mode"], announced.get(name, ""), key=rank)
        # whoever reads the schema, as pg_dump does, takes the weakest
        seen = {name: max(modes, key=rank) for name, modes in watch.seen.items() if modes - {ACCESS_SHARE}}
        downtime = bool(plan["risk"]["downtime"])
        wrong = [
            f"{mode} of {name} not announced"
            for name, mode in seen.items()
            if rank(mode) > rank(announced.get(name, ""))
        ]
        if watch.failed:
            wrong.append(f"a writer failed: {watch.failed}")
        if change.safe and downtime:
            wrong.append("has no safe form")
        if not downtime and watch.longest > LIMIT:
            wrong.append("a writer was stopped")
        shown = {name: mode for name, mode in announced.items() if rank(mode) > 0 and name in TABLES}
        return Outcome(change.name, downtime, shown, seen, watch.longest, "; ".join(wrong))


TABLES: Final = frozenset(documents(1)) | {"counts", "next"}


def measured(live: Databases, rows: int, wanted: Sequence[str]) -> Iterator[Outcome]:
    """Of the changes whose names have one of these in them, each on top of those before it."""
    with tempfile.TemporaryDirectory() as folder, live.fresh() as dsn:
        world = World(Team(Path(folder) / "schema", Path(folder) / "migrations", dsn), rows, documents(rows))
        world.team.schema.mkdir()
        world.begin()
        for count, change in enumerate(changes(rows)):
            if not wanted or any(text in change.name for text in wanted):
                yield world.tried(change, count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--bin", type=Path, help="directory of initdb and postgres of another PostgreSQL")
    parser.add_argument("--match", action="append", default=[], help="only changes whose name has it; may be repeated")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        started = server.acquire(bin_dir=given.bin, cache=Path(cache))
        try:
            with Databases(started) as live:
                outcomes = []
                for outcome in measured(live, given.rows, given.match):
                    outcomes.append(outcome)
                    print(f"{outcome.name}: {outcome.longest:.2f} s", file=sys.stderr, flush=True)
        finally:
            server.clean(bin_dir=given.bin, cache=Path(cache))
    print(f"PostgreSQL {started.version}, {given.rows} rows, lock_timeout {LIMIT:.0f} s\n")
    lines = [
        ["change", "", "locks announced", "locks seen", "longest wait"],
        ["---"] * 5,
        *(o.line() for o in outcomes),
    ]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return 1 if any(outcome.wrong for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())

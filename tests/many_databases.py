"""A fleet on the embedded server: read, planned once a state, migrated with failures, resumed; on threads and on dask's workers.

    python tests/many_databases.py [--databases 500] [--jobs 2]

The databases are in four states. Of the first run one in 49 is made to fail (nobody may connect), then that is mended and
the rest is run again; half of them on a dask cluster, one worker of which is killed. Exit status 1 unless every database is then
equal to the declaration, and each migration was run just once on each.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg
from command_line import NEODIFF
from deploy_world import MANY, MORE, Team
from distributed import LocalCluster
from psycopg.conninfo import make_conninfo

from neodiff.scratch import server
from neodiff.scratch.databases import Databases

NOTE = MORE.replace("note: text", "note: text\n  more: integer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        live = server.acquire(cache=Path(folder) / "live")
        try:
            with Databases(live) as databases, databases.fresh() as dsn:
                Fleet(Path(folder), live.dsn(), dsn, given.databases, given.jobs).run()
        finally:
            server.clean(cache=Path(folder) / "live")


class Fleet:
    """`dsn`: of a database on which the migrations are planned."""

    def __init__(self, work: Path, boss: str, dsn: str, count: int, jobs: int) -> None:
        self.work, self.boss, self.jobs = work, boss, jobs
        self.team = Team(work / "schema", work / "migrations", dsn)
        self.team.schema.mkdir()
        self.urls = {f"tenant_{n:05}": make_conninfo(boss, dbname=f"tenant_{n:05}") for n in range(count)}
        self.bad = list(self.urls)[::49]

    def run(self) -> None:
        self.plan()
        self.make()
        diff = self.fleet("diff", status=1)
        assert diff.count(", state ") == 4, diff
        self.lock_out("false")
        halves = [list(self.urls)[::2], list(self.urls)[1::2]]
        told = self.fleet("apply", "--yes", "--reprove", "--max-failures", str(len(self.bad)), only=halves[0], status=3)
        assert told.count(": failed: ") == len(set(self.bad) & set(halves[0])), told
        self.dask(halves[1])
        self.lock_out("true")
        self.fleet("apply", "--yes", "--reprove")
        self.fleet("diff")
        self.fleet("drift")
        runs: Counter[object] = Counter()
        for name in self.urls:
            runs.update(self.ask(name, "select version, count(*) from neodiff.unit where way = 'forward' group by 1"))
        print(f"{len(self.urls)} databases are equal to the declaration; units by migration: {dict(runs)}")
        ended = Counter(
            row
            for name in self.urls
            for row in self.ask(name, "select count(*) from neodiff.event where what = 'applied'")
        )
        assert set(ended) <= {(3,), (2,)}, ended

    def lock_out(self, allow: str) -> None:
        """Nobody but us may connect to one in 49."""
        with psycopg.connect(self.boss, autocommit=True) as conn:
            for name in self.bad:
                conn.execute(f"alter database {name} allow_connections {allow}".encode())

    def plan(self) -> None:
        for at, (name, text) in enumerate((("orders", MANY), ("many", MORE), ("more", NOTE)), 1):
            self.team.declare(text)
            self.team.generate(name, "--at", f"2026010{at}000000")
            self.team.apply()

    def make(self) -> None:
        """In four states: nothing, one migration, two, and two with an object that nobody declared: proven anew."""
        start = time.monotonic()
        names = list(self.urls)
        with psycopg.connect(self.boss, autocommit=True) as conn:
            for at in range(4):
                first = names[at]
                conn.execute(f"create database {first}".encode())
                team = Team(self.team.schema, self.team.folder, self.urls[first])
                for migration in ("orders", "many")[: min(at, 2)]:
                    team.apply(migration)
                if at == 3:
                    self.do(first, "create view of_theirs as select id from orders")
                for name in names[at + 4 :: 4]:
                    conn.execute(f"create database {name} template {first}".encode())
        print(f"{len(names)} databases in 4 states made in {time.monotonic() - start:.0f} s", flush=True)

    def dask(self, names: list[str]) -> None:
        with LocalCluster(n_workers=self.jobs, threads_per_worker=1, dashboard_address=None) as cluster:
            pid = next(iter(cluster.workers.values())).pid
            killer = threading.Timer(10, lambda: os.kill(pid, signal.SIGKILL))
            killer.start()
            rest = ("--dask", cluster.scheduler_address, "--max-failures", str(len(names)))
            told = self.fleet("apply", "--yes", "--reprove", *rest, only=names, status=3)
            killer.join()
        assert told.count(": failed: ") == len(set(self.bad) & set(names)), told

    def fleet(self, verb: str, *args: str, only: list[str] | None = None, status: int = 0) -> str:
        start = time.monotonic()
        targets = self.work / "targets"
        targets.write_text(
            "".join(f"{name} {url}\n" for name, url in self.urls.items() if only is None or name in only)
        )
        command = [*NEODIFF, "fleet", verb, "--targets", str(targets), "--jobs", str(self.jobs), *args]
        command += ["--schema-dir", str(self.team.schema), "--migrations", str(self.team.folder)]
        command += ["--out", str(self.work / "out")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == status, (done.returncode, done.stdout[-3000:], done.stderr[-3000:])
        count = len(json.loads((self.work / "out/fleet.json").read_text())["databases"])
        where = "dask" if "--dask" in args else "threads"
        print(f"fleet {verb}, {where}: {count} databases in {time.monotonic() - start:.0f} s", flush=True)
        return done.stdout

    def ask(self, name: str, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.urls[name], autocommit=True) as conn:
            return conn.execute(sql.encode()).fetchall()

    def do(self, name: str, sql: str) -> None:
        with psycopg.connect(self.urls[name], autocommit=True) as conn:
            conn.execute(sql.encode())


if __name__ == "__main__":
    main()

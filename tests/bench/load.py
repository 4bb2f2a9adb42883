"""What a live database's own work notices of a diff: transactions a second with and without one, and who waits for whom.

The live server and its clients have half of the machine's processors, neodiff and its scratch server the other half, as if they
were two machines: what is lost is what the live server does for the diff.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from measure import Command, run
from psycopg.conninfo import make_conninfo

from neodiff.scratch.server import Server

_SECONDS = 30
_CLIENTS = 2
_PAUSE = 0.05
_TPS = re.compile(r"tps = ([\d.]+) \(without")
_LOCKS = """
    select distinct l.mode from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where a.datname = current_database() and a.application_name in ('neodiff', 'pg_dump') and l.locktype = 'relation'"""
_WAITS = """
    select count(*) filter (where a.application_name = 'pgbench'), count(*) filter (where a.application_name <> 'pgbench')
    from pg_stat_activity a, unnest(pg_blocking_pids(a.pid)) p(pid) join pg_stat_activity b on b.pid = p.pid
    where a.datname = current_database() and (a.application_name = 'pgbench') <> (b.application_name = 'pgbench')"""


@dataclass(slots=True)
class Seen:
    """modes: of locks that a diff held on relations; waits: looks at which pgbench waited for a diff, or a diff for pgbench."""

    modes: set[str] = field(default_factory=set)
    waits: list[int] = field(default_factory=lambda: [0, 0])
    looks: int = 0


def told(server: Server, scratch: Server, database: str, diff: Command, patience: float, rounds: int) -> Iterator[str]:
    """Markdown; `diff` is run again and again beside pgbench on the same database, each time as if for the first time."""
    processors = sorted(os.sched_getaffinity(0))
    theirs, ours = processors[: len(processors) // 2], processors[len(processors) // 2 :]
    if not theirs:
        yield "load on the live database: not measured, for that takes two processors"
        return
    tool, dsn = str(server.bin / "pgbench"), make_conninfo(server.dsn(database), application_name="pgbench")
    subprocess.run([tool, "--initialize", "--quiet", dsn], check=True, capture_output=True)
    _move(server, theirs)
    _move(scratch, ours)
    alone, beside, seen, count = [], [], Seen(), 0
    with _on(ours):
        for _ in range(rounds):
            with _watched(dsn, Seen()):
                alone.append(_tps(tool, dsn, theirs))  # with the same look at locks, which costs something too
            with _watched(dsn, seen), _again(lambda: run(diff, patience)) as runs:
                beside.append(_tps(tool, dsn, theirs))
            count += len(runs)
    share = statistics.median(beside) / statistics.median(alone)
    yield "| load on a live database, which has a half of the processors and neodiff the other | |"
    yield "|---|---|"
    yield f"| pgbench alone, {_CLIENTS} clients, transactions a second | {statistics.median(alone):.0f} |"
    yield f"| the same beside first diffs without a pause ({count} in all) | {statistics.median(beside):.0f} ({share:.0%}) |"
    yield f"| locks that a diff held on relations | {', '.join(sorted(seen.modes)) or 'none seen'} |"
    yield f"| looks at which pgbench waited for a diff's lock | {seen.waits[0]} of {seen.looks} |"
    yield f"| looks at which a diff waited for a lock of pgbench's | {seen.waits[1]} of {seen.looks} |"


def _move(server: Server, processors: Collection[int]) -> None:
    """The server and the processes it has; those that it starts have its processors."""
    assert server.data is not None
    found = (server.data / "postmaster.pid").read_text().split()[0]
    for pid in (found, *Path(f"/proc/{found}/task/{found}/children").read_text().split()):
        os.sched_setaffinity(int(pid), processors)


@contextmanager
def _on(processors: Collection[int]) -> Iterator[None]:
    """This process, and all that it starts, on these."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _tps(tool: str, dsn: str, processors: Collection[int]) -> float:
    ask = [tool, "--client", str(_CLIENTS), "--time", str(_SECONDS), "--no-vacuum", dsn]
    with _on(processors):
        process = subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    stdout, _ = process.communicate()
    assert process.returncode == 0, ask
    found = _TPS.search(stdout)
    assert found is not None, stdout
    return float(found[1])


@contextmanager
def _again(work: Callable[[], object]) -> Iterator[list[object]]:
    over, runs = threading.Event(), list[object]()

    def loop() -> None:
        while not over.is_set():
            runs.append(work())

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield runs
    finally:
        over.set()
        thread.join()


@contextmanager
def _watched(dsn: str, seen: Seen) -> Iterator[None]:
    over = threading.Event()

    def look() -> None:
        with psycopg.connect(make_conninfo(dsn, application_name="watch"), autocommit=True) as conn:
            while not over.is_set():
                seen.modes |= {mode for (mode,) in conn.execute(_LOCKS).fetchall()}
                row = conn.execute(_WAITS).fetchone()
                assert row is not None
                seen.waits = [before + bool(now) for before, now in zip(seen.waits, row)]
                seen.looks += 1
                time.sleep(_PAUSE)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

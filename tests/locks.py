"""The table of neodiff.impact.classes against real servers 14 to 18: `python tests/locks.py`.

Runs an example of every class, undoes it, and prints where the table is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from impact_examples import EXAMPLES, SETUP, Example
from old_servers import MAJORS, programs

from neodiff.errors import UserError
from neodiff.impact.classes import CLASSES, NO, YES, Class
from neodiff.impact.measure import Measured, Meter
from neodiff.scratch import server
from neodiff.scratch.databases import Databases
from neodiff.scratch.load import units
from neodiff.statement import Statement
from neodiff.units import Unit

WAIT = 10.0


@dataclass(frozen=True)
class Outcome:
    """`wrong`: what the server does otherwise than the table says; empty where they agree."""

    example: Example
    wrong: tuple[str, ...]


@contextmanager
def database(databases: Databases) -> Iterator[str]:
    with databases.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("drop role if exists somebody")
        conn.execute(SETUP.encode())
        yield dsn
        conn.execute("drop owned by somebody; drop role somebody")


def measured(dsn: str, example: Example) -> Measured:
    """What the statement did. Nothing of it stays, but of what cannot be in a transaction."""
    if CLASSES[example.name].apart:
        return _from_outside(dsn, example)
    with psycopg.connect(dsn, autocommit=True) as conn:
        meter = Meter.start(conn)
        conn.execute("begin")
        found = units(conn, [Unit((Statement(example.sql),))], meter)
        conn.execute("rollback")
    assert found[0] is not None
    return found[0]


def _from_outside(dsn: str, example: Example) -> Measured:
    """A statement that waits for older transactions, seen while it does."""
    with (
        psycopg.connect(dsn) as holder,
        psycopg.connect(dsn, autocommit=True) as runner,
        psycopg.connect(dsn, autocommit=True) as watcher,
    ):
        meter = Meter.start(watcher)
        holder.execute(f"lock {example.holds or example.on} in {example.held} mode; select txid_current()".encode())
        thread = threading.Thread(target=runner.execute, args=(example.sql.encode(),))
        thread.start()
        locks = _waiting(watcher, runner.info.backend_pid, meter)
        holder.rollback()
        thread.join()
    return Measured(locks)


def _waiting(watcher: psycopg.Connection[Any], pid: int, meter: Meter) -> dict[str, str]:
    """The locks of process `pid` once it waits for another. Raises AssertionError where it never does."""
    until = time.monotonic() + WAIT
    # a lock that it waits for is one that it needs
    probe = meter.probe.replace("pg_backend_pid()", str(pid)).replace("and l.granted", "")
    while time.monotonic() < until:
        row = watcher.execute("select from pg_locks where pid = %s and not granted", [pid]).fetchone()
        if row is not None:
            found = watcher.execute(probe.encode()).fetchone()
            assert found is not None
            return dict(meter.unit([None, found[0]])[0].locks)
        time.sleep(0.01)
    raise AssertionError(f"process {pid} waits for nobody")


def compared(example: Example, found: Measured, major: int) -> Outcome:
    each = CLASSES[example.name]
    wrong = []
    for what, path, mode in (("locks", example.on, each.lock_on(major)), ("locks", example.other, each.other)):
        got = found.locks.get(path, "")
        if path and got != mode:
            wrong.append(f"{what} {path} in {got or 'no mode'}, not {mode or 'none'}")
    wrong += _work(example, found, each)
    return Outcome(example, tuple(wrong))


def _work(example: Example, found: Measured, each: Class) -> Iterator[str]:
    on = {path for path in (example.on, example.other) if path}
    for what, said, got in (("rewritten", each.rewrite, found.rewritten), ("scanned", each.scan, found.scanned)):
        if each.apart or (what == "scanned" and each.rewrite == YES):
            continue
        if said == NO and got & on:
            yield f"{', '.join(sorted(got & on))} is {what}"
        if said == YES and not got & on:
            yield f"nothing is {what}"


def tried(databases: Databases, major: int, examples: Sequence[Example] = EXAMPLES) -> list[Outcome]:
    """All examples that the major knows, each in a database that has nothing of the others."""
    out = []
    known = [example for example in examples if max(example.since, CLASSES[example.name].since) <= major]
    with database(databases) as dsn:
        for example in sorted(known, key=lambda example: CLASSES[example.name].apart):
            try:
                out.append(compared(example, measured(dsn, example), major))
            except (psycopg.Error, UserError) as error:
                out.append(Outcome(example, (" ".join(str(error).split()),)))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--major", type=int, action="append", choices=MAJORS, help="only this one; may be repeated")
    parser.add_argument("--match", default="", help="only classes whose name begins so")
    options = parser.parse_args()
    examples = [example for example in EXAMPLES if example.name.startswith(options.match)]
    bad = 0
    for major in sorted(set(options.major or MAJORS)):
        with tempfile.TemporaryDirectory(prefix="neodiff-locks-") as cache:
            bin_dir = programs(major)
            started = server.acquire(bin_dir=bin_dir, cache=Path(cache))
            try:
                with Databases(started) as databases:
                    outcomes = tried(databases, major, examples)
            finally:
                server.clean(bin_dir=bin_dir, cache=Path(cache))
        wrong = [outcome for outcome in outcomes if outcome.wrong]
        bad += len(wrong)
        print(
            f"PostgreSQL {started.version}: {len(outcomes) - len(wrong)} of {len(outcomes)} examples are as the table says"
        )
        for outcome in wrong:
            print(f"  {outcome.example.name}: {'; '.join(outcome.wrong)}\n    {outcome.example.sql}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

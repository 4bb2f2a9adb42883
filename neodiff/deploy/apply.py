"""Pending migrations into a database, each from the state that it was proven from to the one it was proven to lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from neodiff import ledger
from neodiff.deploy import gates, leftovers, session, todo
from neodiff.deploy.folder import Pair, named
from neodiff.deploy.job import Job
from neodiff.deploy.script import File, Unit, files
from neodiff.errors import PlanError
from neodiff.ledger import APPLIED, APPLYING, FORWARD, Entry


def apply(job: Job, name: str | None, agreed: Callable[[Sequence[Pair]], bool], *, ripe: bool = False) -> list[str]:
    """All that is pending, or the one migration. Returns the names of those that were run.

    ripe: only what has done its time in the environment before; otherwise that all of it has is demanded.

    agreed: shown what will be run, before anything is. Raises PlanError where something is refused or fails, and
    UserError where the database cannot be had; the ledger then says what was done.
    """
    with job.connected() as conn:
        shown = _todo(job, conn, name, ripe=ripe)
        if not shown or not agreed(shown):
            return []
        done = []
        with job.locked(conn):
            gates.backed_up(job.rules, conn)
            now = _todo(job, conn, name, ripe=ripe)
            if strange := [pair.name for pair in now if pair.name not in {each.name for each in shown}]:
                raise PlanError(f"{', '.join(strange)}: pending now, and was not when this was agreed to; run it again")
            for pair in now:
                _one(job, conn, pair)
                done.append(pair.name)
        return done


def _todo(job: Job, conn: psycopg.Connection[Any], name: str | None, *, ripe: bool) -> list[Pair]:
    found = job.pairs()
    if not found:
        return []
    known = ledger.read(conn)
    had = {each.version for each in job.before_ledger(conn, found, known)}
    left = [pair for pair in todo.pending(found, known) if pair.version not in had]
    if name is not None:
        only = named(found, name)
        left = [pair for pair in left if pair.version == only.version]
    todo.check(found, left, known, job.source.label)
    ready, why = job.ripe(left)
    if why and not ripe:
        raise PlanError(f"{job.rules.name} is not ready for what is pending:\n  {why}")
    if why:
        job.note(f"stays pending: {why}")
    return ready


def _one(job: Job, conn: psycopg.Connection[Any], pair: Pair) -> None:
    assert pair.manifest is not None
    job.ready(conn, pair.manifest)
    known = ledger.read(conn)
    if had := job.before_ledger(conn, job.pairs(), known):
        ledger.baseline(conn, had, session.client())
    script = files(pair.forward)
    entry, again, done = known.entries.get(pair.version), None, 0
    if entry is None or entry.state != APPLYING:
        seen, states = job.look(), None
        if seen.fingerprint != pair.manifest.start and job.reprove:
            states = job.proven_here(pair)
        else:
            job.expect(seen, pair.manifest.start, pair, "what the migration was planned from", ledger.kept(conn))
        pair = pair.between(states)
        ledger.begin(conn, todo.begun(pair, states), session.client(), job.said.events)
    else:
        pair = pair.between(entry.states)
        done, again = resumed(job, conn, pair, entry, script)
        job.note(f"{pair.name}: goes on after {done} of {entry.units} units")
    assert pair.manifest is not None
    job.run(conn, pair, FORWARD, lambda: None, again).run(script, done)
    job.finished(conn, pair, APPLIED, pair.manifest.end)


def resumed(
    job: Job, conn: psycopg.Connection[Any], pair: Pair, entry: Entry, script: Sequence[File]
) -> tuple[int, int | None]:
    """How many units of the way there are done, and which one may or may not be. What a stopped one left is cleaned up.

    Raises PlanError where the database is not where the ledger says.
    """
    assert pair.manifest is not None
    done, again = entry.done, entry.running
    if again is not None:
        unit = _unit(script, again)
        for text in leftovers.clean(conn, unit).said:
            job.note(f"{pair.name}: {text}")
        seen = job.look()
        # what changes rows alone, in batches, looks the same before and after: it runs again
        if seen.fingerprint == pair.manifest.fingerprint(again) != pair.manifest.fingerprint(done):
            ledger.unit(conn, pair.version, FORWARD, again, unit.file.rsplit("/", 1)[-1], unit.sha256, "done")
            return again, None
    else:
        seen = job.look()
    where = f"where {done} of its {pair.manifest.units} units left it"
    job.expect(seen, pair.manifest.fingerprint(done), pair, where, ledger.kept(conn))
    return done, again


def _unit(script: Sequence[File], number: int) -> Unit:
    return next(unit for file in script for unit in file.units if unit.number == number)

"""Migrations back out of a database, the last one first, with what was written since kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from neodiff import ledger
from neodiff.deploy import contents
from neodiff.deploy.apply import resumed
from neodiff.deploy.folder import Pair, named
from neodiff.deploy.job import Job
from neodiff.deploy.script import files
from neodiff.errors import PlanError
from neodiff.generate.manifest import File as Known
from neodiff.generate.manifest import Made, Manifest
from neodiff.generate.pending import NONE
from neodiff.ledger import APPLYING, REVERSE, REVERTED, REVERTING, Entry, Ledger

HAZARD = "lose-values"


def rollback(job: Job, to: str | None, allowed: Collection[str], agreed: Callable[[Sequence[Pair]], bool]) -> list[str]:
    """The last migration, or all after `to` (none: every one). Returns the names of those that were taken back.

    allowed: hazards; with lose-values, rows that were written since go to neodiff_archive, without they are why it is refused.
    Raises PlanError and UserError as apply() does.
    """
    with job.connected() as conn:
        shown = _todo(job, ledger.read(conn), to)
        if not shown or not agreed([pair for pair, _ in shown]):
            return []
        done = []
        with job.locked(conn):
            for pair, _ in _todo(job, ledger.read(conn), to):
                if pair.name in {each.name for each, _ in shown}:
                    _one(job, conn, pair, allowed)
                    done.append(pair.name)
        return done


def _todo(job: Job, known: Ledger, to: str | None) -> list[tuple[Pair, Entry]]:
    """Raises PlanError where one of them has no way back, or the folder has not what the database has."""
    found = job.pairs()
    standing = list(reversed(known.standing()))
    if to is None:
        standing = standing[:1]
    elif to != NONE:
        last = named(found, to)
        if not any(entry.version == last.version for entry in standing):
            raise PlanError(f"--to {to}: {job.source.label} does not have it")
        standing = [entry for entry in standing if entry.version > last.version]
    by_version = {pair.version: pair for pair in found}
    problems, out = [], []
    for entry in standing:
        pair = by_version.get(entry.version)
        if pair is None or pair.manifest is None:
            problems.append(f"{entry.name}: the folder has no {'manifest of it' if pair else 'such migration'}")
            continue
        pair = pair.between(entry.states)
        out.append((pair, entry))
        if pair.manifest and not _begun_outside(entry) and (why := _no_way(pair.manifest, entry)):
            problems.append(f"{entry.name}: {why}")
    if problems:
        raise PlanError("\n  ".join(["the migrations cannot be taken back:", *problems]))
    return out


def _begun_outside(entry: Entry) -> bool:
    """Is where it stands known only when the database has been looked at?"""
    return entry.state == APPLYING and entry.running is not None


def _no_way(manifest: Manifest, entry: Entry) -> str:
    if entry.state == APPLYING and entry.done == 0:
        return ""
    if _file(manifest, entry, entry.done) is not None:
        return ""
    if entry.state == APPLYING:
        return f"from after {entry.done} of its units no way back is proven; end it with `neodiff apply` first"
    return "it has no way back"


def _file(manifest: Manifest, entry: Entry, done: int) -> Known | None:
    """The file that leads back from where the database is."""
    known = {each.reverse.name: each.reverse for each in manifest.between if each.reverse is not None}
    if entry.state == REVERTING and entry.reverse in known:
        return known[entry.reverse]
    if entry.state == APPLYING and done < manifest.units:
        return next((each.reverse for each in manifest.between if each.done == done), None)
    return manifest.reverse


@dataclass(slots=True)
class _Guard:
    """In the first transaction of a way back: what was written since stays, or the way back is refused."""

    job: Job
    conn: psycopg.Connection[Any]
    pair: Pair
    entry: Entry
    allowed: Collection[str]

    def __call__(self) -> None:
        contents.lock(self.conn, self._made())
        found = self.check()
        for name in contents.archive(self.conn, self.pair.version, found) if found else ():
            self.job.note(f"{self.pair.name}: what was written since is copied to {name}")

    def _made(self) -> list[Made]:
        return contents.existing(self.conn, self.pair.manifest.made if self.pair.manifest is not None else ())

    def check(self) -> list[Made]:
        """What holds something new; of a migration that was stopped nobody knows what came with it. Raises PlanError where
        that may not go."""
        found = contents.since(self.conn, self._made(), self.entry.contents)
        if found and not {HAZARD, "all"} & set(self.allowed):
            lines = [text for _, text in found]
            raise PlanError(
                "\n  ".join([f"{self.pair.name}: its way back would lose what was written since:", *lines])
                + f"\nwith --allow {HAZARD} the tables are copied to neodiff_archive first"
            )
        return [each for each, _ in found]


def _one(job: Job, conn: psycopg.Connection[Any], pair: Pair, allowed: Collection[str]) -> None:
    assert pair.manifest is not None
    manifest = pair.manifest
    job.ready(conn, manifest)
    entry = ledger.read(conn).entries[pair.version]
    again, reverted = None, entry.state == REVERTING
    if reverted:
        done, again = entry.done, entry.running
        job.note(f"{pair.name}: its way back goes on after {done} units")
        file = _file(manifest, entry, manifest.units) if entry.reverse else None
    else:
        done = 0
        at = _where(job, conn, pair, entry)
        file = _file(manifest, entry, at) if at else None
        if at and file is None:
            raise PlanError(f"{pair.name}: {_no_way(manifest, entry)}")
    script = files([pair.read(file)] if file is not None else [])
    guard = _Guard(job, conn, pair, entry, allowed)
    if not reverted:
        if file is not None:
            guard.check()
        ledger.begin_reverse(conn, pair.version, file.name if file is not None else "", job.said.events)
    job.run(conn, pair, REVERSE, guard, again).run(script, done)
    job.finished(conn, pair, REVERTED, manifest.start)


def _where(job: Job, conn: psycopg.Connection[Any], pair: Pair, entry: Entry) -> int:
    """How many units of the way there are done. Raises PlanError where the database is not there."""
    assert pair.manifest is not None
    if entry.state == APPLYING:
        return resumed(job, conn, pair, entry, files(pair.forward))[0]
    job.expect(job.look(), pair.manifest.end, pair, "what the migration left", ledger.kept(conn))
    return pair.manifest.units

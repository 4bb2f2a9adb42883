"""What is done to one database of a fleet, as functions that any executor can run: a thread, or a process on another machine.

All they need comes with them, so that a machine that has only neodiff can run them: the folders come as texts.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from neodiff import ledger
from neodiff.connect import connected
from neodiff.declare.load import load
from neodiff.deploy.apply import apply
from neodiff.deploy.folder import pairs
from neodiff.deploy.job import Job
from neodiff.deploy.session import connected as session
from neodiff.deploy.session import holder
from neodiff.deploy.state import look
from neodiff.deploy.status import PENDING, standings
from neodiff.errors import PlanError, UserError
from neodiff.files import write_all
from neodiff.fleet.targets import Target
from neodiff.generate.folder import REVERSE
from neodiff.live import read_live
from neodiff.liverows import rows_of
from neodiff.named import Source
from neodiff.outcome import Plan
from neodiff.scratch.cache import cache_directory
from neodiff.scratch.files import replace_directory
from neodiff.sides import Sides, platform_of
from neodiff.source import Opened, opened, scratch

DONE, NOTHING, FAILED = "applied", "nothing to do", "failed"
_SCHEMA, _MIGRATIONS = "schema", "migrations"


@dataclass(frozen=True, slots=True)
class Luggage:
    """The schema folder and the migrations folder as texts; scratch_url: where states are read, None for a server of one's own."""

    files: Mapping[str, str]
    scratch_url: str | None = None
    wait: float = 60
    reprove: bool = False

    @classmethod
    def packed(cls, schema: Path, migrations: Path, scratch_url: str | None, *, reprove: bool = False) -> Luggage:
        """Raises UserError for a file that cannot be read."""
        out = {}
        for name, folder, patterns in (
            (_SCHEMA, schema, ("**/*.y*ml", "**/*.csv")),
            (_MIGRATIONS, migrations, ("*.sql", f"{REVERSE}/*")),
        ):
            for path in sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}):
                try:
                    out[f"{name}/{path.relative_to(folder).as_posix()}"] = path.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    raise UserError(f"{path}: cannot be read: {error}") from None
        return cls(out, scratch_url, reprove=reprove)

    @property
    def digest(self) -> str:
        found = "\0".join(f"{name}\0{text}" for name, text in sorted(self.files.items()))
        return hashlib.sha256(found.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one database. state: DONE, NOTHING, FAILED, or what the job says; said: why, or what it found

    group: what it has in common with others that are in the same state; notes: what was told on the way
    """

    target: Target
    state: str
    said: str = ""
    group: str = ""
    notes: tuple[str, ...] = field(default=())


def surveyed(luggage: Luggage, target: Target) -> Outcome:
    """Which state it is in: databases of one group have the same schema, server major and role, and the same declared rows."""
    with _told(target) as failed, _project(luggage) as job:
        declared = job.declaration
        with connected(target.url, target.name) as conn:
            found = read_live(conn, target.name)
        state = f"{found.fingerprint} {found.major} {found.user} {found.owner} {found.roles}"
        if declared.rows(None):
            with opened(Source(target.name, url=target.url), job.scratch()) as database:
                state += _rows(job, database)
        return Outcome(target, "read", group=hashlib.sha256(state.encode()).hexdigest()[:12])
    return failed[0]


def migrated(luggage: Luggage, target: Target) -> Outcome:
    """Whatever of the migrations folder it lacks. Run again where it was stopped, it goes on."""
    notes: list[str] = []
    with _told(target, notes) as failed, _project(luggage, target, notes) as job:
        done = apply(job, None, lambda _: True)
        return Outcome(target, DONE if done else NOTHING, ", ".join(done), notes=tuple(notes))
    return failed[0]


def standing(luggage: Luggage, target: Target) -> Outcome:
    """How the migrations folder and it stand to each other."""
    with _told(target) as failed, _project(luggage) as job:
        with session(target.url, target.name) as conn:
            found = standings(pairs(job.folder), ledger.read(conn), holder(conn))
        wrong = [f"{each.name} {each.state}" for each in found if each.wrong]
        left = [each.name for each in found if each.state == PENDING or each.running]
        state = "stopped or edited" if wrong else f"{len(left)} pending" if left else "up to date"
        return Outcome(target, state, ", ".join(wrong or left), group=",".join(wrong or left))
    return failed[0]


def drifted(luggage: Luggage, target: Target) -> Outcome:
    """Is it what its last migration left?"""
    with _told(target) as failed, _project(luggage, target) as job:
        with job.connected() as conn:
            known = ledger.read(conn).standing()
        if not known or not known[-1].fingerprint:
            return Outcome(target, "not known", "no migration of neodiff's has left a state there")
        now = look(job.source, job.declaration, job.scratch()).fingerprint
        state = "as it was left" if now == known[-1].fingerprint else "drifted"
        return Outcome(target, state, f"since {known[-1].name}", group=now[:12])
    return failed[0]


def _rows(job: Job, database: Opened) -> str:
    """A hash of the rows that the declaration has to do with."""
    ends = Plan("", "")
    ends.old = ends.new = database.clone.facts.inside()
    there = job.declaration.rows(None).among(ends.old)
    digest = hashlib.sha256()
    for table, columns, rows in rows_of(there, database, ends):
        digest.update(f"{table} {columns}".encode())
        for row in sorted(map(repr, rows)):
            digest.update(row.encode())
    return digest.hexdigest()


@contextmanager
def _project(luggage: Luggage, target: Target | None = None, notes: list[str] | None = None) -> Iterator[Job]:
    """The folders unpacked, once for each content and machine, and a job for the database."""
    at = cache_directory(None) / "fleet" / luggage.digest
    if not at.is_dir():
        at.parent.mkdir(parents=True, exist_ok=True)
        # whole or not at all: others on this machine look for it at the same moment
        with replace_directory(at) as made:
            write_all(made, {Path(name): text for name, text in luggage.files.items()})
            (made / _MIGRATIONS).mkdir(exist_ok=True)
    declaration = load(at / _SCHEMA)
    source = Source(target.name, url=target.url) if target is not None else Source("")
    told = (lambda _: None) if notes is None else notes.append
    with ExitStack() as stack:

        @cache
        def sides() -> Sides:
            return stack.enter_context(scratch(platform_of(declaration), luggage.scratch_url, lambda _: None))

        folder = at / _MIGRATIONS
        yield Job(
            source,
            declaration,
            folder,
            sides,
            os.environ,
            lambda _: None,
            told,
            reprove=luggage.reprove,
            wait=luggage.wait,
        )


@contextmanager
def _told(target: Target, notes: list[str] | None = None) -> Iterator[list[Outcome]]:
    """What goes wrong with one database is its outcome, not the end of the others."""
    out: list[Outcome] = []
    try:
        yield out
    except (PlanError, UserError) as error:
        out.append(Outcome(target, FAILED, str(error), notes=tuple(notes or ())))

"""Taking a backup: dump and contents from one snapshot of a live database, put in place whole. Must not know scratch.

It is written into a folder whose name begins with a dot, locked while anybody writes, and renamed when it is whole.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psycopg

from neodiff.backup import contents, manifest
from neodiff.backup.find import identity
from neodiff.backup.manifest import Manifest, Verified
from neodiff.connect import begin, connected, telling
from neodiff.dump import archive
from neodiff.errors import UserError
from neodiff.live import Live, read_live
from neodiff.sql import literal

_ARCHIVES: Final = {"custom": "database.dump", "directory": "database"}
_ENCODING: Final = "select pg_encoding_to_char(encoding)::text from pg_database where datname = current_database()"
# relations of extensions, whose rows a dump may hold: a stand-in on scratch has no such table
_MEMBERS: Final = """
    select e.extname::text, n.nspname::text, c.relname::text from pg_depend d join pg_extension e on e.oid = d.refobjid
    join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid join pg_namespace n on n.oid = c.relnamespace
    where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e' and c.relkind in ('r', 'p', 'S')"""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup in its place, not verified yet, and what of the live database the verification needs.

    schema: its schema dump from the same snapshot; members: (extension, schema, name) of extensions' relations;
    foreign: has it foreign tables?
    """

    path: Path
    manifest: Manifest
    live: Live
    schema: str
    members: tuple[tuple[str, str, str], ...]
    foreign: bool


def take(
    url: str,
    label: str,
    out: Path,
    *,
    form: archive.Format,
    jobs: int,
    binary_dir: Path,
    schema: Callable[[Live], str],
    say: Say,
) -> Taken:
    """Dump the database at `url` into the new folder `out`; `schema` gives its schema dump from the snapshot of Live.

    Raises UserError: something is in the way, cannot be read or written; then nothing is left at `out`.
    """
    if out.exists():
        raise UserError(f"{out}: is there already; name another place with --out")
    with _writing(out) as (part, held), connected(url, label) as conn, telling(label):
        say(f"reading {label}")
        live = read_live(conn, label)
        if live.snapshot is None:
            raise UserError(f"{label}: a standby exports no snapshot; name the primary server")
        (encoding,) = _one(conn, _ENCODING)
        members = tuple(conn.execute(_MEMBERS).fetchall())
        (foreign,) = _one(conn, "select exists (select from pg_foreign_table)")
        text = schema(live)
        with _sharing(url, label, live.snapshot, conn, jobs) as connections:
            found = contents.read(
                connections, lambda done, of: say(f"summing the rows of {label}: {done} of {of} tables")
            )
        counted = _Counter(len(found.tables), lambda done, of: say(f"dumping {label}: {done} of {of} tables"))
        target = part / _ARCHIVES[form]
        archive.write(binary_dir, url, target, form=form, jobs=jobs, snapshot=live.snapshot, held=held, at=counted)
        say("summing the files")
        said = Manifest(
            neodiff=version("neodiff"),
            at=datetime.now(UTC).replace(microsecond=0),
            identity=identity(conn),
            major=live.major,
            server=live.version,
            encoding=encoding,
            public=live.public,
            fingerprint=live.facts.fingerprint(),
            roles=tuple(role.name for role in live.roles),
            extensions={extension.name: extension.version for extension in live.extensions},
            form=form,
            archive=target.name,
            files=manifest.digests(part),
            contents=found,
        )
        put(part, said)
    return Taken(out, said, live, text, members, foreign)


def put(backup: Path, said: Manifest) -> None:
    """Write the manifest, whole or not at all, for its owner alone. Raises UserError."""
    path = backup / manifest.NAME
    part = path.with_name(f".{path.name}.part")
    try:
        fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(fd, "w", encoding="utf-8", newline="\n") as file:
            file.write(said.to_text())
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror}; make room there, or name another place") from None


def verified(taken: Taken, said: Verified) -> Manifest:
    """The same backup, now one that was restored; its manifest says so. Raises UserError."""
    after = replace(taken.manifest, verified=said)
    put(taken.path, after)
    return after


class _Counter:
    """How many of so many; a dump has more tables than those that are looked at."""

    def __init__(self, of: int, say: Callable[[int, int], None]) -> None:
        self.done, self.of, self.say = 0, of, say

    def __call__(self) -> None:
        self.done += 1
        self.say(self.done, max(self.of, self.done))


@contextmanager
def _writing(out: Path) -> Iterator[tuple[Path, int]]:
    """A new folder to write, which becomes `out` on exit; what a killed writer left beside it goes."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for left in out.parent.glob(".*.????????.backup"):
            _sweep(left)
        part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.backup")
        part.mkdir(mode=0o700)
    except OSError as error:
        raise UserError(f"cannot write {out}: {error.strerror}; name another place with --out") from None
    held = os.open(part, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # not every file system has locks
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield part, held
        os.fsync(held)
        # a folder takes the place of an empty one only
        os.rename(part, out)
        above = os.open(out.parent, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(above)
        os.close(above)
    except OSError as error:
        raise UserError(f"cannot write {out}: {error.strerror}; make room there, or name another place") from None
    finally:
        os.close(held)
        shutil.rmtree(part, ignore_errors=True)


def _sweep(left: Path) -> None:
    with suppress(OSError):
        fd = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
        finally:
            os.close(fd)


@contextmanager
def _sharing(
    url: str, label: str, snapshot: str, first: psycopg.Connection[Any], jobs: int
) -> Iterator[list[psycopg.Connection[Any]]]:
    """`first` and more connections, in all `jobs`, whose transactions see the same snapshot."""
    with ExitStack() as stack:
        out = [first]
        for _ in range(jobs - 1):
            conn = stack.enter_context(connected(url, label))
            # the snapshot is taken over before the first query of a transaction
            conn.execute("rollback")
            begin(conn)
            conn.execute(f"set transaction snapshot {literal(snapshot)}".encode())
            out.append(conn)
        yield out


def _one(conn: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    row = conn.execute(query.encode()).fetchone()
    assert row is not None
    return tuple(row)

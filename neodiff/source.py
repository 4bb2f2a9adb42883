"""What DB on the command line means: an environment's name, a URL, or a snapshot; and opening it as a clone on scratch.

Must not know plans.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from neodiff import ledger, snapshot
from neodiff.address import shown
from neodiff.catalog.digest import digest
from neodiff.data.applied import Applied
from neodiff.errors import UserError
from neodiff.impact import sizes
from neodiff.live import Live, connected, exported, read_live, telling
from neodiff.memo import Memo
from neodiff.migrations.database import note as replayed_note
from neodiff.migrations.database import replayed
from neodiff.platforms import Platform
from neodiff.scratch.databases import Databases
from neodiff.scratch.server import acquire
from neodiff.sides import Side, Sides

_PATIENCE: Final = 60
LIVES: Final = 8  # databases whose catalog is kept in the cache


@dataclass(frozen=True, slots=True)
class Source:
    """Where a database is: `url` of a live one, or the folder of a snapshot; `note` tells the person why.

    environment: its name, where it is one of neodiff.yaml; state: the folder that keeps what was last applied there;
    migrations: the folder whose SQL makes it, and `user`: who runs that
    """

    label: str
    url: str = ""
    folder: Path | None = None
    note: str = ""
    environment: str | None = None
    state: Path | None = None
    migrations: Path | None = None
    user: str = ""


def resolve(db: str | None, settings: Mapping[str, Any], schema_dir: Path, *, migrations: Path | None = None) -> Source:
    """Raises UserError with what is known where DB names nothing."""
    if migrations is not None:
        if db is not None:
            raise UserError(f"{db!r} and --from-migrations {migrations}: two databases; name one of them")
        owner = (settings.get("defaults") or {}).get("owner")
        note = replayed_note(migrations)
        return Source(str(migrations), note=note, migrations=migrations, user=str(owner or "postgres"))
    environments = settings.get("environments") or {}
    if db is None:
        db = settings.get("default") or (next(iter(environments)) if len(environments) == 1 else None)
        if db is None:
            known = f"; environments: {', '.join(environments)}" if environments else ""
            raise UserError(
                f"no database named, and {schema_dir}/neodiff.yaml has no `default:`{known}; name an environment, a URL or a snapshot"
            )
    db = str(db)
    if "://" in db or "=" in db or "@" in db:
        return Source(shown(db), url=db)
    if db in environments:
        return _environment(db, environments[db], schema_dir)
    path = Path(db)
    if path.exists():
        folder = path if path.is_dir() else path.parent
        return Source(db, folder=folder, state=folder)
    known = (
        f"known environments: {', '.join(environments)}"
        if environments
        else f"{schema_dir}/neodiff.yaml names no environments"
    )
    raise UserError(f"{db!r} is no environment, no URL and no snapshot; {known}")


def _environment(name: str, spec: Mapping[str, Any], schema_dir: Path) -> Source:
    url = str(spec.get("url", ""))
    state = schema_dir / str(spec["snapshot"]) if spec.get("snapshot") else None
    if spec.get("url_command"):
        url = _printed(name, str(spec["url_command"]))
    if url.startswith("$"):
        variable = url[1:].strip("{}")
        url = os.environ.get(variable, "")
        if not url and spec.get("snapshot"):
            folder = schema_dir / str(spec["snapshot"])
            note = f"{variable} is not set: comparing with the snapshot in {_tidy(folder)}"
            return Source(name, "", folder, note, name, state)
        if not url:
            raise UserError(f"environment {name}: the variable {variable} is not set; set it to the database's URL")
    if url:
        return Source(name, url, environment=name, state=state)
    if spec.get("snapshot"):
        return Source(name, folder=schema_dir / str(spec["snapshot"]), environment=name, state=state)
    raise UserError(
        f"environment {name}: neither url, url_command nor snapshot; expected one in {schema_dir}/neodiff.yaml"
    )


def _printed(name: str, command: str) -> str:
    """What the program prints, without a shell; of what goes wrong its status alone is told, for the rest may be secret."""
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=False, timeout=_PATIENCE)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        why = f"took longer than {_PATIENCE} s" if isinstance(error, subprocess.TimeoutExpired) else "cannot be run"
        raise UserError(f"environment {name}: url_command {why}: {command.split(' ')[0]}") from None
    url = done.stdout.strip()
    if done.returncode or not url or "\n" in url:
        got = f"ended with status {done.returncode}" if done.returncode else "printed none or several lines"
        raise UserError(
            f"environment {name}: url_command {got}; expected the URL as its one line: {command.split(' ')[0]}"
        )
    return url


def _tidy(folder: Path) -> str:
    return os.path.relpath(folder)


@contextmanager
def scratch(platform: Platform, scratch_url: str | None, say: Callable[[str], None]) -> Iterator[Sides]:
    """The scratch server, ready to make sides on."""
    # of a lost connection psycopg logs what our own message says
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    server = acquire(scratch_url)
    with Databases(server) as databases, Sides(server, databases, platform, say) as sides:
        yield sides


class Opened(NamedTuple):
    """A database that a comparison reads: what it is, and its clone.

    rows: where its rows can be asked for (None: nowhere); applied: the rows declared when it was last seen equal
    """

    live: Live
    clone: Side
    rows: psycopg.Connection[Any] | None
    applied: Applied | None


@contextmanager
def opened(source: Source, sides: Sides) -> Iterator[Opened]:
    """The database and its clone. A live one stays in its one read-only transaction until its rows are let go."""
    if source.folder is not None:
        live, clone = snapshot.load(source.folder, source.label, sides)
        with snapshot.rows(source.folder, clone, sides) as conn:
            yield Opened(live, clone, conn, snapshot.applied(source.state))
        return
    if source.migrations is not None:
        with replayed(source.migrations, source.user, sides) as url, _live(replace(source, url=url), sides) as found:
            yield found
        return
    with _live(source, sides) as found:
        yield found


@contextmanager
def _live(source: Source, sides: Sides) -> Iterator[Opened]:
    with connected(source.url, source.label) as conn:
        with telling(source.label):
            live = _read(conn, source.label, Memo(sides.server.cache / "live", LIVES))
            if source.user:
                # what a folder of migrations says of roles was not run
                live = replace(live, user=source.user, reader=source.user, cluster=None)
            clone = sides.clone(live, lambda: _dump(source, live, sides))
        yield Opened(live, clone, conn, _applied(conn, source))


def _applied(conn: psycopg.Connection[Any], source: Source) -> Applied | None:
    """The rows declared when it was last seen equal, or migrated: by the ledger, else as the environment's folder has it."""
    with telling(source.label):
        declared = ledger.declared(conn)
    if declared is not None:
        return Applied.from_text(declared, "the ledger")
    return snapshot.applied(source.state)


def _read(conn: psycopg.Connection[Any], label: str, memo: Memo) -> Live:
    """What the catalog says; not read again while no row of it has changed but what VACUUM and ANALYZE write."""
    key = digest(conn)
    live = memo.get(key)
    if live is None:
        live = read_live(conn, label)
        memo.put(key, live)
        return live
    assert isinstance(live, Live)
    return replace(live, label=label, snapshot=exported(conn), sizes=sizes.read(conn))


def _dump(source: Source, live: Live, sides: Sides) -> str:
    return sides.dumped(source.url, live.facts, live.snapshot)

"""What DB on the command line means: an environment's name, a URL, or a snapshot; and opening it as a clone on scratch.

Must not know plans.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neodiff import dump, snapshot
from neodiff.address import shown
from neodiff.errors import UserError
from neodiff.live import Live, reading
from neodiff.platforms import Platform
from neodiff.scratch.databases import Databases
from neodiff.scratch.server import acquire
from neodiff.sides import Side, Sides


@dataclass(frozen=True, slots=True)
class Source:
    """Where a database is: `url` of a live one, or the folder of a snapshot; `note` tells the person why."""

    label: str
    url: str = ""
    folder: Path | None = None
    note: str = ""


def resolve(db: str | None, settings: Mapping[str, Any], schema_dir: Path) -> Source:
    """Raises UserError with what is known where DB names nothing."""
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
        return Source(db, folder=path if path.is_dir() else path.parent)
    known = (
        f"known environments: {', '.join(environments)}"
        if environments
        else f"{schema_dir}/neodiff.yaml names no environments"
    )
    raise UserError(f"{db!r} is no environment, no URL and no snapshot; {known}")


def _environment(name: str, spec: Mapping[str, Any], schema_dir: Path) -> Source:
    url = str(spec.get("url", ""))
    if url.startswith("$"):
        variable = url[1:].strip("{}")
        url = os.environ.get(variable, "")
        if not url and spec.get("snapshot"):
            folder = schema_dir / str(spec["snapshot"])
            return Source(
                name, folder=folder, note=f"{variable} is not set: comparing with the snapshot in {_tidy(folder)}"
            )
        if not url:
            raise UserError(f"environment {name}: the variable {variable} is not set; set it to the database's URL")
    if url:
        return Source(name, url=url)
    if spec.get("snapshot"):
        return Source(name, folder=schema_dir / str(spec["snapshot"]))
    raise UserError(f"environment {name}: neither url nor snapshot; expected at least one in {schema_dir}/neodiff.yaml")


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


@contextmanager
def opened(source: Source, sides: Sides) -> Iterator[tuple[Live, Side]]:
    """The database and its clone. A live one stays in its one read-only transaction meanwhile."""
    if source.folder is not None:
        yield snapshot.load(source.folder, source.label, sides)
        return
    with reading(source.url, source.label) as (_, live):
        clone = sides.clone(live, lambda: _dump(source, live, sides))
    yield live, clone


def _dump(source: Source, live: Live, sides: Sides) -> str:
    excluded = [*sorted(sides.platform.schemas), "neodiff", "neodiff_archive"]
    return dump.masked(dump.run(sides.server.bin, source.url, snapshot=live.snapshot, exclude_schemas=excluded))

"""The newest backup of a database in a folder that may be relied on. Must not know how backups are taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from neodiff.backup import manifest
from neodiff.backup.manifest import Identity, Manifest
from neodiff.errors import PlanError

_WHICH: Final = "select current_database()::text, (select system_identifier::text from pg_control_system())"


class Found(NamedTuple):
    """A verified backup, all of whose files are as they were written, and how old what it holds is."""

    path: Path
    manifest: Manifest
    age: timedelta


def identity(conn: psycopg.Connection[Any]) -> Identity:
    """Which database this is. A copy of a whole cluster keeps the identifier, so that the host counts as well."""
    row = conn.execute(_WHICH).fetchone()
    assert row is not None
    return Identity(row[0], f"{conn.info.host}:{conn.info.port}", row[1])


def newest(folder: Path, conn: psycopg.Connection[Any]) -> tuple[Found | None, list[str]]:
    """The newest verified backup in `folder` of the database that `conn` is connected to, and why younger ones are none.

    `conn` is connected as neodiff connects to that database. Raises psycopg.Error.
    """
    wanted = identity(conn)
    candidates: list[Manifest] = []
    where: dict[int, Path] = {}
    unfit: list[tuple[datetime | None, str]] = []
    for path in sorted(folder.glob(f"*/{manifest.NAME}")) if folder.is_dir() else ():
        try:
            said = manifest.load(path.parent)
        except PlanError as error:
            unfit.append((None, str(error)))
            continue
        if said.identity != wanted:
            continue
        if said.verified is None:
            unfit.append((said.at, f"{path.parent}: was never verified"))
            continue
        candidates.append(said)
        where[id(said)] = path.parent
    for said in sorted(candidates, key=lambda each: each.at, reverse=True):
        try:
            manifest.whole(where[id(said)])
        except PlanError as error:
            unfit.append((said.at, str(error)))
            continue
        younger = [text for at, text in unfit if at is None or at > said.at]
        return Found(where[id(said)], said, datetime.now(UTC) - said.at), younger
    return None, [text for _, text in unfit]

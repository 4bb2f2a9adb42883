"""Which migrations of the folder a database has not run yet: as told, by its ledger, its fingerprint, or its history table.

Never guessed: where none of these says it, that is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from neodiff import ledger
from neodiff.errors import UserError
from neodiff.generate import manifest
from neodiff.ledger import Ledger
from neodiff.migrations import folder, history
from neodiff.migrations.folder import Migration, version_of
from neodiff.source import Opened

ALL: Final = "all"
NONE: Final = "none"


def pending(path: Path, database: Opened, told: str | None, *, live: bool, branched: bool = False) -> list[Migration]:
    """In their order. `told`: the version of the last one that the database has, `all` or `none`; `live`: may it have a
    ledger or a history table? `branched`: several may start from where it is, of which it has none.

    Raises UserError where nobody knows, or a file is not what its manifest says.
    """
    if not path.is_dir() or not any(each.suffix == ".sql" for each in path.iterdir()):
        return []
    found = folder.read(path)
    names = [Path(migration.name).name for migration in found]
    if told is not None:
        return found[_told(told, names) :]
    if live and database.rows is not None and ledger.readable(database.rows):
        known_there = ledger.read(database.rows)
        if known_there.entries:
            return _by_ledger(found, known_there, database.live.label)
    known = manifest.read(path)
    places = _places(known, names, database.clone.facts.inside().fingerprint())
    if len(places) == 1 or (places and branched):
        return found[min(places) :]
    if live and database.rows is not None and (versions := history.versions(database.rows)) is not None:
        return [migration for migration, name in zip(found, names) if version_of(name) not in versions]
    why = "more than one of them leads to what it is now" if places else "its schema is what none of them leads to"
    raise UserError(
        f"{path}: which of its {len(found)} migrations {database.live.label} has is not known: {why}; "
        f"say it with --applied VERSION (the last one it has), --applied {ALL} or --applied {NONE}"
    )


def _by_ledger(found: Sequence[Migration], known: Ledger, label: str) -> list[Migration]:
    """Raises UserError where one was begun and not ended."""
    if (left := known.open()) is not None:
        raise UserError(
            f"{label}: migration {left.name} was begun there and not ended: end it with `neodiff apply`, or take it back "
            "with `neodiff rollback`"
        )
    has = {name for entry in known.standing() for name in entry.files}
    return [migration for migration in found if Path(migration.name).name not in has]


def _told(told: str, names: Sequence[str]) -> int:
    """How many of the files it has."""
    if told in (ALL, NONE):
        return len(names) if told == ALL else 0
    for at, name in enumerate(names):
        if told in (name, name.removesuffix(".sql"), version_of(name)):
            return at + 1
    raise UserError(f"--applied: no migration {told!r}; the last one there is {names[-1]}")


def _places(known: Sequence[manifest.Manifest], names: Sequence[str], fingerprint: str) -> set[int]:
    """How many files a database with this fingerprint has run: more than one answer where rows alone changed."""
    out = set()
    for each in known:
        files = [file.name for file in each.forward]
        missing = [name for name in files if name not in names]
        if missing:
            raise UserError(f"{missing[0]} is in a manifest, and no file has that name: put it back, or remove both")
        if each.start == fingerprint:
            out.add(names.index(files[0]))
        if each.end == fingerprint:
            out.add(names.index(files[-1]) + 1)
    return out

"""What a live database is now: its fingerprint as the proofs have it, the files of its snapshot, and how it differs from
what it should be. Only reads.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from neodiff import snapshot
from neodiff.declare.declaration import Declaration
from neodiff.errors import UserError
from neodiff.facts import FactBase
from neodiff.files import write_all
from neodiff.liverows import holding_rows
from neodiff.named import Source
from neodiff.prove import differing
from neodiff.sides import Sides
from neodiff.source import opened

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """facts: read on scratch, as those of every proof; files: of its snapshot, without rows"""

    facts: FactBase
    files: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        return self.facts.fingerprint()


def look(source: Source, declaration: Declaration, sides: Sides) -> Seen:
    """The database is let go before this returns."""
    with opened(source, sides) as found:
        live = replace(found.live, filled=holding_rows(found))
        files = snapshot.files(live, sides.dumped(found.clone), declaration)
        return Seen(found.clone.facts.inside(), files)


def differences(seen: Seen, wanted: str, known: Mapping[str, str], source: Source, sides: Sides) -> list[str]:
    """How it differs from the state with the fingerprint `wanted`, as far as anybody kept that: the ledger (`known`), or
    the environment's committed snapshot. Empty where nobody did.
    """
    for files in (known, committed(source)):
        kept = loaded(files, sides) if files else None
        if kept is not None and kept.fingerprint() == wanted:
            lines = differing(seen.facts, kept)
            more = [f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
            return [*lines[:_MOST], *more]
    return []


def loaded(files: Mapping[str, str], sides: Sides) -> FactBase:
    """The facts of a kept snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        write_all(Path(folder), {Path(name): text for name, text in files.items()})
        return snapshot.load(Path(folder), "the state kept in the ledger", sides)[1].facts.inside()


def committed(source: Source) -> Mapping[str, str]:
    if source.state is None:
        return {}
    try:
        return {name: (source.state / name).read_text(encoding="utf-8") for name in (snapshot.SQL, snapshot.MANIFEST)}
    except (OSError, UnicodeDecodeError):
        return {}  # it is only asked for its word


def writable(source: Source) -> Source:
    """Raises UserError for what is no live database."""
    if source.url:
        return source
    raise UserError(f"{source.label}: {source.note or 'is no live database'}; expected a live database")

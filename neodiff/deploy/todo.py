"""Which migrations of the folder a database has, and which are to be run: the folder and the ledger side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from neodiff.deploy.folder import Pair
from neodiff.deploy.script import files
from neodiff.errors import PlanError
from neodiff.ledger import APPLIED, REVERTING, Begun, Entry, Ledger


def pending(pairs: Sequence[Pair], ledger: Ledger) -> list[Pair]:
    """Those that are not applied as a whole, in their order."""
    return [pair for pair in pairs if not _has(ledger.entries.get(pair.version), APPLIED)]


def check(pairs: Sequence[Pair], todo: Sequence[Pair], ledger: Ledger, label: str) -> None:
    """Raises PlanError with all that keeps `todo` from being run."""
    known = {pair.version: pair for pair in pairs}
    found = []
    for entry in ledger.standing():
        pair = known.get(entry.version)
        if pair is None:
            found.append(f"{entry.name}: {label} has it, and the folder has not")
        elif entry.files and dict(entry.files) != pair.files:
            found.append(f"{entry.name}: was edited after {label} had run it; put it back, and write a new one")
        elif entry.state == REVERTING:
            found.append(f"{entry.name}: its way back was begun; end it with `neodiff rollback`")
    found += [text for pair in todo if (text := pair.problem())]
    started = ledger.open()
    if started is not None and todo and started.version in known and started.version not in {p.version for p in todo}:
        found.append(f"{started.name}: was begun and not ended; end it first, or take it back with `neodiff rollback`")
    if found:
        raise PlanError("\n  ".join(["the migrations cannot be run:", *dict.fromkeys(found)]))


def standing_for(pairs: Sequence[Pair], left: Collection[str], ledger: Ledger) -> list[Begun]:
    """Migrations that the database has though the ledger does not say so: all files but those still `left` to run."""
    out, standing = [], {entry.version for entry in ledger.standing()}
    for pair in pairs:
        names = [Path(each.name).name for each in pair.forward]
        if pair.version not in standing and not any(name in left for name in names):
            out.append(begun(pair))
    return out


def begun(pair: Pair, states: Sequence[str] | None = None) -> Begun:
    """`states`: where it was proven anew for this database."""
    count = sum(len(file.units) for file in files(pair.forward))
    plan, end = (pair.manifest.plan, pair.manifest.end) if pair.manifest is not None else ("", "")
    return Begun(pair.version, pair.name, plan, end, pair.files, count, states)


def _has(entry: Entry | None, state: str) -> bool:
    return entry is not None and entry.state == state

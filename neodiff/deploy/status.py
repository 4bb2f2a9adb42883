"""How the migrations folder and a database stand to each other, told by the folder and the ledger alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from neodiff.deploy.folder import Pair
from neodiff.ledger import APPLIED, APPLYING, REVERTING, Entry, Ledger

PENDING = "pending"
# states that nobody wants to stay in
_WRONG = ("missing", "edited", "not proven", APPLYING, REVERTING)


@dataclass(frozen=True, slots=True)
class Standing:
    """One migration; state: as the ledger has it, or pending, not proven, missing (from the folder), or edited since it ran.

    running: the session that is at it now; empty where it was stopped, or is done
    """

    name: str
    state: str
    entry: Entry | None = None
    units: int = 0
    running: str = ""

    @property
    def wrong(self) -> bool:
        return self.state in _WRONG and not self.running

    def machine(self) -> Mapping[str, Any]:
        entry = self.entry
        out: dict[str, Any] = {"name": self.name, "state": self.state, "units": self.units}
        if entry is not None:
            times = {"started": entry.started_at, "finished": entry.finished_at, "validated": entry.validated_at}
            out |= {"done": entry.done, "who": entry.who, "client": entry.client, "verified": bool(entry.verified_at)}
            out |= {name: at.isoformat() for name, at in times.items() if at is not None}
            out |= {"error": entry.error} if entry.error else {}
            out |= {"running": self.running} if self.running else {}
        return out


def standings(pairs: Sequence[Pair], ledger: Ledger, holder: str = "") -> list[Standing]:
    """Of every migration that the folder or the database has, in the order of the versions; holder: who migrates it now."""
    known = {pair.version: pair for pair in pairs}
    out = [_of(pair, ledger.entries.get(pair.version)) for pair in pairs]
    out += [
        Standing(entry.name, "missing" if entry in ledger.standing() else entry.state, entry, entry.units)
        for entry in ledger.entries.values()
        if entry.version not in known
    ]
    out = [replace(each, running=holder) if each.state in (APPLYING, REVERTING) else each for each in out]
    return sorted(out, key=lambda each: each.name)


def _of(pair: Pair, entry: Entry | None) -> Standing:
    units = pair.manifest.units if pair.manifest is not None else 0
    if entry is not None and entry.state != "reverted":
        edited = entry.files and dict(entry.files) != pair.files
        return Standing(pair.name, "edited" if edited else entry.state, entry, units or entry.units)
    return Standing(pair.name, "not proven" if pair.problem() else PENDING, entry, units)


def lines(found: Sequence[Standing]) -> list[str]:
    """For people, a line each."""
    wide = max((len(each.name) for each in found), default=0)
    return [f"{each.name:<{wide}}  {_said(each)}" for each in found]


def _said(each: Standing) -> str:
    entry = each.entry
    if entry is None:
        return each.state
    if each.state in (APPLYING, REVERTING):
        count = each.units if each.state == APPLYING else None
        way = ("" if each.state == APPLYING else "way back ") + ("running" if each.running else "stopped")
        error = f": {each.running or entry.error}" if each.running or entry.error else ""
        return f"{way} after {entry.done}{f' of {count}' if count else ''} units, {_when(entry)}{error}"
    if each.state == PENDING:
        return f"pending (taken back {_day(entry)})"
    verified = "" if entry.verified_at or each.state != APPLIED else ", not verified"
    validated = f", validated by {entry.validated_by}" if entry.validated_at else ""
    return f"{each.state} {_when(entry)}{verified}{validated}"


def _when(entry: Entry) -> str:
    took = entry.finished_at - entry.started_at if entry.finished_at else None
    return f"{_day(entry)} by {entry.who}{f' in {_short(took)}' if took is not None else ''}"


def _day(entry: Entry) -> str:
    return f"{entry.finished_at or entry.started_at:%Y-%m-%d %H:%M %Z}"


def _short(took: timedelta) -> str:
    seconds = took.total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"

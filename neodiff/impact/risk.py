"""How much of a way's impact matters: who waits for how long on which table, and what risk that makes.

The rules, which the README has too:

high    it loses what the way back cannot restore; lets more people see or write rows; or keeps a big table from being read
        or written while that or another is scanned or rewritten (downtime)
medium  programs that know only the old schema may fail; somebody's access changes; what is lost is kept as a copy;
        or a statement is not known
low     all else: its locks last an instant
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from neodiff.impact.modes import rank, stops_writers
from neodiff.impact.sizes import Size
from neodiff.statement import Statement
from neodiff.units import units

LEVELS: Final = ("low", "medium", "high")
_KEPT: Final = frozenset(("drop-table", "drop-column", "lose-values", "delete-rows"))


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of live's rows: sizes by live's paths, and whether a table holds any at all.

    names: path that the plan uses -> live's
    """

    sizes: Mapping[str, Size] = field(default_factory=dict)
    filled: Mapping[str, bool] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def size(self, path: str) -> Size | None:
        return self.sizes.get(self.names.get(path, path))

    def empty(self, path: str) -> bool:
        return self.filled.get(self.names.get(path, path)) is False

    def long(self, path: str) -> bool:
        """May a scan of it take a while? What is not known may."""
        size = self.size(path)
        return not self.empty(path) and (size is None or size.big)


@dataclass(frozen=True, slots=True)
class Wait:
    """A relation that others wait for. `work`: (place of a statement in its way, relation, rewritten or scanned), what is
    done to big tables until the lock is let go; without any it lasts an instant. `at`: who takes the lock."""

    relation: str
    mode: str
    at: int
    work: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    level: str
    downtime: bool
    waits: tuple[Wait, ...]
    reasons: tuple[str, ...]


def waits(run: Sequence[Statement], tables: Tables) -> list[Wait]:
    """Every relation on which writes wait, with the strongest lock that it is held in, unit by unit: locks last until commit."""
    found: dict[str, Wait] = {}
    first = 0
    for unit in units(run):
        for wait in _in_unit(unit.statements, first, tables):
            known = found.get(wait.relation)
            if known is None or (bool(wait.work), rank(wait.mode)) > (bool(known.work), rank(known.mode)):
                found[wait.relation] = wait
        first += len(unit.statements)
    return list(found.values())


def _in_unit(statements: Sequence[Statement], first: int, tables: Tables) -> list[Wait]:
    held: dict[str, tuple[str, int]] = {}
    work: list[tuple[int, str, str]] = []
    for at, statement in enumerate(statements, first):
        impact = statement.impact
        if impact is None:
            continue
        for path, mode in impact.locks:
            if stops_writers(mode) and rank(mode) > rank(held.get(path, ("", 0))[0]):
                held[path] = (mode, at if path not in held else held[path][1])
        for path in dict.fromkeys((*impact.rewritten, *impact.scanned)):
            if tables.long(path):
                work.append((at, path, "rewritten" if path in impact.rewritten else "scanned"))
    return [Wait(path, mode, at, tuple(w for w in work if w[0] >= at)) for path, (mode, at) in held.items()]


def risk(run: Sequence[Statement], tables: Tables, lost: int) -> Risk:
    """Of one way; `lost` is how many steps lose what the way back cannot restore."""
    found = waits(run, tables)
    long = [wait for wait in found if wait.work]
    names = {hazard.name for statement in run for hazard in statement.hazards}
    impacts = [statement.impact for statement in run if statement.impact is not None]
    high = [
        "data is lost for good" if lost else "",
        "more people may read or write rows" if "weaken-access" in names else "",
        f"{len(long)} table{'s are' if len(long) > 1 else ' is'} kept waiting" if long else "",
    ]
    medium = [
        "running clients may fail" if any(impact.clients for impact in impacts) else "",
        "access changes" if any(impact.access for impact in impacts) else "",
        "data goes, and a copy is kept" if names & _KEPT and not lost else "",
        "a statement is not known" if any("unknown" in impact.classes for impact in impacts) else "",
    ]
    level = "high" if any(high) else "medium" if any(medium) else "low"
    return Risk(level, bool(long), tuple(found), tuple(reason for reason in (*high, *medium) if reason))

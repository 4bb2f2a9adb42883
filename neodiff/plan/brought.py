"""Steps of a plan that come from no fact: rows that are written, and rows that are put back from the archive.

They have a place in the one graph all the same: after what they use is made, before it is dropped, and before the
constraints that existing rows satisfy only because of them. Must not know what the statements do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.statement import Statement

ROWS: Final = "rows"
_CONSTRAINTS: Final = ("primary_key", "unique", "check", "exclusion", "foreign_key")


@dataclass(frozen=True, slots=True)
class Brought:
    """Statements about the rows of one table, in the order in which they are given.

    does:  put, remove or restore
    uses:  tables and columns that must be there while they run
    early: before triggers and whatever else is made on the table (rows that come back); otherwise as late as possible
    """

    table: FactId
    does: str
    statements: tuple[Statement, ...]
    uses: frozenset[FactId]
    early: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """What comes before a brought step and after it: hard edges, and wishes that give way to a cycle."""

    needs: frozenset[FactId]
    leaves: frozenset[FactId]
    after: frozenset[FactId]
    before: frozenset[FactId]


def waits(
    step: Brought, old: FactBase, new: FactBase, created: set[FactId], dropped: set[FactId], altered: Iterable[FactId]
) -> Waits:
    """The facts whose creation or change the step needs, whose drop it precedes, and which it wishes around itself."""
    changed = set(altered)
    tightened = {fact_id for fact_id in changed & step.uses if _tightens(fact_id, old, new)}
    parts = {fact_id for fact_id in created | changed if fact_id.kind == "default" and fact_id.parent in step.uses}
    watched = set(_watching(step.table, new, created))
    gone = set(_watching(step.table, old, dropped - created))
    triggers = {fact_id for fact_id in created if fact_id.kind == "trigger" and fact_id.parent == step.table}
    return Waits(
        frozenset((step.uses & (created | changed)) - tightened),
        frozenset(step.uses & (dropped - created)),
        frozenset(gone | parts | (set() if step.early else triggers)),
        frozenset(watched | tightened | (triggers if step.early else set())),
    )


def _tightens(fact_id: FactId, old: FactBase, new: FactBase) -> bool:
    """Does the column only become NOT NULL? Then rows are written first: they may be what makes it possible."""
    if fact_id not in old:
        return False
    was, now = old[fact_id].payload, new[fact_id].payload
    differing = {key for key in {*was, *now} if was.get(key) != now.get(key)}
    return fact_id.kind == "column" and differing == {"not_null"} and "not_null" in now


def _watching(table: FactId, facts: FactBase, among: Iterable[FactId]) -> Iterator[FactId]:
    """The constraints that look at the rows of the table: its own, and foreign keys that lead to it."""
    for fact_id in among:
        if fact_id.kind not in _CONSTRAINTS or fact_id not in facts:
            continue
        if fact_id.parent == table:
            yield fact_id
        elif fact_id.kind == "foreign_key":
            target = facts[fact_id].payload["references"]
            if (target.get("schema"), target.get("table")) == (table.schema, table.name):
                yield fact_id


def columns_of(facts: FactBase, table: FactId, names: Iterable[str]) -> frozenset[FactId]:
    """The table and these columns of it, as far as they are facts."""
    ids = (table, *(FactId("column", "", name, table) for name in names))
    return frozenset(fact_id for fact_id in ids if fact_id in facts)


def in_order(steps: Sequence[Brought]) -> list[Brought]:
    """What comes back from the archive before rows that are written."""
    return sorted(steps, key=lambda step: not step.early)

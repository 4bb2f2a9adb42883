"""Steps of a plan that come from no fact: copies of rows for the archive, rows that are written, and rows put back.

They have a place in the one graph all the same: after what they use is made, before it is dropped, and before the
constraints that existing rows satisfy only because of them. Must not know what the statements do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.kinds.casts import narrows
from neodiff.statement import Statement

ROWS: Final = "rows"
_CONSTRAINTS: Final = ("primary_key", "unique", "check", "exclusion", "foreign_key")


@dataclass(frozen=True, slots=True)
class Brought:
    """Statements about the rows of one table, in the order in which they are given.

    does:  put, remove or restore
    uses:  tables and columns that must be there while they run
    early: before triggers and whatever else is made on the table (rows that come back); otherwise as late as possible
    quiet: the way back of rows, which mirrors the way there: before types are changed back and triggers are made; those
           in `uses` are switched off by the step itself
    saves: what is dropped or altered after the step has copied its rows or values: before all else that can wait
    """

    table: FactId
    does: str
    statements: tuple[Statement, ...]
    uses: frozenset[FactId]
    early: bool = False
    quiet: bool = False
    saves: FactId | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """What comes before a brought step and after it: hard edges, and wishes that give way to a cycle."""

    needs: frozenset[FactId]
    leaves: frozenset[FactId]
    after: frozenset[FactId]
    before: frozenset[FactId]


def waits(
    step: Brought,
    old: FactBase,
    new: FactBase,
    created: set[FactId],
    dropped: set[FactId],
    altered: Iterable[FactId],
    swapped: Iterable[FactId] = (),
) -> Waits:
    """The facts whose creation or change the step needs, whose drop it precedes, and which it wishes around itself."""
    changed = set(altered)
    if step.saves is not None:
        taken = {step.saves} & dropped
        mine = {fact_id for fact_id in changed if fact_id.inside(step.table)}
        return Waits(step.uses & frozenset(created), frozenset(taken), frozenset(), frozenset(mine))
    tightened = {fact_id for fact_id in changed & step.uses if _demands(fact_id, old, new)}
    if step.quiet:
        # what goes was written with defaults, too
        whole = {fact_id for fact_id in changed if fact_id.kind == "column" and fact_id.parent == step.table}
        uses = step.uses | whole if step.does == "remove" else step.uses
        tightened |= _mirrored(uses, changed, set(swapped), old, new)
    elif not step.early:
        tightened |= _narrowed(changed & step.uses, set(swapped), old, new)
    grown = {
        fact_id
        for fact_id in changed - tightened
        if fact_id.kind == "enum" and any(fact_id in old.needs.get(column, ()) for column in step.uses)
    }
    parts = {fact_id for fact_id in created | changed if fact_id.kind == "default" and fact_id.parent in step.uses}
    watched = set(_watching(step.table, new, created))
    gone = set(_watching(step.table, old, dropped - created))
    triggers = {
        fact_id for fact_id in created if fact_id.kind == "trigger" and fact_id.parent == step.table
    } - step.uses
    silent = step.early or step.quiet
    return Waits(
        frozenset(((step.uses & (created | changed)) | grown) - tightened),
        frozenset(step.uses & (dropped - created)),
        frozenset(gone | parts | (set() if silent else triggers)),
        frozenset(watched | tightened | (triggers if silent else set())),
    )


def _demands(fact_id: FactId, old: FactBase, new: FactBase) -> bool:
    """Does the column only become NOT NULL? Then rows are written first: they may be what makes it possible."""
    if fact_id not in old:
        return False
    return (
        fact_id.kind == "column"
        and _differing(fact_id, old, new) == {"not_null"}
        and "not_null" in new[fact_id].payload
    )


def _narrowed(columns: set[FactId], swapped: set[FactId], old: FactBase, new: FactBase) -> set[FactId]:
    """Columns that will hold less, and the enums that are why: rows that hold what goes are written first.

    Of an enum that gets labels, too, they may need those: then they wait for it.
    """
    out = {
        column
        for column in columns
        if column in old
        and column.kind == "column"
        and _differing(column, old, new) == {"type"}
        and narrows(str(old[column].payload["type"]), str(new[column].payload["type"]))
    }
    for enum in swapped:
        held = {column for column in columns if enum in old.needs.get(column, ())}
        if enum.kind == "enum" and held and set(new[enum].payload["values"]) < set(old[enum].payload["values"]):
            out |= {enum, *held}
    return out


def _mirrored(
    uses: Collection[FactId], changed: set[FactId], swapped: set[FactId], old: FactBase, new: FactBase
) -> set[FactId]:
    """Columns whose type the way there changed before it wrote rows, and the types: rows are taken back before that is.

    Where it wrote rows first, as the type became narrower, the type comes back first.
    """
    out: set[FactId] = set()
    for column in (one for one in uses if one.kind == "column" and one in old and one in new):
        retyped = column in changed and "type" in _differing(column, old, new)
        if retyped and not narrows(str(new[column].payload["type"]), str(old[column].payload["type"])):
            out.add(column)
        if held := {one for one in swapped if one in old.needs.get(column, ())}:
            out |= {column, *held}
        out |= {one for one in changed if one.kind == "domain" and one in old.needs.get(column, ())}
    return out


def _differing(fact_id: FactId, old: FactBase, new: FactBase) -> set[str]:
    was, now = old[fact_id].payload, new[fact_id].payload
    return {key for key in {*was, *now} if was.get(key) != now.get(key)}


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
    """Copies first; what comes back from the archive after rows that do: values of columns are put back into those, too."""
    return sorted(steps, key=lambda step: (step.saves is None, step.early))

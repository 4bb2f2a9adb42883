"""What differs in the rows: a declaration's data against a live database -> Changes there and back. Writes nothing."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import psycopg

from neodiff.data.applied import Applied, declared_json
from neodiff.data.arrange import Writer
from neodiff.data.defaults import defaults
from neodiff.data.needs import needs
from neodiff.data.read import Reader
from neodiff.data.settle import Settler
from neodiff.data.taken_along import Removal
from neodiff.data.values import Types
from neodiff.data.world import World
from neodiff.facts import FactBase
from neodiff.problems import Problems
from neodiff.rows import Changes, Data, Secret, Text

__all__ = ["DELETE_ROWS", "evaluate", "needs"]

DELETE_ROWS = "delete-rows"


def evaluate(
    data: Data,
    *,
    old: FactBase,
    new: FactBase,
    reader: Reader | None,
    types: psycopg.Connection[object] | None,
    applied: Applied | None,
    allowed: Collection[str],
    remember: bool = False,
) -> Changes:
    """All differences of rows, in the order in which they are written, and their way back.

    old:     facts of live under the goal's names; new: facts of the goal
    reader:  the live database, None for an empty one
    types:   a scratch database that has the goal's types, in autocommit mode; None takes texts as they stand
    applied: what was declared when live was last equal; None where that is not known
    allowed: names of hazards; without `delete-rows` deletions are `refused`, and not in `forward`
    remember: fill Changes.applied

    Raises DeclarationError for what is wrong in the declaration, PlanError where live rows allow no plan, UserError
    where they cannot be read.
    """
    with _uncollected():
        return _evaluate(data, old, new, reader, types, applied, allowed, remember)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No collection of cycles meanwhile: looking for them among a hundred thousand rows takes half the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _evaluate(
    data: Data,
    old: FactBase,
    new: FactBase,
    reader: Reader | None,
    types: psycopg.Connection[object] | None,
    applied: Applied | None,
    allowed: Collection[str],
    remember: bool,
) -> Changes:
    changes, problems = Changes(), Problems()
    world = World(data, old, new, reader, Types(types, new))
    settler = Settler(world, applied, problems, changes)
    settler.settle()
    removal = Removal(world)
    for json in data.json.values():
        defaults(world, json, applied, problems, changes)
    problems.raise_if_any()
    changes.kept.sort(key=lambda kept: (kept.row.table, str(kept.row), kept.column, kept.path))
    writer = Writer(world, removal, {DELETE_ROWS, "all"} & set(allowed) != set())
    writer.write(changes)
    for table in sorted(settler.judge.guessed):
        changes.notes.append(
            f"rows of {table}: what was applied before is not known: declared values replace other ones"
        )
    if remember:
        changes.applied = remembered(world, applied, changes)
    return changes


def remembered(world: World, applied: Applied | None, changes: Changes) -> Applied:
    """What is declared now; of values that are kept in the database, what was applied before."""
    out = Applied(json=declared_json(world.data))
    before = applied.rows if applied is not None else {}
    for table, seed in world.data.seeds.items():
        rows = out.rows[table.path] = {}
        for item in world.table(table).items:
            if item.wanted is None or item.gone:
                continue
            layout = item.wanted.layout
            cells: dict[str, Text] = {
                column: value
                for column, value in zip(layout.columns, item.wanted.values)
                if column not in seed.key and column not in seed.insert_only and not isinstance(value, Secret)
            }
            for reference in layout.references:
                target = world.leads(item, reference)
                if target is not None and not set(reference.columns) <= set(seed.key):
                    cells[reference.columns[0]] = str(world.named(target))
            rows[str(world.named(item))] = cells
    for kept in changes.kept:
        known = before.get(kept.row.table.path, {}).get(str(kept.row))
        if known is None or kept.path:
            continue
        row = out.rows.setdefault(kept.row.table.path, {}).setdefault(str(kept.row), {})
        row |= {column: value for column, value in known.items() if kept.column in ("", column)}
    return out

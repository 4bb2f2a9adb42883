"""The rows of a comparison: what differs in them, and where their statements stand among those of both ways.

Knows which database is asked for what. Must not know how rows are compared, or the SQL of a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from neodiff.data import write
from neodiff.data.applied import Applied
from neodiff.data.evaluate import evaluate
from neodiff.data.read import Reader
from neodiff.data.shape import Shape, shapes
from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import Change as FactChange
from neodiff.kinds.base import Env
from neodiff.plan.brought import Brought, columns_of
from neodiff.plan.rename import Rename
from neodiff.rows import Cells, Change, Changes, Data, Ident
from neodiff.sql import qualified
from neodiff.statement import Statement


@dataclass(slots=True)
class RowPlan:
    """What differs in the rows, and the steps of both ways."""

    changes: Changes = field(default_factory=Changes)
    forward: list[Brought] = field(default_factory=list)
    reverse: list[Brought] = field(default_factory=list)

    def late(self, old: FactBase, new: FactBase) -> set[FactId]:
        """New columns of tables that hold rows, NOT NULL and without a default, which the steps fill."""
        return {
            fact_id
            for step in self.forward
            for fact_id in step.uses
            if fact_id.kind == "column" and fact_id not in old and step.table in old and _demands(fact_id, new)
        }


def row_plan(
    data: Data,
    old: FactBase,
    new: FactBase,
    reader: Reader,
    types: psycopg.Connection[Any],
    applied: Applied | None,
    allowed: Collection[str],
) -> RowPlan:
    """Compare the declared rows with live's. Raises DeclarationError for what PostgreSQL or the references refuse."""
    found = evaluate(
        data, old=old, new=new, reader=reader, types=types, applied=applied, allowed=allowed, remember=True
    )
    known = {**shapes(old), **shapes(new)}
    there = _brought(found.forward, known, new, found, quiet=False)
    return RowPlan(found, there, _brought(found.reverse, known, new, found, quiet=True))


def first_rows(
    declaration: Declaration, data: Data, types: psycopg.Connection[Any] | None = None
) -> tuple[Changes, list[Statement]]:
    """The declared rows of an empty database, and the statements that write them.

    types: a database with everything declared, whose types judge the values. Raises DeclarationError.
    """
    facts = FactBase(facts=declaration.facts)
    found = evaluate(data, old=FactBase(), new=facts, reader=None, types=types, applied=None, allowed=())
    steps = write.statements(found.forward, shapes(facts), found.secret)
    return found, [statement for step in steps for statement in step.statements]


def reader(conn: psycopg.Connection[Any], renames: Sequence[Rename], facts: FactBase) -> Reader:
    """Reads live's rows by the names that they will have; `facts` are live's after the renames."""
    names: dict[FactId, FactId] = {}
    labels: dict[str, dict[str, str]] = {}
    for rename in renames:
        if rename.label is not None:
            old, new = rename.label
            labels.setdefault(qualified(rename.old.schema, rename.old.name), {})[old] = new
        elif rename.new.kind in ("table", "column"):
            names[rename.new] = rename.old
        elif rename.new.kind == "schema":
            moved = [table for table in facts if table.kind == "table" and table.schema == rename.new.name]
            names |= {table: names.get(table, table)._replace(schema=rename.old.name) for table in moved}
    return Reader(conn, names, labels)


def not_null(column: FactId, facts: FactBase, env: Env) -> list[Statement]:
    """What makes a column NOT NULL that was made without it."""
    new = facts[column]
    old = Fact(column, {key: value for key, value in new.payload.items() if key != "not_null"}, new.order)
    written = ROOM["column"].ALTER["not_null"](FactChange(old, new, frozenset(("not_null",)), env))
    return [Statement(str(sql), about=column, verb="alter") for sql in written]


def tightened(steps: Iterable[Brought], late: Collection[FactId], facts: FactBase, env: Env) -> list[Brought]:
    """The same steps; the last one about a table also sets its late columns NOT NULL."""
    out = list(steps)
    for column in sorted(late):
        at = max((i for i, step in enumerate(out) if column in step.uses), default=None)
        if at is not None:
            step = out[at]
            out[at] = Brought(
                step.table, step.does, (*step.statements, *not_null(column, facts, env)), step.uses, step.early
            )
    return out


def _demands(column: FactId, facts: FactBase) -> bool:
    fact = facts.get(column)
    if fact is None or not fact.payload.get("not_null"):
        return False
    filled = "identity" in fact.payload or "generated" in fact.payload
    return not filled and FactId("default", "", "", column) not in facts


def _brought(
    changes: Sequence[Change], known: Mapping[FactId, Shape], facts: FactBase, found: Changes, *, quiet: bool
) -> list[Brought]:
    used: dict[FactId, set[FactId]] = {}
    for change in changes:
        used.setdefault(change.table, set()).update(_used(change, facts))
    return [
        Brought(step.table, step.does, tuple(step.statements), frozenset(used[step.table]))
        for step in write.statements(changes, known, found.secret, quiet=quiet)
    ]


def _used(change: Change, facts: FactBase) -> Iterator[FactId]:
    """The tables and columns that the SQL of a change names."""
    yield from _of_ident(change.row, facts)
    for cells in (change.old, change.new):
        if cells is not None:
            yield from columns_of(facts, change.table, cells)
            yield from _through(cells, facts)


def _through(cells: Cells, facts: FactBase) -> Iterator[FactId]:
    for reference, row in cells.through.items():
        if row is not None:
            yield from columns_of(facts, reference.table, reference.target)
            yield from _of_ident(row, facts)


def _of_ident(row: Ident, facts: FactBase) -> Iterator[FactId]:
    yield from columns_of(facts, row.table, (column for column, _ in row.values))
    for reference, other in row.through:
        yield from columns_of(facts, row.table, reference.columns)
        yield from columns_of(facts, reference.table, reference.target)
        yield from _of_ident(other, facts)

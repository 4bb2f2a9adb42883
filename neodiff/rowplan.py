"""The rows of a comparison: what differs in them, and where their statements stand among those of both ways.

Knows which database is asked for what. Must not know how rows are compared, or the SQL of a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from neodiff.data import write
from neodiff.data.applied import Applied
from neodiff.data.evaluate import evaluate
from neodiff.data.images import Image, images
from neodiff.data.read import Reader
from neodiff.data.shape import Shape, shapes
from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import Change as FactChange
from neodiff.kinds.base import Env
from neodiff.plan.brought import ROWS, Brought, columns_of
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
            if fact_id.kind == "column" and fact_id not in old and fact_id.parent in old and _demands(fact_id, new)
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
    before, after = shapes(old), shapes(new)
    known = {**before, **after}
    kept = images(found.forward, before, after, old, found.secret)
    found.imaged = set(kept)
    there = _brought(found.forward, known, new, found, kept, quiet=False)
    return RowPlan(found, there, _brought(found.reverse, known, new, found, kept, quiet=True))


def checked(run: Sequence[Statement], *known: Mapping[FactId, Shape]) -> list[Statement]:
    """The same, with deferred checks made before whatever follows the rows that left them.

    ALTER TABLE refuses a table with checks that are still to come (CheckTableNotInUse() in tablecmds.c).
    """
    deferred = {table for shapes_ in known for table, shape in shapes_.items() if shape.deferred}
    out: list[Statement] = []
    left: Statement | None = None
    for statement in run:
        about = statement.about
        writes = about is not None and about.kind == ROWS and statement.sql.startswith("do ")
        if left is not None and not writes:
            out.append(Statement("set constraints all immediate", left.about, left.verb))
            left = None
        out.append(statement)
        if writes and about is not None and about.parent in deferred:
            left = statement
    return out


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
    labels: dict[str, dict[str, str]] = {}
    told = [rename for rename in renames if rename.label is None]
    schemas = _schemas(told)
    enums = {rename.new: rename.old for rename in told if rename.new.kind == "enum"}
    for rename in renames:
        if rename.label is not None:
            old, new = rename.label
            enum = enums.get(rename.old, rename.old)
            live = qualified(schemas.get(enum.schema, enum.schema), enum.name)
            labels.setdefault(live, {})[old] = new
    return Reader(conn, live_names(renames, facts), labels)


def _schemas(renames: Sequence[Rename]) -> dict[str, str]:
    return {rename.new.name: rename.old.name for rename in renames if rename.new.kind == "schema"}


def live_names(renames: Sequence[Rename], facts: FactBase, kinds: Collection[str] = ("table",)) -> dict[FactId, FactId]:
    """Objects of these kinds, and columns, under their new names -> as they are in live, where that is another name."""
    told = [rename for rename in renames if rename.label is None]
    schemas = _schemas(told)
    names = {rename.new: rename.old for rename in told if rename.new.kind in (*kinds, "column")}
    for fact_id in facts:
        if fact_id.kind in kinds and fact_id.schema in schemas:
            names[fact_id] = names.get(fact_id, fact_id)._replace(schema=schemas[fact_id.schema])
    return names


def not_null(column: FactId, facts: FactBase, env: Env) -> list[Statement]:
    """What makes a column NOT NULL that was made without it."""
    return _altered(_without(facts[column]), facts[column], env)


def nullable(column: FactId, facts: FactBase, env: Env) -> list[Statement]:
    """What lets a NOT NULL column have no value."""
    return _altered(facts[column], _without(facts[column]), env)


def _without(fact: Fact) -> Fact:
    return Fact(fact.id, {key: value for key, value in fact.payload.items() if key != "not_null"}, fact.order)


def _altered(old: Fact, new: Fact, env: Env) -> list[Statement]:
    written = ROOM["column"].ALTER["not_null"](FactChange(old, new, frozenset(("not_null",)), env))
    return [Statement(str(sql), about=old.id, verb="alter") for sql in written]


def tightened(steps: Iterable[Brought], late: Collection[FactId], facts: FactBase, env: Env) -> list[Brought]:
    """The same steps; the last one about a table also sets its late columns NOT NULL."""
    out = list(steps)
    for column in sorted(late):
        at = max((i for i, step in enumerate(out) if column in step.uses), default=None)
        if at is not None:
            step = out[at]
            out[at] = replace(step, statements=(*step.statements, *not_null(column, facts, env)))
    return out


def loosened(plan: RowPlan, old: FactBase, new: FactBase, env: Env) -> list[Brought]:
    """The steps back; rows come back to a table without the values of columns that are NOT NULL and about to go."""
    out, done = list(plan.reverse), set[FactId]()
    returning = {change.table for change in plan.changes.reverse if change.old is None}
    for i, step in enumerate(out):
        if step.table not in returning - done or step.table not in old:
            continue
        done.add(step.table)
        going = [
            fact_id
            for fact_id in new
            if fact_id.kind == "column" and fact_id.parent == step.table and fact_id not in old
            if _demands(fact_id, new) and not _in_key(fact_id, new)
        ]
        first = tuple(each for fact_id in going for each in nullable(fact_id, new, env))
        out[i] = replace(step, statements=(*first, *step.statements), uses=step.uses | set(going))
    return out


def _in_key(column: FactId, facts: FactBase) -> bool:
    keys = (
        fact
        for fact_id, fact in facts.facts.items()
        if fact_id.kind == "primary_key" and fact_id.parent == column.parent
    )
    return any(column.name in fact.payload.get("columns", ()) for fact in keys)


def _demands(column: FactId, facts: FactBase) -> bool:
    fact = facts.get(column)
    if fact is None or not fact.payload.get("not_null"):
        return False
    filled = "identity" in fact.payload or "generated" in fact.payload
    return not filled and FactId("default", "", "", column) not in facts


def _brought(
    changes: Sequence[Change],
    known: Mapping[FactId, Shape],
    facts: FactBase,
    found: Changes,
    kept: Mapping[FactId, Image],
    *,
    quiet: bool,
) -> list[Brought]:
    used: dict[FactId, set[FactId]] = {}
    for change in _unlike(changes):
        used.setdefault(change.table, set()).update(_used(change, facts))
    for table, image in kept.items():
        used.setdefault(table, set()).update(columns_of(facts, table, (each.name for each in image.columns)))
    for table, mine in used.items() if quiet else ():
        mine |= {FactId("trigger", "", name, table) for name in known[table].triggers}
    return [
        Brought(step.table, step.does, tuple(step.statements), frozenset(used[step.table]), quiet=quiet)
        for step in write.statements(changes, known, found.secret, quiet=quiet, kept=kept)
    ]


def _unlike(changes: Sequence[Change]) -> Iterator[Change]:
    """Of the changes that write the same columns of one table, and lead to no other, one."""
    seen = set()
    for change in changes:
        sides = (change.old, change.new)
        if not change.row.through and not any(cells is not None and cells.through for cells in sides):
            columns = tuple(column for column, _ in change.row.values)
            key = (change.table, columns, *(tuple(cells.values) if cells is not None else None for cells in sides))
            if key in seen:
                continue
            seen.add(key)
        yield change


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

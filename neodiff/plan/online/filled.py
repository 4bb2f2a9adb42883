"""A column that is added empty and filled in batches: where that can be, the block that does it, the mark meanwhile.

ADD COLUMN with a default that is volatile writes the table anew under its lock (docs, ALTER TABLE, "Notes"). Knows no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import Env, name_sql, reference
from neodiff.plan.online.batches import batches
from neodiff.plan.online.nulls import tighten
from neodiff.plan.online.state import OF_ROWS, Split, State
from neodiff.sql import ident
from neodiff.statement import Hazard, Statement

MARK: Final = "neodiff fills this column in batches: rows from before it may have no value yet"


def added(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    """ADD COLUMN with a default: nullable, with its default for new rows; later the batches, and then NOT NULL."""
    column = state.world.after.get(about)
    if column is None or about in state.world.before or not state.world.rewrites(about):
        return None
    if why := _why_not(state, column):
        return at_once(statement, f"its default is volatile, and {why}")
    state.filling.add(about)
    nullable = Fact(about, {key: value for key, value in column.payload.items() if key != "not_null"})
    default = state.world.after[FactId("default", "", "", about)]
    made = (*_sql("column", nullable)[:1], *_sql("default", default), *_sql("comment", _mark(about)))
    first, *more = (replace(statement, sql=sql) for sql in made)
    now = (first, *(replace(each, hazards=()) for each in more))
    later = (*fills(state, about), *_unmarked(state, about))
    if "not_null" in column.payload:
        tightened = tighten(state, replace(first, sql=f"{_alter(about)} set not null", verb="alter", hazards=()), about)
        later += (tightened.now, *tightened.later)
    return Split(now, later)


def _alter(column: FactId) -> str:
    assert column.parent is not None
    return f"alter table {name_sql(column.parent)} alter column {ident(column.name)}"


def computed(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    """There is no other way for values that nobody but PostgreSQL may write, and that is told."""
    column = state.world.after.get(about)
    if column is None:
        return None
    what = (
        "computed by PostgreSQL alone" if "generated" in column.payload else "an identity's, made by PostgreSQL alone"
    )
    return at_once(statement, f"its values are {what}")


def fills(state: State, column: FactId) -> tuple[tuple[Statement, ...], ...]:
    """A block for every table that holds rows of the column's table."""
    assert column.parent is not None
    tables = [table for table in _family(state, column.parent) if not state.partitioned(table)]
    columns = [column._replace(parent=table) for table in tables]
    return tuple((Statement(fill(each), each, "fill", alone=True, long=True),) for each in columns)


def unfinished(before: FactBase, after: FactBase) -> list[FactId]:
    """Columns that an interrupted migration left unfilled, and that are to be complete."""
    marked = [
        fact_id.parent
        for fact_id, fact in before.facts.items()
        if fact_id.kind == "comment" and fact.payload.get("text") == MARK and fact_id.parent is not None
        if fact_id.parent.kind == "column" and fact_id.parent in after
    ]
    return [column for column in marked if after.facts.get(FactId("comment", "", "", column)) != _mark(column)]


def finished(before: FactBase, after: FactBase) -> list[Statement]:
    """What fills them in the transaction of the plan."""
    out = []
    for column in unfinished(before, after):
        assert column.parent is not None
        name = ident(column.name)
        sql = f"update {name_sql(column.parent)} set {name} = default where {name} is null"
        out.append(Statement(sql, column, "fill"))
    return out


def fill(column: FactId) -> str:
    """Every row that has none yet gets the column's default. Whoever comes later than the column has it."""
    assert column.parent is not None
    name = ident(column.name)
    return batches(column.parent, name, "default", f"{name} is null")


def _why_not(state: State, column: Fact) -> str:
    """Why its rows cannot be filled by UPDATE as if nothing had happened; empty where they can."""
    world, about = state.world, column.id
    if column.payload.get("not_null", True) is not True:
        return "its NOT NULL has a name or settings of its own"
    if any(needed.kind == "domain" for needed in world.after.needs.get(about, ())):
        return "its type is a domain, which may refuse rows without a value"
    assert about.parent is not None
    if any(each.about and each.about.root == about.parent and each.verb in OF_ROWS for each in state.run):
        return "rows of its table are written in the same transaction"
    reasons = (untouchable(world.after, table, about.name) for table in _family(state, about.parent))
    return next(filter(None, reasons), "")


def untouchable(side: FactBase, table: FactId, column: str) -> str:
    """Why an UPDATE of the column would do more than that; empty where it does not."""
    if table.kind != "table":
        return f"{table} holds rows elsewhere"
    if side[table].payload.get("force_rls"):
        return f"the policies of {table.path} may hide rows from its owner"
    if "access_method" in side[table].payload:
        return f"{table.path} has an access method of its own"
    for fact_id, fact in side.facts.items():
        if fact_id.parent == table and _on_update(fact, column):
            return f"{fact_id} would act on every row that is filled"
    return ""


def _on_update(fact: Fact, column: str) -> bool:
    """Is it a trigger or rule that UPDATE of the column sets off?"""
    payload = fact.payload
    if fact.id.kind not in ("trigger", "rule") or payload.get("enabled") in ("disabled", "replica"):
        return False
    events: list[Any] = [payload.get("event"), *payload.get("events", ())]
    return any(each == "update" or (isinstance(each, dict) and column in each["update"]) for each in events)


def _family(state: State, table: FactId) -> Iterator[FactId]:
    """It, and all partitions below it."""
    yield table
    for partition in state.parts.get(table, ()):
        yield from _family(state, partition)


def _unmarked(state: State, about: FactId) -> Iterator[tuple[Statement, ...]]:
    if FactId("comment", "", "", about) not in state.world.after:
        sql = f"comment on {reference(about)} is null"
        yield (Statement(sql, FactId("comment", "", "", about), "drop"),)


def _mark(column: FactId) -> Fact:
    return Fact(FactId("comment", "", "", column), {"text": MARK})


def _sql(kind: str, fact: Fact) -> list[str]:
    return [str(sql) for sql in ROOM[kind].create(fact, (), Env())]


def at_once(statement: Statement, why: str) -> Split:
    """The statement as it is, with the reason."""
    told = f"{statement.about.path if statement.about else ''}: {why}: the table is written anew while everybody waits"
    return Split((replace(statement, hazards=(*statement.hazards, Hazard("rewrite", told))),))

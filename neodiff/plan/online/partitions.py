"""Safe forms of attaching a table as a partition, of a new partition beside a default one, and of detaching.

ATTACH PARTITION reads the table, and the default partition, unless a valid CHECK says of each what its bounds will; so does
CREATE TABLE ... PARTITION OF with the default partition (docs, ALTER TABLE, "ATTACH PARTITION"). Knows no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds import ROOM, family
from neodiff.kinds.base import Env, name_sql
from neodiff.plan.online.state import Split, State
from neodiff.sql import ident
from neodiff.statement import Statement

_LABEL: Final = "bounds"
_UNCHECKED: Final = ("not_valid", "not_enforced")


def attach(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    """Checks that say the same as the bounds, not valid at once; each validated by itself; then all the rest is instant."""
    if (parent := state.joins(about)) is None:
        return None
    bounds = state.world.bounds(about)
    assert bounds is not None
    now: list[Statement] = []
    later: list[tuple[Statement, ...]] = []
    cleared: list[Statement] = []
    if about in state.world.before and not state.world.empty(about):
        _guard(state, about, bounds.whole, (now, later, cleared))
        for key in _keys(state, about, parent):
            if key.id not in state.world.before:
                sql = str(ROOM["foreign_key"].create(key, (), Env())[0])
                now.append(Statement(f"{sql} not valid", key.id))
            later.append((_validate(key.id),))
    if (default := state.beside(parent)) is not None:
        _guard(state, default, f"not ({bounds.own})", (now, later, cleared), about.name)
    verb = "create" if statement.verb == "create" else "attach"
    attached = replace(statement, verb=verb, hazards=tuple(h for h in statement.hazards if h.name != "scan"))
    state.moved[about] = frozenset((about,))
    return Split(tuple(now), (*later, (attached, *cleared)))


def key(state: State, about: FactId) -> Fact | None:
    """The key that it is to be a part of once its table is attached, as that table's own: it is no fact by itself."""
    table = about.parent
    parent = state.joins(table) if table is not None and about not in state.world.after else None
    if table is None or parent is None or state.partitioned(table):
        return None
    for fact_id, fact in state.world.after.facts.items():
        above = fact_id.kind == about.kind and fact_id.parent in (parent, *state.ancestors(parent))
        if above and about.name == family.index_name(table, about.kind, fact.payload):
            return Fact(about, fact.payload)
    return None


def detach(state: State, at: int, statement: Statement, about: FactId) -> Split | None:
    """CONCURRENTLY, before everything else. It leaves a CHECK of what the bounds were, which goes in the transaction after it."""
    names = state.world.left(about) if state.leaves(about) else None
    if names is None or any(state.near(other, about) for other in state.run[:at]):
        return None
    early = replace(statement, sql=f"{statement.sql} concurrently", verb="detach", alone=True, long=True)
    return Split(tuple(_clear(about, name) for name in names), early=((early,),))


def _guard(
    state: State, table: FactId, expression: str, into: tuple[list[Statement], list[tuple[Statement, ...]], list[Statement]],
    *parts: str,
) -> None:  # fmt: skip
    """A check of the table that is made, validated, and dropped in the end."""
    now, later, cleared = into
    check = FactId("check", "", state.free(table, table.name, *parts, label=_LABEL), table)
    state.given.add(check.name)
    sql = f"alter table {name_sql(table)} add constraint {ident(check.name)} check ({expression}) not valid"
    now.append(Statement(sql, table, "guard"))
    later.append((_validate(check, table),))
    cleared.append(_clear(table, check.name))


def _validate(constraint: FactId, about: FactId | None = None) -> Statement:
    assert constraint.parent is not None
    sql = f"alter table {name_sql(constraint.parent)} validate constraint {ident(constraint.name)}"
    return Statement(sql, about or constraint, "validate", long=True)


def _clear(table: FactId, name: str) -> Statement:
    return Statement(f"alter table {name_sql(table)} drop constraint {ident(name)}", table, "clear")


def _keys(state: State, about: FactId, parent: FactId) -> Iterator[Fact]:
    """Foreign keys that it would get by being attached, which reads all its rows: made before, they are taken over."""
    world = state.world
    above = {parent, *state.ancestors(parent)}
    for fact_id, fact in world.after.facts.items():
        if fact_id.kind != "foreign_key" or fact_id.parent not in above or fact.payload.keys() & {*_UNCHECKED}:
            continue
        mine = FactId("foreign_key", "", fact_id.name, about)
        old = world.before.get(mine)
        if mine not in world.after and (old is None or old.payload.get("not_valid")):  # that, after an interruption
            yield Fact(mine, fact.payload)

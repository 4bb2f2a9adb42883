"""Foreign tables that are partitions or inherit: what of them is their parents', and when they are made again.

They hold no rows, so whatever happens to the columns, defaults or checks of a parent, they go before it and come back after.
Must not know how tables are changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import family
from neodiff.kinds.inherited import KIN, NO_DEFAULT

_FROM_PARENTS = ("column", "default", "check")


def children(base: FactBase) -> Iterator[Fact]:
    """Foreign tables that have anything from tables."""
    return (fact for fact in base.facts.values() if fact.id.kind == "foreign_table" and family.parents(fact))


def above(base: FactBase, fact: Fact) -> set[FactId]:
    """All tables that it has its columns from, however far away."""
    out, pending = set[FactId](), [fact]
    while pending:
        for parent in family.parents(pending.pop()):
            if parent not in out and parent in base:
                out.add(parent)
                pending.append(base[parent])
    return out


def asked(base: FactBase, tables: Collection[FactId]) -> tuple[set[FactId], set[FactId]]:
    """The tables whose own rows are those of `tables`, and which of them are asked for their own alone.

    Whoever reads a parent reads its foreign tables too, which are on another server.
    """
    reached = {table for child in children(base) for table in above(base, child)}
    alone = {
        f for f, fact in base.facts.items() if f.kind == "table" and (above(base, fact) | {f}) & reached & set(tables)
    }
    whole = set(tables) - reached
    own = {table for table in alone - whole if "partition_by" not in base[table].payload}
    return whole | own, own


def reduce(base: FactBase, *, names: bool) -> None:
    """Leave them the defaults, checks and triggers that are their own. `base` has all that tables have from their parents.

    Where NOT NULL constraints have no `names` (before PostgreSQL 18), one that a parent has too is nobody's own.
    """
    for child in list(children(base)):
        for column in (
            [] if names else [f for f in base.facts if f.kind == "column" and f.parent in family.parents(child)]
        ):
            if "not_null" in base[column].payload:
                child.payload["columns"].get(column.name, {}).pop("not_null", None)
        child.payload["columns"] = {name: column for name, column in child.payload["columns"].items() if column}
        for fact_id in [
            f for f, fact in base.facts.items() if f.parent == child.id and fact.payload.get(KIN) == "inherited"
        ]:
            del base.facts[fact_id]
        columns = (f for f in base.facts if f.kind == "column" and f.parent in family.parents(child))
        for column in list(columns):
            mine = FactId("default", "", "", column._replace(parent=child.id))
            given, own = base.get(FactId("default", "", "", column)), base.get(mine)
            if given is not None and own is None:
                base.add(Fact(mine, {"expression": NO_DEFAULT}))
            elif given is not None and own is not None and given.payload == own.payload:
                del base.facts[mine]


def link(base: FactBase) -> None:
    """Edges to all that they have from their parents."""
    for child in children(base):
        tables = above(base, child)
        base.needs[child.id] |= tables
        base.needs[child.id] |= {f for f in base.facts if f.root in tables and f.kind in _FROM_PARENTS}


def shaken(old: FactBase, new: FactBase) -> Iterator[FactId]:
    """Those on both sides whose parents do not stay as they are."""
    for child in [fact for fact in children(old) if fact.id in new]:
        tables = above(old, child) | above(new, new[child.id])
        parts = {f for side in (old, new) for f in side.facts if f.root in tables and f.kind in _FROM_PARENTS}
        if any(part not in old or part not in new or old[part].payload != new[part].payload for part in parts):
            yield child.id

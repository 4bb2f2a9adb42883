"""What is kept of live's tables, where their families change: things said of columns that go, and parts that were made before.

Must not know how any of it is planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from neodiff.facts import Fact, FactBase, FactId, Payload, sort_key
from neodiff.kinds import family
from neodiff.kinds.inherited import Whole, expand

# What makes one index like another (CompareIndexInfo() in catalog/index.c), and a key.
_LIKE: Final = (
    "columns",
    "elements",
    "unique",
    "method",
    "using",
    "include",
    "where",
    "nulls_not_distinct",
    "deferrable",
)
# What a table keeps of its parents when it is detached (docs, ALTER TABLE, "DETACH PARTITION").
_STAY: Final = ("column", *family.INDEXES, "foreign_key", "check")


def join(facts: dict[FactId, Fact], live: FactBase) -> None:
    """Put what is wanted and kept together, in place."""
    whole = expand(FactBase(facts), names=True)
    for table in whole.parents:
        old = live.get(table)
        if old is not None and "partition_of" in facts[table].payload and "partition_of" not in old.payload:
            _take_in(facts, live, whole, table)
    if whole.parents or any(fact_id.kind == "column" and "type" not in fact.payload for fact_id, fact in facts.items()):
        _forget_columns(facts, whole)


def _take_in(facts: dict[FactId, Fact], live: FactBase, whole: Whole, table: FactId) -> None:
    """A table that becomes a partition: its own index becomes the part that it is like, as ATTACH PARTITION does it.

    A foreign key or trigger that the partitioned table has as well is the partitioned table's from then on.
    """
    parts = [f for f in whole.origin if f.parent == table and f.kind in family.INDEXES and f not in facts]
    kept = [f for f in facts if f.parent == table and live.get(f) is facts[f]]
    for mine in [f for f in kept if f.kind in family.INDEXES]:
        for part in parts:
            payload, given = facts[mine].payload, whole.base[part].payload
            if mine.kind == part.kind and all(payload.get(key) == given.get(key) for key in _LIKE):
                own = {key: value for key, value in payload.items() if given.get(key) != value}
                own |= {"options": {}} if "options" in given and "options" not in payload else {}
                facts[mine] = Fact(mine, {"partition_of": given["partition_of"], **own}, facts[mine].order)
                parts.remove(part)
                break
    for mine in [f for f in kept if f.kind in ("foreign_key", "trigger")]:
        theirs = (f for f in facts if f.kind == mine.kind and f.parent in whole.parents[table])
        if any(facts[other].payload == facts[mine].payload for other in theirs):
            del facts[mine]


def _forget_columns(facts: dict[FactId, Fact], whole: Whole) -> None:
    """What is said of columns that a table had from a parent goes with them."""
    for fact_id in list(facts):
        column = fact_id if fact_id.kind == "column" else fact_id.parent
        if column is None or column.kind != "column" or column.parent is None or column.parent.kind != "table":
            continue
        bare = column in facts and "type" not in facts[column].payload
        if column not in whole.base or (bare and column not in whole.origin):
            del facts[fact_id]


def left_by_parents(
    live: FactBase, goal: Mapping[FactId, Fact], declared: FactBase
) -> Iterator[tuple[FactId, Fact | None]]:
    """Columns, keys, indexes and constraints that a partition has from its parent, and keeps when it is detached: its own from then on.

    Not those that are declared again, under whatever name. None: what goes, as a row trigger does, which PostgreSQL itself drops.
    """
    alone = {
        fact_id
        for fact_id, fact in live.facts.items()
        if "partition_of" in fact.payload and fact_id.kind == "table" and fact_id in declared
        if "partition_of" not in declared[fact_id].payload
    }
    if not alone:
        return
    before = expand(live, names=False)
    mine = {fact_id for fact_id, fact in goal.items() if fact_id.root in alone and fact is not live.get(fact_id)}
    said: dict[tuple[FactId, str], list[Payload]] = defaultdict(list)
    for fact in (goal[fact_id] for fact_id in mine):
        if fact.id.parent is not None:
            said[fact.id.parent, fact.id.kind].append(fact.payload)
    there = goal.keys() | {fact_id for fact_id in before.origin if fact_id.kind == "column"}
    for fact_id in sorted(before.origin, key=sort_key):
        if fact_id.parent is None or fact_id.root not in alone or fact_id in mine:
            continue
        if fact_id.kind not in _STAY:
            if fact_id.kind == "trigger":
                yield fact_id, None
            if fact_id.kind == "default" and fact_id.parent not in mine:
                yield fact_id, before.base.get(fact_id)
            continue
        columns = {
            each for each in before.base.needs[fact_id] if each.kind == "column" and each.parent == fact_id.parent
        }
        payload = {key: value for key, value in before.base[fact_id].payload.items() if key != "partition_of"}
        others = [] if fact_id.kind == "column" else said[fact_id.parent, fact_id.kind]
        again = payload in others or (fact_id.kind == "primary_key" and bool(others))
        yield fact_id, Fact(fact_id, payload, before.base[fact_id].order) if columns <= there and not again else None

"""Detaching and attaching as steps of a plan, and their place: around all that happens to a table that changes its family."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Final

from neodiff.facts import FactId
from neodiff.kinds import ROOM, family
from neodiff.plan.families import Families, Node, ancestors
from neodiff.statement import Hazard, Statement


def steps(kin: Families, created: set[FactId]) -> Iterator[tuple[str, FactId]]:
    """The tables to detach, and those to attach."""
    for table in kin.moved - created:
        if family.ties(kin.old.base[table].payload):
            yield "detach", table
        if family.ties(kin.new.base[table].payload):
            yield "attach", table
    for table in kin.apart & created:
        yield "attach", table


# Told, and needs no permission.
SCAN: Final = Hazard("scan", "all its rows are read, and other sessions wait meanwhile")
_BEFORE_ATTACH: Final = frozenset(("table", "composite", "column", "default", "check", *family.INDEXES))


def statements(kin: Families, node: Node) -> list[Statement]:
    """The SQL of one step."""
    verb, table = node
    filled = table in kin.moved and "partition_of" in kin.new.base[table].payload
    run = family.detach(kin.old.base[table]) if verb == "detach" else family.attach(kin.new.base[table])
    risks = (SCAN,) if verb == "attach" and filled else ()
    return [Statement(str(sql), table, "alter", risks) for sql in run]


def around(kin: Families, nodes: Collection[Node]) -> Iterator[tuple[Node, Node]]:
    """Detaching comes before all that happens to the table and its old parents, attaching after it."""
    detached = [node for node in nodes if node[0] == "detach"]
    attached = [node for node in nodes if node[0] == "attach"]
    referring = _referring(kin) if detached else {}
    freed = {parent for _, table in detached for parent in kin.old.parents.get(table, ())}
    for node in nodes:
        verb, fact_id = node
        if verb in ("attach", "detach"):
            continue
        for other in detached:
            if verb == "drop" and not referring.get(fact_id, set()).isdisjoint(ancestors(kin.old, other[1])):
                yield node, other  # DETACH checks that no row refers to one of the partition's
            elif fact_id.root == other[1] or fact_id.root in kin.old.parents.get(other[1], ()):
                yield other, node
            elif verb == "create" and freed & set(kin.new.parents.get(fact_id, ())):
                yield other, node  # the bounds of the one may be where the other's were
        for other in attached:
            mine = fact_id.root == other[1]
            near = mine or fact_id.root in kin.new.parents.get(other[1], ())
            late = fact_id.kind == "trigger" or (fact_id.kind == "index" and _twin(kin, fact_id))
            late = late or ("create", fact_id) in kin.instead  # a part of an index that not all partitions have
            some = near and fact_id in kin.new.base and "only" in kin.new.base[fact_id].payload
            if (some or (mine and late)) and verb in ("create", "alter"):
                yield other, node
            elif near and (fact_id.kind in _BEFORE_ATTACH or (mine and verb == "drop" and fact_id.parent is not None)):
                yield node, other
    yield from ((one, other) for one in detached for other in attached)
    yield from _bounds_freed(kin, nodes)


def _referring(kin: Families) -> dict[FactId, set[FactId]]:
    """Foreign keys, and the tables that have them -> what they refer to, but for a table's to itself."""
    out: dict[FactId, set[FactId]] = defaultdict(set)
    for fact_id, fact in kin.old.base.facts.items():
        if fact_id.kind == "foreign_key" and fact_id not in kin.old.origin:
            target = fact.payload["references"]
            table = FactId("table", target["schema"], target["table"])
            for each in (fact_id, fact_id.root) if table != fact_id.root else (fact_id,):
                out[each].add(table)
    return out


def _bounds_freed(kin: Families, nodes: Collection[Node]) -> Iterator[tuple[Node, Node]]:
    """A partition goes before another takes its bounds."""
    gone: dict[FactId, list[Node]] = defaultdict(list)
    for node in nodes:
        if node[0] == "drop":
            for parent in kin.old.parents.get(node[1], ()):
                gone[parent].append(node)
    for node in nodes:
        if node[0] in ("create", "attach"):
            for parent in kin.new.parents.get(node[1], ()):
                yield from ((other, node) for other in gone[parent] if other[1] != node[1])


def _twin(kin: Families, fact_id: FactId) -> bool:
    """Is it like a partitioned index, but not part of it? Then it would be taken for its part."""
    if fact_id in kin.new.origin or fact_id not in kin.new.base:
        return False
    payload = kin.new.base[fact_id].payload
    wholes = [f for f in kin.new.base.facts if f.kind == "index" and f.parent in kin.new.parents.get(fact_id.root, ())]
    return any(kin.new.base[whole].payload.get("columns") == payload.get("columns") for whole in wholes)


def twins(kin: Families, created: set[FactId]) -> None:
    """A partition's own index that is like a partitioned one is made after that has all its parts."""
    for fact_id in created:
        if fact_id.kind == "index" and fact_id.parent in kin.new.parents and _twin(kin, fact_id):
            wholes = (f for f in created if f.kind == "index" and f.parent in kin.new.parents[fact_id.root])
            kin.order += [(("create", whole), ("create", fact_id)) for whole in wholes]


def referenced(kin: Families, dropped: set[FactId]) -> None:
    """DROP TABLE is refused for a partition of what a foreign key refers to: that one goes first, or the partition is detached."""
    targets: dict[FactId, list[FactId]] = defaultdict(list)
    for fact in kin.old.base.facts.values():
        if fact.id.kind == "foreign_key" and fact.id not in kin.old.origin:
            target = fact.payload["references"]
            targets[FactId("table", target["schema"], target["table"])].append(fact.id)
    for table in dropped & kin.old.parents.keys():
        fact = kin.old.base[table]
        if "partition_of" not in fact.payload:
            continue
        keys = [key for parent in ancestors(kin.old, table) for key in targets[parent] if key.root != table]
        kin.order += [(("drop", key), ("drop", table)) for key in keys if key in dropped]
        if any(key not in dropped for key in keys):
            kin.instead["drop", table] = [*family.detach(fact), *ROOM["table"].drop(fact, kin.env)]


def goes_along(kin: Families, fact_id: FactId, needed: FactId) -> bool:
    """Is it a partition's copy of a foreign key, which that takes along whenever it is dropped?"""
    return fact_id.kind == "foreign_key" and needed in kin.old.origin.get(fact_id, ())

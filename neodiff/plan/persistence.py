"""Tables that become logged or unlogged, where others refer to them: no logged table refers to an unlogged one at any moment."""

from __future__ import annotations

from collections.abc import Iterator

from neodiff.facts import FactBase, FactId
from neodiff.plan.changed import Changes


def order(changes: Changes) -> Iterator[tuple[FactId, FactId]]:
    """(before, after) of altered tables.

    Source: ATPrepChangePersistence() of commands/tablecmds.c.
    """
    for fact_id, fact in changes.old.facts.items():
        if fact_id.kind != "foreign_key" or fact_id not in changes.new or fact_id.parent is None:
            continue
        target = fact.payload["references"]
        pair = fact_id.parent, FactId("table", str(target["schema"]), str(target["table"]))
        if pair[0] != pair[1] and all(table in changes.altered for table in pair):
            if all(_becomes(table, changes.old, changes.new) for table in pair):
                yield pair
            elif all(_becomes(table, changes.new, changes.old) for table in pair):
                yield pair[1], pair[0]


def _becomes(table: FactId, old: FactBase, new: FactBase) -> bool:
    """Is it unlogged in the one and not in the other?"""
    return not old[table].payload.get("unlogged") and bool(new[table].payload.get("unlogged"))

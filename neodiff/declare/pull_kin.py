"""What a table says of things that it has from its parents and that are no facts of its own: comments, for the most part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neodiff.facts import FactBase, FactId, sort_key
from neodiff.kinds import ROOM, family
from neodiff.kinds.base import index_of
from neodiff.kinds.inherited import expand


class Inherited:
    """Comments, grants and defaults of a database's inherited columns, constraints, indexes and triggers."""

    def __init__(self, facts: FactBase) -> None:
        self.facts = facts
        self.whole = expand(facts, names=True)
        self.inside: dict[FactId, list[FactId]] = {}  # table -> what is about things of its parents
        for fact_id in sorted(facts.facts, key=sort_key):
            about = fact_id.parent
            if about is not None and about.parent in self.whole.parents and about not in facts:
                self.inside.setdefault(about.parent, []).append(fact_id)

    def columns(self, table: FactId) -> Iterator[tuple[str, str, Any]]:
        """(column, key, value)."""
        for fact_id in self.inside.get(table, ()):
            if fact_id.parent is not None and fact_id.parent.kind == "column":
                payload = self.facts[fact_id].payload
                value = {"comment": "text", "default": "expression"}.get(fact_id.kind)
                yield fact_id.parent.name, fact_id.kind, payload[value] if value else payload

    def comments(self, table: FactId) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(key of the document, name, node) of constraints, indexes and triggers that have nothing of their own but that."""
        for about in sorted((i for i in self.whole.origin if i.parent == table and i not in self.facts), key=sort_key):
            if about.kind in ("column", "foreign_key"):
                continue
            said = {"comment": about, "index_comment": index_of(about)}
            found = {key: self.facts.get(FactId("comment", "", "", named)) for key, named in said.items()}
            node = {key: fact.payload["text"] for key, fact in found.items() if fact is not None}
            if node and about.kind in family.INDEXES:
                node = {"partition_of": self.whole.base[about].payload["partition_of"], **node}
            if node:
                yield ROOM[about.kind].NESTED["table"], about.name, node
        for fact_id in self.inside.get(table, ()):
            if fact_id.kind == "comment" and fact_id.parent is not None and fact_id.parent.kind == "trigger":
                yield "triggers", fact_id.parent.name, {"comment": self.facts[fact_id].payload["text"]}


def add(doc: dict[str, Any], key: str, name: str, node: dict[str, Any]) -> None:
    """Put a node where documents of tables have its like."""
    if key == "primary_key":
        doc[key] = {"name": name, **node}
    elif key in ("unique", "foreign_keys"):
        doc.setdefault(key, []).append({"name": name, **node})
    else:
        doc.setdefault(key, {})[name] = node

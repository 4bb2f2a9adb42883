"""Tables that have something from other tables: what their document must and may not say. Must not know SQL text.

What PostgreSQL takes from a parent is not said again; that is what most of this is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from neodiff.declare.catalog_names import Known
from neodiff.facts import Fact, FactId
from neodiff.kinds import family
from neodiff.problems import Pos, Problems
from neodiff.yaml.values import Map, Seq

_NESTED: Final = {"primary_key": "columns", "unique": "columns", "indexes": "columns", "exclusions": "elements"}


def in_document(doc: Map, where: str, problems: Problems) -> None:
    """One checked document of a table."""
    given = [key for key in ("partition_of", "inherits", "of") if key in doc]
    if len(given) > 1:
        problems.add(
            doc.key_pos[given[1]],
            f"{where}: {given[0]} and {given[1]} are both given",
            "a table is a partition, inherits from others, or is of a type: leave one",
        )
    if ("partition_of" in doc) != ("bounds" in doc):
        have, lacks = ("partition_of", "bounds") if "partition_of" in doc else ("bounds", "partition_of")
        problems.add(doc.key_pos[have], f"{where}: {have} without {lacks}", f"add `{lacks}:`")
    _columns(doc, where, bool(given), problems)
    for what, key, node, pos in _parts(doc):
        if key not in node and "partition_of" not in node:
            hint = "or `partition_of:`, the partitioned table's one that it is a part of"
            problems.add(pos, f"{where}: {what}: key {key!r} is missing", hint)
    for name, check in (doc.get("checks") or {}).items():
        if "expression" not in check and (not given or set(check) - {"comment"}):
            problems.add(check.pos, f"{where}: check {name}: key 'expression' is missing", "")
    for name, trigger in (doc.get("triggers") or {}).items():
        missing = [key for key in ("timing", "events", "function") if key not in trigger]
        if missing and ("partition_of" not in doc or set(trigger) - {"enabled", "comment"}):
            problems.add(trigger.pos, f"{where}: trigger {name}: key {missing[0]!r} is missing", "")


def _columns(doc: Map, where: str, child: bool, problems: Problems) -> None:
    for name, column in (doc.get("columns") or {}).items():
        if "type" not in column and not child:
            hint = "only a table with `partition_of`, `inherits` or `of` has columns from elsewhere"
            problems.add(column.pos, f"{where}: column {name}: key 'type' is missing", hint)
        elif "type" in column and ("partition_of" in doc or "of" in doc):
            hint = "it has its columns from there: say here only what differs"
            whose = "a partition" if "partition_of" in doc else "a typed table"
            problems.add(
                column.key_pos.get("type", column.pos), f"{where}: column {name}: {whose} has no own type", hint
            )


def _parts(doc: Map) -> Iterator[tuple[str, str, Any, Pos]]:
    for key, inside in _NESTED.items():
        nodes = doc.get(key) or ()
        if key == "primary_key":
            yield from [(key, inside, nodes, nodes.pos)] if nodes else []
        elif isinstance(nodes, Seq):
            yield from ((key, inside, node, nodes.item_pos[i]) for i, node in enumerate(nodes))
        elif isinstance(nodes, Map):
            yield from ((f"{key} {name}", inside, node, nodes.key_pos[name]) for name, node in nodes.items())


def relations(fact: Fact, known: Known, pos: Pos, problems: Problems) -> None:
    """The tables and the type that a table is made after must be declared."""
    for parent in family.parents(fact):
        if known.lacks_relation(parent.schema, parent.name):
            near = known.relation_hint(parent.schema, parent.name)
            problems.add(pos, f"{fact.id}: no table {parent.path} is declared", near)
    kind = family.typed(fact)
    if kind is not None and known.lacks_type(kind.schema, kind.name):
        problems.add(pos, f"{fact.id}: no type {kind.path} is declared", known.type_hint(kind.schema, kind.name))


def needs(fact: Fact) -> Iterator[FactId]:
    """What must be there before the table."""
    yield from family.parents(fact)
    if (kind := family.typed(fact)) is not None:
        yield kind

"""What belongs to a relation as schemainspect's objects: indexes, constraints, triggers, policies. Reads no database.

Definitions are the rooms' own CREATE statements, where schemainspect would have the text of a pg_get_*def().
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import Env, name_sql, parent_of
from neodiff.plan.migra.library import library
from neodiff.sql import ident, split_name
from neodiff.statement import Statement

CONSTRAINTS: Final = {
    "primary_key": "PRIMARY KEY",
    "unique": "UNIQUE",
    "check": "CHECK",
    "exclusion": "EXCLUDE",
    "foreign_key": "FOREIGN KEY",
}
_COMMANDS: Final = {"all": "*", "select": "r", "insert": "a", "update": "w", "delete": "d"}
_STATES: Final = {"origin": "O", "always": "A", "replica": "R", "disabled": "D"}


def created(fact: Fact) -> str:
    """The first statement that makes the fact by itself."""
    first = ROOM[fact.id.kind].create(fact, (), Env())[0]
    return first.sql if isinstance(first, Statement) else str(first)


def index(fact: Fact) -> Any:
    return _index(fact, fact.payload["columns"], fact.payload.get("method", "btree"), created(fact))


def constraint(fact: Fact) -> Any:
    """A table's constraint, with the index that it owns."""
    table, payload = parent_of(fact), fact.payload
    # Storage parameters are no part of what pg_get_constraintdef() prints.
    bare = Fact(fact.id, {key: value for key, value in payload.items() if key != "options"})
    definition = created(bare).removeprefix(f"alter table {name_sql(table)} add constraint {ident(fact.id.name)} ")
    made = library().objects.InspectedConstraint(
        name=fact.id.name,
        schema=table.schema,
        constraint_type=CONSTRAINTS[fact.id.kind],
        table_name=table.name,
        definition=definition,
        index=None,
        is_fk=fact.id.kind == "foreign_key",
        is_deferrable=bool(payload.get("deferrable")),
        initially_deferred=bool(payload.get("initially_deferred")),
    )
    if fact.id.kind in ("primary_key", "unique", "exclusion"):
        made.index = _index_of_constraint(fact)
        made.index.constraint = made
    if target := payload.get("references"):
        made.quoted_full_foreign_table_name = library().objects.quoted_identifier(target["table"], target["schema"])
        made.fk_columns_local, made.fk_columns_foreign = payload["columns"], target["columns"]
    return made


def _index_of_constraint(fact: Fact) -> Any:
    payload = fact.payload
    elements = payload["elements"] if "elements" in payload else [{"column": name} for name in payload["columns"]]
    method = "gist" if payload.get("without_overlaps") else payload.get("using", "btree")
    kept = {"include", "where", "options", "nulls_not_distinct"} & payload.keys()
    alone = {"columns": elements, "method": method, "unique": fact.id.kind != "exclusion"}
    alone |= {key: payload[key] for key in kept}
    return _index(fact, elements, method, created(Fact(FactId("index", "", fact.id.name, fact.id.parent), alone)))


def _index(fact: Fact, elements: Sequence[Mapping[str, Any]], method: str, definition: str) -> Any:
    """As schemainspect/pg/sql/indexes.sql gives it: columns (included ones last) and expressions are two lists."""
    payload, table, kind = fact.payload, parent_of(fact), fact.id.kind
    columns = [element["column"] for element in elements if "column" in element] + list(payload.get("include", ()))
    expressions = [element["expression"] for element in elements if "expression" in element]
    return library().objects.InspectedIndex(
        name=fact.id.name,
        schema=table.schema,
        table_name=table.name,
        key_columns=columns[: len(elements)] if columns else None,
        included_columns=columns[len(elements) :] if columns else None,
        index_columns=columns or None,
        key_options=" ".join(str(_options(element)) for element in elements),
        num_att=len(elements) + len(payload.get("include", ())),
        is_unique=kind in ("primary_key", "unique") or bool(payload.get("unique")),
        is_pk=kind == "primary_key",
        is_exclusion=kind == "exclusion" or bool(payload.get("without_overlaps")),
        is_immediate=not payload.get("deferrable"),
        is_clustered=bool(payload.get("cluster")),
        key_collations=None,
        key_expressions=", ".join(expressions) or None,
        partial_predicate=payload.get("where"),
        algorithm=method,
        definition=definition,
    )


def _options(element: Mapping[str, Any]) -> int:
    """pg_index.indoption of one element: INDOPTION_DESC is 1, INDOPTION_NULLS_FIRST is 2 (catalog/pg_index.h)."""
    falling = element.get("order") == "desc"
    first = element.get("nulls", "first" if falling else "last") == "first"
    return (1 if falling else 0) + (2 if first else 0)


def trigger(fact: Fact) -> Any:
    relation = parent_of(fact)
    function = split_name(fact.payload["function"]) or ["", fact.payload["function"]]
    return library().objects.InspectedTrigger(
        name=fact.id.name,
        schema=relation.schema,
        table_name=relation.name,
        proc_schema=function[0],
        proc_name=function[-1],
        enabled=_STATES[fact.payload.get("enabled", "origin")],
        full_definition=created(fact),
    )


def policy(fact: Fact) -> Any:
    table, payload = parent_of(fact), fact.payload
    return library().objects.InspectedRowPolicy(
        name=fact.id.name,
        schema=table.schema,
        table_name=table.name,
        commandtype=_COMMANDS[payload.get("for", "all")],
        permissive=payload.get("as") != "restrictive",
        # migra writes roles as they are, and a role may be called anything
        roles=[role if role == "public" else ident(role) for role in payload.get("to", ["public"])],
        qual=payload.get("using"),
        withcheck=payload.get("check"),
    )

"""What one object may not say twice or together, and which names collide: PostgreSQL would refuse it, and says less.

Knows the clauses of kinds. Must not know what SQL text means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from neodiff import secret
from neodiff.declare import kin
from neodiff.declare.declaration import Declaration
from neodiff.facts import FactId
from neodiff.kinds.base import ROUTINES
from neodiff.problems import Problems
from neodiff.yaml.form_base import nearest
from neodiff.yaml.text_forms import MAX_NAME_BYTES
from neodiff.yaml.values import Map, Seq

# pg_class and pg_type hold one name per schema each: relations and indexes; types and the row types of relations.
_RELATIONS: Final = frozenset(("table", "view", "materialized_view", "foreign_table", "sequence", "composite"))
_INDEXED: Final = frozenset(("index", "primary_key", "unique", "exclusion"))
_TYPES: Final = frozenset(
    ("enum", "domain", "composite", "range", "type", "table", "view", "materialized_view", "foreign_table")
)
_CONSTRAINTS: Final = frozenset(("primary_key", "unique", "foreign_key", "check", "exclusion"))


def instances(declaration: Declaration, problems: Problems) -> None:
    """Schemas that are declared for many, and of which nothing is declared."""
    wanted: Any = declaration.settings.get("instances")
    known = {i.name if i.kind == "schema" else i.root.schema for i in declaration.facts} - {""}
    for name in wanted or ():
        if name not in known:
            where, hint = wanted.key_pos[name], nearest(name, known)
            problems.add(where, f"neodiff.yaml: instances: nothing is declared of schema {name!r}", hint)


def in_document(doc: Map, kind: str, problems: Problems) -> None:
    """The clauses of one checked document."""
    where = f"{kind.replace('_', ' ')} {doc[kind]}"
    if kind == "table":
        _columns(doc, where, problems)
        _primary_keys(doc, where, problems)
        _policies(doc, where, problems)
        kin.in_document(doc, where, problems)
    elif kind == "foreign_table":
        kin.in_document(doc, where, problems)
    elif kind == "domain":
        for name, check in (doc.get("checks") or {}).items():
            if "expression" not in check:
                problems.add(check.pos, f"{where}: check {name}: key 'expression' is missing", "")
    elif kind == "enum":
        _labels(doc, where, problems)
    elif kind in ("function", "procedure"):
        _body(doc, where, problems)
    elif kind == "subscription":
        if secret.variable(doc["connection"]) is None:
            hint = "name the environment variable that has it: connection: $NAME"
            pos = doc.key_pos["connection"]
            problems.add(pos, f"{where}: 'connection' is a secret, which no file may hold", hint)
    elif kind == "server":
        _secrets(doc, where, problems)
        for name, mapping in (doc.get("user_mappings") or {}).items():
            _secrets(mapping, f"{where}: user mapping {name}", problems)
    for name, index in (doc.get("indexes") or {}).items():
        _elements(index.get("columns") or (), f"{where}: index {name}", problems)
    for name, exclusion in (doc.get("exclusions") or {}).items():
        _elements(exclusion.get("elements") or (), f"{where}: exclusion {name}", problems)
    for name, trigger in (doc.get("triggers") or {}).items():
        for event in trigger.get("events") or ():
            if isinstance(event, dict) and not event.get("update"):
                problems.add(
                    event.pos if isinstance(event, Map) else doc.pos,
                    f"{where}: trigger {name}: an event without columns",
                    "write `update`, or {update: [column]}",
                )


def _columns(doc: Map, where: str, problems: Problems) -> None:
    for name, column in (doc.get("columns") or {}).items():
        given = [key for key in ("default", "generated", "identity") if key in column]
        if len(given) > 1:
            problems.add(
                column.key_pos[given[1]],
                f"{where}: column {name}: {given[0]} and {given[1]} are both given",
                "a column has a default, an identity or a generation expression: leave one",
            )
        if "virtual" in column and "generated" not in column:
            problems.add(
                column.key_pos["virtual"],
                f"{where}: column {name}: virtual without generated",
                "give the expression in `generated:`",
            )


def _primary_keys(doc: Map, where: str, problems: Problems) -> None:
    columns = doc.get("columns") or {}
    keys = [(column.key_pos["primary_key"], str(name)) for name, column in columns.items() if column.get("primary_key")]
    if "primary_key" in doc and keys:
        hint = f"leave out `primary_key:` of column {keys[0][1]}, or of the table"
        problems.add(doc.key_pos["primary_key"], f"{where}: a second primary key; the first is at {keys[0][0]}", hint)
    elif len(keys) > 1:
        hint = f"one key over both columns is `primary_key: [{', '.join(name for _, name in keys)}]` of the table"
        problems.add(keys[1][0], f"{where}: a second primary key; the first is at {keys[0][0]}", hint)


def _policies(doc: Map, where: str, problems: Problems) -> None:
    """CREATE POLICY: no USING for INSERT, no WITH CHECK for SELECT and DELETE (commands/policy.c)."""
    for name, policy in (doc.get("policies") or {}).items():
        command = policy.get("for", "all")
        wrong, right = ("using", "check") if command == "insert" else ("check", "using")
        if command in ("select", "delete", "insert") and wrong in policy:
            problems.add(
                policy.key_pos[wrong],
                f"{where}: policy {name}: `{wrong}` has no meaning for {command}",
                f"a policy for {command} has `{right}` only",
            )


def _labels(doc: Map, where: str, problems: Problems) -> None:
    seen: dict[str, Any] = {}
    values = doc["values"]
    for index, item in enumerate(values):
        label = str(item["value"])
        pos = values.item_pos[index] if isinstance(values, Seq) else doc.pos
        if label in seen:
            problems.add(pos, f"{where}: value {label!r} is here twice", f"the first is at {seen[label]}")
        elif len(label.encode()) > MAX_NAME_BYTES:
            problems.add(pos, f"{where}: expected a value of at most {MAX_NAME_BYTES} bytes, got {label!r}")
        seen.setdefault(label, pos)


def _body(doc: Map, where: str, problems: Problems) -> None:
    given = [key for key in ("body", "atomic", "symbol") if key in doc]
    if not given:
        hint = "give `body:`, `atomic:`, or `symbol:` of a C function"
        problems.add(doc.pos, f"{where}: expected a body, got none", hint)
    elif len(given) > 1:
        hint = "a routine has one body: leave one of them"
        problems.add(doc.key_pos[given[1]], f"{where}: {given[0]} and {given[1]} are both given", hint)


def _secrets(node: Map, where: str, problems: Problems) -> None:
    options = node.get("options") or {}
    for name in options:
        if secret.is_option(str(name)) and secret.variable(options[name]) is None:
            hint = f"name the environment variable that has it: {name}: $NAME"
            pos = options.key_pos[name] if isinstance(options, Map) else None
            problems.add(pos, f"{where}: option {str(name)!r} is a secret, which no file may hold", hint)


def _elements(elements: Any, where: str, problems: Problems) -> None:
    for index, element in enumerate(elements):
        if ("column" in element) == ("expression" in element):
            pos = elements.item_pos[index] if isinstance(elements, Seq) else None
            got = "both" if "column" in element else "none"
            problems.add(pos, f"{where}: expected a column or an expression in element {index + 1}, got {got}")


def between(declaration: Declaration, problems: Problems) -> None:
    """Names that two declared objects cannot both have."""
    taken: dict[tuple[str, ...], FactId] = {}
    told: set[FactId] = set()
    for fact_id in declaration.facts:
        for place in _places(fact_id, declaration):
            other = taken.setdefault(place, fact_id)
            if other != fact_id and fact_id not in told:
                told.add(fact_id)
                problems.add(
                    declaration.positions[fact_id],
                    f"{fact_id}: the name {place[-1]!r} is taken {_where(place)} by {other}",
                    f"that one stands at {declaration.positions[other]}; give one of them another name",
                )


def _places(fact_id: FactId, declaration: Declaration) -> Iterator[tuple[str, ...]]:
    """The name as each of the catalog's unique indexes sees it."""
    kind, name, root = fact_id.kind, fact_id.name, fact_id.root
    if (fact_id.parent is None and kind in _RELATIONS) or (kind in _INDEXED and fact_id.parent is not None):
        yield ("relation", root.schema, name)
    if fact_id.parent is None and kind in _TYPES:
        yield ("type", root.schema, name)
    if fact_id.parent is None and kind in ROUTINES:
        yield ("routine", root.schema, name)
    if kind in _CONSTRAINTS and fact_id.parent is not None:
        yield ("constraint", root.kind, root.schema, root.name, name)
    if kind == "column" and fact_id.parent is not None:
        spec = declaration.facts[fact_id].payload.get("not_null")
        if isinstance(spec, dict) and "name" in spec:
            yield ("constraint", root.kind, root.schema, root.name, str(spec["name"]))


def _where(place: tuple[str, ...]) -> str:
    if place[0] == "constraint":
        return f"among the constraints of {place[1]} {place[2]}.{place[3]}"
    shared = {
        "relation": "tables, views, sequences, composite types, indexes and keys share names",
        "type": "types, tables and views share names",
        "routine": "functions, procedures and aggregates share names",
    }[place[0]]
    return f"in schema {place[1]} ({shared})"

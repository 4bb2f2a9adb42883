"""What a column's JSON Schema says of the values that are declared for it, and as a CHECK constraint.

Knows the clauses of `json:`. Must not know how a schema is read as SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from neodiff.data.json_text import parse
from neodiff.data.merge import forced, under
from neodiff.declare import json_check, json_schemas
from neodiff.declare.row_values import Wrong, has, items, place_in, plain
from neodiff.facts import Fact, FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Json, Seed
from neodiff.sql import generated_name
from neodiff.yaml.collection_forms import place
from neodiff.yaml.values import Map

# (clause, its value in the YAML, where that stands); of a path in several the first one is to blame
Source = tuple[str, Any, Pos]


def constraints(doc: Map, problems: Problems) -> Iterator[tuple[Fact, Pos]]:
    """The constraints that `check: true` stands for, and where their schemas stand."""
    table = FactId("table", str(doc.get("schema", "public")), str(doc["table"]))
    for column, spec in (doc.get("json") or {}).items():
        if not spec.get("check"):
            continue
        where = f"{table}: json {column}"
        if "schema" not in spec:
            problems.add(spec.key_pos["check"], f"{where}: check without a schema", "give the `schema:` to check")
            continue
        pos = spec.value_pos["schema"]
        try:
            schema = json_schemas.simple(plain(spec["schema"], None, pos))
            if not json_schemas.of_schema(schema):
                name = generated_name(table.name, str(column), label="schema")
                expression = json_check.expression(str(column), schema)
                yield Fact(FactId("check", "", name, table), {"expression": expression}), pos
        except json_check.Unsupported as wrong:
            problems.add(place_in(spec["schema"], pos, wrong.path), f"{where}: schema: {wrong.message}", wrong.hint)
        except Wrong:
            continue  # told where the schema itself is read


def check(found: Json, spec: Map, seeds: Sequence[Seed], problems: Problems) -> None:
    """Notes each declared value that the schema refuses: what a row gets that chose nothing, and values in rows."""
    if found.schema is None:
        return
    where = f"{found.table}: json {found.column}"
    owned = ("enforce", spec.get("enforce"), spec.value_pos.get("enforce", found.pos))
    default = ("default", spec.get("default"), spec.value_pos.get("default", found.pos))
    if found.default is not None:
        _judge(found, found.default, [owned, default], where, problems)
    written = _written(spec.get("per_row") or {}, found.pos)
    for own in found.per_row:
        value = under(own.value, found.default or {})
        _judge(found, value, [owned, written[own.pos], default], where, problems)
    for seed in seeds:
        for row in seed.rows:
            text = row.values.get(found.column)
            if isinstance(text, str):
                for fault in json_schemas.of_value(found.schema, _parsed(text)):
                    message = f"{found.table}: row: {found.column}: refused by the column's schema: {fault}"
                    problems.add(row.places[found.column], message)


def _written(per_row: Any, pos: Pos) -> dict[Pos, Source]:
    """Values of `per_row:` in the YAML by the place of their row."""
    if isinstance(per_row, list):
        return {at: ("per_row", item["value"], item.value_pos["value"]) for item, at, _ in items(per_row, pos)}
    places = {name: place(per_row, name, pos) for name in per_row}
    return {key_pos: ("per_row", per_row[name], at) for name, (key_pos, at, _) in places.items()}


def _parsed(text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return text


def _judge(found: Json, value: Any, sources: Sequence[Source], where: str, problems: Problems) -> None:
    whole = value if found.enforce is None else forced(value, found.enforce)
    given = [source for source in sources if source[1] is not None]
    for fault in json_schemas.of_value(found.schema, whole, open_texts=True):
        # the whole is nobody's alone: the last one is the plainest to look at
        known = [source for source in given if fault.path and has(source[1], fault.path)]
        clause, node, pos = next(iter(known), given[-1])
        problems.add(place_in(node, pos, fault.path), f"{where}: {clause}: refused by the schema: {fault}")

"""References: mappings that say which row of another table is meant -> Match, one for each row that a list asks for.

Knows tables and values. Must not know what a row of the referring table is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from neodiff.declare.row_tables import Tables
from neodiff.declare.row_values import Wrong, is_special, items, text
from neodiff.facts import FactId
from neodiff.problems import Pos
from neodiff.rows import Match, Reference, Text
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form_base import nearest, shown

Said = tuple[str, Text] | tuple[Reference, Match]


def matches(tables: Tables, reference: Reference, node: Any, raw: str | None, pos: Pos) -> list[Match]:
    """The rows that `node` names through a foreign key. Raises Wrong at the first thing that cannot be."""
    if isinstance(node, list) and node:
        found = [matches(tables, reference, item, item_raw, at) for item, at, item_raw in items(node, pos)]
        return [match for some in found for match in some]
    table = reference.table
    if not isinstance(node, dict):
        hint = f"write the columns that tell it: {{{', '.join(_example(tables, table))}: ...}}"
        raise Wrong(pos, f"expected a mapping that says which row of {table.path}, got {shown(node, raw)}", hint)
    if not reference.target:
        raise Wrong(pos, f"which columns of {table.path} it leads to is not known", "name them in `references`")
    said = [list(_said(tables, table, node, name, pos)) for name in node]
    out = []
    for choice in product(*said):
        values = {name: found for name, found in choice if isinstance(name, str)}
        through = {name: found for name, found in choice if isinstance(name, Reference)}
        out.append(Match(table, values, through, pos))  # type: ignore[arg-type]
    return out


def _example(tables: Tables, table: FactId) -> list[str]:
    shape = tables.shape(table)
    natural = next((key for key in shape.keys if key != shape.primary_key), shape.primary_key)
    return list(natural) or ["column"]


def _said(tables: Tables, table: FactId, node: dict[str, Any], name: str, pos: Pos) -> Iterator[Said]:
    """What one key of the mapping asks for; several where its value is a list."""
    key_pos, at, raw = place(node, name, pos)
    value, shape = node[name], tables.shape(table)
    reference = tables.reference(table, name)
    sort = tables.sort(table, name)
    nested = isinstance(value, dict) and not is_special(value) and not sort.json
    if name in shape.columns or not tables.lacks(table, name):
        if not (nested or _of_mappings(value, sort.array or sort.json)) or reference is None:
            yield from ((str(name), found) for found in _texts(tables, table, name, value, raw, at))
            return
    elif reference is None:
        raise Wrong(key_pos, f"no column {str(name)!r} in {table.path}", nearest(name, tables.names(table)))
    yield from ((reference, match) for match in matches(tables, reference, value, raw, at))


def _of_mappings(value: Any, is_value: bool) -> bool:
    return isinstance(value, list) and not is_value and any(isinstance(item, dict) for item in value)


def _texts(tables: Tables, table: FactId, name: str, value: Any, raw: str | None, pos: Pos) -> Iterator[Text]:
    sort = tables.sort(table, name)
    if not isinstance(value, list) or sort.array or sort.json:
        yield text(value, raw, pos, sort)
        return
    if not value:
        raise Wrong(pos, f"{name}: expected at least one value, got an empty list", "remove the row")
    for item, at, item_raw in items(value, pos):
        yield text(item, item_raw, at, sort)

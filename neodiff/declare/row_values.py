"""Values of YAML -> texts as PostgreSQL's input functions take them, and JSON with its numbers as they are written.

Knows sorts of types. Must not know tables, rows or references.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from neodiff.data.json_text import dumps
from neodiff.declare.row_tables import Sort
from neodiff.problems import Pos
from neodiff.rows import Secret, Text, Value
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form_base import nearest, shown, type_of
from neodiff.yaml.values import Map, Seq

ENV: Final = "$env"
JSON: Final = "$json"
# RFC 8259, section 6
_JSON_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


class Wrong(Exception):  # noqa: N818
    """A value that cannot be what it is meant to be."""

    def __init__(self, pos: Pos, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.pos, self.message, self.hint = pos, message, hint


class Unset(Wrong):
    """A value that an environment variable should give, which is not set."""


def is_special(value: Any) -> bool:
    """Is it a mapping with the one key `$env` or `$json`, which is no reference?"""
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in (ENV, JSON)


def value(node: Any, raw: str | None, pos: Pos, sort: Sort) -> Value:
    """What a column gets. Raises Wrong with the place and what is expected, Unset where a variable is missing."""
    if is_special(node) and ENV in node:
        return _secret(node, pos)
    return text(node, raw, pos, sort)


def _secret(node: dict[str, Any], pos: Pos) -> Secret:
    _, at, raw = place(node, ENV, pos)
    name = node[ENV]
    if not isinstance(name, str) or not name:
        raise Wrong(at, f"expected the name of an environment variable after {ENV}, got {shown(name, raw)}")
    found = os.environ.get(name)
    if found is None:
        raise Unset(at, f"the environment variable {name} is not set", "set it to the value of this column")
    return Secret(str(name), found)


def text(node: Any, raw: str | None, pos: Pos, sort: Sort) -> Text:
    """The same without secrets: where a value is compared and shown."""
    if is_special(node) and ENV in node:
        raise Wrong(pos, f"a value from {ENV} is secret and cannot tell rows apart", "write the value")
    if node is None:
        return None
    if isinstance(node, list) and sort.array:
        return _array(node, pos, sort)
    if sort.json and not sort.array:
        return _json(node, raw, pos)
    if type_of(node) in (dict, list):
        hint = (
            "a list is for an array column" if isinstance(node, list) else "only json, jsonb and references have keys"
        )
        raise Wrong(pos, f"expected a single value, got {shown(node)}", hint)
    return _scalar(node, raw, pos, sort)


def _scalar(node: Any, raw: str | None, pos: Pos, sort: Sort) -> str:
    written = _written(node, raw)
    if "\0" in written:
        raise Wrong(pos, "PostgreSQL cannot store the character U+0000", "take it out")
    if sort.array and not isinstance(node, str):
        raise Wrong(pos, f"expected a list, got {shown(node, raw)}", "the column is an array")
    if sort.labels and not sort.array and written not in sort.labels:
        raise Wrong(pos, f"expected a value of the enum, got {shown(node, raw)}", nearest(written, sort.labels))
    return written


def _written(node: Any, raw: str | None) -> str:
    """Numbers and booleans as they stand in the file."""
    if isinstance(node, str):
        return str(node)
    fallback = str(node).lower() if isinstance(node, bool) else str(node)
    return fallback if raw is None else raw


def _array(node: Sequence[Any], pos: Pos, sort: Sort) -> str:
    """A list as PostgreSQL's array_in() reads it; lists in lists are dimensions."""
    item = Sort(json=sort.json, labels=sort.labels)
    parts = []
    for element, at, raw in items(node, pos):
        if element is None:
            parts.append("NULL")
        elif isinstance(element, list) and not sort.json:
            parts.append(_array(element, at, sort))
        else:
            found = text(element, raw, at, item)
            assert found is not None
            parts.append('"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return "{" + ",".join(parts) + "}"


def items(node: Sequence[Any], pos: Pos) -> Iterator[tuple[Any, Pos, str | None]]:
    """(item, where it stands, how it is written) of a list."""
    for index, item in enumerate(node):
        if isinstance(node, Seq):
            yield item, node.item_pos[index], node.raw.get(index)
        else:
            yield item, pos, None


# -- JSON


def _json(node: Any, raw: str | None, pos: Pos) -> str:
    if is_special(node):
        _, at, inner = place(node, JSON, pos)
        return dumps(plain(node[JSON], inner, at), jsonb=False)
    return dumps(plain(node, raw, pos), jsonb=False)


def plain(node: Any, raw: str | None, pos: Pos) -> Any:
    """Dicts, lists, texts, booleans, None, int and Decimal (for 1.10 is not 1.1 to a reader). Raises Wrong."""
    if isinstance(node, dict):
        found = {}
        for key in node:
            key_pos, value_pos, value_raw = place(node, key, pos)
            found[_json_text(key, key_pos)] = plain(node[key], value_raw, value_pos)
        return found
    if isinstance(node, list):
        return [plain(item, item_raw, at) for item, at, item_raw in items(node, pos)]
    if isinstance(node, str):
        return _json_text(node, pos)
    if node is None or isinstance(node, bool):
        return node
    return _number(node, raw, pos)


def _json_text(written: str, pos: Pos) -> str:
    if "\0" in written:
        raise Wrong(pos, "jsonb cannot hold the character U+0000", "take it out")
    return str(written)


def _number(node: float, raw: str | None, pos: Pos) -> int | Decimal:
    if isinstance(node, int):
        return int(node)
    if raw is not None and _JSON_NUMBER.fullmatch(raw):
        return Decimal(raw)
    if node != node or node in (float("inf"), float("-inf")):
        raise Wrong(pos, f"{shown(node, raw)} is no number of JSON", "write it as a text, in quotes")
    return Decimal(repr(node))


def place_in(node: Any, pos: Pos, path: Sequence[Any]) -> Pos:
    """Where the value at `path` stands; of what is not there, what it would stand in."""
    for step in path:
        if isinstance(node, Map) and step in node:
            pos, node = node.value_pos[step], node[step]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            pos, node = node.item_pos[step], node[step]
        else:
            break
    return pos


def has(node: Any, path: Sequence[Any]) -> bool:
    """Is there a value at `path`?"""
    for step in path:
        inside = step in node if isinstance(node, dict) else isinstance(node, list) and 0 <= step < len(node)
        if not inside:
            return False
        node = node[step]
    return True

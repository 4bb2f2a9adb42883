"""Paths into JSON, and the `{placeholders}` in its texts: read and checked where they stand.

Must not know tables or schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from neodiff.declare.row_values import Wrong, has, items
from neodiff.problems import Pos
from neodiff.yaml.collection_forms import place
from neodiff.yaml.values import Map, Text

Path = tuple[str, ...]
_BRACES: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A path and where it stands."""

    path: Path
    pos: Pos

    def __str__(self) -> str:
        return ".".join(self.path)


def path(written: Any, pos: Pos) -> Placed:
    """`a.b` or [a, "b.c"]. Raises Wrong where a key is empty."""
    steps = tuple(str(step) for step in written) if isinstance(written, list) else tuple(str(written).split("."))
    if not steps or not all(steps):
        raise Wrong(pos, "a path with an empty key", "write keys with dots between them, or a list of keys")
    return Placed(steps, pos)


def removed(spec: Map) -> Iterator[tuple[Any, Pos]]:
    """(path as written, where) of `remove:`."""
    for item, at, _ in items(spec.get("remove") or [], spec.pos):
        yield item, at


def renamed(spec: Map) -> Iterator[tuple[str, Pos, Any, Pos]]:
    """(old path, where, new path, where) of `rename:`."""
    moves = spec.get("rename") or {}
    for old in moves:
        key_pos, at, _ = place(moves, old, spec.pos)
        yield old, key_pos, moves[old], at


def overlap(one: Path, other: Path) -> bool:
    """Is one of them inside the other?"""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def says(value: Any, steps: Path) -> bool:
    """Does the value have something at the path, or in the path's way?"""
    for depth in range(1, len(steps) + 1):
        if not has(value, steps[:depth]):
            return False
        if depth < len(steps) and not isinstance(at(value, steps[:depth]), dict):
            return True
    return True


def at(value: Any, steps: Path) -> Any:
    for step in steps:
        value = value[step]
    return value


def placeholders(node: Any, pos: Pos) -> Iterator[tuple[str, Pos]]:
    """(column, where) of every `{column}` in texts; keys stay as they are. Raises Wrong at a brace of its own."""
    if isinstance(node, dict):
        for key in node:
            _, inner, _ = place(node, key, pos)
            yield from placeholders(node[key], inner)
    elif isinstance(node, list):
        for item, inner, _ in items(node, pos):
            yield from placeholders(item, inner)
    elif isinstance(node, str):
        for found in _BRACES.finditer(node):
            where = node.at(found.start()) if isinstance(node, Text) else pos
            if found[0] in "{}":
                raise Wrong(
                    where, f"a single {found[0]!r}", f"a column is {{column}}; a brace itself is {found[0] * 2!r}"
                )
            if found[1] is not None:
                yield found[1], where

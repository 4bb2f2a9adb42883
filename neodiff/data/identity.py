"""By which columns a row of each table is named: a key that people know, through the rows it refers to. Knows no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neodiff.data.shape import Shape
from neodiff.facts import FactId
from neodiff.rows import Data, Reference


@dataclass(frozen=True, slots=True)
class Identity:
    """Plain `columns`, and references into tables that have an identity themselves; never in a circle."""

    columns: tuple[str, ...]
    through: tuple[Reference, ...] = ()

    def all_columns(self) -> list[str]:
        return [*self.columns, *(column for reference in self.through for column in reference.columns)]


def identities(data: Data, shapes: Mapping[FactId, Shape]) -> dict[FactId, Identity]:
    """Of every table: the declared key, else a unique key without NULLs before the primary key."""
    keys = {table: seed.key for table, seed in data.seeds.items()}
    for (table, _), json in data.json.items():
        keys.setdefault(table, json.key)
    chooser = _Chooser(shapes, keys)
    for table in [*keys, *sorted(shapes)]:
        chooser.of(table)
    return {table: found for table, found in chooser.chosen.items() if found is not None}


class _Chooser:
    """`chosen` has None for a table while its own key is looked for: whatever leads back to it is no name for it."""

    def __init__(self, shapes: Mapping[FactId, Shape], keys: Mapping[FactId, tuple[str, ...]]) -> None:
        self.shapes, self.keys = shapes, keys
        self.chosen: dict[FactId, Identity | None] = {}

    def of(self, table: FactId) -> Identity | None:
        if table not in self.chosen and table in self.shapes:
            self.chosen[table] = None
            self.chosen[table] = self._choose(self.shapes[table])
        return self.chosen.get(table)

    def _choose(self, shape: Shape) -> Identity:
        if key := self.keys.get(shape.table):
            return self._through(key, shape) or Identity(key)
        for key in sorted((key for key in shape.keys if _names(key, shape)), key=lambda key: _rank(key, shape)):
            if (found := self._through(key, shape)) is not None:
                return found
        if shape.primary_key:
            return self._through(shape.primary_key, shape) or Identity(shape.primary_key)
        # Without a key only all columns together tell rows apart.
        return Identity(tuple(name for name, column in shape.columns.items() if not column.generated))

    def _through(self, key: tuple[str, ...], shape: Shape) -> Identity | None:
        """The key with its foreign keys as references; None where they would lead in a circle."""
        columns, through = list(key), list[Reference]()
        for foreign in sorted(
            shape.references, key=lambda foreign: (foreign.reference.columns, foreign.reference.table)
        ):
            reference = foreign.reference
            if reference.table not in self.shapes or not set(reference.columns) <= set(columns):
                continue
            if self.of(reference.table) is None:
                return None
            columns = [name for name in columns if name not in reference.columns]
            through.append(reference)
        return Identity(tuple(columns), tuple(through))


def _names(key: tuple[str, ...], shape: Shape) -> bool:
    return key != shape.primary_key and all(shape.columns[name].not_null for name in key)


def _rank(key: tuple[str, ...], shape: Shape) -> tuple[bool, int, tuple[str, ...]]:
    """Ids come last: a value that a default gives says nothing to people."""
    columns = [shape.columns[name] for name in key]
    return any(c.identity or (c.type == "uuid" and c.default) for c in columns), len(key), key

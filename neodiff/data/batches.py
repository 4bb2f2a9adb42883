"""Changes of rows in the groups that one statement can make. Knows no SQL.

A statement sees the rows as they were before it, so what finds its row through one that is written just before it
cannot share a statement with that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from neodiff.data.joined import shape_of, tables_of
from neodiff.data.shape import Shape
from neodiff.facts import FactId
from neodiff.rows import Cells, Change, Ident, Secret, Text, Value

MOST_ROWS: Final = 500
MOST_TEXT: Final = 256 * 1024


def runs(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """What follows each other in one table with one sign, and one turn."""
    for _, run in groupby(changes, lambda change: (change.table, change.sign, change.turn, change.defers)):
        yield list(run)


def batches(
    run: Sequence[Change], shapes: Mapping[FactId, Shape], secret: Collection[tuple[FactId, str]]
) -> Iterator[list[Change]]:
    """A run in groups of one form. In a table that refers to itself no row overtakes another."""
    table = run[0].table
    hidden = frozenset(column for of, column in secret if of == table)
    shape = shapes.get(table)
    if shape is not None and any(key.reference.table == table for key in shape.references):
        for _, alike in groupby(run, lambda change: _form(change, hidden)):
            yield from _apart(list(alike))
        return
    forms: dict[object, list[Change]] = {}
    for change in run:
        forms.setdefault(_form(change, hidden), []).append(change)
    for group in forms.values():
        yield from _sized(group)


def _form(change: Change, hidden: Collection[str]) -> tuple[object, ...]:
    cells = tuple(_form_of_cells(side, hidden) for side in (change.old, change.new))
    return change.whole, shape_of(change.row), cells


def _form_of_cells(cells: Cells | None, hidden: Collection[str]) -> object:
    if cells is None:
        return None
    through = tuple((reference, None if row is None else shape_of(row)) for reference, row in cells.through.items())
    # of a secret it depends on the value whether it can be written at all
    sorts = tuple(type(cells.values[name]) for name in hidden if name in cells.values)
    return tuple(cells.values), through, sorts


def _sized(group: Iterable[Change]) -> Iterator[list[Change]]:
    batch: list[Change] = []
    size = 0
    for change in group:
        text = _size(change)
        if batch and (len(batch) == MOST_ROWS or size + text > MOST_TEXT):
            yield batch
            batch, size = [], 0
        batch.append(change)
        size += text
    if batch:
        yield batch


def _size(change: Change) -> int:
    found = [change.row, *(row for cells in (change.old, change.new) if cells for row in cells.through.values() if row)]
    values: list[Value] = [value for each in found for inner in tables_of(each) for _, value in inner.values]
    values += [value for cells in (change.old, change.new) if cells for value in cells.values.values()]
    return sum(len(value) for value in values if isinstance(value, str))


def _apart(group: Sequence[Change]) -> Iterator[list[Change]]:
    """Batches in which no row is found through one that the same batch writes."""
    batch: list[Change] = []
    seen = _Seen()
    for change in group:
        if batch and any(seen.may_be(other) for other in _own(change)):
            yield from _sized(batch)
            batch, seen = [], _Seen()
        batch.append(change)
        seen.add(change)
    yield from _sized(batch)


def _own(change: Change) -> Iterator[Ident]:
    """The rows of its own table that have to be found for a change."""
    starts: list[Ident] = [other for _, other in change.row.through] if change.old is not None else []
    for cells in (change.old, change.new):
        starts += [row for row in cells.through.values() if row is not None] if cells is not None else []
    for start in starts:
        yield from (inner for inner in tables_of(start) if inner.table == change.table)


class _Seen:
    """What a batch writes: inserted rows by the values of any columns, and the columns in which rows are updated."""

    def __init__(self) -> None:
        self.rows: list[Mapping[str, Value]] = []
        self.known: dict[tuple[str, ...], set[tuple[Text, ...] | None]] = {}
        self.changed: set[str] = set()

    def add(self, change: Change) -> None:
        if change.new is None:
            return
        if change.old is not None:
            self.changed.update(change.new)
            return
        self.rows.append(change.new.values)
        for columns, found in self.known.items():
            found.add(_of(change.new.values, columns))

    def may_be(self, found: Ident) -> bool:
        """May the row be one of those, or be found otherwise because of them?"""
        if self.changed.intersection(Cells(dict(found.values), dict(found.through))):
            return True
        columns = tuple(column for column, _ in found.values)
        if columns not in self.known:
            self.known[columns] = {_of(row, columns) for row in self.rows}
        known = self.known[columns]
        return None in known or tuple(value for _, value in found.values) in known


def _of(row: Mapping[str, Value], columns: Sequence[str]) -> tuple[Text, ...] | None:
    """The values of these columns; None where one is not known, so that it may be any."""
    out: list[Text] = []
    for column in columns:
        value = row.get(column, _UNKNOWN)
        if isinstance(value, Secret):
            return None
        out.append(value)
    return tuple(out)


_UNKNOWN: Final = Secret("", "")

"""Where the rows of one statement come from: a list of the values in which they differ, joined with the rows they name.

Rows of one statement have the same shape: the same columns, and identities built alike. Must not know what is done
with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from neodiff.data import cells
from neodiff.data.shape import Column, Shape
from neodiff.facts import FactId
from neodiff.rows import Ident, Secret, Value
from neodiff.sql import ident, idents, qualified

TARGET: Final = "t"
_LIST: Final = "v"


@dataclass(slots=True)
class Joined:
    """The FROM clause of a statement for `count` rows. Its methods add to it and give expressions over it."""

    count: int
    shapes: Mapping[FactId, Shape]
    secret: Collection[tuple[FactId, str]]
    names: list[str] = field(default_factory=list)
    listed: list[list[str]] = field(default_factory=list)
    joins: list[tuple[str, list[str]]] = field(default_factory=list)
    taken: set[str] = field(default_factory=lambda: {TARGET, _LIST})

    def column(self, table: FactId, name: str) -> Column | None:
        shape = self.shapes.get(table)
        return shape.columns.get(name) if shape is not None else None

    def written(self, table: FactId, name: str, values: Sequence[Value]) -> str:
        """What is written into a column: a constant where all rows have the same."""
        column = self.column(table, name)
        constants = [cells.constant(value, column) for value in values]
        if len(set(constants)) == 1:
            return constants[0]
        texts = [cells.constant(value) for value in values]
        return cells.cast(self._listed(name, texts), column)

    def matched(self, side: str, table: FactId, name: str, values: Sequence[Value], label: str = "") -> str:
        """The condition that column `name` of a stored row, called `side`, has these values; `label` names their list.

        Of a secret only that it is there, or is not.
        """
        column = self.column(table, name)
        if (table, name) in self.secret or any(isinstance(value, Secret) for value in values):
            # a digest of it would let anybody who has the script test guesses; what it was goes to the archive
            return f"{side} is {'null' if values[0] is None else 'not null'}"
        texts = [cells.constant(value) for value in values]
        listed = len(set(texts)) > 1
        right = self._listed(label or name, texts) if listed else texts[0]
        return cells.equal(side, column, right, values, listed=listed)

    def conditions(self, side: str, found: Sequence[Ident]) -> list[str]:
        """The conditions that the row called `side` is the one that is identified, one identity for each row."""
        first = found[0]
        out = []
        for i, (reference, _) in enumerate(first.through):
            other = self.row([each.through[i][1] for each in found], reference.columns)
            out += [
                f"{side}.{ident(column)} = {other}.{ident(target)}"
                for column, target in zip(reference.columns, reference.target, strict=True)
            ]
        for i, (column, _) in enumerate(first.values):
            label = column if side == TARGET else f"{_unquoted(side)}_{column}"
            values = [each.values[i][1] for each in found]
            out.append(self.matched(f"{side}.{ident(column)}", first.table, column, values, label))
        return out

    def row(self, found: Sequence[Ident], columns: Sequence[str]) -> str:
        """The alias of a joined row, one identity for each row of the list."""
        name = columns[0].removesuffix("_id") if len(columns) == 1 else found[0].table.name
        alias = ident(self._free(name))
        conditions = self.conditions(alias, found)
        table = found[0].table
        self.joins.append((f"{qualified(table.schema, table.name)} as {alias}", conditions))
        return alias

    def clauses(self, conditions: Iterable[str]) -> tuple[list[str], list[str]]:
        """(the lines after FROM, the conditions of WHERE): `conditions`, and what no JOIN can carry."""
        if self.count > 1 and not self.names and (self.joins or conditions):
            self._listed("number", [str(i) for i in range(1, self.count + 1)])
        joins = [*self.joins]
        where: list[str] = []
        lines: list[str] = []
        if self.names:
            rows = [f"({', '.join(row)})" for row in zip(*self.listed, strict=True)]
            lines = ["(values", *(f"    {row}," for row in rows[:-1]), f"    {rows[-1]}"]
            lines.append(f") as {_LIST} ({idents(self.names)})")
        elif joins:
            table, where = joins.pop(0)
            lines = [table]
        lines += [f"join {table} on {' and '.join(on)}" for table, on in joins]
        return lines, [*where, *conditions]

    def _listed(self, name: str, texts: list[str]) -> str:
        free = self._free(name)
        self.names.append(free)
        self.listed.append(texts)
        return f"{_LIST}.{ident(free)}"

    def _free(self, name: str) -> str:
        """`name`, or what is free of it: PostgreSQL cuts names at 63 bytes."""
        short = name.encode()[:56].decode(errors="ignore") or "row"
        found, n = short, 1
        while found in self.taken:
            n += 1
            found = f"{short}_{n}"
        self.taken.add(found)
        return found


def _unquoted(alias: str) -> str:
    return alias[1:-1].replace('""', '"') if alias.startswith('"') else alias


def shape_of(found: Ident) -> tuple[object, ...]:
    """What must be alike in identities that share a statement."""
    values = tuple((column, value is None) for column, value in found.values)
    return found.table, values, tuple((reference, shape_of(other)) for reference, other in found.through)


def tables_of(found: Ident) -> Iterable[Ident]:
    """All identities inside one, itself included."""
    yield found
    for _, other in found.through:
        yield from tables_of(other)

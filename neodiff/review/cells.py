"""Rows, values and what differs in them in words, secrets hidden. Knows no output format.

A row is named as its key names it: `slug 'hub'`; where another row leads to it, `tenant_role 'admin' of tenant 'hub'`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from neodiff.facts import FactId
from neodiff.outcome import Plan
from neodiff.review.paths import leaves, spelled
from neodiff.review.words import visible
from neodiff.rows import Cells, Change, Ident, Kept, Reference, Secret, Value

HIDDEN: Final = "(secret)"
_UNKNOWN: Final = "(unknown)"
# A value inside the name of a row; what is longer tells rows apart no better.
_NAME: Final = 60
_JSON: Final = ("json", "jsonb")
_NUMBERS: Final = ("smallint", "integer", "bigint", "real", "double precision", "numeric", "oid")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs: `name` is the column with the path inside it. `old` is empty for what is added."""

    sign: str
    name: str
    old: str
    new: str

    def sides(self, width: int) -> str:
        """`'a' -> 'b'`, or the one side there is, in at most `width` characters."""
        if self.sign != "~":
            return cut(self.old or self.new, width)
        return " -> ".join(fitted(self.old, self.new, width - 4))


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"


def fitted(old: str, new: str, width: int) -> tuple[str, str]:
    """Both in at most `width` characters together, cut so that what differs is seen."""
    if len(old) + len(new) <= width:
        return old, new
    half = width // 2
    short = min(len(old), len(new), half)
    rooms = (short, width - short) if len(old) <= len(new) else (width - short, short)
    rooms = rooms if short < half else (half, width - half)
    same = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    start = same - half // 3 if same > half * 2 // 3 else 0
    sides = (f"…{side[start:]}" if start else side for side in (old, new))
    shown = [cut(side, room) for side, room in zip(sides, rooms)]
    return shown[0], shown[1]


def label(reference: Reference) -> str:
    """How YAML names it: the column without `_id`, so that two references to one table differ."""
    columns = reference.columns
    return columns[0].removesuffix("_id") or columns[0] if len(columns) == 1 else f"({', '.join(columns)})"


def secrets(plan: Plan) -> frozenset[tuple[FactId, str]]:
    """The columns of which nothing is shown: those marked, and every one that holds a Secret anywhere."""
    rows, found = plan.rows, set(plan.rows.secret)
    for change in chain(rows.forward, rows.reverse, rows.refused):
        for cells in (change.old, change.new):
            for name, value in cells.values.items() if cells is not None else ():
                if isinstance(value, Secret):
                    found.add((change.table, name))
    return frozenset(found)


class Words:
    """Says the rows of one plan, by the types of its columns."""

    def __init__(self, plan: Plan, hidden: Collection[tuple[FactId, str]] | None = None) -> None:
        self._plan = plan
        self._hidden = secrets(plan) if hidden is None else hidden
        self._types: dict[tuple[FactId, str], str] = {}

    def row(self, ident: Ident) -> str:
        """The row by its key, columns named: `tenant 'hub', slug 'admin'`."""
        said = [f"{visible(label(reference))} {self.referred(other)}" for reference, other in ident.through]
        return ", ".join(said + self._keys(ident))

    def referred(self, ident: Ident) -> str:
        """The row as others refer to it: `'admin' of tenant 'hub'`."""
        keys, through = self._keys(ident), ident.through
        if not keys or len(through) > 1:
            return f"({self.row(ident)})"
        column, value = ident.values[0]
        own = self._key(ident.table, column, value) if len(keys) == 1 else f"({', '.join(keys)})"
        return " of ".join([own, *(f"{visible(label(key))} {self.referred(other)}" for key, other in through)])

    def value(self, table: FactId, column: str, value: Value) -> str:
        if isinstance(value, Secret) or self.hides(table, (column,)):
            return HIDDEN
        if value is None:
            return "null"
        kind = self.type(table, column).split("(")[0]
        if kind in _JSON and value == "null":
            return "null of JSON"
        if kind == "boolean":
            return {"t": "true", "f": "false"}.get(value, visible(value))
        if kind in _NUMBERS or kind in _JSON:
            return visible(value)
        return quoted(value)

    def contents(self, change: Change) -> str:
        """What an inserted or deleted row has beside its key: `name 'View', active true`."""
        cells = change.old if change.new is None else change.new
        if cells is None:
            return ""
        key = {(column,) for column, _ in change.row.values} | {key.columns for key, _ in change.row.through}
        sides = self._sides(change.table, cells)
        return ", ".join(f"{name} {said}" for columns, (name, said) in sides.items() if columns not in key)

    def differences(self, change: Change) -> Iterator[Difference]:
        """What an update changes, JSON path by path."""
        old, new = change.old or Cells(), change.new or Cells()
        was, now = self._sides(change.table, old), self._sides(change.table, new)
        for columns, (name, said) in now.items():
            inside = self._paths(change.table, columns[0], old, new) if len(columns) == 1 else None
            if inside:
                yield from inside
            else:
                yield Difference("~", name, was[columns][1] if columns in was else _UNKNOWN, said)

    def kept(self, kept: Kept) -> tuple[str, str, str]:
        """(what of the row, what it is in the database, what is declared)."""
        table, column = kept.row.table, kept.column
        if not column:
            return "the row", "gone", "declared"
        if self.hides(table, (column,)):
            return visible(column), HIDDEN, HIDDEN
        if not kept.path:
            return visible(column), self.value(table, column, kept.live), self.value(table, column, kept.declared)
        live, declared = (visible(side) if side is not None else "gone" for side in (kept.live, kept.declared))
        return visible(f"{column}.{spelled(kept.path)}"), live, declared

    def type(self, table: FactId, column: str) -> str:
        """The column's type, empty where its table is not among the facts."""
        found = self._types.get((table, column))
        if found is None:
            about = FactId("column", "", column, table)
            fact = self._plan.new.get(about) or self._plan.old.get(about)
            found = self._types[table, column] = str(fact.payload.get("type", "")) if fact is not None else ""
        return found

    def hides(self, table: FactId, columns: Collection[str]) -> bool:
        """Is nothing shown of them?"""
        return any((table, column) in self._hidden for column in columns)

    def json(self, table: FactId, column: str) -> bool:
        """Is it compared path by path?"""
        return self.type(table, column) in _JSON and not self.hides(table, (column,))

    def _keys(self, ident: Ident) -> list[str]:
        return [f"{visible(column)} {self._key(ident.table, column, value)}" for column, value in ident.values]

    def _key(self, table: FactId, column: str, value: Value) -> str:
        return cut(self.value(table, column, value), _NAME)

    def _sides(self, table: FactId, cells: Cells) -> Mapping[tuple[str, ...], tuple[str, str]]:
        """columns -> (name, words), references by the row they lead to."""
        out = {
            key.columns: (visible(label(key)), self._reference(table, key, other))
            for key, other in cells.through.items()
        }
        for name, value in cells.values.items():
            out[(name,)] = (visible(name), self.value(table, name, value))
        return out

    def _reference(self, table: FactId, key: Reference, other: Ident | None) -> str:
        if self.hides(table, key.columns):
            return HIDDEN
        return "null" if other is None else self.referred(other)

    def _paths(self, table: FactId, column: str, old: Cells, new: Cells) -> list[Difference] | None:
        if not self.json(table, column) or column not in old.values or column not in new.values:
            return None
        was, now = old.values[column], new.values[column]
        if isinstance(was, Secret) or isinstance(now, Secret):
            return None
        found = leaves(was, now) or []
        if not all(leaf.path for leaf in found):
            return None  # one side is no object: the value is one
        out = []
        for leaf in found:
            name = visible(f"{column}.{spelled(leaf.path)}")
            sign = "+" if leaf.old is None else "-" if leaf.new is None else "~"
            out.append(Difference(sign, name, visible(leaf.old or ""), visible(leaf.new or "")))
        return out


def quoted(value: str) -> str:
    """A text as SQL would quote it, on one line."""
    return "'" + visible(value.replace("'", "''")) + "'"

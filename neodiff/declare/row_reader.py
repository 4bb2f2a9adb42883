"""One mapping of `values:` -> Rows: plain values, references, fan-outs; a list inside a reference makes several.

Knows one row at a time. Must not know keys, modes or other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from neodiff.declare.row_matches import matches
from neodiff.declare.row_tables import Tables
from neodiff.declare.row_values import Unset, Wrong, is_special, value
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Match, Reference, Row, Secret, Value
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form_base import nearest

EACH: Final = "for_each"


@dataclass(slots=True)
class _Found:
    """What a row says, before its lists are followed. `given`: column -> where its value stands."""

    values: dict[str, Value] = field(default_factory=dict)
    lookups: dict[Reference, list[Match]] = field(default_factory=dict)
    each: dict[Reference, list[Match]] = field(default_factory=dict)
    given: dict[str, Pos] = field(default_factory=dict)


class RowReader:
    """Rows of one table. `unset` gets the environment variables that are missing, `notes` what is only known later.

    broken: where rows stand of which not every name is known, so that nothing is known to be missing in them
    """

    def __init__(self, tables: Tables, table: FactId, problems: Problems, unset: Problems, notes: list[str]) -> None:
        self._tables, self._table, self._problems, self._unset, self._notes = tables, table, problems, unset, notes
        self.broken: set[Pos] = set()

    def rows(self, node: dict[str, Any], pos: Pos) -> list[Row]:
        """What is wrong is noted, and left out."""
        found = _Found()
        for name in node:
            try:
                self._entry(node, str(name), found, pos)
            except Unset as wrong:
                self._unset.add(wrong.pos, self.about(name, wrong.message), wrong.hint)
                found.values[str(name)], found.given[str(name)] = Secret("", ""), wrong.pos
            except Wrong as wrong:
                self._problems.add(wrong.pos, self.about(name, wrong.message), wrong.hint)
                # what is given wrongly is not missing, too
                if not (columns := self._tables.columns(self._table, str(name))):
                    self.broken.add(pos)
                found.given |= dict.fromkeys(columns, wrong.pos)
        return list(_several(found, pos))

    def about(self, name: str, message: str) -> str:
        return f"{self._table}: row: {name}: {message}"

    def _entry(self, node: dict[str, Any], name: str, found: _Found, pos: Pos) -> None:
        key_pos, at, raw = place(node, name, pos)
        shape, given = self._tables.shape(self._table), node[name]
        column, reference = shape.columns.get(name), self._tables.reference(self._table, name)
        sort = self._tables.sort(self._table, name)
        if column is None and name == EACH and self._tables.lacks(self._table, name):
            self._fan_out(given, at, found)
            return
        if column is None and reference is None:
            if self._tables.lacks(self._table, name):
                raise Wrong(key_pos, "no such column", nearest(name, self._tables.names(self._table)))
            found.given[name] = at
            return
        if column is not None and column.generated:
            raise Wrong(key_pos, "the column is generated, so that no value can be given", "remove it")
        refers = isinstance(given, dict) and not is_special(given) and not sort.json
        if reference is not None and (refers or (column is None and given is not None)):
            self._refer(reference, given, raw, at, found.lookups, found, key_pos)
        elif reference is not None and column is None:
            self._take(reference.columns, key_pos, found)
            found.values |= dict.fromkeys(reference.columns)
        else:
            if refers:
                hint = "only json, jsonb and foreign keys take one" if reference is None else ""
                raise Wrong(at, "expected a single value, got a mapping", hint)
            self._take((name,), at, found)
            found.values[name] = value(given, raw, at, sort)

    def _fan_out(self, given: Any, pos: Pos, found: _Found) -> None:
        if not isinstance(given, dict) or not given:
            raise Wrong(pos, "expected a mapping of references", "{reference: {columns that the rows have}}")
        for name in given:
            key_pos, at, raw = place(given, name, pos)
            reference = self._tables.reference(self._table, str(name))
            if reference is None:
                known = [n for n in self._tables.names(self._table) if self._tables.reference(self._table, n)]
                hint = nearest(name, known) if known else "the table has no foreign keys"
                raise Wrong(key_pos, f"no foreign key {str(name)!r}", hint)
            self._refer(reference, given[name], raw, at, found.each, found, key_pos)

    def _refer(
        self, reference: Reference, node: Any, raw: str | None, pos: Pos,
        into: dict[Reference, list[Match]], found: _Found, key_pos: Pos,
    ) -> None:  # fmt: skip
        self._take(reference.columns, key_pos, found)
        into[reference] = matches(self._tables, reference, node, raw, pos)
        if self._tables.is_unknown(reference.table):
            self._notes.append(
                f"{pos}: {self._table}: which row of {reference.table.path} is meant can only be seen in a live database"
            )

    def _take(self, columns: tuple[str, ...], pos: Pos, found: _Found) -> None:
        twice = next((name for name in columns if name in found.given), None)
        if twice is not None:
            raise Wrong(pos, f"column {twice} is given twice", f"the first is at {found.given[twice]}")
        found.given |= dict.fromkeys(columns, pos)


def _several(found: _Found, pos: Pos) -> Iterator[Row]:
    """One row for each choice among the lists."""
    for chosen in product(*found.lookups.values()):
        lookups = dict(zip(found.lookups, chosen))
        for fanned in product(*found.each.values()):
            yield Row(found.values, lookups, dict(zip(found.each, fanned)), pos, found.given)

"""Which live rows are read: those that are declared, those that references lead to or name, and no others, as SQL.

A condition may select too many rows, never too few: what cannot be said for sure in SQL is left to who matches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from neodiff.data.identity import Identity
from neodiff.data.needs import Reading, matches
from neodiff.data.read import Reader
from neodiff.data.values import Bad, Types
from neodiff.facts import FactBase, FactId
from neodiff.rows import Data, Match, Reference, Row, Secret, Seed, Text
from neodiff.sql import ident, literal

# More conditions than this are slower than reading the table.
MOST: Final = 500
# Types whose values any server takes as the goal's does, whatever else the plan changes.
_PLAIN: Final = frozenset(("text", "uuid", "smallint", "integer", "bigint", "boolean", "date", "character varying"))


class Everything(Exception):  # noqa: N818 no error: an answer
    """All rows of a table are needed."""


class Scope:
    """Conditions for the tables of one comparison."""

    def __init__(
        self,
        data: Data,
        old: FactBase,
        identities: Mapping[FactId, Identity],
        readings: Mapping[FactId, Reading],
        reader: Reader,
        types: Types,
    ) -> None:
        self.data, self.old, self.identities, self.readings = data, old, identities, readings
        self.reader, self.types = reader, types
        self._known: dict[FactId, str | None] = {}
        self._matches = [pair for seed in data.seeds.values() for pair in matches(seed)]

    def where(self, table: FactId) -> str | None:
        """The condition that selects the rows of `table` that are needed; None for all of them."""
        if table not in self._known:
            self._known[table] = None  # whoever asks again on the way, in a circle, gets all rows
            try:
                parts = list(dict.fromkeys(self._parts(table)))
                if len(parts) <= MOST:
                    self._known[table] = "\nor ".join(parts) or "false"
            except Everything:
                pass
        return self._known[table]

    def _parts(self, table: FactId) -> Iterator[str]:
        if self.readings[table].all_rows:
            raise Everything
        for (about, _), json in self.data.json.items():
            if about == table:
                yield _scoped(json.where)
        if (seed := self.data.seeds.get(table)) is not None:
            yield from self._declared(seed)
        for _, match in self._matches:
            if match.table == table:
                yield self._match(match)
        for seed in self.data.seeds.values():
            yield from self._named_by(seed, table)
        for other, reference in self._leading(table):
            where = self.where(other)
            rows = self._targets(other, reference.columns, where)
            yield f"({_columns(reference.target)}) in ({rows})"

    def _declared(self, seed: Seed) -> Iterator[str]:
        if seed.mode == "exact" or seed.csv or len(seed.rows) > MOST:
            yield _scoped(seed.where)
            return
        inside = "" if seed.where is None else f" and {_scoped(seed.where)}"
        for row in seed.rows:
            keyed = self._row(seed, row)
            yield f"({keyed}{inside})" if keyed else _scoped(seed.where)

    def _row(self, seed: Seed, row: Row) -> str:
        """The declared row's key as a condition, empty where it says nothing."""
        values = {name: _text(row.values[name]) for name in seed.key if name in row.values}
        through = {
            reference: match
            for reference, match in {**row.lookups, **row.each}.items()
            if set(reference.columns) <= set(seed.key)
        }
        return self._condition(seed.table, values, through)

    def _match(self, match: Match) -> str:
        if not (found := self._condition(match.table, match.values, match.through)):
            raise Everything
        return found

    def _condition(self, table: FactId, values: Mapping[str, Text], through: Mapping[Reference, Match]) -> str:
        parts = [part for name, text in values.items() if (part := self._equals(table, name, text))]
        for reference, match in through.items():
            inner = self._condition(match.table, match.values, match.through)
            if inner and self._there(table, reference.columns) and self._there(match.table, reference.target):
                rows = self._targets(match.table, reference.target, inner)
                parts.append(f"({_columns(reference.columns)}) in ({rows})")
        return f"({' and '.join(parts)})" if parts else ""

    def _equals(self, table: FactId, column: str, text: Text) -> str:
        """Nothing where live might see the value otherwise: another type or collation, or a type that it lacks."""
        fact = self.old.get(FactId("column", "", column, table))
        new = self.types.facts.get(FactId("column", "", column, table))
        if fact is None or new is None or any(fact.payload.get(k) != new.payload.get(k) for k in ("type", "collation")):
            return ""
        if text is None:
            return f"{ident(column)} is null"
        if fact.payload["type"] not in _PLAIN:
            return ""
        found = self.types.canonical(table, column, [text])[text]
        return "" if isinstance(found, Bad) else f"{ident(column)} = {literal(found)}"

    def _named_by(self, seed: Seed, table: FactId) -> Iterator[str]:
        """Rows that a declared row leads to by a plain value of a foreign key in its name."""
        for reference in self.identities[seed.table].through:
            if reference.table != table:
                continue
            if any(set(reference.columns) <= {c for c in csv.columns if isinstance(c, str)} for csv in seed.csv):
                raise Everything
            for row in seed.rows:
                if set(reference.columns) <= row.values.keys():
                    texts = (_text(row.values[name]) for name in reference.columns)
                    yield self._match(Match(table, dict(zip(reference.target, texts)), {}, row.pos))

    def _leading(self, table: FactId) -> Iterator[tuple[FactId, Reference]]:
        """References of live rows that are followed to `table`: declared ones, and those in names."""
        found: dict[tuple[FactId, Reference], None] = {}
        for seed in self.data.seeds.values():
            for row in seed.rows:
                for reference in (*row.lookups, *row.each):
                    found[seed.table, reference] = None
            for csv in seed.csv:
                for column in csv.columns:
                    if not isinstance(column, str) and any(each.table == table for each in column.references):
                        raise Everything
        for match_owner, reference in self._nested():
            found[match_owner, reference] = None
        for other in self.readings:
            for reference in self.identities[other].through:
                found[other, reference] = None
        for other, reference in found:
            if reference.table == table and self._there(other, reference.columns):
                yield other, reference

    def _nested(self) -> Iterator[tuple[FactId, Reference]]:
        for _, match in self._matches:
            for reference in match.through:
                yield match.table, reference

    def _there(self, table: FactId, columns: Iterable[str]) -> bool:
        return all(FactId("column", "", name, table) in self.old for name in columns)

    def _targets(self, table: FactId, columns: tuple[str, ...], where: str | None) -> str:
        return f"select {_columns(columns)} from {self.reader.source(table)}" + (f" where {where}" if where else "")


def _scoped(where: str | None) -> str:
    if where is None:
        raise Everything
    return f"({where}\n)"


def _columns(names: Iterable[str]) -> str:
    return ", ".join(ident(name) for name in names)


def _text(value: object) -> Text:
    found = value.text if isinstance(value, Secret) else value
    assert found is None or isinstance(found, str)
    return found

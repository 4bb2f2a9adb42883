"""What of a live database is read for the sake of its rows: tables, columns, and which rows. Reads nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from neodiff.data.identity import Identity, identities
from neodiff.data.shape import Shape, shapes
from neodiff.facts import FactBase, FactId
from neodiff.rows import Data, Json, Match, Reference, Seed
from neodiff.sql import name_of, tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """Columns of one table. `scopes`: the `where` of what is declared of it.

    all_rows: whatever is declared, for a deletion elsewhere may concern any of them
    """

    columns: tuple[str, ...]
    scopes: tuple[str, ...]
    all_rows: bool


def needs(data: Data, *, old: FactBase, new: FactBase) -> dict[FactId, tuple[str, ...]]:
    """What evaluate() reads of each live table, by the goal's names.

    Every column for the scope of `exact` and for rows that would be deleted along; else the declared, key, reference,
    `where` and placeholder columns.
    """
    found = shapes(new)
    wanted = _Wanted(data, found, identities(data, found))
    wanted.gather()
    wanted.gather_children(all_tables=True)
    return {table: present for table in wanted.columns if (present := wanted.present(table, old))}


def readings(
    data: Data, old: FactBase, shapes: Mapping[FactId, Shape], identities: Mapping[FactId, Identity]
) -> dict[FactId, Reading]:
    """What is read of each table from the start; rows that a deletion takes along are read when there are some."""
    wanted = _Wanted(data, shapes, identities)
    wanted.gather()
    wanted.gather_children(all_tables=False)
    out: dict[FactId, Reading] = {}
    for table in wanted.columns:
        declared = _declared(data, table)
        scopes = list(dict.fromkeys(one.where for one in declared if one.where is not None))
        out[table] = Reading(wanted.present(table, old), tuple(scopes), table in wanted.children)
    return out


def _declared(data: Data, table: FactId) -> list[Seed | Json]:
    seeds: list[Seed | Json] = [data.seeds[table]] if table in data.seeds else []
    return seeds + [json for (about, _), json in data.json.items() if about == table]


def mentioned(where: str | None, shape: Shape) -> list[str]:
    """The columns whose names occur in an expression."""
    said = {name_of(token) for token in tokens(where or "")}
    return [name for name in shape.columns if name in said]


def matches(seed: Seed) -> Iterator[tuple[Reference, Match]]:
    """Every reference that a seed's rows declare, nested ones after the one that they are in."""
    for row in seed.rows:
        for declared in (row.lookups, row.each):
            for reference, match in declared.items():
                yield from _nested(reference, match)


def _nested(reference: Reference, match: Match) -> Iterator[tuple[Reference, Match]]:
    yield reference, match
    for inner, other in match.through.items():
        yield from _nested(inner, other)


def _ruled(shape: Shape, written: Iterable[str]) -> Iterator[str]:
    """The columns that say which rows may not be alike, where one of them is written."""
    columns = set(written)
    for rule in shape.rules:
        if rule.names & columns:
            yield from rule.names


class _Wanted:
    """Gathers columns by table. `children`: tables whose rows a deletion elsewhere may delete, change, or be refused by."""

    def __init__(self, data: Data, shapes: Mapping[FactId, Shape], identities: Mapping[FactId, Identity]) -> None:
        self.data, self.shapes, self.identities = data, shapes, identities
        self.columns: dict[FactId, set[str]] = {}
        self.children: set[FactId] = set()
        self._named: set[FactId] = set()

    def present(self, table: FactId, old: FactBase) -> tuple[str, ...]:
        return tuple(
            name
            for name in self.shapes[table].columns
            if name in self.columns[table] and FactId("column", "", name, table) in old
        )

    def gather(self) -> None:
        for seed in self.data.seeds.values():
            shape = self.shapes[seed.table]
            compared = (name for name in seed.columns if seed.mode != "insert" and name not in seed.insert_only)
            self._add(seed.table, [*compared, *seed.key, *mentioned(seed.where, shape)])
            self._add(seed.table, _ruled(shape, seed.columns if seed.mode != "insert" else ()))
            if seed.mode == "exact":
                self._whole(seed.table)
            for reference, match in matches(seed):
                self._lead(reference)
                self._add(match.table, [*match.values, *(name for inner in match.through for name in inner.columns)])
            for csv in seed.csv:
                for column in csv.columns:
                    if isinstance(column, str):
                        continue
                    for reference, inner in zip(column.references, column.references[1:]):
                        self._add(reference.table, inner.columns)
                    for reference in column.references:
                        self._lead(reference)
                    self._add(column.references[-1].table, [column.column])
        for json in self.data.json.values():
            shape = self.shapes[json.table]
            matched = (column for row in json.per_row for column in row.match)
            self._add(json.table, [json.column, *json.key, *json.fills, *matched, *mentioned(json.where, shape)])
            self._add(json.table, _ruled(shape, (json.column,)))

    def _add(self, table: FactId, columns: Iterable[str]) -> None:
        if table not in self.shapes:
            return
        self.columns.setdefault(table, set()).update(columns)
        self._name(table)

    def _name(self, table: FactId) -> None:
        if table not in self._named:
            self._named.add(table)
            identity = self.identities[table]
            self.columns[table].update(identity.all_columns())
            for reference in identity.through:
                self._lead(reference)

    def _lead(self, reference: Reference) -> None:
        self._add(reference.table, reference.target)

    def _whole(self, table: FactId) -> None:
        self._add(table, (name for name, column in self.shapes[table].columns.items() if not column.generated))

    def gather_children(self, *, all_tables: bool) -> None:
        """What `exact` may delete along: whole rows; of rows that would only be changed or forbid it, what tells them.

        Without `all_tables` only for tables of which something is read anyway, and then of all their rows.
        """
        pending = [table for table, seed in self.data.seeds.items() if seed.mode == "exact"]
        seen = set(pending)
        while pending:
            parent = pending.pop()
            for table, shape in self.shapes.items():
                for foreign in shape.references:
                    if foreign.reference.table != parent:
                        continue
                    if all_tables or table in self.columns:
                        self.children.add(table)
                        self._add(table, foreign.reference.columns)
                        self._lead(foreign.reference)
                    if foreign.on_delete == "cascade" and table not in seen:
                        seen.add(table)
                        pending.append(table)
                    if foreign.on_delete == "cascade" and table in self.columns:
                        self._whole(table)

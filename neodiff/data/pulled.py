"""Rows of a live table as a person would declare them: known by their natural key, references by that of other rows.

Only reads. Must not know YAML files or plans.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.data.identity import Identity, identities
from neodiff.data.pulled_values import plain
from neodiff.data.read import Reader
from neodiff.data.shape import Column, Shape, shapes
from neodiff.errors import UserError
from neodiff.facts import FactBase, FactId
from neodiff.rows import Data, Reference, Text
from neodiff.sql import idents

_SUFFIX: Final = "_id"
_SECRET: Final = re.compile(r"(?:^|[_\W])(?:passwords?|passwd|passphrase|secrets?|tokens?|keys?)(?:$|[_\W])", re.I)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HARMLESS: Final = re.compile(r"(?:boolean|smallint|integer|bigint|numeric|real|double|date|time|interval)\b")
# A default that is the same for every row, and has no effect when it is asked for.
_CONSTANT: Final = re.compile(
    r"(?:'(?:[^']|'')*'|-?[0-9.]+|\(-[0-9.]+\)|true|false|NULL)(?:::[\w\"\. ]+(?:\([0-9, ]+\))?(?:\[\])*)?"
)

# A reference of a row and the columns that its row is told by, nested as the rows are.
Named = Mapping[str, Any]


@dataclass(slots=True)
class Rows:
    """`key`: columns that must be said; `columns` in their order; `values`: column or reference -> value, for each row.

    texts: the same rows, as a file of rows has them, with its header; None where one column cannot tell a reference
    """

    table: FactId
    key: tuple[str, ...] | None
    values: list[dict[str, Any]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    texts: list[tuple[Text, ...]] | None = None
    notes: list[str] = field(default_factory=list)


class Puller:
    """`spoken`: columns that look like secrets and are to be written all the same."""

    def __init__(self, reader: Reader, facts: FactBase, spoken: Collection[tuple[FactId, str]] = ()) -> None:
        self.reader, self.spoken = reader, spoken
        self.shapes = shapes(facts)
        self.identities = identities(Data(), self.shapes)

    def rows(self, table: FactId, tables: Collection[FactId]) -> Rows:
        """All rows of `table`; `tables` are those whose rows are pulled too. Raises UserError where no key tells them apart."""
        shape, identity, hidden = self.shapes[table], self.identities[table], self.hidden(table)
        names = [
            name
            for name, column in shape.columns.items()
            if name not in hidden and not column.generated and not self._is_made(shape, column, identity)
        ]
        found = list(self.reader.rows(table, names))
        left = self._at_default(shape, names, found, identity)
        kept = [i for i, name in enumerate(names) if name not in left]
        links = self._links(shape, [names[i] for i in kept])
        told = identity.all_columns()
        cells = sorted(
            ({names[i]: row[i] for i in kept} for row in found),
            key=lambda row: str(self._written({name: row[name] for name in row if name in told}, links, shape)),
        )
        out = Rows(table, self._key(shape, identity, [names[i] for i in kept]))
        out.notes = [f"column {name} of {table} looks like a secret: left out" for name in hidden]
        out.notes += self._missing(table, links, tables, cells)
        self._fill(out, cells, links, shape)
        return out

    # -- which columns

    def hidden(self, table: FactId) -> list[str]:
        """Columns that are left out as secrets. Raises UserError where rows have no key, or need such a column."""
        shape, identity = self.shapes[table], self.identities[table]
        if not any(set(key) == set(identity.all_columns()) for key in shape.keys):
            raise UserError(
                f"rows of {table}: it has no primary key and no unique key without NULLs by which they are known"
            )
        return [name for name in shape.columns if self._is_secret(shape, name, identity)]

    def _is_secret(self, shape: Shape, name: str, identity: Identity) -> bool:
        """Raises UserError where a row cannot be without it."""
        column = shape.columns[name]
        if not _SECRET.search(_CAMEL.sub("_", name)) or (shape.table, name) in self.spoken or column.generated:
            return False
        if _HARMLESS.match(column.type) or shape.reference(name) is not None:
            return False
        if name in identity.all_columns() and re.search(r"keys?$", name, re.I):
            return False  # `key` is what rows are called by
        needed = name in identity.all_columns() or (column.not_null and column.default is None)
        if needed:
            raise UserError(
                f"rows of {shape.table}: every row needs column {name}, which looks like a secret; "
                f"if it is none, name it too: --data {shape.table.path},{shape.table.path}.{name}"
            )
        return True

    def _is_made(self, shape: Shape, column: Column, identity: Identity) -> bool:
        """Is it an id that the database gives, and that nothing needs to be known by?"""
        if column.name in identity.all_columns():
            return False
        return bool(column.identity) or (column.name in shape.primary_key and column.default is not None)

    def _at_default(
        self, shape: Shape, names: Sequence[str], rows: Sequence[tuple[Text, ...]], identity: Identity
    ) -> set[str]:
        """Columns that have their default in every row."""
        out = set()
        for i, name in enumerate(names):
            column = shape.columns[name]
            if name in identity.all_columns() or not rows or len(values := {row[i] for row in rows}) > 1:
                continue
            if column.default is None:
                same = values == {None} and not column.not_null
            elif _CONSTANT.fullmatch(column.default):
                sql = f"select (({column.default})::{column.type})::text"
                asked = self.reader.conn.execute(sql.encode()).fetchone()
                same = asked is not None and values == {asked[0]}
            else:
                same = False
            if same:
                out.add(name)
        return out

    def _key(self, shape: Shape, identity: Identity, names: Sequence[str]) -> tuple[str, ...] | None:
        """What must be said, for it is not the only unique key of the declared columns."""
        mine = next(key for key in shape.keys if set(key) == set(identity.all_columns()))
        return None if [key for key in shape.keys if set(key) <= set(names)] == [mine] else mine

    # -- references

    def _links(self, shape: Shape, names: Sequence[str]) -> dict[Reference, dict[tuple[Text, ...], Named]]:
        """References that are written by the key of their row: the values they have here -> that row's key."""
        out: dict[Reference, dict[tuple[Text, ...], Named]] = {}
        taken: set[str] = set()
        references = [key.reference for key in shape.references if set(key.reference.columns) <= set(names)]
        # the wider one leads to what the narrower ones lead to
        for reference in sorted(references, key=lambda reference: (-len(reference.columns), reference.columns)):
            spoken = [name for name in reference.columns if shape.reference(name) == reference]
            if spoken and not taken & set(reference.columns) and self._is_named(reference):
                taken |= set(reference.columns)
                out[reference] = self._named(reference.table, reference.target, shape.table, reference.columns)
        return out

    def _is_named(self, reference: Reference) -> bool:
        """Has its row a better name than the columns that are referenced?"""
        identity = self.identities.get(reference.table)
        return identity is not None and set(identity.all_columns()) != set(reference.target)

    def _named(
        self, table: FactId, target: Sequence[str], of: FactId, columns: Sequence[str]
    ) -> dict[tuple[Text, ...], Named]:
        """Values of `target` -> the key of that row of `table`, for those that `columns` of another table have."""
        identity = self.identities[table]
        names = list(dict.fromkeys([*target, *identity.all_columns()]))
        where = f"({idents(target)}) in (select {idents(columns)} from {self.reader.source(of)})"
        found = list(self.reader.rows(table, names, where))
        deeper = {
            reference: self._named(reference.table, reference.target, table, reference.columns)
            for reference in identity.through
            if self._is_named(reference)
        }
        out: dict[tuple[Text, ...], Named] = {}
        for row in found:
            cells = dict(zip(names, row))
            out[tuple(cells[name] for name in target)] = self._written(
                {name: cells[name] for name in identity.all_columns()}, deeper, self.shapes[table]
            )
        return out

    def _written(
        self, cells: Mapping[str, Text], links: Mapping[Reference, Mapping[tuple[Text, ...], Named]], shape: Shape
    ) -> dict[str, Any]:
        kinds = self.reader.types(shape.table)
        at = {name: reference for reference in links for name in reference.columns}
        out: dict[str, Any] = {}
        for name, text in cells.items():
            reference = at.get(name)
            given = tuple(cells.get(column) for column in reference.columns) if reference is not None else ()
            if reference is None or given not in links[reference]:
                out[name] = plain(text, kinds[name])
            elif name == _spoken(reference, shape):
                out[_short(name, shape)] = links[reference][given]
        return out

    def _missing(
        self,
        table: FactId,
        links: Mapping[Reference, object],
        tables: Collection[FactId],
        cells: Sequence[Mapping[str, Text]],
    ) -> list[str]:
        others = {reference.table for reference in links if reference.table not in tables} if cells else set()
        return [f"rows of {table} refer to rows of {other}, which are not pulled" for other in sorted(others)]

    # -- as a file has them

    def _fill(
        self,
        out: Rows,
        cells: Sequence[Mapping[str, Text]],
        links: Mapping[Reference, Mapping[tuple[Text, ...], Named]],
        shape: Shape,
    ) -> None:
        out.values = [self._written(row, links, shape) for row in cells]
        single = {r: self.identities[r.table] for r in links}
        if any(len(i.columns) != 1 or i.through or len(r.columns) != 1 for r, i in single.items()) or not cells:
            return
        if any(row[r.columns[0]] is not None and (row[r.columns[0]],) not in links[r] for r in links for row in cells):
            return  # a key that is not valid leads to no row
        at = {reference.columns[0]: reference for reference in links}
        out.header = [
            f"{_short(name, shape)}.{single[at[name]].columns[0]}" if name in at else name for name in cells[0]
        ]
        out.texts = [tuple(_cell(row, name, at, links, single) for name in row) for row in cells]


def _cell(
    row: Mapping[str, Text],
    name: str,
    at: Mapping[str, Reference],
    links: Mapping[Reference, Mapping[tuple[Text, ...], Named]],
    single: Mapping[Reference, Identity],
) -> Text:
    text = row[name]
    named = links[at[name]].get((text,)) if name in at else None
    if named is None:
        return text
    found = named[single[at[name]].columns[0]]
    return str(found).lower() if isinstance(found, bool) else str(found)


def _spoken(reference: Reference, shape: Shape) -> str:
    """The column by whose name a reference is written."""
    return next(name for name in reference.columns if shape.reference(name) == reference)


def _short(name: str, shape: Shape) -> str:
    short = name.removesuffix(_SUFFIX)
    return short if short and short != name and short not in shape.columns else name

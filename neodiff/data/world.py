"""The rows that a comparison speaks of: as they are, as they are wanted, and as they will be.

Loads live rows, gives a row's values and the rows it leads to, and its name. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from neodiff.data.identity import Identity, identities
from neodiff.data.needs import Reading, readings
from neodiff.data.read import Reader
from neodiff.data.scope import Scope
from neodiff.data.shape import Shape, shapes
from neodiff.data.values import UNKNOWN, Bad, Known, Types
from neodiff.facts import FactBase, FactId
from neodiff.kinds.casts import narrows
from neodiff.problems import Pos
from neodiff.rows import Data, Ident, Match, Reference, Secret, Value


@dataclass(frozen=True, slots=True)
class Layout:
    """What some declared rows say: values of these columns, then rows for these references. Shared by many rows."""

    columns: tuple[str, ...]
    references: tuple[Reference, ...]
    index: Mapping[str, int]
    covered: Mapping[str, Reference]


@dataclass(slots=True, eq=False)
class Wanted:
    """One declared row. `targets`: for each reference the row it leads to, a Match that is not yet resolved, or NULL."""

    layout: Layout
    values: tuple[Value, ...]
    targets: list[Item | Match | None]
    pos: Pos


@dataclass(slots=True, eq=False)
class Item:
    """One row.

    live:    its values in the order of Table.columns, None where it is not there
    wanted:  as it is declared, if it is
    gone:    it will not be there
    changed: columns and references that will be otherwise; of a new row what it has beside what is declared
    """

    table: Table
    live: tuple[Known, ...] | None = None
    wanted: Wanted | None = None
    gone: bool = False
    changed: dict[str | Reference, Value | Item | None] | None = None
    ident: Ident | None = None
    flags: int = 0

    @property
    def new(self) -> bool:
        return self.live is None


@dataclass(slots=True, eq=False)
class Table:
    """The rows of one table that are known. `scopes`: SQL -> its bit in Item.flags, for rows that it selects."""

    shape: Shape
    columns: tuple[str, ...] = ()
    index: dict[str, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    scopes: dict[str, int] = field(default_factory=dict)
    defaults: dict[str, Known] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.shape.table)


class World:
    """All tables of one comparison, each loaded when it is first asked for."""

    def __init__(self, data: Data, old: FactBase, new: FactBase, reader: Reader | None, types: Types) -> None:
        self.data, self.old, self.new, self.reader, self.types = data, old, new, reader, types
        self.shapes = shapes(new)
        self.identities = identities(data, self.shapes)
        self.readings = readings(data, old, self.shapes, self.identities)
        self._tables: dict[FactId, Table] = {}
        self._by: dict[tuple[FactId, tuple[str, ...]], dict[tuple[Known, ...], Item]] = {}
        # how a reference that is declared by a Match is followed before its row is decided; set by who resolves
        self.resolve: Callable[[Item, Reference], Item | None] = _unresolved

    def table(self, table: FactId) -> Table:
        if table not in self._tables:
            found = self._tables[table] = Table(self.shapes[table])
            if self.reader is not None and table in self.old and table in self.readings:
                self._load(found, self.readings[table], self.reader)
        return self._tables[table]

    def _load(self, table: Table, reading: Reading, reader: Reader) -> None:
        own = table.shape.table
        present = [name for name in reading.columns if FactId("column", "", name, own) in self.old]
        table.columns = tuple(present)
        table.index = {name: i for i, name in enumerate(present)}
        table.scopes = {where: 1 << i for i, where in enumerate(reading.scopes)}
        where = Scope(self.data, self.old, self.identities, self.readings, reader, self.types).where(own)
        rows = reader.rows(own, present, where, list(table.scopes))
        count = len(present)
        for row in rows:
            flags = sum(1 << i for i, selected in enumerate(row[count:]) if selected == "t")
            table.items.append(Item(table, row[:count] if len(row) > count else row, flags=flags))
        for name in present:
            self._retype(table, name)

    def _retype(self, table: Table, name: str) -> None:
        """Texts of a column whose type changes, as the goal's type has them; what it does not take nobody knows."""
        own, at = table.shape.table, table.index[name]
        was = self.old[FactId("column", "", name, own)].payload["type"]
        if was == table.shape.columns[name].type or not table.items:
            return
        texts = [text for item in table.items if item.live and isinstance(text := item.live[at], str)]
        new = self.types.canonical(own, name, texts)
        for item in table.items:
            if item.live and isinstance(text := item.live[at], str):
                found = new[text]
                # what a narrower type lacks is written over before the column gets that
                bad = text if narrows(str(was), table.shape.columns[name].type) else UNKNOWN
                value: Known = bad if isinstance(found, Bad) else found
                item.live = (*item.live[:at], value, *item.live[at + 1 :])

    def adopt(self, table: Table) -> None:
        """A table of which rows were found while others were decided."""
        self._tables[table.shape.table] = table
        self._by = {key: found for key, found in self._by.items() if key[0] != table.shape.table}

    def loaded(self, table: FactId) -> bool:
        return table in self.readings or table in self._tables

    # -- values

    def default(self, table: Table, column: str) -> Known:
        """What a row has where nothing is said of a column."""
        if column not in table.defaults:
            known = table.shape.columns.get(column)
            generated = known is None or known.generated or known.identity
            table.defaults[column] = (
                UNKNOWN if known is None or generated else self.types.default(table.shape.table, column, known.default)
            )
        return table.defaults[column]

    def before(self, item: Item, column: str) -> Known:
        """A live row's value as the migration finds it: of a column that is new, its default."""
        assert item.live is not None
        at = item.table.index.get(column)
        if at is not None:
            return item.live[at]
        if FactId("column", "", column, item.table.shape.table) in self.old:
            return UNKNOWN  # it is there and was not read
        return self.default(item.table, column)

    def after(self, item: Item, column: str) -> Known:
        """The value that the row will have."""
        if item.changed:
            if column in item.changed:
                return plain(item.changed[column])
            for reference in item.changed:
                if isinstance(reference, Reference) and column in reference.columns:
                    return self._carried(item, reference, column)
        if item.live is not None:
            return self.before(item, column)
        if item.wanted is not None:
            layout = item.wanted.layout
            if column in layout.index:
                return plain(item.wanted.values[layout.index[column]])
            if column in layout.covered:
                return self._carried(item, layout.covered[column], column)
        return self.default(item.table, column)

    def _carried(self, item: Item, reference: Reference, column: str) -> Known:
        target = self.leads(item, reference)
        return None if target is None else self.after(target, reference.target[reference.columns.index(column)])

    def leads(self, item: Item, reference: Reference) -> Item | None:
        """The row that a reference will lead to; None for NULL, and where it leads nowhere that is known."""
        if item.changed and reference in item.changed:
            found = item.changed[reference]
            assert found is None or isinstance(found, Item)
            return found
        if item.wanted is not None and reference in item.wanted.layout.references:
            target = self.resolve(item, reference)
            if item.live is None:
                return target
            if item.changed and reference in item.changed:  # resolving decided it
                return self.leads(item, reference)
        if item.live is not None and not (item.changed and any(column in item.changed for column in reference.columns)):
            return self.led(item, reference)
        return self.found(reference, tuple(self.after(item, column) for column in reference.columns))

    def led(self, item: Item, reference: Reference) -> Item | None:
        """The row that a live row's reference leads to now."""
        return self.found(reference, tuple(self.before(item, column) for column in reference.columns))

    def found(self, reference: Reference, values: tuple[Known, ...]) -> Item | None:
        """The live row that has these values in a reference's target columns."""
        if reference.table not in self.shapes or any(not isinstance(value, str) for value in values):
            return None
        key = (reference.table, reference.target)
        if key not in self._by:
            rows = (item for item in self.table(reference.table).items if item.live is not None)
            self._by[key] = {tuple(self.before(item, name) for name in reference.target): item for item in rows}
        return self._by[key].get(values)

    # -- names

    def named(self, item: Item) -> Ident:
        """The row's name: of a live one as it is now, of a new one as it will be."""
        if item.ident is None:
            item.ident = self._named(item, self.identities[item.table.shape.table])
        return item.ident

    def named_after(self, item: Item) -> Ident:
        """The name that a live row will have."""
        identity = self.identities[item.table.shape.table]
        changed = {name for what in item.changed or {} for name in ((what,) if isinstance(what, str) else what.columns)}
        return self._named(item, identity, after=True) if changed & set(identity.all_columns()) else self.named(item)

    def _named(self, item: Item, identity: Identity, *, after: bool = False) -> Ident:
        after = after or item.live is None
        value = self.after if after else self.before
        columns = list(identity.columns)
        through: list[tuple[Reference, Ident]] = []
        for reference in identity.through:
            target = self.leads(item, reference) if after else self.led(item, reference)
            if target is None:
                columns += reference.columns
            else:
                through.append((reference, self.named(target)))
        values = ((name, known if isinstance(known := value(item, name), str) else None) for name in columns)
        return Ident(item.table.shape.table, tuple(values), tuple(through))

    def present(self, table: FactId) -> Iterator[Item]:
        """The rows that will be there."""
        return (item for item in self.table(table).items if not item.gone)


def plain(value: Value | Item | None) -> Known:
    assert not isinstance(value, Item)
    return value.text if isinstance(value, Secret) else value


def _unresolved(item: Item, reference: Reference) -> Item | None:
    raise AssertionError(f"nobody resolves {reference} of {item}")

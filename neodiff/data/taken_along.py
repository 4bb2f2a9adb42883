"""Deletions, and what they do to the rows that refer to the deleted ones: every row that goes or changes is planned.

Knows no declaration but which rows are gone. Source: PostgreSQL docs, "Foreign Keys", on ON DELETE.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from neodiff.data.shape import ForeignKey
from neodiff.data.values import UNKNOWN, Known
from neodiff.data.world import Item, Table, World
from neodiff.errors import PlanError
from neodiff.facts import FactId
from neodiff.sql import ident, literal

_BATCH = 1000


class Removal:
    """`gone`: live rows to delete; `detached`: rows that only lose a reference, their change noted in them.

    Raises PlanError where rows that refer to a deleted one forbid it.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.gone: dict[Item, None] = {}
        self.detached: dict[Item, None] = {}
        self._extra: dict[FactId, Table] = {}
        self._rows: dict[tuple[FactId, tuple[Known, ...]], Item] = {}
        for table in world.data.seeds:
            self._remove(table, [item for item in world.table(table).items if item.gone and item.live is not None])

    def _remove(self, table: FactId, items: Sequence[Item]) -> None:
        new = [item for item in items if item not in self.gone]
        self.gone |= dict.fromkeys(new)
        if not new:
            return
        for child, shape in self.world.shapes.items():
            for foreign in shape.references:
                if foreign.reference.table == table:
                    self._children(child, foreign, new)

    def _children(self, child: FactId, foreign: ForeignKey, parents: Sequence[Item]) -> None:
        found = [item for item in self._referring(child, foreign, parents) if not self._elsewhere(item, foreign)]
        if not found:
            return
        if foreign.on_delete == "cascade":
            for item in found:
                item.gone = True
            self._remove(child, found)
        elif foreign.on_delete in ("set null", "set default"):
            for item in found:
                self._detach(item, foreign)
        else:
            example = min(str(self.world.named(item)) for item in found)
            raise PlanError(
                f"rows of {parents[0].table} cannot be deleted: {len(found)} rows of {child} refer to them through "
                f"({', '.join(foreign.reference.columns)}), such as {example}; "
                "delete or change those first, or declare these rows"
            )

    def _elsewhere(self, item: Item, foreign: ForeignKey) -> bool:
        """Is the row deleted already, or will it lead to another row?"""
        changed = item.changed or {}
        moved = foreign.reference in changed or any(column in changed for column in foreign.reference.columns)
        return item in self.gone or item.gone or moved

    def _detach(self, item: Item, foreign: ForeignKey) -> None:
        self.detached[item] = None
        for column in foreign.cleared:
            value = self.world.default(item.table, column) if foreign.on_delete == "set default" else None
            if value is UNKNOWN:
                raise PlanError(f"{item.table}: what ON DELETE SET DEFAULT would give {column} is not known beforehand")
            item.changed = {**(item.changed or {}), column: value}

    def _referring(self, child: FactId, foreign: ForeignKey, parents: Sequence[Item]) -> Iterator[Item]:
        """Live rows of `child` that lead to one of `parents`."""
        reference, world = foreign.reference, self.world
        if any(FactId("column", "", name, child) not in world.old for name in reference.columns):
            return
        wanted = {tuple(world.before(item, name) for name in reference.target) for item in parents}
        if child in world.readings:
            for item in world.table(child).items:
                if item.live and tuple(world.before(item, name) for name in reference.columns) in wanted:
                    yield item
        else:
            yield from self._read(child, foreign, wanted)

    def _read(self, child: FactId, foreign: ForeignKey, wanted: set[tuple[Known, ...]]) -> Iterator[Item]:
        """Rows of a table of which nothing is declared: read now, and whole, for they come back in reverse."""
        reader, table = self.world.reader, self._table(child)
        assert reader is not None
        keys = iter(sorted(wanted, key=str))
        columns = ", ".join(ident(name) for name in foreign.reference.columns)
        while some := list(islice(keys, _BATCH)):
            listed = ", ".join(f"({', '.join(literal(str(value)) for value in values)})" for values in some)
            for row in list(reader.rows(child, table.columns, f"({columns}) in ({listed})")):
                if (child, row) not in self._rows:
                    self._rows[child, row] = Item(table, row)
                    table.items.append(self._rows[child, row])
                yield self._rows[child, row]

    def _table(self, child: FactId) -> Table:
        if child not in self._extra:
            shape = self.world.shapes[child]
            columns = tuple(
                name
                for name, column in shape.columns.items()
                if not column.generated and FactId("column", "", name, child) in self.world.old
            )
            self._extra[child] = Table(shape, columns, {name: i for i, name in enumerate(columns)})
            self.world.adopt(self._extra[child])
        return self._extra[child]

"""Decided rows as changes in the order in which they are written, and their way back. Decides nothing, reads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neodiff.data.order import Ordered, ordered, ranks
from neodiff.data.taken_along import Removal
from neodiff.data.values import UNKNOWN
from neodiff.data.world import Item, World
from neodiff.facts import FactId
from neodiff.rows import Cells, Change, Changes, Ident, Reference, Value


class Writer:
    """Puts decided rows into order and says each as a Change."""

    def __init__(self, world: World, removal: Removal, may_delete: bool) -> None:
        self.world, self.removal, self.may_delete = world, removal, may_delete
        self.rank = ranks(world.shapes)

    def write(self, changes: Changes) -> None:
        world = self.world
        known = [item for table in world.data.tables for item in world.table(table).items if not item.gone]
        new = ordered((item for item in known if item.live is None), self.rank, self._leads)
        updated = [item for item in known if item.live is not None and item.changed]
        known_updates = set(updated)
        updated += [item for item in self.removal.detached if item not in known_updates and not item.gone]
        # Tables are read in the order of their pages, which says nothing: the same rows must give the same plan.
        updated.sort(key=self._name)
        gone = ordered(sorted(self.removal.gone, key=self._name), self.rank, self._led).items[::-1]
        early = self._early(new.items, updated, gone)
        first = [item for item in gone if item.table.shape.table in early]
        freed = [item for item in updated if first and item in self.removal.detached]
        puts = list(self._puts(new, [item for item in updated if item not in set(freed)]))
        before = [self._update(item) for item in freed]
        deletions = [self._deletion(item) for item in gone if item.table.shape.table not in early]
        if self.may_delete:
            changes.forward += [*before, *(self._deletion(item) for item in first), *puts, *deletions]
        else:
            changes.refused += [self._deletion(item) for item in gone]
            loose = {world.named(item) for item in self.removal.detached} if gone else set()
            changes.refused += [change for change in (*before, *puts) if change.row in loose]
            changes.forward += [change for change in puts if change.row not in loose]
        changes.reverse += [back for change in reversed(changes.forward) if (back := self._back(change)) is not None]

    def _puts(self, new: Ordered, updated: list[Item]) -> Iterator[Change]:
        """Table by table, parents first. What an update gives up an insertion of the same table may take."""
        later = set(new.later)
        circular = {self._rank(item) for item, _ in later}
        for rank in sorted({self._rank(item) for item in (*new.items, *updated)}):
            updates = [self._update(item) for item in updated if self._rank(item) == rank]
            inserts = [self._insertion(item, later) for item in new.items if self._rank(item) == rank]
            own = {
                key.reference.table
                for item in updated
                if self._rank(item) == rank
                for key in item.table.shape.references
            }
            inside = rank in circular or any(self.rank.get(table) == rank for table in own)
            yield from inserts + updates if inside else updates + inserts
            for item, reference in new.later:
                if self._rank(item) == rank:
                    target = self.world.leads(item, reference)
                    led = {reference: self.world.named(target) if target is not None else None}
                    yield Change(self.world.named(item), Cells({}, {reference: None}), Cells({}, led))

    def _name(self, item: Item) -> str:
        return str(self.world.named(item))

    def _rank(self, item: Item) -> int:
        return self.rank[item.table.shape.table]

    def _leads(self, item: Item) -> Iterator[tuple[Reference, Item]]:
        if item.wanted is not None:
            for reference in item.wanted.layout.references:
                target = self.world.leads(item, reference)
                if target is not None and target.live is None:
                    yield reference, target

    def _led(self, item: Item) -> Iterator[tuple[Reference, Item]]:
        for foreign in item.table.shape.references:
            target = self.world.led(item, foreign.reference) if self.world.loaded(foreign.reference.table) else None
            if target is not None:
                yield foreign.reference, target

    def _early(self, new: list[Item], updated: list[Item], gone: list[Item]) -> set[FactId]:
        """Tables whose deletions come first: a row that is written takes a unique value from one that is deleted."""
        out: set[FactId] = set()
        for table in {item.table.shape.table for item in gone}:
            for key in self.world.shapes[table].keys:
                puts = (item for item in (*new, *updated) if item.table.shape.table == table)
                taken = {tuple(self.world.after(item, name) for name in key) for item in puts}
                freed = {
                    tuple(self.world.before(item, name) for name in key)
                    for item in gone
                    if item.table.shape.table == table
                }
                if any(UNKNOWN not in values and None not in values for values in taken & freed):
                    out.add(table)
        while (
            more := {
                item.table.shape.table
                for item in gone
                for key in item.table.shape.references
                if key.reference.table in out
            }
            - out
        ):
            out |= more
        return out

    # -- one change

    def _insertion(self, item: Item, later: set[tuple[Item, Reference]]) -> Change:
        assert item.wanted is not None
        layout = item.wanted.layout
        values: dict[str, Value] = dict(zip(layout.columns, item.wanted.values))
        for column, value in (item.changed or {}).items():
            if isinstance(column, str):
                assert not isinstance(value, Item)
                values[column] = value
        through: dict[Reference, Ident | None] = {}
        for reference in layout.references:
            target = None if (item, reference) in later else self.world.leads(item, reference)
            through[reference] = None if target is None else self.world.named(target)
        return Change(self.world.named(item), None, Cells(values, through) if through else Cells(values, _NONE))

    def _update(self, item: Item) -> Change:
        world = self.world
        was: dict[str, Value] = {}
        will: dict[str, Value] = {}
        led: dict[Reference, Ident | None] = {}
        leads: dict[Reference, Ident | None] = {}
        for what, value in (item.changed or {}).items():
            if isinstance(what, str):
                assert not isinstance(value, Item)
                will[what] = value
                if isinstance(before := world.before(item, what), str | None):
                    was[what] = before
                continue
            assert isinstance(value, Item)
            leads[what] = world.named(value)
            texts = {name: world.before(item, name) for name in what.columns}
            target = world.led(item, what)
            if target is not None or all(text is None for text in texts.values()):
                led[what] = None if target is None else world.named(target)
            else:
                was |= {name: text for name, text in texts.items() if isinstance(text, str | None)}
        return Change(world.named(item), Cells(was, led), Cells(will, leads))

    def _deletion(self, item: Item) -> Change:
        values = {
            name: text for name in item.table.columns if isinstance(text := self.world.before(item, name), str | None)
        }
        return Change(self.world.named(item), Cells(values), None, whole=True)

    def _back(self, change: Change) -> Change | None:
        """The change that undoes it; None where nobody knows what was there."""
        if change.old is None and change.new is not None:
            seed = self.world.data.seeds[change.table]
            spared = seed.insert_only - set(seed.key)
            values = {name: value for name, value in change.new.values.items() if name not in spared}
            same = len(values) == len(change.new.values)
            return Change(change.row, change.new if same else Cells(values, change.new.through), None)
        old = change.old
        if old is not None and change.new is not None:
            old = self._lasting(change.table, old)
        return Change(change.row, change.new, old, change.whole) if old else None

    def _lasting(self, table: FactId, cells: Cells) -> Cells:
        """Without the columns that the way back drops."""

        def there(*columns: str) -> bool:
            return all(FactId("column", "", column, table) in self.world.old for column in columns)

        values = {name: value for name, value in cells.values.items() if there(name)}
        return Cells(values, {led: row for led, row in cells.through.items() if there(*led.columns)})


_NONE: Mapping[Reference, Ident | None] = {}

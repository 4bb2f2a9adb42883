"""Decided rows as changes in the order in which they are written, and their way back. Decides nothing, reads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from neodiff.data.order import Ordered, ordered, ranks
from neodiff.data.taken_along import Removal
from neodiff.data.turns import Aside, takes, turns
from neodiff.data.world import Item, World
from neodiff.facts import FactId
from neodiff.rows import Cells, Change, Changes, Ident, Reference, Value


class Writer:
    """Puts decided rows into order and says each as a Change."""

    def __init__(self, world: World, removal: Removal, may_delete: bool) -> None:
        self.world, self.removal, self.may_delete = world, removal, may_delete
        self.rank = ranks(world.shapes)
        self.secret: set[tuple[FactId, str]] = set()

    def write(self, changes: Changes) -> None:
        world, self.secret = self.world, changes.secret
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
            mine = [item for item in updated if self._rank(item) == rank]
            inserts = [self._insertion(item, later) for item in new.items if self._rank(item) == rank]
            own = {
                key.reference.table
                for item in updated
                if self._rank(item) == rank
                for key in item.table.shape.references
            }
            inside = rank in circular or any(self.rank.get(table) == rank for table in own)
            inserted = [item for item in new.items if self._rank(item) == rank] if inside else []
            aside, updates = self._in_turn(mine, inserted)
            yield from [*aside, *inserts, *updates] if inside else [*aside, *updates, *inserts]
            for item, reference in new.later:
                if self._rank(item) == rank:
                    target = self.world.leads(item, reference)
                    led = {reference: self.world.named(target) if target is not None else None}
                    yield Change(self.world.named(item), Cells({}, {reference: None}), Cells({}, led))

    def _in_turn(self, updated: Sequence[Item], inserted: Sequence[Item]) -> tuple[list[Change], list[Change]]:
        """(what steps aside first, the updates), so that no row takes a unique value that another still has."""
        aside: list[Change] = []
        updates: list[tuple[int, Change]] = []
        for table in dict.fromkeys(item.table.shape.table for item in updated):
            mine = [item for item in updated if item.table.shape.table == table]
            beside = [item for item in inserted if item.table.shape.table == table]
            found = turns(self.world, table, mine, beside, self.secret)
            for item in mine:
                change, turn = self._update(item), found.of.get(item, 0)
                if item in found.aside:
                    first, change = _aside(change, self._there(item, found.aside[item]), found.aside[item])
                    aside.append(first)
                updates.append((turn, replace(change, turn=turn, defers=found.defers)))
        return aside, [change for _, change in sorted(updates, key=lambda pair: pair[0])]

    def _there(self, item: Item, aside: Aside) -> dict[str, Value]:
        """What the row has in plain columns that it steps aside with."""
        out: dict[str, Value] = {}
        for name in aside:
            if isinstance(name, str):
                value = self.world.before(item, name)
                assert isinstance(value, str | None)
                out[name] = value
        return out

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
            puts = [item for item in (*new, *updated) if item.table.shape.table == table]
            if takes(self.world, table, puts, [item for item in gone if item.table.shape.table == table]):
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
        name, then = world.named(item), world.named_after(item)
        return Change(name, Cells(was, led), Cells(will, leads), then=None if then == name else then)

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
        then = None if change.then is None else change.row
        return replace(change, row=change.then or change.row, then=then, old=change.new, new=old) if old else None

    def _lasting(self, table: FactId, cells: Cells) -> Cells:
        """Without the columns that the way back drops."""

        def there(*columns: str) -> bool:
            return all(FactId("column", "", column, table) in self.world.old for column in columns)

        values = {name: value for name, value in cells.values.items() if there(name)}
        return Cells(values, {led: row for led, row in cells.through.items() if there(*led.columns)})


def _aside(change: Change, there: Mapping[str, Value], aside: Aside) -> tuple[Change, Change]:
    """(the change to what the row has meanwhile, the change from there)"""
    assert change.old is not None
    assert change.new is not None
    led = [what for what in aside if isinstance(what, Reference)]
    names = {name for reference in led for name in reference.columns}
    was = Cells(
        {**there, **{name: value for name, value in change.old.values.items() if name in names}},
        {reference: row for reference, row in change.old.through.items() if reference in led},
    )
    plain: dict[str, Value] = {name: value for name, value in aside.items() if isinstance(name, str)}
    meanwhile = Cells(plain, dict.fromkeys(led))
    old = Cells(
        {name: value for name, value in change.old.values.items() if name not in names} | plain,
        {**change.old.through, **dict.fromkeys(led)},
    )
    new = Cells({**there, **change.new.values}, change.new.through)
    return Change(change.row, was, meanwhile, turn=-1), replace(change, old=old, new=new)


_NONE: Mapping[Reference, Ident | None] = {}

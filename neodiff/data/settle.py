"""Which rows there will be, and what changes in each: declared rows meet the rows of a live database. Writes nothing."""

from __future__ import annotations

from typing import Final

import psycopg

from neodiff.connect import lost
from neodiff.data.applied import Applied
from neodiff.data.declared import Declared, match_texts
from neodiff.data.keys import Keys
from neodiff.data.resolve import NobodyLeftError, Resolver
from neodiff.data.threeway import Judge
from neodiff.data.world import Item, Table, Wanted, World
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Changes, Json, Kept, Match, Reference, Seed

GONE: Final = "deleted since it was last applied"
LED_TO_GONE: Final = "the row it refers to was deleted since it was last applied"


class Settler:
    """Decides tables one after the other, those that a table's keys refer to first."""

    def __init__(self, world: World, applied: Applied | None, problems: Problems, changes: Changes) -> None:
        self.world, self.problems, self.changes = world, problems, changes
        self.resolver = Resolver(world, problems, self.prepare)
        self.judge = Judge(world, applied, changes)
        world.resolve = self.resolve
        self._done: set[FactId] = set()
        self._busy: list[FactId] = []
        self._following: set[tuple[Item, Reference]] = set()

    def settle(self) -> None:
        """All seeds. Problems of the declaration are collected; raises PlanError where live rows allow no plan."""
        declared: list[Seed | Json] = [*self.world.data.seeds.values(), *self.world.data.json.values()]
        for one in declared:
            self._check_where(one)
        self.problems.raise_if_any()
        for table, seed in self.world.data.seeds.items():
            self.prepare(table, seed.pos)
        self.problems.raise_if_any()
        for table, seed in self.world.data.seeds.items():
            for item in self.world.table(table).items:
                if item.wanted is not None and not item.gone:
                    for reference in item.wanted.layout.references:
                        self.resolve(item, reference)
            self._check_scope(seed)
        self.problems.raise_if_any()

    def _check_where(self, declared: Seed | Json) -> None:
        """Asked of the goal's types first, so that a mistake has its place."""
        if declared.where is None or declared.table not in self.world.shapes:
            return
        try:
            self.world.types.inside(self.world.shapes[declared.table], declared.where, ())
        except psycopg.Error as error:
            if lost(error):
                raise
            said = f"{declared.table}: where: {declared.where}: {error.diag.message_primary}"
            pos = getattr(declared.where, "pos", declared.pos)
            self.problems.add(pos, said, "expected a condition over the table's columns")

    def prepare(self, table: FactId, pos: Pos) -> None:
        """Decide which rows `table` will have."""
        if table in self._done or table not in self.world.shapes:
            return
        if table in self._busy:
            circle = " -> ".join(str(one) for one in [*self._busy[self._busy.index(table) :], table])
            hint = "refer to one of them through columns that are not in its key"
            self.problems.add(pos, f"rows refer to each other in a circle through their keys: {circle}", hint)
            return
        self._busy.append(table)
        try:
            self._cascade(table, pos)
            if (seed := self.world.data.seeds.get(table)) is not None:
                self._seed(seed)
        finally:
            self._busy.pop()
            self._done.add(table)

    def _cascade(self, table: FactId, pos: Pos) -> None:
        """Rows whose parents will be deleted go with them."""
        seeds = self.world.data.seeds
        for foreign in self.world.shapes[table].references:
            parent = foreign.reference.table
            exact = parent in seeds and seeds[parent].mode == "exact"
            if foreign.on_delete != "cascade" or not exact or parent in self._busy:
                continue
            self.prepare(parent, pos)
            for item in self.world.table(table).items:
                target = self.world.led(item, foreign.reference)
                item.gone = item.gone or (target is not None and target.gone)

    # -- one seed

    def _seed(self, seed: Seed) -> None:
        table = self.world.table(seed.table)
        self.resolver.canonical |= match_texts(seed, self.world.types, self.problems)
        declared = Declared(seed, self.world.types, self.problems, self.resolver.all, self.resolver.outside)
        wanted = [Item(table, None, one) for one in declared.wanted() if self._keyed(seed, one)]
        self.changes.secret |= {(seed.table, column) for column in declared.secret}
        keys = Keys(self.world, seed, wanted)
        paired: list[Item] = []
        for item in wanted:
            key = keys.of(item, live=False)
            there = keys.live.get(key)
            if there is None:
                keys.live[key] = item
                self._new(seed, table, item)
            elif there.wanted is not None:
                self._twice(seed, item, there)
            elif self._ours(seed, there, item):
                there.wanted = item.wanted
                paired.append(there)
        for item in table.items if seed.mode == "exact" else ():
            item.gone = item.gone or (item.wanted is None and _inside(seed, item))
        if seed.mode != "insert":
            self.judge.compare(seed, paired)

    def _keyed(self, seed: Seed, wanted: Wanted) -> bool:
        """Follow the references that the key needs. False where one leads to no row."""
        for i, reference in enumerate(wanted.layout.references):
            match = wanted.targets[i]
            if not isinstance(match, Match) or not set(reference.columns) & set(seed.key):
                continue
            try:
                target = self.resolver.one(match)
            except NobodyLeftError:
                self.changes.notes.append(f"{match.pos}: rows of {seed.table} are left out: {LED_TO_GONE}")
                return False
            if target is None:
                return False
            wanted.targets[i] = target
        return True

    def _ours(self, seed: Seed, there: Item, item: Item) -> bool:
        if _inside(seed, there):
            return True
        assert item.wanted is not None
        hint = f"it is outside of `where: {seed.where}`, so it is not touched: mend `where`, or declare another key"
        self.problems.add(
            item.wanted.pos, f"{seed.table} has a row with this key already: {self.world.named(there)}", hint
        )
        return False

    def _twice(self, seed: Seed, item: Item, other: Item) -> None:
        """Fan-outs may overlap, as long as they say the same."""
        assert item.wanted is not None
        assert other.wanted is not None
        one, two = item.wanted, other.wanted
        if one.layout is two.layout and one.values == two.values and one.targets == two.targets:
            return
        message = f"rows of {seed.table}: two rows with the key {', '.join(seed.key)}: {self.world.named(item)}"
        self.problems.add(one.pos, message, f"the other one stands at {two.pos}")

    def _new(self, seed: Seed, table: Table, item: Item) -> None:
        if self.judge.deleted(seed, item):
            self.changes.kept.append(Kept(self.world.named(item), "", (), None, None, GONE))
            item.gone = True
            self.resolver.missed.add(item)
        else:
            table.items.append(item)

    # -- references

    def resolve(self, item: Item, reference: Reference) -> Item | None:
        """The row that a declared reference leads to, deciding what becomes of a live row's reference."""
        assert item.wanted is not None
        at = item.wanted.layout.references.index(reference)
        target = item.wanted.targets[at]
        if isinstance(target, Match):
            if (item, reference) in self._following:
                hint = "name one of them by other columns"
                self.problems.add(target.pos, f"references of {item.table} name each other in a circle", hint)
                return None
            self._following.add((item, reference))
            try:
                target = item.wanted.targets[at] = self.resolver.one(target)
            except NobodyLeftError:
                target = item.wanted.targets[at] = None
                self._orphan(item)
            finally:
                self._following.discard((item, reference))
        assert not isinstance(target, Match)
        self.judge.redirect(self.world.data.seeds[item.table.shape.table], item, reference, target)
        return target

    def _orphan(self, item: Item) -> None:
        """A new row that cannot refer to what somebody deleted is left out; one that is there stays as it is."""
        self.changes.kept.append(Kept(self.world.named(item), "", (), None, None, LED_TO_GONE))
        item.gone = item.gone or item.new

    def _check_scope(self, seed: Seed) -> None:
        """A row that its own `where` does not select would be inserted again and again."""
        if seed.where is None:
            return
        new = [item for item in self.world.table(seed.table).items if item.live is None and not item.gone]
        shape = self.world.shapes[seed.table]
        rows = [{name: self.world.after(item, name) for name in shape.columns} for item in new]
        for item, inside in zip(new, self.world.types.inside(shape, seed.where, rows) if rows else ()):
            if inside is False:
                assert item.wanted is not None
                hint = "change the row or `where`; outside of it rows are neither read nor written"
                self.problems.add(
                    item.wanted.pos, f"rows of {seed.table}: a row that `where: {seed.where}` leaves out", hint
                )


def _inside(seed: Seed, item: Item) -> bool:
    return seed.where is None or bool(item.flags & item.table.scopes.get(seed.where, 0))

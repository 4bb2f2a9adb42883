"""What becomes of a value that is not as declared: written, or kept because somebody changed it since it was applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neodiff.data.applied import Applied
from neodiff.data.values import UNKNOWN, Known
from neodiff.data.world import Item, World, plain
from neodiff.facts import FactId
from neodiff.rows import Changes, Kept, Reference, Secret, Seed, Text, Value


class Judge:
    """Notes in each row what changes, and in `changes` what is kept.

    guessed: tables where a declared value replaces one of which nobody knows where it comes from
    """

    def __init__(self, world: World, applied: Applied | None, changes: Changes) -> None:
        self.world, self.applied, self.changes = world, applied, changes
        self.guessed: set[FactId] = set()
        self._redirected: set[tuple[Item, Reference]] = set()

    def deleted(self, seed: Seed, item: Item) -> bool:
        """Was a declared row that is not there deleted since it was last applied?"""
        known = self.applied.rows.get(seed.table.path) if self.applied and seed.mode != "exact" else None
        return bool(known) and known is not None and str(self.world.named(item)) in known

    def compare(self, seed: Seed, items: Sequence[Item]) -> None:
        """Plain columns of rows that are there; what a reference leads to is compared when it is followed."""
        differ: dict[str, list[tuple[Item, str, str]]] = {}
        for item in items:
            for column, now, wanted in self._unlike(seed, item):
                text = plain(wanted)
                if isinstance(now, str) and isinstance(text, str):
                    differ.setdefault(column, []).append((item, now, text))
                else:
                    self._decide(seed, item, column, now, wanted)
        for column, found in differ.items():
            judged = self.world.types.distinct(seed.table, column, [(now, text) for _, now, text in found])
            for (item, now, _), other in zip(found, judged):
                if other:
                    assert item.wanted is not None
                    self._decide(seed, item, column, now, item.wanted.values[item.wanted.layout.index[column]])

    def _unlike(self, seed: Seed, item: Item) -> Iterator[tuple[str, Known, Value]]:
        assert item.wanted is not None
        for column, wanted in zip(item.wanted.layout.columns, item.wanted.values):
            if column not in seed.insert_only and column not in seed.key:
                now = self.world.before(item, column)
                if now != plain(wanted):
                    yield column, now, wanted

    def _decide(self, seed: Seed, item: Item, column: str, now: Known, wanted: Value) -> None:
        if self._wins(seed, item, column, now):
            item.changed = {**(item.changed or {}), column: wanted}
            return
        assert not isinstance(wanted, Secret)
        self._keep(item, column, now if isinstance(now, str) else None, wanted)

    def redirect(self, seed: Seed, item: Item, reference: Reference, target: Item | None) -> None:
        """What becomes of a live row's reference that is declared to lead to `target`."""
        inside = set(reference.columns) <= set(seed.key)
        if item.live is None or target is None or inside or (item, reference) in self._redirected:
            return
        self._redirected.add((item, reference))
        now, column = self.world.led(item, reference), reference.columns[0]
        if now is target or seed.mode == "insert" or column in seed.insert_only:
            return
        name = str(self.world.named(now)) if now is not None else self.world.before(item, column)
        if self._wins(seed, item, column, name):
            item.changed = {**(item.changed or {}), reference: target}
        else:
            self._keep(item, column, name if isinstance(name, str) else None, str(self.world.named(target)))

    def _keep(self, item: Item, column: str, live: Text, declared: Text) -> None:
        self.changes.kept.append(Kept(self.world.named(item), column, (), live, declared))

    def _wins(self, seed: Seed, item: Item, column: str, now: Known) -> bool:
        """Is the declared value written over the live one?"""
        owned = column in seed.enforce or (seed.table, column) in self.changes.secret
        if now is UNKNOWN or owned or seed.mode == "exact":
            return True  # of a secret nothing is remembered: the environment has the word
        rows = self.applied.rows.get(seed.table.path, {}) if self.applied else {}
        row = rows.get(str(self.world.named(item)), {}) if rows else {}
        if column not in row:
            self.guessed.add(seed.table)
            return True
        was = row[column]
        if was == now:
            return True
        references = (key.reference for key in item.table.shape.references if item.wanted)
        led = any(item.wanted and one in item.wanted.layout.references and column in one.columns for one in references)
        if led or was is None or now is None:
            return False
        return not self.world.types.distinct(seed.table, column, [(was, now)])[0]

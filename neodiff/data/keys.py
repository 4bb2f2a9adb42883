"""Telling rows of one seed apart by its key, as PostgreSQL would: through the rows that references in the key lead to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neodiff.data.world import Item, Layout, World
from neodiff.errors import PlanError
from neodiff.rows import Reference, Seed

Key = tuple[object, ...]


class Keys:
    """The keys of live and wanted rows of one seed; wanted ones have the references in their key followed."""

    def __init__(self, world: World, seed: Seed, wanted: Sequence[Item]) -> None:
        self.world, self.seed = world, seed
        inside = (one for layout in layouts(wanted) for one in layout.references if set(one.columns) <= set(seed.key))
        self.references: tuple[Reference, ...] = tuple(dict.fromkeys(inside))
        covered = {column for reference in self.references for column in reference.columns}
        self.columns = tuple(column for column in seed.key if column not in covered)
        self.classes: dict[str, dict[str, str]] = {}
        self.live = self._live(wanted)

    def _live(self, wanted: Sequence[Item]) -> dict[Key, Item]:
        """The rows that are there, by key. Raises PlanError where two of them have the key of a declared row."""
        world, seed = self.world, self.seed
        live = [item for item in world.table(seed.table).items if not item.gone]
        for column in self.columns:
            if not world.types.strict(seed.table, column):
                texts = [value for item in live if isinstance(value := world.before(item, column), str)]
                texts += [value for item in wanted if isinstance(value := world.after(item, column), str)]
                self.classes[column] = world.types.classes(seed.table, column, texts)
        out: dict[Key, Item] = {}
        twice: set[Key] = set()
        for item in live:
            key = self.of(item, live=True)
            if out.setdefault(key, item) is not item:
                twice.add(key)
        for item in wanted if twice else ():
            if (key := self.of(item, live=False)) in twice:
                raise PlanError(
                    f"{seed.table} has two rows with the key ({', '.join(seed.key)}) of a declared row: "
                    f"{world.named(out[key])}; make them differ, or delete one"
                )
        return out

    def of(self, item: Item, *, live: bool) -> Key:
        world, out = self.world, list[object]()
        value = world.before if live else world.after
        for reference in self.references:
            given = live or (item.wanted is not None and reference not in item.wanted.layout.references)
            texts = tuple(value(item, column) for column in reference.columns) if given else ()
            target = world.found(reference, texts) if given else world.leads(item, reference)
            out.append(target or texts)
        for column in self.columns:
            text = value(item, column)
            classes = self.classes.get(column)
            out.append(classes.get(text, text) if classes and isinstance(text, str) else text)
        return tuple(out)


def layouts(wanted: Iterable[Item]) -> list[Layout]:
    found = {id(item.wanted.layout): item.wanted.layout for item in wanted if item.wanted is not None}
    return list(found.values())

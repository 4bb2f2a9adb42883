"""The order of a table's updates, where one row takes a unique value that another gives up; and rows that stand aside.

PostgreSQL checks such a rule row by row, within one statement too. Where rows take from each other in a circle, one of
them first gets a value that nobody has. Knows decided rows, no SQL of a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from neodiff.data.interim import interims
from neodiff.data.rules import Rule
from neodiff.data.values import Known
from neodiff.data.world import Item, World
from neodiff.errors import PlanError
from neodiff.facts import FactId
from neodiff.rows import Reference

# Of a longer chain all rows step aside at once, unless it is so long that looking for their values takes too long.
MOST_TURNS: Final = 6
MOST_ASIDE: Final = 1000
# What a row is meanwhile: a text in a column, or NULL in all columns of a reference.
Aside = dict[str | Reference, str | None]


@dataclass(slots=True)
class Turns:
    """`of`: the rows that cannot be updated together with the others, by their turn; `aside`: those that step aside first.

    defers: deferrable constraints that must wait for all of the updates
    """

    of: dict[Item, int] = field(default_factory=dict)
    aside: dict[Item, Aside] = field(default_factory=dict)
    defers: tuple[str, ...] = ()


def turns(
    world: World, table: FactId, updated: Sequence[Item], before: Sequence[Item], secret: Collection[tuple[FactId, str]]
) -> Turns:
    """For the updates of one table; `before`: its rows that are inserted earlier; `secret`: what nobody steps aside with.

    Raises PlanError where rows take from each other in a circle that nothing opens.
    """
    out = _Turns(world, table, updated, before, {column for of, column in secret if of == table})
    out.arrange()
    return out.found


def takes(world: World, table: FactId, takers: Sequence[Item], givers: Sequence[Item]) -> bool:
    """Does one of the takers need what a live row of `givers` has?"""
    shape = world.shapes[table]
    return any(
        world.types.clashes(shape, rule, _rows(world, rule, takers, after=True), _rows(world, rule, givers))
        for rule in _in_force(world, table)
    )


def _in_force(world: World, table: FactId) -> list[Rule]:
    """The rules while rows are written: what is made anew is made afterwards."""
    return [rule for rule in world.shapes[table].rules if rule.id in world.old and not rule.deferred]


def _rows(
    world: World,
    rule: Rule,
    items: Iterable[Item],
    *,
    after: bool = False,
    aside: Mapping[str, str | None] | None = None,
) -> list[dict[str, Known]]:
    value = world.after if after else world.before
    return [{name: value(item, name) for name in rule.names} | dict(aside or {}) for item in items]


class _Turns:
    """`takes`: a row -> the rows that have what it needs, and the rules that say so."""

    def __init__(
        self, world: World, table: FactId, updated: Sequence[Item], before: Sequence[Item], secret: Collection[str]
    ) -> None:
        self.world, self.table, self.updated, self.secret = world, table, updated, secret
        self.before = set(before)
        self.found = Turns()
        self.takes: dict[Item, dict[Item, list[Rule]]] = {}
        defers: list[str] = []
        for rule in _in_force(world, table):
            givers = [item for item in updated if rule.names & set(_columns(item))]
            waits = rule.deferrable and bool(world.old[rule.id].payload.get("deferrable"))
            for taker, giver in self._pairs(rule, [*givers, *before], givers):
                if taker is giver:
                    continue
                if waits and taker not in self.before:
                    defers.append(rule.id.name)
                else:
                    self.takes.setdefault(taker, {}).setdefault(giver, []).append(rule)
        self.found.defers = tuple(dict.fromkeys(defers))

    def _pairs(self, rule: Rule, takers: Sequence[Item], givers: Sequence[Item]) -> list[tuple[Item, Item]]:
        if not givers:
            return []
        rows = _rows(self.world, rule, takers, after=True), _rows(self.world, rule, givers)
        found = self.world.types.clashes(self.world.shapes[self.table], rule, *rows)
        return [(takers[one], givers[other]) for one, other in found]

    def arrange(self) -> None:
        for taker in self.before & self.takes.keys():
            for giver in list(self.takes[taker]):
                self._step_aside([giver])
        done: set[Item] = set(self.found.aside)
        left, turn = [item for item in self.updated if item in self.takes], 0
        done |= {item for item in self.updated if item not in self.takes}
        while left:
            turn += 1
            if turn == MOST_TURNS and len(left) <= MOST_ASIDE:
                self._all_aside(left)
                done |= set(self.found.aside)
            ready = [item for item in left if all(other in done for other in self.takes[item])]
            if not ready:
                self._step_aside(self._circle(left, done))
                done |= set(self.found.aside)
                turn -= 1
                continue
            self.found.of |= dict.fromkeys(ready, turn)
            done |= set(ready)
            left = [item for item in left if item not in set(ready)]

    def _all_aside(self, left: Sequence[Item]) -> None:
        """Places in a list that all move by one: two statements for all rows instead of one for each."""
        given = {giver for taker in left for giver in self.takes[taker]}
        for item in (one for one in left if one in given):
            broken = [rule for takes in self.takes.values() for rule in takes.get(item, ())]
            if (aside := self._aside(item, list(dict.fromkeys(broken)))) is not None:
                self.found.aside[item] = aside

    def _circle(self, left: Sequence[Item], done: set[Item]) -> list[Item]:
        """Rows that wait for each other, in the order in which they do."""
        seen = [left[0]]
        while True:
            following = next(other for other in self.takes[seen[-1]] if other not in done)
            if following in seen:
                return seen[seen.index(following) :]
            seen.append(following)

    def _step_aside(self, circle: Sequence[Item]) -> None:
        """The first of them for which there are values that nobody has."""
        for item in circle:
            if item in self.found.aside:
                return
            broken = [rule for takes in self.takes.values() for rule in takes.get(item, ())]
            if (aside := self._aside(item, list(dict.fromkeys(broken)))) is not None:
                self.found.aside[item] = aside
                return
        names = sorted(str(self.world.named(item)) for item in circle)
        rules = sorted(
            {str(rule.id) for item in circle for takes in self.takes.values() for rule in takes.get(item, ())}
        )
        raise PlanError(
            f"rows of {self.table} take unique values from each other ({', '.join(rules)}), and no column has another value "
            f"that one of them could have meanwhile: {'; '.join(names)}; make the constraint deferrable, or change these "
            "rows in two steps"
        )

    def _aside(self, item: Item, broken: Sequence[Rule]) -> Aside | None:
        """Values by which the row breaks none of the rules with any row, as it is or will be."""
        out: Aside = {}
        for rule in broken:
            if any(set(_names(what)) & rule.names for what in out):
                continue
            for what, value in interims(self.world, item, rule):
                if set(_names(what)).intersection(self.secret):
                    continue
                there = {**dict.fromkeys(_names(what), value), **_flat(out)}
                if self._free(item, there):
                    out[what] = value
                    break
            else:
                return None
        return out if self._free(item, _flat(out)) else None

    def _free(self, item: Item, aside: Mapping[str, str | None]) -> bool:
        """Is there no other row like it, and does it satisfy the table's checks?"""
        world, shape = self.world, self.world.shapes[self.table]
        others = [other for other in world.table(self.table).items if other is not item]
        live = [other for other in others if other.live is not None]
        for rule in (rule for rule in _in_force(world, self.table) if rule.names & aside.keys()):
            mine = _rows(world, rule, [item], aside=aside)
            taken = _rows(world, rule, live) + _rows(world, rule, (one for one in others if not one.gone), after=True)
            taken += [
                row
                for one, values in self.found.aside.items()
                for row in _rows(world, rule, [one], aside=_flat(values))
            ]
            if world.types.clashes(shape, rule, mine, taken):
                return False
        row = {name: world.before(item, name) for name in shape.columns} | dict(aside)
        checks = (f"({check}\n) is not false" for check in shape.checks)
        return all(world.types.inside(shape, check, [row])[0] is not False for check in checks)


def _columns(item: Item) -> Iterable[str]:
    for what in item.changed or {}:
        yield from _names(what)


def _names(what: str | Reference) -> Sequence[str]:
    return (what,) if isinstance(what, str) else what.columns


def _flat(aside: Aside) -> dict[str, str | None]:
    return {name: value for what, value in aside.items() for name in _names(what)}

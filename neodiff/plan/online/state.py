"""What all safe forms share: the two ends of the way, which tables may hold rows, and what is done later. Knows no form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from neodiff.facts import Fact, FactBase, FactId
from neodiff.impact.classify import classify
from neodiff.kinds import family
from neodiff.sql import generated_name
from neodiff.statement import Statement

HOLDERS: Final = ("table", "materialized_view")
OF_ROWS: Final = frozenset(("insert", "update", "delete", "archive", "restore"))
_OF_VALUES: Final = ("primary_key", "unique", "exclusion", "check", "foreign_key", "index")
_INHERITED: Final = ("inherits", "of")


@dataclass(frozen=True, slots=True)
class Split:
    """One statement in parts: `now` in its place, `early` before everything and `later` behind it, in groups that are each
    committed by itself."""

    now: tuple[Statement, ...] = ()
    later: tuple[tuple[Statement, ...], ...] = ()
    early: tuple[tuple[Statement, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds for the rows of a partition, in SQL: `whole` with what holds for those of its parents, `own` without; empty
    where the two cannot be told apart."""

    whole: str
    own: str


@dataclass(frozen=True, slots=True)
class World:
    """What the way leads from and to, and what is known beside the facts.

    major:    the server's
    empty, big: is live's table known to be?
    rewrites: is the table written anew for this column, for its default or its new type?
    steady:   does each value of the old type have one of the new, whoever asks?
    bounds:   of what becomes a partition
    left:     names of the checks that DETACH ... CONCURRENTLY leaves; None where that cannot be
    """

    before: FactBase
    after: FactBase
    major: int
    empty: Callable[[FactId], bool]
    big: Callable[[FactId], bool] = lambda _: False
    rewrites: Callable[[FactId], bool] = lambda _: False
    steady: Callable[[FactId], bool] = lambda _: False
    bounds: Callable[[FactId], Bounds | None] = lambda _: None
    left: Callable[[FactId], Sequence[str] | None] = lambda _: None


@dataclass(slots=True)
class State:
    """One try at the statements `run`: `kept` are facts whose statements stay as they are; after it, those that must.

    moved:   what is made later, and on account of what
    columns: those that become NOT NULL later
    filling: those that old rows have no value of until later
    aside:   those that another takes the place of, and its name
    told:    constraints that are told anew, to be validated
    given:   names of helper checks
    """

    run: Sequence[Statement]
    world: World
    kept: set[FactId]
    moved: dict[FactId, frozenset[FactId]] = field(default_factory=dict)
    columns: set[FactId] = field(default_factory=set)
    filling: set[FactId] = field(default_factory=set)
    aside: dict[FactId, str] = field(default_factory=dict)
    told: set[FactId] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    made: set[FactId] = field(init=False)
    above: set[FactId] = field(init=False)  # tables that others inherit from
    parts: dict[FactId, list[FactId]] = field(init=False)  # partitioned table -> its partitions, as they will be

    def __post_init__(self) -> None:
        self.made = {s.about for s in self.run if s.about is not None and s.verb == "create"}
        sides = (self.world.before, self.world.after)
        self.above = {parent for side in sides for parent in _inherited(side)}
        self.parts = {}
        for fact_id, fact in self.world.after.facts.items():
            if fact_id.kind in ("table", "foreign_table") and "partition_of" in fact.payload:
                self.parts.setdefault(family.parents(fact)[0], []).append(fact_id)

    def holds(self, table: FactId) -> bool:
        """May it hold rows that others read and write, and do statements on it reach no other table?"""
        return self._there(table) and not self.partitioned(table) and table not in self.above

    def holds_in_parts(self, table: FactId) -> bool:
        """Is it partitioned, on both sides alike, and may its partitions hold rows?"""
        return self._there(table) and self.partitioned(table) and table not in self.above

    def _there(self, table: FactId) -> bool:
        world = self.world
        there = table in world.before and table in world.after and table not in self.made
        return there and table.kind in HOLDERS and self._stays(table) and not world.empty(table)

    def _stays(self, table: FactId) -> bool:
        """Has it the parents that it had, or stands it alone while it is changed? What is attached must have all that its
        parents have."""
        if self.joins(table) or self.leaves(table):
            return True
        old, new = self.world.before[table].payload, self.world.after[table].payload
        return all(old.get(key) == new.get(key) for key in (*family.KEYS, "partition_by"))

    def plain(self, table: FactId) -> bool:
        """Has it neither partitions nor children, and is it nobody's?"""
        fact = self.world.before.get(table)
        alone = fact is not None and not any(key in fact.payload for key in (*family.KEYS, "partition_by"))
        return alone and table not in self.above

    def partitioned(self, table: FactId) -> bool:
        fact = self.world.after.get(table)
        return fact is not None and "partition_by" in fact.payload

    def taken(self, schema: str) -> set[str]:
        """Names of relations and constraints in a schema, on either side."""
        sides = (self.world.before, self.world.after)
        return {fact_id.name for side in sides for fact_id in side if fact_id.root.schema == schema}

    def free(self, about: FactId, *parts: str, label: str) -> str:
        """A name that nothing has: not one that an interrupted migration left."""
        taken = self.taken(about.root.schema) | self.given
        names = (generated_name(*parts, label=f"{label}{n or ''}") for n in count())
        return next(name for name in names if name not in taken)

    # -- partitions that come and go

    def joins(self, table: FactId) -> FactId | None:
        """The partitioned table that it comes to, where that was there before, so that rows must be read for it: its own, or
        those of the default partition."""
        world = self.world
        fact, old = world.after.get(table), world.before.get(table)
        if fact is None or table.kind != "table" or "partition_of" not in fact.payload or table in self.kept:
            return None
        if (old is None) != (table in self.made) or (old is not None and family.ties(old.payload)):
            return None
        parent = family.parents(fact)[0]
        bounds = world.bounds(table)
        if bounds is None or not bounds.own or not self._partitions(parent) or "partition_by" in fact.payload:
            return None
        if any(self._rows(other, table, parent) for other in self.run):
            return None
        filled = old is not None and not world.empty(table)
        return parent if filled or self.beside(parent) is not None else None

    def leaves(self, table: FactId) -> FactId | None:
        """The partitioned table that it leaves, where DETACH CONCURRENTLY may be: not beside a default partition."""
        world = self.world
        old, fact = world.before.get(table), world.after.get(table)
        if old is None or fact is None or table.kind != "table" or "partition_of" not in old.payload:
            return None
        parent = family.parents(old)[0]
        if (
            family.ties(fact.payload)
            or "partition_by" in fact.payload
            or table in self.made
            or world.left(table) is None
            or world.empty(parent)
        ):
            return None
        if not self._partitions(parent) or any(_default(side, parent) for side in (world.before, world.after)):
            return None
        return None if any(self._rows(other, table, parent) for other in self.run) else parent

    def beside(self, parent: FactId) -> FactId | None:
        """The default partition, where it stays and may hold rows."""
        world = self.world
        found = _default(world.before, parent)
        if found is None or found.kind != "table" or found != _default(world.after, parent) or found in self.made:
            return None
        return None if world.empty(found) else found

    def near(self, statement: Statement, table: FactId) -> bool:
        """Is it about a family that the table is of, before or after, or about a foreign key to it?"""
        about = statement.about
        if about is None:
            return True
        mine = {table, *self.ancestors(table)}
        key = self.world.before.get(about) if about.kind == "foreign_key" else None
        target = key.payload["references"] if key is not None else {}
        return about.root in mine or FactId("table", target.get("schema", ""), target.get("table", "")) in mine

    def ancestors(self, table: FactId) -> Iterator[FactId]:
        for side in (self.world.before, self.world.after):
            fact = side.get(table)
            if fact is not None and "partition_of" in fact.payload:
                parent = family.parents(fact)[0]
                yield parent
                yield from self.ancestors(parent)

    def _partitions(self, table: FactId) -> bool:
        """Is it partitioned, on both sides alike, and stays where it is?"""
        old, new = self.world.before.get(table), self.world.after.get(table)
        if old is None or new is None or table in self.made or table in self.above or "partition_by" not in new.payload:
            return False
        return all(old.payload.get(key) == new.payload.get(key) for key in (*family.KEYS, "partition_by"))

    @staticmethod
    def _rows(statement: Statement, table: FactId, parent: FactId) -> bool:
        """Does it write rows that may be where the bounds decide?"""
        return statement.verb in OF_ROWS and statement.about is not None and statement.about.root in (table, parent)

    def late_nulls(self, statement: Statement, about: FactId) -> Iterator[FactId]:
        """A key, an identity, or what marks rows for replication takes columns that are NOT NULL."""
        if about in self.columns and "identity" in classify(statement).classes:
            yield about
        fact = self.world.after.get(about)
        if fact is not None and (about.kind == "primary_key" or fact.payload.get("replica_identity")):
            names = [name for name in fact.payload.get("columns", ()) if isinstance(name, str)]
            columns = [FactId("column", "", name, about.parent) for name in names]
            yield from (column for column in columns if column in self.columns)

    def unfilled(self, statement: Statement, about: FactId) -> Iterator[FactId]:
        """What holds for old rows, or is built from them, waits until they are filled; so does what says that they are."""
        if about in self.filling and statement.verb != "drop":
            if not {"comment", "set-not-null", "add-not-null"}.isdisjoint(classify(statement).classes):
                yield about
        elif about.kind in _OF_VALUES:
            yield from (needed for needed in self.world.after.needs.get(about, ()) if needed in self.filling)


def _inherited(side: FactBase) -> Iterable[FactId]:
    """Tables that others inherit from, other than as partitions: statements on them reach those too."""
    for fact_id, fact in side.facts.items():
        if fact_id.kind == "table" and fact.payload.keys() & set(_INHERITED):
            yield from (other for other in side.needs.get(fact_id, ()) if other.kind == "table")


def _default(side: FactBase, parent: FactId) -> FactId | None:
    """The default partition of a partitioned table."""
    for fact_id, fact in side.facts.items():
        if fact.payload.get("bounds") == "default" and family.parents(fact) == [parent]:
            return fact_id
    return None


def own(side: FactBase, about: FactId) -> bool:
    """Is it an index by itself, not a part of a partitioned one, and one that CREATE INDEX can make?"""
    fact = side.get(about)
    return fact is not None and not any(fact.payload.get(key) for key in ("only", "partition_of", "without_overlaps"))


def never_null(state: State, key: Fact, columns: Collection[str]) -> bool:
    """USING INDEX would scan for NULL under its lock."""
    known = (FactId("column", "", name, key.id.parent) for name in columns)
    before = state.world.before
    return all(
        column in state.columns or (column in before and before[column].payload.get("not_null")) for column in known
    )

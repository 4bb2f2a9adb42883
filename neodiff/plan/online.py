"""Statements in order -> the same with safe forms, so that nobody waits for longer than a lock takes to get.

What would scan, or build an index, while others wait is split: its instant part stays where it is, its long part comes
behind everything else, in transactions of its own or in none. What stands on that follows it. Tables that the plan makes, and
those known to hold no rows, gain nothing and stay as they are. Must not know how the order came about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.impact.classify import classify
from neodiff.kinds import constraint
from neodiff.kinds.base import name_sql
from neodiff.plan.claims import claims
from neodiff.sql import generated_name, ident
from neodiff.statement import Statement

_HOLDERS: Final = ("table", "materialized_view")
_FAMILY: Final = ("partition_of", "bounds", "inherits", "of")
_KEYS: Final = {"primary_key": "primary key", "unique": "unique"}


@dataclass(frozen=True, slots=True)
class Split:
    """One statement in two: `now` in its place, `later` in groups that are each committed by itself."""

    now: tuple[Statement, ...] = ()
    later: tuple[tuple[Statement, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """What the way leads from and to, the server's major, and which of live's tables are known to be empty."""

    before: FactBase
    after: FactBase
    major: int
    empty: Callable[[FactId], bool]


def online(run: Sequence[Statement], world: World) -> list[Statement]:
    """The same statements where nothing is gained.

    What is replaced must not be gone for longer than its transaction: whatever it would have to wait for stays as it is.
    """
    kept: set[FactId] = set()
    while True:
        plan = _Online(run, world, kept)
        out = plan.written()
        if plan.kept <= kept:
            return out
        kept |= plan.kept


class _Online:
    """One try: `kept` are facts whose statements stay as they are; after it, those that must."""

    def __init__(self, run: Sequence[Statement], world: World, kept: Collection[FactId]) -> None:
        self.run, self.world = run, world
        self.kept = set(kept)
        self.made = {s.about for s in run if s.about is not None and s.verb == "create"}
        self.parents = set(_parents((world.before, world.after)))
        self.moved: dict[FactId, frozenset[FactId]] = {}  # what is made later, and on account of what
        self.columns: set[FactId] = set()  # that become NOT NULL later
        self.late: list[Statement] = []
        self.phases = count(1)
        self.phase = 0

    def written(self) -> list[Statement]:
        main: list[Statement] = []
        for at, statement in enumerate(self.run):
            follows = self._follows(statement)
            split = self._split(at, statement) or Split((statement,))
            if follows:
                self._later(split.now)
            else:
                main += split.now
            self._groups(split)
        return main + self.late

    def _groups(self, split: Split) -> None:
        for group in split.later:
            self.phase = next(self.phases)
            self._later(group)
            self.phase = next(self.phases)

    def _later(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            self.late.append(replace(statement, phase=self.phase))

    def _follows(self, statement: Statement) -> bool:
        """Does it stand on something that is made later? Then so does what stands on it."""
        about = statement.about
        if about is None or statement.verb == "drop":
            return False
        causes = frozenset(self._causes(statement, about))
        if causes and statement.verb == "create" and about in self.world.before:
            self.kept |= causes
        if causes:
            self.moved[about] = causes
        return bool(causes)

    def _causes(self, statement: Statement, about: FactId) -> Iterator[FactId]:
        for needed in (about, *self.world.after.needs.get(about, ())):
            at: FactId | None = needed
            while at is not None:
                yield from self.moved.get(at, ())
                at = at.parent
        yield from self._of_null(statement, about)

    def _of_null(self, statement: Statement, about: FactId) -> Iterator[FactId]:
        """A key, an identity, or what marks rows for replication takes columns that are NOT NULL."""
        if about in self.columns and "identity" in classify(statement).classes:
            yield about
        fact = self.world.after.get(about)
        if fact is not None and (about.kind == "primary_key" or fact.payload.get("replica_identity")):
            names = [name for name in fact.payload.get("columns", ()) if isinstance(name, str)]
            columns = [FactId("column", "", name, about.parent) for name in names]
            yield from (column for column in columns if column in self.columns)

    # -- which form

    def _split(self, at: int, statement: Statement) -> Split | None:
        about = statement.about
        if about in self.kept:
            return None
        if about is not None and statement.sql.startswith("create materialized view ") and self._reads(about):
            self.moved[about] = frozenset((about,))
            return Split(later=((replace(statement, long=True),),))
        if about is None or about.parent is None or not self._holds(about.parent):
            return None
        classes = classify(statement).classes
        if len(classes) != 1:
            return None
        form = _FORMS.get((about.kind, classes[0]))
        return form(self, at, statement, about) if form is not None else None

    def _holds(self, table: FactId) -> bool:
        """May it hold rows that others read and write?"""
        world = self.world
        there = table in world.before and table in world.after and table not in self.made
        plain = there and table.kind in _HOLDERS and table not in self.parents and self._stays(table)
        return plain and not world.empty(table)

    def _stays(self, table: FactId) -> bool:
        """Has it the parents that it had? What is attached must have all that its parents have."""
        old, new = self.world.before[table].payload, self.world.after[table].payload
        return all(old.get(key) == new.get(key) for key in _FAMILY)

    def _reads(self, view: FactId) -> bool:
        """Is it new, and made of tables that may hold rows? Then it is filled when nothing else is locked."""
        world = self.world
        tables = {needed.root for needed in world.after.needs.get(view, ()) if needed.root.kind in _HOLDERS}
        return view not in world.before and any(i in world.before and not world.empty(i) for i in tables)

    def _own(self, side: FactBase, about: FactId) -> bool:
        """Is it an index by itself, not a part of a partitioned one, and one that CREATE INDEX can make?"""
        fact = side.get(about)
        return fact is not None and not any(
            fact.payload.get(key) for key in ("only", "partition_of", "without_overlaps")
        )

    def _index(self, _: int, statement: Statement, about: FactId) -> Split | None:
        if about in self.world.before or not self._own(self.world.after, about):
            return None  # what replaces an index is there when the old one goes
        self.moved[about] = frozenset((about,))
        sql = re.sub(r"^create (unique )?index ", r"create \1index concurrently ", statement.sql)
        return Split(later=((replace(statement, sql=sql, alone=True, long=True),),))

    def _no_index(self, at: int, statement: Statement, about: FactId) -> Split | None:
        if about in self.world.after or not self._own(self.world.before, about):
            return None
        if any(self._in_the_way(about, other) for other in self.run[at + 1 :]):
            return None
        sql = statement.sql.replace("drop index ", "drop index concurrently ", 1)
        return Split(later=((replace(statement, sql=sql, alone=True, long=True),),))

    def _in_the_way(self, index: FactId, other: Statement) -> bool:
        """Does a later statement need the index to be gone?"""
        about, world = other.about, self.world
        if about is None:
            return True
        if other.verb == "create" and about in world.after:
            taken = set(claims(world.before[index]))
            return not taken.isdisjoint(claims(world.after[about]))
        if about.kind == "table" and other.verb != "drop":
            return False
        return about == index.parent or about in world.before.needs.get(index, ())

    def _key(self, _: int, statement: Statement, about: FactId) -> Split | None:
        if about in self.world.before or not self._own(self.world.after, about):
            return None
        payload = self.world.after[about].payload
        if "columns" not in payload or (
            about.kind == "primary_key" and not self._never_null(about, payload["columns"])
        ):
            return None
        self.moved[about] = frozenset((about,))
        assert about.parent is not None
        table, name = name_sql(about.parent), ident(about.name)
        built = f"create unique index concurrently {name} on {table} {constraint.index_definition(payload)}"
        added = f"alter table {table} add constraint {name} {_KEYS[about.kind]} using index {name}"
        added += constraint.deferrable(payload)
        build = replace(statement, sql=built, verb="build", hazards=(), alone=True, long=True)
        return Split(later=((build,), (replace(statement, sql=added),)))

    def _never_null(self, about: FactId, columns: Sequence[str]) -> bool:
        """USING INDEX would scan for NULL under its lock."""
        known = (FactId("column", "", name, about.parent) for name in columns)
        return all(
            column in self.columns
            or (column in self.world.before and self.world.before[column].payload.get("not_null"))
            for column in known
        )

    def _checked(self, _: int, statement: Statement, about: FactId) -> Split:
        assert about.parent is not None
        sql = f"alter table {name_sql(about.parent)} validate constraint {ident(about.name)}"
        validate = replace(statement, sql=sql, verb="validate", hazards=(), long=True)
        return Split((replace(statement, sql=f"{statement.sql} not valid"),), ((validate,),))

    def _not_null(self, _: int, statement: Statement, about: FactId) -> Split | None:
        column = self.world.after.get(about)
        if about not in self.world.before or column is None or column.payload.get("not_null") is not True:
            return None
        assert about.parent is not None
        self.columns.add(about)
        table, name, alter = about.parent, ident(about.name), f"alter table {name_sql(about.parent)}"
        if self.world.major >= 18:
            made = ident(generated_name(table.name, about.name, label="not_null"))
            now, after = f"{alter} add constraint {made} not null {name} not valid", []
        else:
            # SET NOT NULL does not scan where a valid CHECK says the same (NotNullImpliedByRelConstraints(), tablecmds.c)
            made = ident(self._free(table, about.name))
            now = f"{alter} add constraint {made} check ({name} is not null) not valid"
            after = [statement, replace(statement, sql=f"{alter} drop constraint {made}", hazards=())]
        validate = replace(statement, sql=f"{alter} validate constraint {made}", verb="validate", hazards=(), long=True)
        groups = ((validate,), tuple(after)) if after else ((validate,),)
        return Split((replace(statement, sql=now, hazards=() if after else statement.hazards),), groups)

    def _free(self, table: FactId, column: str) -> str:
        """A name for a check that is there for a while: not one that an interrupted migration left."""
        taken = {i.name for side in (self.world.before, self.world.after) for i in side if i.parent == table}
        names = (generated_name(table.name, column, label=f"filled{n or ''}") for n in count())
        return next(name for name in names if name not in taken)


_FORMS: Final[dict[tuple[str, str], Callable[[_Online, int, Statement, FactId], Split | None]]] = {
    ("index", "create-index"): _Online._index,
    ("index", "drop-index"): _Online._no_index,
    ("unique", "add-key"): _Online._key,
    ("primary_key", "add-key"): _Online._key,
    ("check", "add-check"): _Online._checked,
    ("foreign_key", "add-foreign-key"): _Online._checked,
    ("column", "set-not-null"): _Online._not_null,
}


def _parents(sides: Iterable[FactBase]) -> Iterable[FactId]:
    """Tables whose statements reach other tables: partitioned ones, and those that others inherit from."""
    for side in sides:
        for fact_id, fact in side.facts.items():
            if fact_id.kind == "table" and "partition_by" in fact.payload:
                yield fact_id
            if fact_id.kind == "table" and fact.payload.keys() & {"inherits", "partition_of"}:
                yield from (other for other in side.needs.get(fact_id, ()) if other.kind == "table")

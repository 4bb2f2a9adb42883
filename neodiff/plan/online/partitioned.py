"""The safe form of an index, key or foreign key of a partitioned table: partition by partition, then taken together.

CREATE INDEX CONCURRENTLY is not for partitioned tables. An index made ON ONLY one is not valid until each partition has given
it a part by ALTER INDEX ... ATTACH PARTITION, which takes what is built already (docs, "Table Partitioning").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds import ROOM, constraint, family
from neodiff.kinds.base import Env, name_sql
from neodiff.plan.online.state import Split, State, never_null, own
from neodiff.sql import ident
from neodiff.statement import Hazard, Statement

_KEYS: Final = {"primary_key": "primary key", "unique": "unique"}
# What CREATE INDEX does not say, and a part has not from its whole.
_BESIDE: Final = ("statistics", "cluster", "replica_identity", "without_overlaps", "only")
_NO_FORM: Final = "PostgreSQL before 18 has no NOT VALID there, so that all rows are read while writes wait"
Groups = list[tuple[Statement, ...]]


def part(state: State, about: FactId) -> bool:
    """Is it the index of one partition, and a part of its parent's?"""
    table, fact = about.parent, state.world.after.get(about)
    if fact is not None:
        return "partition_of" in fact.payload
    return table is not None and table in state.world.after and "partition_of" in state.world.after[table].payload


def index(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    parts = _Parts(state, statement, about)
    if not parts.can():
        return None
    state.moved[about] = frozenset((about,))
    groups: Groups = [(replace(statement, sql=parts.only(about)),)]
    for table, whole in parts.tables():
        groups += parts.index_of(table, whole)
    return Split(later=tuple(groups))


def key(state: State, _: int, statement: Statement, about: FactId) -> Split | None:
    parts = _Parts(state, statement, about)
    fact = state.world.after.get(about)
    if not parts.can() or fact is None or "columns" not in fact.payload:
        return None
    if about.kind == "primary_key" and not never_null(state, fact, fact.payload["columns"]):
        return None
    state.moved[about] = frozenset((about,))
    sql = statement.sql.replace("alter table ", "alter table only ", 1)
    groups: Groups = [(replace(statement, sql=sql),)]
    for table, whole in parts.tables():
        groups += parts.key_of(table, whole)
    return Split(later=tuple(groups))


def foreign_key(_: State, __: int, statement: Statement, about: FactId) -> Split:
    """Before 18 NOT VALID is refused on a partitioned table: there is no safe form, and that is told."""
    return Split((replace(statement, hazards=(*statement.hazards, Hazard("scan", f"{about.path}: {_NO_FORM}"))),))


class _Parts:
    """The parts of one index or key, by partition, as PostgreSQL would name them."""

    def __init__(self, state: State, statement: Statement, about: FactId) -> None:
        self.state, self.statement, self.about = state, statement, about
        self.named: dict[FactId, FactId] = {}  # parts with a name of their own: partition -> part
        for fact_id, fact in state.world.after.facts.items():
            table = fact_id.parent
            if fact_id.kind in family.INDEXES and table is not None and "partition_of" in fact.payload:
                self.named |= {table: fact_id} if table in self.below(about.parent) else {}

    def below(self, table: FactId | None) -> Iterator[FactId]:
        for partition in self.state.parts.get(table, ()) if table is not None else ():
            yield partition
            yield from self.below(partition)

    def plain(self) -> bool:
        """Are all partitions tables that stay where they are, or that the plan makes?"""
        before = self.state.world.before
        known = list(self.below(self.about.parent))
        return bool(known) and all(
            table.kind == "table"
            and (table not in before or self.state.world.after[table].payload == before[table].payload)
            for table in known
        )

    def can(self) -> bool:
        world, about = self.state.world, self.about
        fact = world.after.get(about)
        if fact is None or about in world.before or not own(world.after, about) or not self.plain():
            return False
        if fact.payload.keys() & set(_BESIDE) or self.named:
            return False
        schema = about.root.schema
        names = [self._name(table) for table in self.below(about.parent)]
        return len({*names}) == len(names) and self.state.taken(schema).isdisjoint(names)

    def tables(self) -> Iterator[tuple[FactId, FactId]]:
        """(partition, the index or key that its part goes to), outer ones first."""

        def walk(table: FactId, whole: FactId) -> Iterator[tuple[FactId, FactId]]:
            for partition in self.state.parts.get(table, ()):
                yield partition, whole
                yield from walk(partition, self._part(partition))

        assert self.about.parent is not None
        yield from walk(self.about.parent, self.about)

    def _name(self, table: FactId) -> str:
        return family.index_name(table, self.about.kind, self.state.world.after[self.about].payload)

    def _part(self, table: FactId) -> FactId:
        return FactId(self.about.kind, "", self._name(table), table)

    def index_of(self, table: FactId, whole: FactId) -> Groups:
        mine = self._part(table)
        if self.state.partitioned(table):
            build = replace(self.statement, sql=self.only(mine), about=mine, verb="build", hazards=())
        else:
            build = self._built(str(ROOM["index"].create(self._fact(mine), (), Env())[0]), mine)
        return [(build,), self._taken(mine, whole)]

    def only(self, index: FactId) -> str:
        """CREATE INDEX for the partitioned table alone."""
        return str(ROOM["index"].create(self._fact(index, only=True), (), Env())[0])

    def _fact(self, mine: FactId, **more: bool) -> Fact:
        return Fact(mine, {**self.state.world.after[self.about].payload, **more})

    def key_of(self, table: FactId, whole: FactId) -> Groups:
        mine = self._part(table)
        payload = self._fact(mine).payload
        alter, name = f"alter table {name_sql(table)}", ident(mine.name)
        if self.state.partitioned(table):
            sql = str(ROOM[self.about.kind].create(self._fact(mine, only=True), (), Env())[0])
            return [(replace(self.statement, sql=sql, about=mine, hazards=()),), self._taken(mine, whole)]
        built = f"create unique index {name} on {name_sql(table)} {constraint.index_definition(payload)}"
        added = f"{alter} add constraint {name} {_KEYS[mine.kind]} using index {name}{constraint.deferrable(payload)}"
        return [
            (self._built(built, mine),),
            (replace(self.statement, sql=added, about=mine, hazards=()),),
            self._taken(mine, whole),
        ]

    def _built(self, sql: str, mine: FactId) -> Statement:
        sql = sql.replace("index ", "index concurrently ", 1)
        return replace(self.statement, sql=sql, about=mine, verb="build", hazards=(), alone=True, long=True)

    def _taken(self, mine: FactId, whole: FactId) -> tuple[Statement, ...]:
        sql = family.attach_index(whole, mine)
        return (replace(self.statement, sql=sql, about=mine, verb="attach", hazards=()),)

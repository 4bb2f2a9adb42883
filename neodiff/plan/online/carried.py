"""What stands on a column, and goes over to another that takes its place. Knows no order.

An index or key is built on the other column first and takes its name back; a check or foreign key is told anew as NOT VALID,
which reads no row, and validated later: the rows were held by it all along. What is `about` the column is said again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.kinds import ROOM, constraint
from neodiff.kinds.base import Env, name_sql
from neodiff.plan.online.state import State
from neodiff.sql import ident, name_of, qualified, significant

_KEYS: Final = {"primary_key": "primary key", "unique": "unique"}
# What an index has beside its definition, and that something else may rely on.
_BESIDE: Final = ("cluster", "replica_identity", "statistics", "without_overlaps", "only", "partition_of", "invalid")
_SAID: Final = ("not_valid", "not_enforced")


@dataclass(slots=True)
class Carried:
    """Statements, by when they run.

    builds: before the swap, each alone; freed: before the old column goes; about, restored: behind that; validated: at the
    end; why_not: what cannot be carried, and why
    """

    builds: list[str] = field(default_factory=list)
    freed: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    validated: list[str] = field(default_factory=list)
    why_not: str = ""


def carried(state: State, at: int, about: FactId, made: str) -> Carried:
    """What stands on the column `about` when the statement at that place of the run comes; `made`: the other's name."""
    behind = state.run[at + 1 :]
    created = {each.about for each in behind if each.verb == "create" and each.about is not None}
    over = _Over(state, about, {**state.aside, about: made}, created)
    gone = {each.about for each in state.run[:at] if each.verb == "drop" and each.about is not None}
    later = {each.about for each in behind}
    for fact_id in over.standing():
        if any(each in gone for each in _within(fact_id)):
            continue
        if fact_id in later or fact_id not in over.after or over.after[fact_id] != over.before[fact_id]:
            over.out.why_not = f"{fact_id} changes with it"
        elif why := over.carry(over.after[fact_id]):
            over.out.why_not = why
        if over.out.why_not:
            return over.out
    over.out.about += [sql for fact in over.children(about) for sql in _made(fact)]
    return over.out


def _within(fact_id: FactId) -> Iterator[FactId]:
    at: FactId | None = fact_id
    while at is not None:
        yield at
        at = at.parent


def _made(fact: Fact) -> list[str]:
    return [str(sql) for sql in ROOM[fact.id.kind].create(fact, (), Env())]


class _Over:
    """`names`: column -> the one that takes its place."""

    def __init__(self, state: State, about: FactId, names: Mapping[FactId, str], made: Collection[FactId]) -> None:
        self.state, self.about, self.names, self.made = state, about, names, made
        self.before, self.after = state.world.before, state.world.after
        self.out = Carried()

    def standing(self) -> list[FactId]:
        """Keys before what refers to them."""
        found = [i for i, needs in self.before.needs.items() if self.about in needs and self.about not in _within(i)]
        found = [i for i in found if i.kind not in ("function", "procedure") or "atomic" in self.before[i].payload]
        return sorted(found, key=lambda i: (i.kind in ("foreign_key", "check"), str(i)))

    def children(self, fact_id: FactId) -> Iterator[Fact]:
        """What is about it, other than what the plan makes afterwards by itself."""
        return (fact for fact in self.after.facts.values() if fact.id.parent == fact_id and fact.id not in self.made)

    def carry(self, fact: Fact) -> str:
        """Why it cannot be; empty where it is."""
        of = {"index": self._index, "primary_key": self._key, "unique": self._key, "check": self._check}
        of |= {"foreign_key": self._foreign_key, "statistics": self._statistics, "owned_by": self._owned_by}
        if fact.id.kind not in of:
            return f"{fact.id} stands on it"
        why = of[fact.id.kind](fact)
        self.out.restored += [sql for each in self.children(fact.id) for sql in _made(each)]
        return why

    def _index(self, fact: Fact) -> str:
        payload, table = fact.payload, fact.id.parent
        mentioned = [str(each.get("expression", "")) for each in payload["columns"]] + [str(payload.get("where", ""))]
        if self._beside(fact) or any(self._says(text) for text in mentioned):
            return f"{fact.id} is of an expression, or is told apart from others"
        assert table is not None
        columns = [
            {**each, "column": self._new(each["column"])} if "column" in each else each for each in payload["columns"]
        ]
        built = Fact(
            fact.id._replace(name=self._built(fact.id)), {**payload, "columns": columns, **self._include(payload)}
        )
        sql = _made(built)[0]
        unique = "unique " if payload.get("unique") else ""
        self.out.builds.append(sql.replace(f"create {unique}index ", f"create {unique}index concurrently ", 1))
        name = qualified(table.root.schema, built.id.name)
        self.out.restored.append(f"alter index {name} rename to {ident(fact.id.name)}")
        return ""

    def _key(self, fact: Fact) -> str:
        payload, table = fact.payload, fact.id.parent
        if self._beside(fact) or "columns" not in payload:
            return f"{fact.id} is told apart from others"
        assert table is not None
        name, built = ident(fact.id.name), ident(self._built(fact.id))
        columns = [self._new(each) for each in payload["columns"]]
        definition = constraint.index_definition({**payload, "columns": columns, **self._include(payload)})
        self.out.builds.append(f"create unique index concurrently {built} on {name_sql(table)} {definition}")
        added = f"alter table {name_sql(table)} add constraint {name} {_KEYS[fact.id.kind]} using index {built}"
        self.out.restored.append(added + constraint.deferrable(payload))
        return ""

    def _check(self, fact: Fact) -> str:
        return self._told(fact)

    def _foreign_key(self, fact: Fact) -> str:
        table = fact.id.parent
        if table is None or "kin" in fact.payload or not self.state.plain(table):
            return f"{fact.id} is a partitioned table's, or a partition's"
        if table != self.about.parent or self.about not in self._own(fact):
            self.out.freed += [str(sql) for sql in ROOM["foreign_key"].drop(fact, Env())]
        return self._told(fact)

    def _own(self, fact: Fact) -> list[FactId]:
        return [FactId("column", "", name, fact.id.parent) for name in fact.payload["columns"]]

    def _told(self, fact: Fact) -> str:
        table = fact.id.parent
        assert table is not None
        first, *more = _made(fact)
        if any(fact.payload.get(key) for key in _SAID):
            self.out.restored += [first, *more]
            return ""
        self.out.restored += [f"{first} not valid", *more]
        if fact.id not in self.state.told:
            self.state.told.add(fact.id)
            self.out.validated.append(f"alter table {name_sql(table)} validate constraint {ident(fact.id.name)}")
        return ""

    def _statistics(self, fact: Fact) -> str:
        self.out.restored += _made(fact)
        return ""

    def _owned_by(self, fact: Fact) -> str:
        self.out.freed += [str(sql) for sql in ROOM["owned_by"].drop(fact, Env())]
        self.out.restored += _made(fact)
        return ""

    def _beside(self, fact: Fact) -> bool:
        return any(fact.payload.get(key) for key in _BESIDE)

    def _says(self, text: str) -> bool:
        return any(name_of(token) == self.about.name for token in significant(text))

    def _new(self, name: str) -> str:
        return self.names.get(self.about._replace(name=name), name)

    def _include(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"include": [self._new(name) for name in payload["include"]]} if payload.get("include") else {}

    def _built(self, about: FactId) -> str:
        return self.state.free(about, about.name, self.about.name, label="new")

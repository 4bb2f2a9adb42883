"""Facts: the one model of a database's schema. Knows nothing of any object kind, of SQL or of connections.

A fact is one thing the catalog says (a table, a column, a comment, who may select). Its payload has the shape of the
YAML that declares it, with PostgreSQL's defaults left out, so that a payload can be declared, read, compared and pulled.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Payload = dict[str, Any]


class FactId(NamedTuple):
    """Who a fact is about. `schema` is empty for what lives in none; a function's `name` is its SQL signature."""

    kind: str
    schema: str
    name: str
    parent: FactId | None = None

    def __str__(self) -> str:
        """For people: `policy public.profiles.read_own`, `comment on table public.profiles`."""
        if self.kind == "sql":
            return self.name
        if self.parent is not None and not self.name:
            return f"{self.kind.replace('_', ' ')} of {self.parent}"
        return f"{self.kind.replace('_', ' ')} {self.path}"

    @property
    def path(self) -> str:
        """Dotted place, without quoting, for people."""
        if self.kind == "sql":
            return self.name
        if self.kind == "default_privileges" and self.parent is not None:
            return f"of {self.parent.name} on {self.name}" + (f" in {self.schema}" if self.schema else "")
        if self.parent is not None:
            return f"{self.parent.path}.{self.name}" if self.name else self.parent.path
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def root(self) -> FactId:
        """The outermost object this fact belongs to (itself, for a table; the table, for a column's comment)."""
        at = self
        while at.parent is not None:
            at = at.parent
        return at

    def inside(self, other: FactId) -> bool:
        """Is this fact `other`, or part of it?"""
        at: FactId | None = self
        while at is not None:
            if at == other:
                return True
            at = at.parent
        return False


@dataclass(slots=True)
class Fact:
    """One fact. `order` places it among its siblings (a column's position) and is never a difference."""

    id: FactId
    payload: Payload
    order: int = 0


@dataclass(slots=True)
class FactBase:
    """All facts of one database.

    needs:   fact -> what must exist before it (pg_depend, and what PostgreSQL does not record)
    owned:   fact -> what takes it along when dropped (pg_depend deptypes a and i), beside its parent
    outside: facts that need something of a kind that is not modelled; they stay as they are
    objects: (classid, objid, objsubid) -> fact, to find the fact that a catalog row belongs to
    """

    facts: dict[FactId, Fact] = field(default_factory=dict)
    needs: dict[FactId, set[FactId]] = field(default_factory=lambda: defaultdict(set))
    owned: dict[FactId, set[FactId]] = field(default_factory=lambda: defaultdict(set))
    soft: dict[FactId, set[FactId]] = field(default_factory=dict)
    objects: dict[tuple[int, int, int], FactId] = field(default_factory=dict)
    outside: set[FactId] = field(default_factory=set)
    major: int = 0

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self.facts

    def __getitem__(self, fact_id: FactId) -> Fact:
        return self.facts[fact_id]

    def __iter__(self) -> Iterator[FactId]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def holder(self, fact_id: FactId) -> FactId | None:
        """The fact it is part of: its parent, or, for what is about a view's column, the view."""
        at = fact_id.parent
        while at is not None and at not in self.facts:
            at = at.parent
        return at

    def get(self, fact_id: FactId) -> Fact | None:
        return self.facts.get(fact_id)

    def add(self, fact: Fact) -> None:
        self.facts[fact.id] = fact

    def children(self) -> dict[FactId, list[FactId]]:
        """parent -> its direct children, in the order they were read."""
        out: dict[FactId, list[FactId]] = defaultdict(list)
        for fact_id in self.facts:
            if fact_id.parent is not None:
                out[fact_id.parent].append(fact_id)
        return out

    def only(self, keep: Iterable[FactId]) -> FactBase:
        """The same base with these facts alone; edges to others are gone."""
        kept = self.facts.keys() & keep
        out = FactBase(major=self.major, objects=self.objects, outside=self.outside & kept)
        out.facts = {fact_id: fact for fact_id, fact in self.facts.items() if fact_id in kept}
        for mine, its in ((self.needs, out.needs), (self.owned, out.owned)):
            its.update((i, found) for i, edges in mine.items() if i in kept and (found := edges & kept))
        return out

    def inside(self) -> FactBase:
        """Without the facts that stand outside, and all that needs them; itself where none does."""
        if not self.outside:
            return self
        pending, gone = list(self.outside), set(self.outside)
        dependents: dict[FactId, set[FactId]] = defaultdict(set)
        for fact_id, needed in self.needs.items():
            for other in needed:
                dependents[other].add(fact_id)
        while pending:
            for other in dependents[pending.pop()]:
                if other not in gone:
                    gone.add(other)
                    pending.append(other)
        return self.only(fact_id for fact_id in self.facts if fact_id not in gone)

    def beyond(self) -> list[FactId]:
        """What is not inside, without what is part of it."""
        inside = self.inside()
        return [i for i in self.facts if i not in inside and (i.parent is None or i.parent in inside)]

    def fingerprint(self) -> str:
        """SHA-256 over all facts in a fixed order; 64 hex digits."""
        digest = hashlib.sha256()
        for fact_id in sorted(self.facts, key=sort_key):
            line = json.dumps([fact_id, self.facts[fact_id].payload], sort_keys=True, ensure_ascii=False)
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()


def _alike(one: Payload, other: Payload) -> bool:
    """Equal, and written alike: options and settings are written in the order in which they are there."""
    return one == other and repr(one) == repr(other)


class Pool:
    """What several databases have in common, kept once: it is most of what each takes, and it is equal at a glance."""

    def __init__(self) -> None:
        self.facts: dict[FactId, Fact] = {}
        self.edges: tuple[dict[FactId, set[FactId]], dict[FactId, set[FactId]]] = ({}, {})

    def share(self, base: FactBase) -> None:
        """Put facts and edges of other bases in the place of equal ones in this one: once read, neither is changed in place."""
        for fact_id, fact in base.facts.items():
            other = self.facts.setdefault(fact_id, fact)
            if other is not fact and other.order == fact.order and _alike(other.payload, fact.payload):
                base.facts[fact_id] = other
        for known, edges in zip(self.edges, (base.needs, base.owned)):
            # reading them made entries of nothing, 216 bytes each
            for fact_id in [fact_id for fact_id, others in edges.items() if not others]:
                del edges[fact_id]
            for fact_id, others in edges.items():
                if known.setdefault(fact_id, others) == others:
                    edges[fact_id] = known[fact_id]


def sort_key(fact_id: FactId) -> tuple[str, ...]:
    """A total order of ids: by root object, then depth first inside it."""
    path: list[str] = []
    at: FactId | None = fact_id
    while at is not None:
        path[:0] = [at.schema, at.name, at.kind]
        at = at.parent
    return tuple(path)

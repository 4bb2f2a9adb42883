"""Rules about indexes: which ones are missing, and which ones repeat others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.world import World
from neodiff.sql import generated_name

INDEXED: Final = ("primary_key", "unique", "index")


@dataclass(frozen=True, slots=True)
class Index:
    """An index, or that of a constraint: its elements in order, and what else tells it from others."""

    fact: Fact
    elements: tuple[dict[str, Any], ...]
    include: frozenset[str]

    @property
    def columns(self) -> list[str]:
        return [str(element.get("column", "")) for element in self.elements]

    @property
    def where(self) -> str:
        return str(self.fact.payload.get("where", ""))

    @property
    def method(self) -> str:
        return str(self.fact.payload.get("method", "btree"))

    @property
    def unique(self) -> bool:
        return self.fact.id.kind != "index" or bool(self.fact.payload.get("unique"))


def indexes(world: World, table: FactId) -> list[Index]:
    """All valid indexes of the table, those of its constraints first."""
    out = []
    for kind in INDEXED:
        for fact in world.parts(table, kind):
            elements = [
                element if isinstance(element, dict) else {"column": str(element)}
                for element in fact.payload.get("columns") or ()
            ]
            if elements and not fact.payload.get("invalid"):
                include = frozenset(str(name) for name in fact.payload.get("include") or ())
                out.append(Index(fact, tuple(elements), include))
    return out


def serves(index: Index, columns: Sequence[str]) -> bool:
    """Does it find rows by these columns, whatever their order? NULL is in no foreign key."""
    first = set(index.columns[: len(columns)])
    plain = index.where in ("", *(f"({column} IS NOT NULL)" for column in columns))
    return plain and index.method in ("btree", "hash") and first == set(columns)


def unindexed_foreign_keys(world: World) -> Iterator[Found]:
    for fact in world.declared("foreign_key"):
        table, columns = fact.id.root, [str(name) for name in fact.payload["columns"]]
        if not any(serves(index, columns) for index in indexes(world, table)):
            target = fact.payload["references"]
            to = f"{target['schema']}.{target['table']}"
            name = generated_name(table.name, "_".join(columns), label="idx")
            yield Found(
                fact.id,
                f"no index begins with {listed(columns)}, which refers to {to}",
                yaml({"indexes": {name: columns}}),
            )


def duplicate_index(world: World) -> Iterator[Found]:
    for table in world.declared("table", "materialized_view"):
        every = indexes(world, table.id)
        for at, index in enumerate(every):
            other = next(
                (each for each in every if each is not index and _repeats(index, each, every.index(each) < at)), None
            )
            if other is not None and index.fact.id in world.spelled:
                how = "repeats" if len(other.elements) == len(index.elements) else "is the beginning of"
                yield Found(index.fact.id, f"it {how} {other.fact.id} ({', '.join(other.columns)})", "")


def _repeats(index: Index, other: Index, earlier: bool) -> bool:
    """Can the other one do all that it does? Of two that are alike the earlier one stays."""
    same = other.elements == index.elements
    if index.method != other.method or index.where != other.where:
        return False
    if not index.include <= other.include | set(other.columns):
        return False
    if index.fact.id.kind == "primary_key" or _is_needed(index):
        return False
    if same:
        if index.unique != other.unique:
            return other.unique
        alike = index.include == other.include and _nulls(index) == _nulls(other)
        return earlier if alike else not index.unique
    begins = other.elements[: len(index.elements)] == index.elements
    return begins and index.method == "btree" and not index.unique


def _nulls(index: Index) -> bool:
    return bool(index.fact.payload.get("nulls_not_distinct"))


def _is_needed(index: Index) -> bool:
    """Does something else name it?"""
    return any(index.fact.payload.get(key) for key in ("replica_identity", "cluster", "partition_of"))


def wide_index(world: World) -> Iterator[Found]:
    for fact in world.declared("index"):
        count = len(fact.payload.get("columns") or ())
        if count > 3 and not fact.payload.get("unique"):
            yield Found(fact.id, f"it has {count} columns")

"""The order in which rows are written: parents before children. Knows rows and references, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from neodiff.data.shape import Shape
from neodiff.data.world import Item
from neodiff.errors import PlanError
from neodiff.facts import FactId
from neodiff.rows import Reference

Parents = Callable[[Item], Iterable[tuple[Reference, Item]]]


@dataclass(slots=True)
class Ordered:
    """`items` in their order; `later`: references that are NULL at first and written when all rows are there."""

    items: list[Item] = field(default_factory=list)
    later: list[tuple[Item, Reference]] = field(default_factory=list)


def ranks(shapes: Mapping[FactId, Shape]) -> dict[FactId, int]:
    """A number for each table, higher than those of the tables that it refers to; tables in a circle share one."""
    parents = {
        table: sorted({key.reference.table for key in shape.references if key.reference.table in shapes})
        for table, shape in shapes.items()
    }
    return {table: n for n, group in enumerate(_groups(parents)) for table in group}


def _groups(parents: Mapping[FactId, Sequence[FactId]]) -> list[list[FactId]]:
    """Strongly connected tables, those without parents first (Tarjan's algorithm, without recursion)."""
    number: dict[FactId, int] = {}
    low: dict[FactId, int] = {}
    stack: list[FactId] = []
    on: set[FactId] = set()
    out: list[list[FactId]] = []
    for root in sorted(parents):
        work = [(root, iter(parents[root]))] if root not in number else []
        while work:
            table, rest = work[-1]
            if table not in number:
                number[table] = low[table] = len(number)
                stack.append(table)
                on.add(table)
            for parent in rest:
                if parent not in number:
                    work.append((parent, iter(parents[parent])))
                    break
                if parent in on:
                    low[table] = min(low[table], number[parent])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[table])
                if low[table] == number[table]:
                    at = stack.index(table)
                    out.append(sorted(stack[at:]))
                    on -= set(stack[at:])
                    del stack[at:]
    return out


def ordered(items: Iterable[Item], rank: Mapping[FactId, int], parents: Parents) -> Ordered:
    """Rows so that each comes after those of `items` that it leads to. Raises PlanError for a circle of NOT NULLs."""
    out = Ordered()
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(rank[item.table.shape.table], []).append(item)
    for _, group in sorted(groups.items()):
        _level(group, parents, out)
    return out


def _level(group: Sequence[Item], parents: Parents, out: Ordered) -> None:
    """Rows of one table, or of tables in a circle: level by level, tables together within a level."""
    inside = set(group)
    waits = {item: led for item in group if (led := [pair for pair in parents(item) if pair[1] in inside])}
    for item in list(waits):
        waits[item] = [(reference, other) for reference, other in waits[item] if other is not item]
        if not waits[item]:
            # A row that refers to itself may be written at once: the key is checked when the statement ends.
            del waits[item]
    done: set[Item] = set()
    left = list(group)
    while left:
        ready = [item for item in left if all(other in done for _, other in waits.get(item, ()))]
        if not ready:
            _postpone(left, waits, done, out)
            continue
        ready.sort(key=lambda item: item.table.shape.table)
        out.items += ready
        done |= set(ready)
        left = [item for item in left if item not in done]


def _postpone(
    left: Sequence[Item], waits: dict[Item, list[tuple[Reference, Item]]], done: set[Item], out: Ordered
) -> None:
    """Let one row of a circle be written without a reference that may be NULL."""
    for item in left:
        for reference, other in waits.get(item, ()):
            columns = item.table.shape.columns
            if other not in done and not any(columns[name].not_null for name in reference.columns):
                waits[item].remove((reference, other))
                out.later.append((item, reference))
                return
    tables = ", ".join(sorted({str(item.table) for item in left}))
    raise PlanError(f"rows of {tables} refer to each other in a circle, and none of the references may be NULL")

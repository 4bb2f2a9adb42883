"""A layered layout: boxes in columns, what is referred to left of what refers to it. Knows boxes by number, nothing else.

An edge that spans columns has a slot of its own in each that it crosses, shared by all edges of one source, so that no line
runs behind a box. The same input gives the same layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
Edge = tuple[int, int]
# A box, or (source, layer) for a slot.
_Node = int | tuple[int, int]

GAP: Final = 72.0
_ROW: Final = 16.0
_SLOT: Final = 12.0
_TALL: Final = 10
_SWEEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """places: the left upper corner of each box; routes: an edge as given -> its corners, from source to target."""

    places: list[Point]
    routes: dict[Edge, list[Point]]
    width: float
    height: float


def laid(sizes: Sequence[tuple[float, float]], edges: Iterable[Edge]) -> Layout:
    """`edges` lead from source to target, by the numbers of `sizes` (width, height); none leads to its own source."""
    given = list(dict.fromkeys(edges))
    turned = _back(len(sizes), given)
    ahead = {edge: edge[::-1] if edge in turned else edge for edge in given}
    straight = list(dict.fromkeys(ahead.values()))
    layer = _layers(len(sizes), straight)
    columns, chains = _columns(layer, straight)
    _sort(columns, chains)
    places, slots, size = _placed(columns, sizes)
    rights = [
        max(places[node][0] + sizes[node][0] for node, at in enumerate(layer) if at == number)
        for number in range(max(layer) + 1)
    ]
    ports = _ports(straight, chains, places, slots, sizes)
    routes = {}
    for edge, forward in ahead.items():
        source, target = forward
        x, y = places[source]
        middle = y + sizes[source][1] / 2
        points = [(x + sizes[source][0], middle), (rights[layer[source]], middle)]
        for node in chains[forward][1:-1]:
            left, high, right = slots[node]
            points += [(left, high), (right, high)]
        points.append((places[target][0], ports[forward]))
        routes[edge] = points[::-1] if edge in turned else points
    return Layout(places, routes, *size)


def _back(count: int, edges: Sequence[Edge]) -> set[Edge]:
    """The edges that close a cycle."""
    after: dict[int, list[int]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    found: set[Edge] = set()
    state = [0] * count

    def visit(node: int) -> None:
        state[node] = 1
        for target in after.get(node, ()):
            if state[target] == 1:
                found.add((node, target))
            elif not state[target]:
                visit(target)
        state[node] = 2

    for node in range(count):
        if not state[node]:
            visit(node)
    return found


def _layers(count: int, edges: Sequence[Edge]) -> list[int]:
    """The column of each box: as far left as its sources allow, no emptier one beside a tall one."""
    layer = [0] * count
    for _ in range(count):
        for source, target in edges:
            layer[target] = max(layer[target], layer[source] + 1)
    sources, targets = {source for source, _ in edges}, {target for _, target in edges}
    for node in sources - targets:
        layer[node] = min(layer[target] for source, target in edges if source == node) - 1
    _spread(layer, targets - sources)
    alone = sorted(set(range(count)) - sources - targets)
    for node in alone:
        layer[node] = -1
    columns = max(max(layer) + 1, -(-len(alone) // _TALL))
    for node in alone:
        layer[node] = min(range(columns), key=layer.count)
    return layer


def _spread(layer: list[int], last: set[int]) -> None:
    """What nothing refers to, the `last`, may go further right."""
    number = 0
    while number <= max(layer):
        mine = [node for node, at in enumerate(layer) if at == number and node in last]
        over = layer.count(number) - _TALL
        for node in mine[max(len(mine) - over, 0) :] if over > 0 else []:
            layer[node] += 1
        number += 1


def _columns(layer: Sequence[int], edges: Sequence[Edge]) -> tuple[list[list[_Node]], dict[Edge, list[_Node]]]:
    """The nodes of each layer, and the nodes that each edge goes through."""
    columns: list[list[_Node]] = [[] for _ in range(max(layer) + 1)]
    for node, at in enumerate(layer):
        columns[at].append(node)
    chains: dict[Edge, list[_Node]] = {}
    for source, target in edges:
        slots: list[_Node] = [(source, at) for at in range(layer[source] + 1, layer[target])]
        for at, slot in enumerate(slots, layer[source] + 1):
            if slot not in columns[at]:
                columns[at].append(slot)
        chains[source, target] = [source, *slots, target]
    return columns, chains


def _sort(columns: list[list[_Node]], chains: dict[Edge, list[_Node]]) -> None:
    """Neighbours at like heights, so that few lines cross."""
    before: dict[_Node, list[_Node]] = {}
    behind: dict[_Node, list[_Node]] = {}
    for chain in chains.values():
        for one, other in pairwise(chain):
            behind.setdefault(one, []).append(other)
            before.setdefault(other, []).append(one)
    place: dict[_Node, float] = {}

    def settle(column: list[_Node]) -> None:
        place.update({node: (at + 0.5) / len(column) for at, node in enumerate(column)})

    for column in columns:
        settle(column)
    for sweep in range(_SWEEPS):
        near = behind if sweep % 2 else before

        def mean(node: _Node, near: dict[_Node, list[_Node]] = near) -> float:
            others = near.get(node)
            return sum(place[other] for other in others) / len(others) if others else place[node]

        for column in columns[::-1] if sweep % 2 else columns:
            column.sort(key=mean)
            settle(column)


def _placed(
    columns: list[list[_Node]], sizes: Sequence[tuple[float, float]]
) -> tuple[list[Point], dict[_Node, tuple[float, float, float]], Point]:
    """Where each box is, (left, middle, right) of each slot, and how large all of it is."""
    heights = [[sizes[node][1] if isinstance(node, int) else _SLOT for node in column] for column in columns]
    tall = [sum(column) + _ROW * (len(column) - 1) for column in heights]
    places: list[Point] = [(0.0, 0.0)] * len(sizes)
    slots: dict[_Node, tuple[float, float, float]] = {}
    x = 0.0
    for column, mine, height in zip(columns, heights, tall):
        width = max((sizes[node][0] for node in column if isinstance(node, int)), default=0.0)
        y = (max(tall) - height) / 2
        for node, high in zip(column, mine):
            if isinstance(node, int):
                places[node] = (x, y)
            else:
                slots[node] = (x, y + high / 2, x + width)
            y += high + _ROW
        x += width + GAP
    return places, slots, (x, max(tall))


def _ports(
    edges: Sequence[Edge],
    chains: dict[Edge, list[_Node]],
    places: Sequence[Point],
    slots: dict[_Node, tuple[float, float, float]],
    sizes: Sequence[tuple[float, float]],
) -> dict[Edge, float]:
    """The height at which an edge comes to its target: edges from above at the top."""
    out = {}
    for target in dict.fromkeys(target for _, target in edges):

        def height(edge: Edge) -> float:
            last = chains[edge][-2]
            return places[last][1] if isinstance(last, int) else slots[last][1]

        mine = sorted((edge for edge in edges if edge[1] == target), key=height)
        for number, edge in enumerate(mine, 1):
            out[edge] = places[target][1] + sizes[target][1] * number / (len(mine) + 1)
    return out

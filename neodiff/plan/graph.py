"""The one sort of a plan: deterministic, and a cycle is an error that prints its path. Knows no fact and no SQL."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from neodiff.errors import PlanError

Node = TypeVar("Node", bound=Hashable)


class CycleError(PlanError):
    """No order exists; `path` is one cycle, each item needing the next."""

    def __init__(self, path: list[Any]) -> None:
        super().__init__("no order is possible: " + "\n  which needs ".join(str(node) for node in [*path, path[0]]))
        self.path = path


def sort(
    nodes: Iterable[Node],
    needs: Mapping[Node, set[Node]],
    key: Callable[[Node], Any],
    wishes: Mapping[Node, set[Node]] | None = None,
) -> list[Node]:
    """Every node after what it needs, lowest key first; a wish is kept unless it makes a cycle.

    Raises CycleError where the needs alone have no order.
    """
    every = list(nodes)
    known = set(every)
    hard = {node: {other for other in needs.get(node, ()) if other in known and other != node} for node in every}
    soft = {node: {o for o in (wishes or {}).get(node, ()) if o in known and o != node} - hard[node] for node in every}
    waits = {node: len(hard[node]) + len(soft[node]) for node in every}
    followers: dict[Node, list[Node]] = {node: [] for node in every}
    for node in every:
        for other in hard[node] | soft[node]:
            followers[other].append(node)
    order: list[Node] = []
    done: set[Node] = set()
    keys = {node: key(node) for node in every}
    serial = {node: i for i, node in enumerate(sorted(every, key=lambda node: keys[node]))}
    ready = [(serial[node], node) for node in every if waits[node] == 0]
    heapq.heapify(ready)
    while len(order) < len(every):
        if not ready:
            node = _give_up_wishes(every, done, hard, soft, waits, serial)
            heapq.heappush(ready, (serial[node], node))
        _, node = heapq.heappop(ready)
        if node in done:
            continue
        done.add(node)
        order.append(node)
        for follower in followers[node]:
            waits[follower] -= 1
            if waits[follower] == 0 and follower not in done:
                heapq.heappush(ready, (serial[follower], follower))
    return order


def _give_up_wishes(
    every: list[Node],
    done: set[Node],
    hard: Mapping[Node, set[Node]],
    soft: dict[Node, set[Node]],
    waits: dict[Node, int],
    serial: Mapping[Node, int],
) -> Node:
    """Free the first node that only wishes hold back, or say which needs go in a circle."""
    held = [node for node in every if node not in done and hard[node] <= done]
    if not held:
        raise CycleError(_cycle(every, done, hard, serial))
    node = min(held, key=lambda node: serial[node])
    soft[node] = set()
    waits[node] = 0
    return node


def _cycle(
    every: list[Node], done: set[Node], hard: Mapping[Node, set[Node]], serial: Mapping[Node, int]
) -> list[Node]:
    """One circle among what is left: follow needs until a node comes twice."""
    at = min((node for node in every if node not in done), key=lambda node: serial[node])
    path: list[Node] = []
    seen: dict[Node, int] = {}
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = min((other for other in hard[at] if other not in done), key=lambda node: serial[node])
    return path[seen[at] :]

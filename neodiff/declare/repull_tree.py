"""One YAML file that is edited where it stands: its nodes with their places, and changes of single entries in its text.

Nothing that is not changed is written anew: comments, quotes, order, blank lines. Must not know keys, kinds or facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from neodiff.problems import Pos
from neodiff.yaml.values import Source

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MERGE: Final = "<<"


class FixedError(Exception):
    """Something that cannot be changed in its place."""

    def __init__(self, pos: Pos, why: str) -> None:
        super().__init__(f"{pos}: {why}")


@dataclass(slots=True, eq=False)
class Node:
    """A value of the file. `items` are a list's, or a mapping's values beside its `keys`; `end` is behind its last character."""

    sort: str
    start: int
    end: int
    value: str = ""
    style: str = ""
    flow: bool = False
    anchor: str | None = None
    keys: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    parent: Node | None = None

    def index(self, key: str) -> int | None:
        """Where an own key stands, None where there is none."""
        return next((i for i, node in enumerate(self.keys) if node.value == key), None)

    def get(self, key: str) -> Node | None:
        i = self.index(key) if self.sort == "map" else None
        return None if i is None else self.items[i]

    def first(self, i: int) -> Node:
        """What an entry begins with."""
        return self.keys[i] if self.sort == "map" else self.items[i]


@dataclass(slots=True)
class Tree:
    """The documents of a file. `name` is what messages call it."""

    name: str
    text: str
    documents: list[Node] = field(default_factory=list)
    source: Source = field(init=False)
    aliased: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.source = Source(self.name, self.text)
        _Composer(self).read()

    def pos(self, node: Node) -> Pos:
        return self.source.pos(node.start)

    def places(self) -> dict[Pos, tuple[Node, int | None]]:
        """Position -> the entry that begins there, as its mapping or list and its index; the outermost of several."""
        out: dict[Pos, tuple[Node, int | None]] = {}
        for root in self.documents:
            out.setdefault(self.pos(root), (root, None))
            for node in _all(root):
                for i in range(len(node.items)):
                    out.setdefault(self.pos(node.first(i)), (node, i))
        return out

    def check(self, node: Node, i: int | None = None) -> None:
        """Raises FixedError where a node, or an entry of it, is shared with other places by an anchor."""
        if i is not None and (value := node.items[i]).sort == "alias":
            raise FixedError(self.source.pos(value.start), f"the alias *{value.value} stands for it")
        inner = node if i is None else node.items[i]
        for at in _all(inner):
            if at.anchor:
                raise FixedError(self.source.pos(at.start), f"the anchor &{at.anchor} is in it")
        above: Node | None = node
        while above is not None:
            if above.anchor in self.aliased:
                raise FixedError(self.source.pos(above.start), f"others share it by the anchor &{above.anchor}")
            above = above.parent

    # -- lines

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Behind the line's end."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def own_line(self, at: int) -> bool:
        """Is there nothing but white space before it?"""
        return not self.text[self.line_start(at) : at].strip()


def _all(node: Node) -> Iterator[Node]:
    yield node
    for item in node.items:
        yield from _all(item)


class _Composer:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.open: list[Node] = []

    def read(self) -> None:
        for event in yaml.parse(self.tree.text, Loader=_LOADER):
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                sort = "map" if isinstance(event, yaml.MappingStartEvent) else "seq"
                self._begin(self._node(sort, event, flow=bool(event.flow_style)))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                assert event.end_mark is not None
                self._close(event.end_mark.index)
            elif isinstance(event, yaml.ScalarEvent):
                node = self._node("scalar", event, value=event.value, style=event.style or "")
                node.end = self._scalar_end(node)
                self._put(node)
            elif isinstance(event, yaml.AliasEvent):
                self.tree.aliased.add(str(event.anchor))
                self._put(self._node("alias", event, value=event.anchor))

    def _node(self, sort: str, event: Any, **more: Any) -> Node:
        anchor = None if sort == "alias" else event.anchor
        return Node(sort, event.start_mark.index, event.end_mark.index, anchor=anchor, **more)

    def _scalar_end(self, node: Node) -> int:
        """The parser reads on over blank lines behind a block."""
        if node.style not in ("|", ">"):
            return node.end
        written = self.tree.text[node.start : node.end]
        keeps = "+" in written.split("\n", 1)[0].split("#")[0]
        return node.start + len(written.rstrip("\n") if keeps else written.rstrip())

    def _begin(self, node: Node) -> None:
        self._put(node)
        self.open.append(node)

    def _put(self, node: Node) -> None:
        if not self.open:
            if node.sort == "map":  # an empty document is none
                self.tree.documents.append(node)
            return
        holder = node.parent = self.open[-1]
        if holder.sort == "map" and len(holder.keys) == len(holder.items):
            holder.keys.append(node)
        else:
            holder.items.append(node)

    def _close(self, end: int) -> None:
        node = self.open.pop()
        if node.flow:
            node.end = end
        elif node.items:
            node.end = max(node.items[-1].end, node.first(-1).end)

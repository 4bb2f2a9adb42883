"""Changes of one YAML file, gathered first and made at once: entries and items that are put in, replaced or taken out.

Knows how an entry is laid out in its text. Must not know keys, kinds or facts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.declare import write
from neodiff.declare.repull_tree import FixedError, Node, Tree

_COMMENT: Final = re.compile(r"[ \t]+#[^\n]*")


@dataclass(slots=True)
class _Change:
    """What happens to the entries of one mapping or list: index -> new value; (index it comes after, key, value)."""

    node: Node
    removed: set[int] = field(default_factory=set)
    replaced: dict[int, Any] = field(default_factory=dict)
    inserted: list[tuple[int, str | None, Any]] = field(default_factory=list)


class Edit:
    """Each of put, replace and remove raises FixedError where it cannot be done in place."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._changes: dict[int, _Change] = {}
        self._cuts: list[tuple[int, int, str]] = []
        self._gone: set[int] = set()
        self._added: list[str] = []

    def remove(self, node: Node, i: int) -> None:
        self.tree.check(node, i)
        self._of(node).removed.add(i)

    def replace(self, node: Node, i: int, value: Any) -> None:
        self.tree.check(node, i)
        self._of(node).replaced[i] = value

    def put(self, node: Node, key: str | None, value: Any, after: Sequence[str] | int = ()) -> None:
        """A new entry behind the last of the keys `after` that is there, else at the end; an item behind an index."""
        above: Node | None = node
        while above is not None:
            if above.anchor in self.tree.aliased:
                self.tree.check(above)
            above = above.parent
        change = self._of(node)
        last = len(node.items) - 1
        if isinstance(after, int):
            at = after
        else:
            known = [node.index(name) for name in after] + [
                at for at, put, _ in change.inserted if put is not None and put in after
            ]
            at = max([i for i in known if i is not None], default=last)
        change.inserted.append((at, key, value))

    def remove_document(self, root: Node) -> None:
        self._gone.add(self.tree.documents.index(root))

    def add_document(self, yaml: str) -> None:
        self._added.append(yaml)

    def result(self) -> str | None:
        """The file's new text; None where no document is left in it."""
        documents = self.tree.documents
        if len(self._gone) == len(documents) and not self._added:
            return None
        for i in sorted(self._gone):
            self._cuts.append((*self._document(i), ""))
        # what is emptied is taken out of what holds it, so inner ones come first
        deepest = max((_depth(change.node) for change in self._changes.values()), default=0)
        for depth in range(deepest, -1, -1):
            for change in [change for change in self._changes.values() if _depth(change.node) == depth]:
                if not self._is_gone(change.node):
                    self._carry_out(change)
        text, ends = self.tree.text, "\r\n" if "\r\n" in self.tree.text else "\n"
        whole = [cut for cut in self._cuts if cut[1] > cut[0]]
        for start, end, new in sorted(self._cuts, key=lambda cut: (cut[0], cut[1]), reverse=True):
            inside = any(
                a <= start and end <= b and (a, b) != (start, end) and not (start == end in (a, b)) for a, b, _ in whole
            )
            text = text if inside else text[:start] + new.replace("\n", ends) + text[end:]
        for yaml in self._added:
            line = "" if not text or text.endswith("\n") else "\n"
            more = f"{line}---\n{yaml}" if len(documents) > len(self._gone) else f"{line}{yaml}"
            text += more.replace("\n", ends)
        return text

    # -- inside

    def _of(self, node: Node) -> _Change:
        return self._changes.setdefault(id(node), _Change(node))

    def _is_gone(self, node: Node) -> bool:
        """Is it in something that goes as a whole, or is written anew?"""
        while node.parent is not None:
            change = self._changes.get(id(node.parent))
            i = next(i for i, item in enumerate(node.parent.items) if item is node)
            if change is not None and (i in change.removed or i in change.replaced):
                return True
            node = node.parent
        return node in [self.tree.documents[i] for i in self._gone]

    def _document(self, i: int) -> tuple[int, int]:
        """From its `---` to the next one; what stands above the first document stays, and so does the `---` below it."""
        text, documents = self.tree.text, self.tree.documents
        marks = [found.start() for found in re.finditer(r"^---(?=\s|\Z)", text, re.MULTILINE)]
        before = [mark for mark in marks if mark <= documents[i].start]
        after = [mark for mark in marks if mark > documents[i].end]
        end = after[0] if after else len(text)
        if i == 0 or not before:
            start = self.tree.line_start(documents[i].start)
            return start, (self.tree.line_end(end) if after else end)
        return before[-1], end

    def _carry_out(self, change: _Change) -> None:
        node = change.node
        if node.items and len(change.removed) == len(node.items) and not change.inserted and node.parent is not None:
            self.remove(node.parent, next(i for i, item in enumerate(node.parent.items) if item is node))
            return
        for i, value in change.replaced.items():
            if i not in change.removed:
                self._replace(node, i, value)
        if node.flow or not node.items:
            self._in_flow(change)
        else:
            self._remove_lines(change)
            self._put_lines(change)

    def _replace(self, node: Node, i: int, value: Any) -> None:
        old, text = node.items[i], self.tree.text
        if node.flow:
            space = "" if old.end > old.start else " "
            self._cuts.append((old.start, old.end, space + write.inline(value)))
            return
        key = node.keys[i].value if node.sort == "map" else ""
        first, *more = write.value(key, value, _level(node), block=old.style in ("|", ">"))
        indent = self.tree.column(node.first(0).start) if node.sort == "map" else self.tree.column(self._dash(node, i))
        body = "".join("\n" + (" " * indent + line if line else "") for line in more)
        start, end, comment = old.start, old.end, ""
        if not old.flow and old.sort in ("map", "seq"):
            start = text.index(":", node.keys[i].end) + 1 if node.sort == "map" else self._dash(node, i) + 1
            first = f" {first}" if first else ""
        elif old.style in ("|", ">"):
            found = _COMMENT.search(text, old.start, self.tree.line_end(old.start))
            comment = found[0].rstrip() if found else ""
        elif more and (found := _COMMENT.match(text, old.end)):
            end, comment = found.end(), found[0]
        if old.end == old.start:
            first = f" {first}"
        elif not first:
            start -= len(text[:start]) - len(text[:start].rstrip(" "))  # a block begins on the next line
        self._cuts.append((start, end, first + comment + body))

    def _in_flow(self, change: _Change) -> None:
        node, left = change.node, [i for i in range(len(change.node.items)) if i not in change.removed]
        new = [(at, self._inline(key, value)) for at, key, value in change.inserted]
        if not left:
            # what is empty is written in brackets, or is a key with nothing behind it
            inner = (node.start + 1, node.end - 1) if node.end - node.start >= 2 else None
            if inner is None:
                raise FixedError(self.tree.pos(node), "there is nothing in it")
            self._cuts.append((*inner, ", ".join(text for _, text in new)))
            return
        for i in change.removed:
            after = [j for j in left if j > i]
            if after:
                self._cuts.append((node.first(i).start, node.first(i + 1).start, ""))
            else:
                self._cuts.append((self._end(node, i - 1), self._end(node, i), ""))
        for at, text in new:
            before = [j for j in left if j <= at]
            if before:
                self._cuts.append((self._end(node, before[-1]), self._end(node, before[-1]), f", {text}"))
            else:
                self._cuts.append((node.first(left[0]).start, node.first(left[0]).start, f"{text}, "))
        self._join()

    def _join(self) -> None:
        """What is put in at one place becomes one cut, in the order in which it came."""
        joined: dict[tuple[int, int], str] = {}
        for start, end, new in self._cuts:
            joined[start, end] = joined.get((start, end), "") + new
        self._cuts = [(start, end, new) for (start, end), new in joined.items()]

    def _end(self, node: Node, i: int) -> int:
        return max(node.items[i].end, node.first(i).end)

    def _inline(self, key: str | None, value: Any) -> str:
        return write.inline(value) if key is None else f"{write.inline(key)}: {write.inline(value)}"

    def _remove_lines(self, change: _Change) -> None:
        node, tree = change.node, self.tree
        for i in sorted(change.removed):
            start = node.keys[i].start if node.sort == "map" else self._dash(node, i)
            if not tree.own_line(start):
                left = [j for j in range(i + 1, len(node.items)) if j not in change.removed]
                if not left or left[0] != i + 1 or node.sort == "seq":
                    raise FixedError(tree.pos(node.first(i)), "it stands in the line of what holds it")
                self._cuts.append((start, node.first(left[0]).start, ""))
                continue
            first, end = tree.line_start(start), tree.line_end(self._end(node, i))
            if tree.text[:first].endswith("\n\n") and tree.text[end : end + 1] == "\n":
                end += 1
            self._cuts.append((first, end, ""))

    def _put_lines(self, change: _Change) -> None:
        node, tree = change.node, self.tree
        for at, key, value in change.inserted:
            column = tree.column(node.keys[0].start if node.sort == "map" else self._dash(node, 0))
            lines = write.entry(key, value, _level(node)) if key is not None else write.item(value, _level(node))
            text = "".join((" " * column + line if line else "") + "\n" for line in lines)
            if at < 0:
                place = tree.line_start(node.keys[0].start if node.sort == "map" else self._dash(node, 0))
            else:
                place = tree.line_end(self._end(node, at))
                if place == len(tree.text) and not tree.text.endswith("\n"):
                    text = "\n" + text
            self._cuts.append((place, place, text))
        self._join()

    def _dash(self, node: Node, i: int) -> int:
        """Where the item's `-` is: a list's own place is that of its first one."""
        column = self.tree.column(node.start)
        line = self.tree.line_start(node.items[i].start)
        while self.tree.text[line + column : line + column + 1] != "-" and line > 0:
            line = self.tree.line_start(line - 1)
        return line + column


def extended(name: str, text: str, more: Mapping[str, Any]) -> str:
    """The text of a file of one document with more keys at its end."""
    tree = Tree(name, text)
    if not tree.documents:
        return text + write.text([dict(more)]) if more else text
    edit = Edit(tree)
    for key, value in more.items():
        edit.put(tree.documents[0], key, value)
    return edit.result() or text


def _depth(node: Node) -> int:
    return 0 if node.parent is None else 1 + _depth(node.parent)


def _level(node: Node) -> int:
    """How deep in its document the values of a node are."""
    return _depth(node) + 1

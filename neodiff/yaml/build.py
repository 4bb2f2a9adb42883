"""Builds the values of YAML documents from a parser's events, without recursion.

Holds anchors, aliases, merge keys, tags and duplicate keys, and the limits that keep a hostile file from eating memory.
Must not know how events are made, nor any key, kind or form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from neodiff.problems import Pos, Problems
from neodiff.yaml.scalars import Plain, resolve
from neodiff.yaml.values import Map, Seq, Source, Text

MAX_DEPTH = 100
MAX_NODES = 1_000_000
_TAG = "tag:yaml.org,2002:"
_COLLECTIONS = {"mapping": (f"{_TAG}map", "!"), "list": (f"{_TAG}seq", "!")}


@dataclass(slots=True)
class _Node:
    """A finished value; ``raw`` is the text of a scalar, ``size`` counts all nodes below it, aliases expanded."""

    value: Any
    pos: Pos
    raw: str | None = None
    size: int = 1
    plain: bool = False


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    node: _Node
    anchor: str | None
    expects_key: bool = True
    # None while a refused key's value is skipped
    key: tuple[Text, Pos] | None = None
    merging: bool = False
    merges: list[Map] = field(default_factory=list)


class TooMuch(Exception):  # noqa: N818
    """The file is too large to go on with; the problem is already noted."""


class Builder:
    """Takes events one by one; gives a document's mapping when it ends."""

    def __init__(self, source: Source, start: int, problems: Problems) -> None:
        self._source = source
        self._start = start
        self._problems = problems
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Node | None] = {}
        self._root: _Node | None = None

    def take(self, event: Any) -> Map | None:
        if isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event), event.anchor)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._anchors, self._root = {}, None
            if event.version and tuple(event.version) != (1, 2):
                self._problems.add(self._pos(event), "expected YAML 1.2, got another version", "leave %YAML out")
        elif isinstance(event, yaml.DocumentEndEvent):
            return self._document()
        return None

    def _pos(self, event: Any) -> Pos:
        return self._source.pos(self._start + event.start_mark.index)

    def _document(self) -> Map | None:
        root = self._root
        if root is None or root.value is None:
            return None
        if isinstance(root.value, Map):
            return root.value
        self._problems.add(
            root.pos,
            f"expected a mapping, got {'a list' if isinstance(root.value, Seq) else 'a single value'}",
            "a document begins with the kind and name of an object, such as `table: profiles`",
        )
        return None

    def _scalar(self, event: Any) -> _Node:
        pos, style, raw = self._pos(event), event.style or "", event.value
        span = (self._start + event.start_mark.index, self._start + event.end_mark.index)
        value: Plain = raw if style or event.tag == "!" else resolve(raw)
        if event.tag and event.tag != "!":
            value = self._tagged(event.tag, raw, pos)
        if isinstance(value, str):
            value = Text(raw, pos, self._source, span, style)
        return _Node(value, pos, raw, plain=not style and not event.tag)

    def _tagged(self, tag: str, raw: str, pos: Pos) -> Plain:
        kinds: dict[str, tuple[type, ...]] = {
            "str": (),
            "null": (type(None),),
            "bool": (bool,),
            "int": (int,),
            "float": (float, int),
        }
        kind = tag.removeprefix(_TAG)
        if tag == kind or kind not in kinds:
            self._unknown_tag(tag, pos)
            return raw
        if kind == "str":
            return raw
        value = resolve(raw)
        if not isinstance(value, kinds[kind]) or (kind != "bool" and isinstance(value, bool)):
            self._problems.add(pos, f"expected what the tag !!{kind} says, got {raw!r}")
            return raw
        return value

    def _unknown_tag(self, tag: str, pos: Pos) -> None:
        shown = tag.replace(_TAG, "!!", 1)
        self._problems.add(pos, f"unknown tag {shown}", "tags are not used here: remove it, or quote the value")

    def _open(self, event: Any) -> None:
        pos = self._pos(event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag and event.tag not in _COLLECTIONS["mapping" if mapping else "list"]:
            self._unknown_tag(event.tag, pos)
        if len(self._frames) >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"nested more than {MAX_DEPTH} levels deep", problem_mark=event.start_mark
            )
        if event.anchor:
            self._anchors[event.anchor] = None
        self._frames.append(_Frame(_Node(Map(pos) if mapping else Seq(pos), pos), event.anchor))

    def _close(self) -> None:
        frame = self._frames.pop()
        if frame.merges:
            _merge(frame.node.value, frame.merges)
        self._place(frame.node, frame.anchor)

    def _alias(self, event: Any) -> None:
        pos = self._pos(event)
        node = self._anchors.get(event.anchor)
        if node is None:
            open_now = event.anchor in self._anchors
            self._problems.add(
                pos,
                f"alias *{event.anchor} {'stands inside its own anchor' if open_now else 'has no anchor'}",
                "" if open_now else f"write &{event.anchor} before the value it repeats, earlier in this document",
            )
            node = _Node(None, pos, "")
        self._place(_Node(node.value, pos, node.raw, node.size), None)

    def _place(self, node: _Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._frames:
            self._root = node
            return
        frame = self._frames[-1]
        frame.node.size += node.size
        if frame.node.size > MAX_NODES:
            self._problems.add(
                node.pos, f"more than {MAX_NODES:,} values once aliases are followed", "use fewer aliases"
            )
            raise TooMuch
        parent = frame.node.value
        if isinstance(parent, Seq):
            parent.put(node.value, node.pos, node.raw)
        elif frame.expects_key:
            self._key(frame, node)
        else:
            self._entry(frame, node)

    def _key(self, frame: _Frame, node: _Node) -> None:
        frame.expects_key = False
        frame.merging = node.plain and node.raw == "<<"
        frame.key = None
        if node.raw is None:
            self._problems.add(
                node.pos,
                f"expected a name as key, got a {'mapping' if isinstance(node.value, Map) else 'list'}",
                "quote a key that begins with '{' or '['",
            )
        elif not frame.merging:
            key = node.value if isinstance(node.value, Text) else Text(node.raw, node.pos)
            first = frame.node.value.key_pos.get(key)
            if first is None:
                frame.key = (key, node.pos)
            else:
                hint = "; another document begins with `---`" if len(self._frames) == 1 else ""
                self._problems.add(node.pos, f"key {str(key)!r} is here twice", f"the first is at {first}{hint}")

    def _entry(self, frame: _Frame, node: _Node) -> None:
        frame.expects_key = True
        if frame.merging:
            merged = list(node.value) if isinstance(node.value, Seq) else [node.value]
            bad = [value for value in merged if not isinstance(value, Map)]
            if bad:
                self._problems.add(
                    node.pos,
                    "expected a mapping or a list of mappings after '<<'",
                    "name one by its alias: `<<: *name`",
                )
            frame.merges += [value for value in merged if isinstance(value, Map)]
        elif frame.key is not None:
            key, key_pos = frame.key
            frame.node.value.put(key, node.value, key_pos, node.pos, node.raw)


def _merge(own: Map, merges: list[Map]) -> None:
    """Adds what the mapping does not say itself; of several merged mappings the earlier one wins."""
    for other in merges:
        for key in other:
            if key not in own:
                own.put(key, other[key], other.key_pos[key], other.value_pos[key], other.raw.get(key))

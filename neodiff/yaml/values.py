"""What reading a file gives: texts, mappings and lists that know where they stand.

They are ordinary str, dict and list otherwise, and one object may stand in several places (aliases): treat them as
read-only. Must not know how YAML is parsed or what any key means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Self

from neodiff.problems import Pos

_BREAK = re.compile(r"\r\n|\r|\n")
# inside a scalar PyYAML breaks lines where YAML 1.1 did
_OLD_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_FOLD = re.compile(rf"[ \t]*(?:(?:{_OLD_BREAK.pattern})[ \t]*)+")
_CONTINUED = re.compile(rf"\\(?:{_OLD_BREAK.pattern})((?:[ \t]*(?:{_OLD_BREAK.pattern}))*)[ \t]*")
_ESCAPE_LENGTH = {"x": 4, "u": 6, "U": 10}


class Source:
    """A file's characters and the places of its lines."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def pos(self, index: int) -> Pos:
        line = bisect_right(self._starts, index)
        return Pos(self.name, line, index - self._starts[line - 1] + 1)


class Text(str):
    """A text of the file. ``pos`` is where it starts there (its opening quote or ``|``, if it has one)."""

    __slots__ = ("_indexes", "_source", "_span", "_style", "pos")
    pos: Pos
    _source: Source | None
    _span: tuple[int, int]
    _style: str
    _indexes: list[int] | None

    def __new__(
        cls, value: str, pos: Pos, source: Source | None = None, span: tuple[int, int] = (0, 0), style: str = ""
    ) -> Self:
        self = super().__new__(cls, value)
        self.pos = pos
        self._source = source
        self._span = span
        self._style = style
        self._indexes = None
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.pos, self._source, self._span, self._style

    def __getstate__(self) -> None:
        """All of it is in the arguments: a text that was kept is made again from them."""

    def at(self, offset: int) -> Pos:
        """Where in the file the character at ``offset`` of the value is written; ``len(self)`` is the end."""
        if self._source is None:
            return Pos(self.pos.file, self.pos.line, self.pos.column + offset)
        if self._indexes is None:
            walk = _block_indexes if self._style in ("|", ">") else _flow_indexes
            self._indexes = walk(self._source.text, self, *self._span, self._style)
        if not self._indexes:
            return self.pos
        if offset < len(self._indexes):
            return self._source.pos(self._indexes[max(offset, 0)])
        return self._source.pos(self._indexes[-1] + 1)


def _flow_indexes(text: str, value: str, start: int, end: int, style: str) -> list[int]:
    """The index in the file of every character of a plain or quoted scalar."""
    if style:
        start, end = start + 1, end - 1
    if end - start == len(value):
        return list(range(start, end))
    indexes: list[int] = []
    index = start
    while index < end and len(indexes) < len(value):
        if style == '"' and (skipped := _CONTINUED.match(text, index, end)):
            indexes += [index] * len(_OLD_BREAK.findall(skipped[1]))
            index = skipped.end()
        elif folded := _FOLD.match(text, index, end):
            breaks = len(_OLD_BREAK.findall(folded[0]))
            indexes += [index] * max(breaks - 1, 1)
            index = folded.end()
        else:
            indexes.append(index)
            index += _written_length(text, index, style)
    return indexes + [end] * (len(value) - len(indexes))


def _written_length(text: str, index: int, style: str) -> int:
    if style == '"' and text[index] == "\\":
        return _ESCAPE_LENGTH.get(text[index + 1], 2)
    return 2 if style == "'" and text[index] == "'" else 1


def _block_indexes(text: str, value: str, start: int, end: int, style: str) -> list[int]:
    """The index in the file of every character of a block scalar (``|`` keeps line breaks, ``>`` folds them)."""
    header = _BREAK.search(text, start, end)
    if header is None:
        return []
    indent = _indent(text[header.end() : end], value)
    indexes: list[int] = []
    index = header.end()
    while index < end and len(indexes) < len(value):
        line_break = _BREAK.search(text, index, end)
        stop = line_break.start() if line_break else end
        content = range(min(index + indent, stop), stop)
        indexes += content[: len(value) - len(indexes)]
        if style == "|":
            indexes.append(stop)
        else:
            # the line breaks that stay follow here at once, those of blank lines too; a fold leaves one space
            rest = value[len(indexes) :]
            kept = len(rest) - len(rest.lstrip("\n"))
            indexes += [stop] * (kept or (1 if content and rest else 0))
        index = line_break.end() if line_break else end
    return (indexes + [end] * len(value))[: len(value)]


def _indent(block: str, value: str) -> int:
    """How far a block scalar is indented: what its first line has more in the file than in the value."""
    written = next((line for line in _BREAK.split(block) if line.strip(" ")), "")
    meant = next((line for line in value.split("\n") if line.strip(" ")), "")
    return max(len(written) - len(written.lstrip(" ")) - (len(meant) - len(meant.lstrip(" "))), 0)


class Map(dict[str, Any]):
    """A mapping of the file: where it, its keys and its values stand, and how its scalar values are written."""

    __slots__ = ("key_pos", "pos", "raw", "value_pos")

    def __init__(self, pos: Pos) -> None:
        super().__init__()
        self.pos = pos
        self.key_pos: dict[str, Pos] = {}
        self.value_pos: dict[str, Pos] = {}
        self.raw: dict[str, str] = {}

    def put(self, key: str, value: Any, key_pos: Pos, value_pos: Pos, raw: str | None = None) -> None:
        self[key] = value
        self.key_pos[key] = key_pos
        self.value_pos[key] = value_pos
        if raw is not None:
            self.raw[key] = raw


class Seq(list[Any]):
    """A list of the file: where it and its items stand, and how its scalar items are written (by index)."""

    __slots__ = ("item_pos", "pos", "raw")

    def __init__(self, pos: Pos) -> None:
        super().__init__()
        self.pos = pos
        self.item_pos: list[Pos] = []
        self.raw: dict[int, str] = {}

    def put(self, value: Any, pos: Pos, raw: str | None = None) -> None:
        if raw is not None:
            self.raw[len(self)] = raw
        self.append(value)
        self.item_pos.append(pos)

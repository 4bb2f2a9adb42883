"""The tables that a plan changes as a graph, with their foreign keys and the unchanged tables these lead to.

Computed from the facts of both sides. Draws nothing but Mermaid's words; `svg` draws the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.outcome import Plan
from neodiff.review.tree import Entry, counts, objects
from neodiff.review.words import kind_word, visible

# Of changed tables more than this are a wall, not a picture.
MOST: Final = 40
_SIGNS: Final = {"+": "created", "~": "changed", "-": "dropped"}
_SAME: Final = "unchanged"
# What Mermaid takes inside quotes as it is.
_SAFE: Final = re.compile(r"[^\w .,()+~\-]")
# Of a pull request's picture: a reader of Markdown cannot scroll in it.
FEW: Final = 25
_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Box:
    """One table. `sign` is empty for one that the plan leaves as it is; `said`: what of it changes, in a few words."""

    id: FactId
    sign: str
    said: str

    @property
    def name(self) -> str:
        return visible(self.id.path)

    @property
    def word(self) -> str:
        return _SIGNS.get(self.sign, _SAME)


@dataclass(frozen=True, slots=True)
class Line:
    """A foreign key of `child` that refers to `parent`; `sign` is empty for one that stays as it is."""

    child: FactId
    parent: FactId
    columns: tuple[str, ...]
    sign: str
    optional: bool

    @property
    def said(self) -> str:
        return visible(", ".join(self.columns))


@dataclass(frozen=True, slots=True)
class Picture:
    """notes: what is not shown, and why; still: of a schema as it is, in which nothing changes."""

    boxes: list[Box]
    lines: list[Line]
    notes: list[str] = field(default_factory=list)
    still: bool = False

    @property
    def title(self) -> str:
        return "Tables and their foreign keys" if self.still else "Tables that change, and their foreign keys"

    @property
    def legend(self) -> str:
        words = Counter(box.word for box in self.boxes)
        if self.still:
            tables, keys = len(self.boxes), len(self.lines)
            return f"{tables} table{'s' if tables != 1 else ''}, {keys} foreign key{'s' if keys != 1 else ''}."
        said = ", ".join(f"{words[word]} {word}" for word in (*_SIGNS.values(), _SAME) if words[word])
        count = len(self.lines)
        return f"Tables: {said}; {count} foreign key{'s' if count > 1 else ''}."


def picture(plan: Plan, most: int) -> Picture | None:
    """Changed tables and their neighbours; above `most` boxes the changed ones alone. None where no key joins them."""
    mine = [Box(entry.id, entry.sign, _said(entry)) for entry in objects(plan) if entry.id.kind == "table"]
    mine.sort(key=lambda box: (box.sign == "~", sort_key(box.id)))
    over = len(mine) - MOST
    notes = [f"{over} more changed table{'s are' if over > 1 else ' is'} not shown"] if over > 0 else []
    boxes = {box.id: box for box in mine[:MOST]}
    changed = {box.id for box in mine}
    keys = list(lines(plan.old, plan.new))
    near = {end for key in keys if {key.child, key.parent} & boxes.keys() for end in (key.child, key.parent)} - changed
    if len(boxes) + len(near) <= most:
        boxes |= {each: Box(each, "", "") for each in sorted(near, key=sort_key)}
    elif near:
        many = (
            "tables that foreign keys join to these are"
            if len(near) > 1
            else "table that foreign keys join to these is"
        )
        notes.append(f"{len(near)} unchanged {many} not shown")
    shown = [key for key in keys if key.child in boxes and key.parent in boxes and _tells(key, boxes)]
    return Picture(list(boxes.values()), shown, notes) if shown else None


def _tells(key: Line, boxes: dict[FactId, Box]) -> bool:
    return bool(boxes[key.child].sign or boxes[key.parent].sign)


def _said(entry: Entry) -> str:
    """`+2 columns, ~1 policy, comment`: what of a table changes, by the kinds that stand under it."""
    if entry.sign != "~":
        return entry.contents
    inside = counts(entry.parts)
    said = [f"{sign}{number} {kind_word(kind, number)}" for sign in inside for kind, number in inside[sign].items()]
    return ", ".join([*said, *(attribute.name for attribute in entry.attributes)])


def lines(before: FactBase, after: FactBase) -> Iterator[Line]:
    """The foreign keys of both sides."""
    needed = {column for side in (before, after) for column in _needed(side)}
    both = {fact_id for side in (before, after) for fact_id in side if fact_id.kind == "foreign_key"}
    for fact_id in sorted(both, key=sort_key):
        old, new = before.get(fact_id), after.get(fact_id)
        fact = new or old
        if fact is None or fact_id.parent is None or fact.payload.get("kin") == "inherited":
            continue
        if "columns" not in fact.payload:
            continue  # a partition has its parent's
        to = fact.payload["references"]
        columns = tuple(fact.payload["columns"])
        optional = any((fact_id.parent, column) not in needed for column in columns)
        yield Line(fact_id.parent, FactId("table", to["schema"], to["table"]), columns, _sign(old, new), optional)


def _needed(side: FactBase) -> Iterator[tuple[FactId, str]]:
    """The columns that hold no null."""
    for fact_id in side:
        if fact_id.parent is None:
            continue
        if fact_id.kind == "column" and side[fact_id].payload.get("not_null"):
            yield fact_id.parent, fact_id.name
        elif fact_id.kind == "primary_key":
            yield from ((fact_id.parent, column) for column in side[fact_id].payload.get("columns", ()))


def _sign(old: Fact | None, new: Fact | None) -> str:
    if old is None or new is None:
        return "+" if old is None else "-"
    return "~" if old.payload != new.payload else ""


def mermaid(picture: Picture) -> list[str]:
    """An `erDiagram`; a name from a database cannot leave its quotes."""
    names = {box.id: f"t{number}" for number, box in enumerate(picture.boxes, 1)}
    drawn = [f'    {names[box.id]}["{_quoted(f"{box.sign} {box.name}".strip())}"]' for box in picture.boxes]
    for line in picture.lines:
        joint = ".." if line.sign == "-" else "--"
        one = "|o" if line.optional else "||"
        label = _quoted(f"{line.sign} {line.said}".strip())
        drawn.append(f'    {names[line.parent]} {one}{joint}o{{ {names[line.child]} : "{label}"')
    return ["erDiagram", *drawn]


def _quoted(text: str) -> str:
    cut = text if len(text) <= _TITLE else text[: _TITLE - 1] + "…"
    return _SAFE.sub(lambda found: f"#{ord(found[0])};", cut)

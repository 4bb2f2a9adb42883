"""The statements of one way as steps with titles: what follows each other about one object is one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.outcome import Plan
from neodiff.plan.brought import ROWS
from neodiff.plan.diff import Delta, changed
from neodiff.review import risks
from neodiff.review.rows import DOES
from neodiff.review.tree import FOLDED, attributes, contents
from neodiff.review.words import visible
from neodiff.rows import Change
from neodiff.statement import Hazard, Statement
from neodiff.units import Limits, Unit, units

_VERBS: Final = {"alter": "change"}
_SATELLITE_VERBS: Final = {"create": "set", "alter": "change", "drop": "remove"}
_FOR_A_WHILE: Final = {"guard": "add a helper check to", "clear": "drop the helper check of"}
_SHORT: Final = 60
# What is copied of a dropped or altered fact, by its kind.
_CONTENTS: Final = {"column": "values", "sequence": "last values"}


@dataclass(frozen=True, slots=True)
class Step:
    """Statements about one object, one after the other; `details` are lines on what changes in it.

    loss: what becomes of the data that it destroys; empty where it destroys none
    """

    number: int
    title: str
    details: tuple[str, ...]
    hazards: tuple[Hazard, ...]
    statements: tuple[Statement, ...]
    loss: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of one unit, which is committed as a whole; one that is not `transactional` has a single step."""

    steps: tuple[Step, ...]
    transactional: bool
    limits: Limits


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a plan: `before` and `after` are the facts it starts from and leads to.

    rows: the changes of rows it makes; archived: the facts whose data is copied first; renames: SQL -> title
    """

    name: str
    before: FactBase
    after: FactBase
    run: Sequence[Statement]
    rows: Sequence[Change] = ()
    archived: Collection[FactId] = ()
    renames: Mapping[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(part.steps) for part in self.parts())

    def parts(self) -> list[Part]:
        """The way as units of numbered steps."""
        apart = frozenset(s.about for s in self.run if s.about is not None and s.verb == "create")
        children = self.after.children() if self.run else {}
        grouped = [(unit, list(_groups(unit))) for unit in units(self.run)]
        counts = self._counts([group[0] for _, groups in grouped for group in groups])
        out, number = [], 0
        for unit, groups in grouped:
            steps = []
            for group in groups:
                number += 1
                hazards = tuple(dict.fromkeys(hazard for statement in group for hazard in statement.hazards))
                details = tuple(self._details(group[0], children, apart))
                title = self._renamed(group) or _title(group[0], counts)
                steps.append(Step(number, title, details, hazards, tuple(group), self._loss(group[0].about, hazards)))
            out.append(Part(tuple(steps), unit.transactional, unit.limits))
        return out

    def _renamed(self, group: Sequence[Statement]) -> str:
        return (
            "; ".join(self.renames[s.sql] for s in group if s.sql in self.renames) if group[0].verb == "rename" else ""
        )

    def _counts(self, firsts: Sequence[Statement]) -> Mapping[tuple[str, FactId], int]:
        """(verb, table) -> how many rows, where all of them are in one step."""
        stepped = Counter((first.verb, first.about.parent) for first in firsts if first.about and first.about.parent)
        rows = Counter((DOES[change.sign], change.table) for change in self.rows)
        return {key: count for key, count in rows.items() if stepped[key] == 1}

    def _loss(self, about: FactId | None, hazards: Sequence[Hazard]) -> str:
        destroyed = [hazard for hazard in hazards if risks.destroys(hazard, about)]
        if not destroyed:
            return ""
        if self.name == "reverse":
            return "what was written there since forward.sql is lost"
        if risks.copied(about, self.archived) and not any(hazard.name == "irreversible" for hazard in destroyed):
            return f"{_data(about)} are copied to neodiff_archive first; reverse.sql puts them back"
        return "reverse.sql restores the structure, not the data: have a backup"

    def _details(
        self, first: Statement, children: Mapping[FactId, Sequence[FactId]], apart: frozenset[FactId]
    ) -> Iterator[str]:
        if first.about is None:
            return
        if first.verb == "create" and first.about.kind not in FOLDED:
            inside = contents(self.after, first.about, children, apart)
            yield from [inside] if inside else []
        elif first.verb in ("alter", "swap"):
            yield from self._changes(first.about)

    def _changes(self, fact_id: FactId) -> Iterator[str]:
        old, new = self.before.get(fact_id), self.after.get(fact_id)
        if old is None or new is None:
            return
        for attribute in attributes(Delta(fact_id, old, new, changed(old, new))):
            was, now = attribute.sides()
            if attribute.text or len(was) + len(now) > 2 * _SHORT:
                yield f"{attribute.name} changes"
            else:
                yield f"{attribute.name}: {was} -> {now}"


def forward(plan: Plan) -> Way:
    saved = plan.archived - {fact_id for fact_id, _ in plan.lost}
    return Way("forward", plan.old, plan.new, plan.forward, plan.rows.forward, saved, _titles(plan, back=False))


def reverse(plan: Plan) -> Way:
    return Way("reverse", plan.new, plan.old, plan.reverse, plan.rows.reverse, renames=_titles(plan, back=True))


def _titles(plan: Plan, back: bool) -> dict[str, str]:
    return {(each.back() if back else each.statement()).sql: visible(each.title(back)) for each in plan.renames}


def _groups(unit: Unit) -> Iterator[list[Statement]]:
    serial = 0

    def key(statement: Statement) -> object:
        nonlocal serial
        serial += 1
        return (statement.verb, statement.about) if statement.about is not None else serial

    for _, group in groupby(unit.statements, key):
        yield list(group)


def _title(statement: Statement, counts: Mapping[tuple[str, FactId], int]) -> str:
    if statement.about is None:
        return f"statement of {statement.verb}"
    verbs = _SATELLITE_VERBS if statement.about.kind in FOLDED else _VERBS
    subject = visible(statement.subject)
    if statement.about.kind == ROWS and statement.about.parent is not None:
        count = counts.get((statement.verb, statement.about.parent))
        subject = (f"{count} " if count else "") + (subject.replace("rows", "row", 1) if count == 1 else subject)
    if statement.verb == "archive":
        return f"copy {_data(statement.about)} of {visible(_owner(statement.about))} to neodiff_archive"
    if statement.verb == "restore":
        return f"put back {_data(statement.about)} of {visible(_owner(statement.about))}"
    if statement.verb == "aside":
        return f"set aside {subject} until its columns have moved"
    if statement.verb == "build":
        return f"build the index of {subject}"
    if statement.verb == "fill":
        return f"give rows of before their value of {subject}, in batches"
    if statement.verb in _FOR_A_WHILE:
        return f"{_FOR_A_WHILE[statement.verb]} {subject}"
    if statement.verb == "validate" and statement.about.kind == "table":
        return f"validate the helper check of {subject}"
    if statement.verb == "validate" and statement.about.kind == "column":
        return f"validate what was said of {subject}"
    if statement.verb == "prepare":
        return f"add a second {subject}, kept equal by a trigger"
    if statement.verb == "swap":
        return f"put the second {subject} in its place"
    return f"{verbs.get(statement.verb, statement.verb)} {subject}"


def _data(about: FactId | None) -> str:
    return _CONTENTS.get(about.kind if about is not None else "", "rows")


def _owner(about: FactId) -> str:
    return str(about.parent) if about.kind == ROWS and about.parent is not None else str(about)

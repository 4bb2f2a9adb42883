"""The statements of one way as steps with titles: what follows each other about one object is one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.outcome import Plan
from neodiff.plan.diff import Delta, changed
from neodiff.review.tree import FOLDED, attributes, contents
from neodiff.review.words import visible
from neodiff.statement import Hazard, Statement
from neodiff.units import Unit, units

_VERBS: Final = {"alter": "change"}
_SATELLITE_VERBS: Final = {"create": "set", "alter": "change", "drop": "remove"}
_SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Step:
    """Statements about one object, one after the other; `details` are lines on what changes in it."""

    number: int
    title: str
    details: tuple[str, ...]
    hazards: tuple[Hazard, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of one unit, which is committed as a whole; one that is not `transactional` has a single step."""

    steps: tuple[Step, ...]
    transactional: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a plan: `before` and `after` are the facts it starts from and leads to."""

    name: str
    before: FactBase
    after: FactBase
    run: Sequence[Statement]

    @property
    def count(self) -> int:
        return sum(len(part.steps) for part in self.parts())

    def parts(self) -> list[Part]:
        """The way as units of numbered steps."""
        apart = frozenset(s.about for s in self.run if s.about is not None and s.verb == "create")
        children = self.after.children() if self.run else {}
        out, number = [], 0
        for unit in units(self.run):
            steps = []
            for group in _groups(unit):
                number += 1
                hazards = dict.fromkeys(hazard for statement in group for hazard in statement.hazards)
                details = tuple(self._details(group[0], children, apart))
                steps.append(Step(number, _title(group[0]), details, tuple(hazards), tuple(group)))
            out.append(Part(tuple(steps), unit.transactional))
        return out

    def _details(
        self, first: Statement, children: Mapping[FactId, Sequence[FactId]], apart: frozenset[FactId]
    ) -> Iterator[str]:
        if first.about is None:
            return
        if first.verb == "create" and first.about.kind not in FOLDED:
            inside = contents(self.after, first.about, children, apart)
            yield from [inside] if inside else []
        elif first.verb == "alter":
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
    return Way("forward", plan.old, plan.new, plan.forward)


def reverse(plan: Plan) -> Way:
    return Way("reverse", plan.new, plan.old, plan.reverse)


def _groups(unit: Unit) -> Iterator[list[Statement]]:
    serial = 0

    def key(statement: Statement) -> object:
        nonlocal serial
        serial += 1
        return (statement.verb, statement.about) if statement.about is not None else serial

    for _, group in groupby(unit.statements, key):
        yield list(group)


def _title(statement: Statement) -> str:
    if statement.about is None:
        return f"statement of {statement.verb}"
    verbs = _SATELLITE_VERBS if statement.about.kind in FOLDED else _VERBS
    subject = visible(statement.subject)
    if statement.verb == "rename":
        return f"set aside {subject} until its columns have moved"
    return f"{verbs.get(statement.verb, statement.verb)} {subject}"

"""Which step of a rollout a fact belongs to: patterns, of which the nearest to the fact decides. Must not know YAML or SQL.

The nearest: `column public.t.a` before `table public.t` before `schema public`. A pattern may end in an attribute,
`table public.t: options`, which then comes with another step than the rest of the fact. Rows are `rows of table public.t`,
JSON defaults `rows of column public.t.a`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import translate
from typing import Final, NamedTuple

from neodiff.facts import Fact, FactBase, FactId, Payload

ROWS: Final = "rows of "
_WILD: Final = re.compile(r"[*?\[]")
_ATTRIBUTE: Final = re.compile(r": (\w+)\Z")


class Pattern(NamedTuple):
    """One pattern and the step that says it."""

    step: str
    text: str


@dataclass(slots=True)
class Stages:
    """The patterns of all steps. What none of them matches is left to `rest`, the patterns of what was there before."""

    patterns: tuple[Pattern, ...]
    rest: tuple[str, ...] = ()
    _exact: dict[str, list[Pattern]] = field(default_factory=dict, init=False)
    _wild: list[tuple[re.Pattern[str], Pattern]] = field(default_factory=list, init=False)
    _known: dict[tuple[FactId, str], tuple[Pattern, ...]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for pattern in (*self.patterns, *(Pattern("", text) for text in self.rest)):
            self._exact.setdefault(pattern.text, []).append(pattern)
            if _WILD.search(pattern.text):
                self._wild.append((re.compile(translate(pattern.text)), pattern))

    def deciding(self, fact_id: FactId, of: str = "") -> tuple[Pattern, ...]:
        """The nearest patterns that match; of more than one step where they contradict each other, none where nobody says.

        `of`: an attribute, or ROWS for the rows of a table or the JSON defaults of a column.
        """
        key = (fact_id, of)
        if key not in self._known:
            found = [self.at(names) for names in levels(fact_id, of)]
            steps = [[pattern for pattern in level if pattern.step] for level in found]
            self._known[key] = tuple(next((level for level in (*steps, *found) if level), ()))
        return self._known[key]

    def step(self, fact_id: FactId, of: str = "") -> str | None:
        """The step, "" for what was there before, None where nobody says."""
        found = self.deciding(fact_id, of)
        return found[0].step if found else None

    def apart(self, fact_id: FactId) -> dict[str, str]:
        """Attributes that do not come with the rest of the fact, and their step."""
        name = str(fact_id)
        return {
            found[1]: pattern.step
            for pattern in self.patterns
            if (found := _ATTRIBUTE.search(pattern.text)) and pattern.text[: found.start()] == name
        }

    def at(self, name: str) -> list[Pattern]:
        """The patterns that match a name."""
        return [*self._exact.get(name, ()), *(p for known, p in self._wild if p.text != name and known.match(name))]


@dataclass(frozen=True, slots=True)
class Stage:
    """The one step that a comparison is about: what belongs to another stays as the database has it."""

    stages: Stages
    name: str

    def covers(self, fact_id: FactId) -> bool:
        return self.stages.step(fact_id) == self.name or self.name in self.stages.apart(fact_id).values()

    def covers_rows(self, table: FactId, column: str | None = None) -> bool:
        about = table if column is None else FactId("column", "", column, table)
        return self.stages.step(about, ROWS) == self.name

    def why(self, fact_id: FactId) -> str:
        """Why a fact is not covered, for a sentence that begins with it."""
        step = self.stages.step(fact_id)
        return f"belongs to migration {step}" if step else "belongs to no migration of rollout.yaml"

    def trimmed(self, declared: FactBase, live: FactBase) -> FactBase:
        """The covered facts with those attributes alone that come with this step; others are as the database has them."""
        out = declared.only(declared.facts)
        for fact_id, fact in declared.facts.items():
            apart = self.stages.apart(fact_id)
            if not apart:
                continue
            whole = self.stages.step(fact_id) == self.name
            if not whole and fact_id not in live:
                del out.facts[fact_id]  # its parts are told to be missing where they are compared
                continue
            out.facts[fact_id] = self._trimmed(fact, live.get(fact_id), apart, whole=whole)
        return out

    def _trimmed(self, fact: Fact, old: Fact | None, apart: Mapping[str, str], *, whole: bool) -> Fact:
        before: Payload = old.payload if old is not None else {}
        payload: Payload = {}
        for name in [*fact.payload, *(name for name in before if name not in fact.payload)]:
            step = apart.get(name, self.name if whole else None)
            source = fact.payload if step == self.name else before
            if name in source:
                payload[name] = source[name]
        return replace(fact, payload=payload)


def levels(fact_id: FactId, of: str = "") -> Iterator[str]:
    """What patterns are matched with, the nearest first."""
    at: FactId | None = fact_id
    if of == ROWS:
        while at is not None:
            yield f"{ROWS}{at}"
            at = at.parent
        at = fact_id
    elif of:
        yield f"{fact_id}: {of}"
    while at is not None:
        yield str(at)
        at = at.parent
    if schema := fact_id.root.schema or fact_id.schema:
        yield f"schema {schema}"


def unmatched(stages: Stages, facts: Iterable[tuple[FactId, str]]) -> set[Pattern]:
    """The patterns that match nothing of this: facts, or with "rows of " or an attribute what of them is meant."""
    names = {name for fact_id, of in facts for name in levels(fact_id, of)}
    matched = {pattern for name in names for pattern in stages.at(name)}
    return {*stages.patterns, *(Pattern("", text) for text in stages.rest)} - matched

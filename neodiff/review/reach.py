"""Who may see and do what before and after, as a reviewer decides it: what is gained first, then what is lost.

What one role gains or loses alike on many tables is said once. Knows no output format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from neodiff.access import Change, Reach
from neodiff.outcome import Plan
from neodiff.review.words import kind_word, some, visible

_MOST: Final = 20
_NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Shift:
    """Changes of one role's access that differ in nothing but the relation."""

    changes: tuple[Change, ...]

    @property
    def role(self) -> str:
        return visible(self.changes[0].role)

    @property
    def commands(self) -> str:
        return ", ".join(self.changes[0].commands)

    @property
    def sign(self) -> str:
        return {0: "+", 1: "+", 2: "-", 3: "-"}.get(_rank(self.changes[0]), "~")

    @property
    def places(self) -> list[str]:
        return [visible(change.relation.path) for change in self.changes]

    @property
    def count(self) -> str:
        """`12 tables`; empty for one, whose name says more."""
        kinds = {change.relation.kind for change in self.changes}
        many = len(self.changes)
        return "" if many == 1 else f"{many} {kind_word(kinds.pop() if len(kinds) == 1 else 'relation', many)}"

    @property
    def sides(self) -> tuple[str, str]:
        first = self.changes[0]
        old, new = (visible(str(side)) if side is not None else _NOTHING for side in (first.old, first.new))
        return old, new

    @property
    def sentence(self) -> str:
        """`anon loses select on 12 tables: app.a, app.b, ...`, as text."""
        if not self.count:
            return visible(str(self.changes[0]))
        return f"{visible(self.changes[0].said(self.count))}: {some(self.places, _MOST)}"


def shifts(plan: Plan) -> list[Shift]:
    """What decides first: gains from nothing, then of more rows, losses of all, of some; the rest last."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for change in plan.access:
        found.setdefault((change.role, change.commands, change.old, change.new), []).append(change)
    groups = [Shift(tuple(group)) for group in found.values()]
    return sorted(groups, key=lambda shift: (_rank(shift.changes[0]), shift.role, -len(shift.changes)))


def _rank(change: Change) -> int:
    if change.old is None or change.new is None:
        return 0 if change.old is None else 2
    if _within(change.old, change.new):
        return 1
    return 3 if _within(change.new, change.old) else 4


def _within(less: Reach, more: Reach) -> bool:
    """Is nothing reached by `less` that is not by `more`? No columns are all of them."""
    columns = not more.columns or (bool(less.columns) and set(less.columns) <= set(more.columns))
    return columns and (less.rows == more.rows or more.rows == "all")

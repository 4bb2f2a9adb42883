"""Statements in order -> the same with safe forms.

What would scan, or build an index, while others wait is split: its instant part stays where it is, its long part comes
behind everything else, in transactions of its own or in none; what can be made ready comes before everything. What stands on
what comes later follows it. Tables that the plan makes, and those known to hold no rows, gain nothing and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from neodiff.facts import FactId
from neodiff.plan.online.filled import fills, unfinished
from neodiff.plan.online.forms import split
from neodiff.plan.online.state import Split, State, World
from neodiff.statement import Statement


def online(run: Sequence[Statement], world: World) -> list[Statement]:
    """The same statements where nothing is gained.

    What is replaced must not be gone for longer than its transaction: whatever it would have to wait for stays as it is.
    """
    kept: set[FactId] = set()
    while True:
        order = _Order(State(run, world, set(kept)))
        out = order.written()
        if order.state.kept <= kept:
            return out
        kept |= order.state.kept


class _Order:
    """Where the parts of statements go in one try."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.early: list[Statement] = []
        self.late: list[Statement] = []
        self.phases = count(1)
        self.phase = 0

    def written(self) -> list[Statement]:
        main: list[Statement] = []
        for column in unfinished(self.state.world.before, self.state.world.after):
            self.state.filling.add(column)
            self._groups(Split(later=fills(self.state, column)))
        for at, statement in enumerate(self.state.run):
            follows = self._follows(statement)
            parts = split(self.state, at, statement) or Split((statement,))
            if follows:
                self._later(parts.now)
            else:
                main += parts.now
            self._groups(parts)
        return self.early + main + self.late

    def _groups(self, parts: Split) -> None:
        for group in parts.early:
            phase = next(self.phases)
            self.early += [replace(statement, phase=phase) for statement in group]
        for group in parts.later:
            self.phase = next(self.phases)
            self._later(group)
            self.phase = next(self.phases)

    def _later(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            self.late.append(replace(statement, phase=self.phase))

    def _follows(self, statement: Statement) -> bool:
        """Does it stand on something that is made later? Then so does what stands on it."""
        about, state = statement.about, self.state
        if about is None or statement.verb == "drop":
            return False
        causes = frozenset(self._causes(statement, about))
        if causes and statement.verb == "create" and about in state.world.before:
            state.kept |= causes
        if causes:
            state.moved[about] = causes
        return bool(causes)

    def _causes(self, statement: Statement, about: FactId) -> Iterator[FactId]:
        state = self.state
        for needed in (about, *state.world.after.needs.get(about, ())):
            at: FactId | None = needed
            while at is not None:
                yield from state.moved.get(at, ())
                at = at.parent
        yield from state.late_nulls(statement, about)
        yield from state.unfilled(statement, about)

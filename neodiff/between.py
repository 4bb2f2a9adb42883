"""What stands between two units of the way there: its fingerprint, and the part of the way back that leads from it.

Whoever is stopped after some of the units must know where the database is, and how to get back from there. Must not know files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from neodiff.cluster.plan import apart, is_ours
from neodiff.facts import FactId
from neodiff.prove import judge, run
from neodiff.scratch.load import StatementError
from neodiff.sides import Side, Sides
from neodiff.statement import Statement
from neodiff.units import Unit, units


@dataclass(frozen=True, slots=True)
class Between:
    """After `done` units of the way there.

    fingerprint: of the facts then; reverse: statements that lead back from there, proven, or None where none are known
    """

    done: int
    fingerprint: str
    reverse: tuple[Statement, ...] | None


@dataclass(frozen=True, slots=True)
class Ways:
    """A proven plan, and what it was proven on. `template`: the database that the proof copied."""

    sides: Sides
    clone: Side
    goal: Side
    template: str
    forward: Sequence[Statement]
    reverse: Sequence[Statement]
    run_as: str
    major: int

    def between(self) -> list[Between]:
        """For every place between two units; empty where there is but one."""
        parts = units(self.forward)
        return [self._at(done, _statements(parts[:done])) for done in range(1, len(parts))]

    def _at(self, done: int, begun: list[Statement]) -> Between:
        with self.sides.databases.copy(self.template) as dsn:
            self._run(dsn, begun, self.goal)
            found = self.sides.look(dsn, self.clone.template, self.major).facts.inside().fingerprint()
            guess = _back(begun, self.reverse)
            if self._leads(dsn, guess):
                return Between(done, found, tuple(guess))
        with self.sides.databases.copy(self.template) as dsn:
            self._run(dsn, begun, self.goal)
            # what is done to roles is not done on scratch, and tells by itself what it takes back
            known = set(map(id, _back(begun, self.reverse)))
            # what is there for a while only goes as it would have gone on the way there
            clear = [s for s in self.forward[len(begun) :] if s.verb == "clear"]
            guess = [s for s in (*clear, *self.reverse) if (id(s) in known if is_ours(s) else self._runs(dsn, s))]
        with self.sides.databases.copy(self.template) as dsn:
            self._run(dsn, begun, self.goal)
            return Between(done, found, tuple(guess) if self._leads(dsn, guess) else None)

    def _run(self, dsn: str, statements: Sequence[Statement], wanted: Side) -> None:
        run(dsn, apart(statements), wanted, self.sides.platform, self.run_as)

    def _runs(self, dsn: str, statement: Statement) -> bool:
        try:
            self._run(dsn, [statement], self.clone)
        except StatementError:
            return False
        return True

    def _leads(self, dsn: str, guess: Sequence[Statement]) -> bool:
        """Do these statements lead back to the beginning?"""
        try:
            self._run(dsn, guess, self.clone)
        except StatementError:
            return False
        got = self.sides.look(dsn, self.clone.template, self.major, dumped=True)
        clone = self.sides.dumped(self.clone)
        return all(verdict.agrees for verdict in judge(got, clone, clone, set(), self.major))


def _statements(parts: Sequence[Unit]) -> list[Statement]:
    return [statement for unit in parts for statement in unit.statements]


def _back(done: Sequence[Statement], reverse: Sequence[Statement]) -> list[Statement]:
    """What of the way back is about something that was done, or about what is part of that. A guess, which is proven."""
    swapped = {statement.about for statement in done if statement.verb == "swap"}
    begun = {statement.about for statement in done if statement.undo} - swapped
    undone = [
        replace(each, sql=each.undo, verb="drop", undo="")
        for each in reversed(done)
        if each.undo and each.about in begun
    ]
    about = {statement.about for statement in done if statement.about is not None and statement.about not in begun}
    return undone + [statement for statement in reverse if statement.about is None or _concerns(statement.about, about)]


def _concerns(fact_id: FactId, about: set[FactId]) -> bool:
    return fact_id in about or any(each.inside(fact_id) or fact_id.inside(each) for each in about)

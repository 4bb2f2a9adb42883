"""What stands between two units of the way there: its fingerprint, and the part of the way back that leads from it.

Whoever is stopped after some of the units must know where the database is, and how to get back from there. Must not know files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neodiff.facts import FactId
from neodiff.prove import Verdict, judge, run
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


def between(
    sides: Sides,
    clone: Side,
    goal: Side,
    template: str,
    forward: Sequence[Statement],
    reverse: Sequence[Statement],
    *,
    run_as: str,
    major: int,
) -> list[Between]:
    """For every place between two units; empty where there is but one. `template`: the database that the proof copied."""
    parts = units(forward)
    out = []
    for done in range(1, len(parts)):
        with sides.databases.copy(template) as dsn:
            run(dsn, _statements(parts[:done]), goal, sides.platform, run_as)
            found = sides.look(dsn, clone.template, major)
            back = _back(_statements(parts[:done]), reverse)
            try:
                run(dsn, back, clone, sides.platform, run_as)
                proven = not _left(sides.look(dsn, clone.template, major), clone, major)
            except StatementError:
                proven = False
        out.append(Between(done, found.facts.inside().fingerprint(), tuple(back) if proven else None))
    return out


def _statements(parts: Sequence[Unit]) -> list[Statement]:
    return [statement for unit in parts for statement in unit.statements]


def _back(done: Sequence[Statement], reverse: Sequence[Statement]) -> list[Statement]:
    """What of the way back is about something that was done, or about what is part of that. A guess, which is proven."""
    about = {statement.about for statement in done if statement.about is not None}
    return [statement for statement in reverse if statement.about is None or _concerns(statement.about, about)]


def _concerns(fact_id: FactId, about: set[FactId]) -> bool:
    return fact_id in about or any(each.inside(fact_id) or fact_id.inside(each) for each in about)


def _left(got: Side, clone: Side, major: int) -> list[Verdict]:
    return [verdict for verdict in judge(got, clone, clone, set(), major) if not verdict.agrees]

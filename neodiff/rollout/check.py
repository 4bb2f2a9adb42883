"""rollout.yaml against the declaration: every declared object in one migration, every pattern about something.

Must not know servers: what differs in a database and is in no migration is found where it is planned.
"""

from __future__ import annotations

from collections.abc import Iterator

from neodiff.declare.declaration import Declaration
from neodiff.facts import FactId
from neodiff.problems import Problems
from neodiff.rollout.document import Rollout
from neodiff.stage import ROWS, Stages, unmatched
from neodiff.yaml.form_base import nearest


def check(rollout: Rollout, declaration: Declaration) -> None:
    """Raises DeclarationError with everything that is wrong."""
    problems, stages = Problems(), rollout.stages
    parts = list(_parts(declaration))
    known = [*parts, *((fact_id, name) for fact_id, _ in parts for name in _attributes(fact_id, declaration))]
    names = sorted({str(fact_id) for fact_id, of in parts if not of})
    for pattern in unmatched(stages, known) - rollout.drops:
        hint = nearest(pattern.text, names) if "*" not in pattern.text and names else "take it out"
        where = f"migration {pattern.step}" if pattern.step else "baseline"
        problems.add(rollout.patterns[pattern], f"{where}: {pattern.text!r} matches nothing that is declared", hint)
    for fact_id, of in known:
        _one_step(fact_id, of, rollout, stages, problems)
    _all_somewhere(parts, declaration, stages, problems)
    problems.raise_if_any()


def _parts(declaration: Declaration) -> Iterator[tuple[FactId, str]]:
    """What is declared: facts, and rows by their table, JSON defaults by their column."""
    scope = declaration.scope
    every = (*declaration.facts, *declaration.cluster.facts, *declaration.cluster.absent)
    yield from ((fact_id, "") for fact_id in every if scope.covers(fact_id))
    for data in (declaration.data, *declaration.overlays.values()):
        yield from ((table, ROWS) for table in data.seeds)
        yield from ((FactId("column", "", column, table), ROWS) for table, column in data.json)


def _attributes(fact_id: FactId, declaration: Declaration) -> Iterator[str]:
    fact = declaration.facts.get(fact_id) or declaration.cluster.facts.get(fact_id)
    yield from fact.payload if fact is not None else ()


def _one_step(fact_id: FactId, of: str, rollout: Rollout, stages: Stages, problems: Problems) -> None:
    deciding = {pattern.step: pattern for pattern in stages.deciding(fact_id, of)}
    if len(deciding) < 2 or (of and stages.deciding(fact_id, of) == stages.deciding(fact_id)):
        return
    first, second = list(deciding.values())[:2]
    problems.add(
        rollout.patterns[second],
        f"{ROWS if of == ROWS else ''}{fact_id}{f': {of}' if of and of != ROWS else ''} is in two migrations, "
        f"{first.step} ({rollout.patterns[first]}: {first.text!r}) and {second.step} ({second.text!r})",
        "leave it to one of them; a pattern that names the part itself goes before one that names the whole",
    )


def _all_somewhere(
    parts: list[tuple[FactId, str]], declaration: Declaration, stages: Stages, problems: Problems
) -> None:
    for fact_id, of in parts:
        if of or stages.deciding(fact_id) or _has(declaration, fact_id.parent):
            continue
        pos = declaration.positions.get(fact_id) or declaration.positions.get(fact_id.root)
        problems.add(
            pos,
            f"{fact_id} is in no migration of rollout.yaml",
            "add it to `objects:` of one, or to `baseline:` where every database has it already",
        )


def _has(declaration: Declaration, fact_id: FactId | None) -> bool:
    return fact_id in declaration.facts or fact_id in declaration.cluster.facts

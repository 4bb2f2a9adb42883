"""What is wrong with a plan or a snapshot, as findings at the lines of the declaration. Knows no service."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import FactId
from neodiff.finding import Finding
from neodiff.outcome import Plan
from neodiff.problems import Pos
from neodiff.review import risks, script
from neodiff.review.rows import HAZARD, REFUSED

_KEPT: Final = ("forward.sql", "reverse.sql", "review.md")


def of_plan(plan: Plan, declaration: Declaration) -> Iterator[Finding]:
    """Errors: what was refused, or not proven. Warnings: what the way there loses, and is allowed to."""
    for item in plan.refused:
        hazard, allow = item.hazard, f"plan it with --allow {item.hazard.name}"
        yield Finding(hazard.name, "error", _pos(item.id, declaration), str(item.id), hazard.reason, remedy=allow)
    for table in sorted({change.table for change in plan.rows.refused}):
        yield Finding(
            HAZARD, "error", _pos(table, declaration), str(table), REFUSED, remedy=f"plan it with --allow {HAZARD}"
        )
    if not plan.proven:
        yield Finding("not-proven", "error", None, plan.label, script.verdict(plan))
    for risk in risks.of(plan.forward):
        yield Finding(risk.name, "warning", None, plan.label, risk.reason)


def of_snapshot(name: str, folder: Path, made: Mapping[str | Path, str]) -> Iterator[Finding]:
    """What the folder keeps beside the schema, and would be another today."""
    for each in _KEPT:
        path = folder / each
        if path.exists() and path.read_text(encoding="utf-8") != made[each]:
            where = os.path.relpath(path)
            remedy = f"run `neodiff snapshot {name}` and commit it"
            yield Finding("stale", "error", Pos(where, 1, 1), where, "is not what it would be today", remedy=remedy)


def _pos(fact_id: FactId, declaration: Declaration) -> Pos | None:
    """Where it is declared, or what it is part of."""
    at: FactId | None = fact_id
    while at is not None:
        if (pos := declaration.positions.get(at)) is not None:
            return pos
        at = at.parent
    return None

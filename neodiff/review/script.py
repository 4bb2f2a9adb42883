"""forward.sql and reverse.sql: psql scripts in the team's house rules, one comment per step, stopping at the first error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from neodiff.compare import Plan
from neodiff.plan.units import units
from neodiff.statement import Statement

LOCK_TIMEOUT: Final = "5s"


def forward(plan: Plan) -> str:
    return _script(plan, plan.forward, "forward", f"Takes {plan.label} to what schema/ declares.")


def reverse(plan: Plan) -> str:
    return _script(plan, plan.reverse, "reverse", f"Takes {plan.label} back to what it was before forward.sql.")


def verdict(plan: Plan) -> str:
    """One line that says how far the plan is to be trusted."""
    if plan.empty:
        return "nothing to do"
    if plan.proof is None:
        return "NOT PROVEN: --no-prove was given"
    if not plan.proof.holds:
        return "NOT PROVEN: " + (plan.proof.reasons() or ["no verdict"])[0].splitlines()[0]
    judges = [v.judge + (" (abstained)" if v.abstained else "") for v in plan.proof.forward]
    return f"proven forward and reverse on PostgreSQL {plan.proof.ran_on}, live is {plan.live_version}: {', '.join(judges)} agree"


def _script(plan: Plan, run: Sequence[Statement], way: str, purpose: str) -> str:
    lines = ["-- " + purpose, f"-- Proof: {verdict(plan)}."]
    if plan.refused:
        lines.append("-- REFUSED, and not in here:")
        lines += [f"--   {item.id}: {item.hazard.reason}; allow it with --allow {item.hazard.name}" for item in plan.refused]
    lost = [hazard for statement in plan.forward for hazard in statement.hazards if hazard.name in ("drop-table", "drop-column", "lose-values")]
    if way == "reverse" and lost:
        lines.append("-- IRREVERSIBLE: structure comes back, but not the data:")
        lines += [f"--   {hazard.reason}" for hazard in lost]
    if not run:
        return "\n".join([*lines, "", "-- Nothing to do.", ""])
    lines += _affected(run)
    lines += ["", r"\set ON_ERROR_STOP on", f"set lock_timeout = '{LOCK_TIMEOUT}';", "set check_function_bodies = off;", "set search_path = '';"]
    total, step = len(run), 0
    parts = units(run)
    for i, unit in enumerate(parts, 1):
        if len(parts) > 1:
            lines += ["", f"-- Unit {i} of {len(parts)}" + ("" if unit.transactional else ": cannot run in a transaction")]
        lines += ["", "begin;"] if unit.transactional else []
        for statement in unit.statements:
            step += 1
            lines += ["", f"-- {step}/{total} {statement.verb} {statement.subject}".rstrip()]
            lines += [f"--   {hazard.name}: {hazard.reason}" for hazard in statement.hazards]
            lines.append(statement.sql + ";")
        lines += ["", "commit;"] if unit.transactional else []
    lines += ["", "reset lock_timeout;", "reset check_function_bodies;", "reset search_path;", ""]
    return "\n".join(lines)


def _affected(run: Sequence[Statement]) -> list[str]:
    objects: dict[str, None] = {}
    for statement in run:
        if statement.about is not None:
            objects[str(statement.about.root)] = None
    shown = list(objects)
    if len(shown) > 12:
        shown = [*shown[:12], f"and {len(objects) - 12} more"]
    return ["-- Affects: " + ", ".join(shown)] if shown else []

"""What a migration's plan means for a rollout: its risk, whether anybody waits, whether it comes back; and what was said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from neodiff.impact.risk import LEVELS
from neodiff.outcome import Plan
from neodiff.problems import Problems
from neodiff.rollout.document import Rollout, Said


@dataclass(frozen=True, slots=True)
class Impact:
    """`downtime`: are tables kept waiting for longer than an instant? `reasons`: of the risk, in words."""

    risk: str
    downtime: bool
    reversible: bool
    reasons: tuple[str, ...] = ()


def impact(plan: Plan) -> Impact:
    """What the plan's statements were found to do."""
    if plan.risk is None:
        return Impact("low", downtime=False, reversible=True)
    destroyed = any(hazard.name == "irreversible" for statement in plan.forward for hazard in statement.hazards)
    return Impact(plan.risk.level, plan.risk.downtime, not plan.lost and not destroyed, plan.risk.reasons)


def contradictions(rollout: Rollout, found: dict[str, Impact]) -> Problems:
    """Where rollout.yaml promises more than the plans hold: at its place in the file."""
    problems = Problems()
    for name, computed in found.items():
        said = rollout.migrations[name]
        for key, message in _wrong(said, computed):
            problems.add(said.places[key], f"migration {name}: {message}", "; ".join(computed.reasons))
    for phase in rollout.phases.values():
        inside = rollout.of_phase(phase.name)
        levels = [found[each.name].risk if each.name in found else each.risk or "low" for each in inside]
        worst = max([*levels, *(each.risk for each in inside if each.risk)], key=LEVELS.index, default="low")
        if phase.risk and LEVELS.index(phase.risk) < LEVELS.index(worst):
            message = f"phase {phase.name}: risk is {phase.risk}, but one of its migrations is {worst}"
            problems.add(phase.places["risk"], message)
    return problems


def _wrong(said: Said, computed: Impact) -> Iterator[tuple[str, str]]:
    if said.risk and LEVELS.index(said.risk) < LEVELS.index(computed.risk):
        yield "risk", f"risk is {said.risk}, but its plan is {computed.risk}"
    if said.downtime == "none" and computed.downtime:
        yield "downtime", "downtime is none, but tables are kept waiting"
    if said.reversible and not computed.reversible:
        yield "reversible", "reversible is true, but its plan loses what does not come back"

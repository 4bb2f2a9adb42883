"""What a migration's plan means for a rollout: its risk, whether anybody waits, whether it comes back; and what was said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from neodiff.outcome import Plan
from neodiff.problems import Problems
from neodiff.rollout.document import Rollout, Said

LEVELS: Final = ("low", "medium", "high")
_LOSES: Final = frozenset(("drop-table", "drop-column", "lose-values", "delete-rows"))
_ACCESS: Final = frozenset(("policy", "grants", "owner", "default_privileges"))


@dataclass(frozen=True, slots=True)
class Impact:
    """`downtime`: are tables kept waiting for longer than an instant? `reasons`: of the risk, in words."""

    risk: str
    downtime: bool
    reversible: bool
    reasons: tuple[str, ...] = ()


def impact(plan: Plan) -> Impact:
    names = {hazard.name for statement in plan.forward for hazard in statement.hazards}
    about = [statement.about for statement in plan.forward if statement.about is not None]
    there = [fact_id for fact_id in about if fact_id.root in plan.old]
    high = [
        "data is lost for good" if plan.lost or "irreversible" in names else "",
        "more people may read or write rows" if "weaken-access" in names else "",
    ]
    medium = [
        "access changes" if any(fact_id.kind in _ACCESS for fact_id in there) else "",
        "data goes, and a copy is kept" if names & _LOSES and not plan.lost else "",
        "running clients may fail" if "rename" in names or "drop-object" in names else "",
    ]
    level = "high" if any(high) else "medium" if any(medium) else "low"
    back = not plan.lost and "irreversible" not in names
    return Impact(level, False, back, tuple(reason for reason in (*high, *medium) if reason))


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

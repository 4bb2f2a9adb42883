"""Who plans and proves: the native planner, migra with the native residue, or the one after the other. Knows no YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from neodiff.errors import PlanError
from neodiff.facts import FactBase, FactId, Payload
from neodiff.kinds import default_privileges
from neodiff.kinds.base import Env
from neodiff.live import Live
from neodiff.outcome import Options, Plan
from neodiff.plan import migra
from neodiff.plan.actions import statements
from neodiff.plan.changes import changes
from neodiff.plan.hazards import NAMES
from neodiff.prove import Proof, prove
from neodiff.sides import Side, Sides
from neodiff.statement import Statement


@dataclass(frozen=True, slots=True)
class Job:
    """What planning and proving need beside the plan: the three sides, and who will run it."""

    sides: Sides
    clone: Side
    start: Side
    goal: Side
    live: Live
    versioned: frozenset[str]
    leftovers: list[Statement]
    say: Callable[[str], None]

    def env(self, have: FactBase, want: FactBase, *, back: bool) -> Env:
        spelled = frozenset(extension.name for extension in self.live.extensions if extension.spelled)
        return replace(environment(have, want, self.live), versioned=spelled if back else self.versioned)

    def after(self, side: Side, run: list[Statement]) -> Side:
        return self.sides.derived(side, run, self.live.major, "database after migra's plan", run_as=self.live.user)

    def prove(self, plan: Plan) -> Proof:
        self.say("proving forward and reverse")
        return prove(
            self.sides,
            self.clone,
            self.goal,
            plan.forward,
            plan.reverse,
            run_as=self.live.user,
            major=self.live.major,
            say=self.say,
        )


def run(plan: Plan, job: Job, options: Options) -> None:
    """Plan and prove with the engine asked for; `auto` turns to migra only where the native plan does not prove."""
    if options.engine == "migra":
        _by_migra(plan, job)
    else:
        _native(plan, job)
    _check_allowed(plan, options)
    if plan.empty or not options.prove:
        return
    plan.proof = job.prove(plan)
    if plan.proof.holds or options.engine != "auto":
        return
    native = (plan.forward, plan.reverse, plan.proof)
    try:
        _by_migra(plan, job)
        plan.proof = job.prove(plan)
    except PlanError as error:
        plan.notes.append(f"migra had no plan either: {error}")
    if plan.proof is None or not plan.proof.holds:
        plan.engine = "native"
        plan.forward, plan.reverse, plan.proof = native


def _native(plan: Plan, job: Job) -> None:
    there, back = job.env(plan.old, plan.new, back=False), job.env(plan.new, plan.old, back=True)
    plan.forward = job.leftovers + [rename.statement() for rename in plan.renames]
    plan.forward += statements(changes(plan.old, plan.new, there), there)
    plan.reverse = statements(changes(plan.new, plan.old, back), back) + [
        rename.back() for rename in reversed(plan.renames)
    ]


def _by_migra(plan: Plan, job: Job) -> None:
    """migra's plan, and natively what it leaves over: grants, comments, owners and its other blind spots."""
    forward, reverse = _migra(plan.old, plan.new), _migra(plan.new, plan.old)
    renamed, back = (
        [rename.statement() for rename in plan.renames],
        [rename.back() for rename in reversed(plan.renames)],
    )
    between = job.after(job.start, forward).facts.inside()
    env = job.env(between, plan.new, back=False)
    plan.forward = job.leftovers + renamed + forward + statements(changes(between, plan.new, env), env)
    between = job.after(job.goal, reverse).facts.inside()
    env = job.env(between, plan.old, back=True)
    plan.reverse = reverse + statements(changes(between, plan.old, env), env) + back
    plan.engine = "migra"


def _migra(old: FactBase, new: FactBase) -> list[Statement]:
    try:
        return [Statement(sql.strip().rstrip(";"), verb="migra") for sql in migra.plan(old, new)]
    except migra.Abstained as reason:
        raise PlanError(f"migra made no plan: {reason}") from None


def _check_allowed(plan: Plan, options: Options) -> None:
    """No statement may carry a hazard that was not allowed, however planning came to it. Raises PlanError."""
    found = {
        hazard.name: f"{hazard.name}: {hazard.reason} (by {statement.verb} {statement.subject})"
        for statement in plan.forward
        for hazard in statement.hazards
        if hazard.name in NAMES and hazard.name not in options.allowed and "all" not in options.allowed
    }
    if found:
        raise PlanError(
            "the differences cannot be planned without what was not allowed:\n  "
            + "\n  ".join(sorted(found.values()))
            + f"\nallow it with --allow {','.join(sorted(found))}"
        )


def environment(have: FactBase, want: FactBase, live: Live) -> Env:
    """What writers of SQL know of the database they write for, on the way from `have` to `want`.

    Owners are those that will be; what a new object grants is what default privileges say now.
    """
    owners = {
        fact_id.parent: fact.payload["role"]
        for facts in (have, want)
        for fact_id, fact in facts.facts.items()
        if fact_id.kind == "owner"
    }
    defaults: dict[Any, Payload] = {
        (fact_id.parent.name, fact_id.schema, fact_id.name): fact.payload
        for fact_id, fact in have.facts.items()
        if fact_id.kind == "default_privileges" and fact_id.parent is not None
    }

    def initial(about: FactId) -> Payload:
        return default_privileges.initial(about.kind, about.schema, live.user, defaults, live.major)

    return Env(live.major, live.user, owners.get, initial, known=True)

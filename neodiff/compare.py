"""The main job: a declaration against a live database -> a Plan with its proof. Knows the order of steps, none of their details."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from neodiff.declare.facts import roles_of
from neodiff.declare.load import Declaration
from neodiff.declare.render import PUBLIC
from neodiff.errors import PlanError
from neodiff.facts import FactBase, FactId, Payload
from neodiff.kinds import default_privileges
from neodiff.kinds.base import Env
from neodiff.live import Live
from neodiff.plan import migra, rename
from neodiff.plan.actions import statements
from neodiff.plan.changes import changes
from neodiff.plan.diff import Delta, diff
from neodiff.plan.goal import Goal, Refused, goal, in_schemas
from neodiff.plan.hazards import NAMES
from neodiff.plan.rename import Rename
from neodiff.prove import Proof, prove
from neodiff.scratch.server import SUPERUSER
from neodiff.sides import Side, Sides
from neodiff.statement import Statement


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for: hazards allowed by name, the engine, whether to prove."""

    prune: bool = False
    allowed: Collection[str] = ()
    engine: str = "auto"
    prove: bool = True
    schemas: Collection[str] = ()


@dataclass(slots=True)
class Plan:
    """What differs, the SQL there and back, and what the proof said. `proof` is None where nothing had to be proven."""

    label: str
    live_version: str
    deltas: list[Delta] = field(default_factory=list)
    forward: list[Statement] = field(default_factory=list)
    reverse: list[Statement] = field(default_factory=list)
    kept: list[FactId] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unmodelled: list[str] = field(default_factory=list)
    stubs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    proof: Proof | None = None
    engine: str = "native"
    old: FactBase = field(default_factory=FactBase)
    new: FactBase = field(default_factory=FactBase)

    @property
    def empty(self) -> bool:
        return not self.forward and not self.deltas and not self.renames

    @property
    def proven(self) -> bool:
        return self.empty or (self.proof is not None and self.proof.holds)


def compare(
    declaration: Declaration,
    live: Live,
    clone: Side,
    sides: Sides,
    options: Options,
    say: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Plan from the live clone to the goal and back, and prove both. Raises DeclarationError, PlanError."""
    major = live.major
    target = sides.target(declaration, major, live.user)
    declared = _declared(target, sides.blank(major), declaration, options.prune)
    renames = _renames(clone, declared, target, declaration, sides, major)
    start = (
        sides.derived(clone, [rename.statement() for rename in renames], major, "renamed live database")
        if renames
        else clone
    )
    old = start.facts.inside()
    if options.schemas:
        declared = declared.only(fact_id for fact_id in declared if in_schemas(fact_id, options.schemas))
    versions = {
        fact_id
        for fact_id, fact in declaration.facts.items()
        if fact_id.kind == "extension" and "version" in fact.payload
    }
    wanted = goal(
        old,
        declared,
        _managed(declaration, target),
        prune=options.prune,
        pruned_schemas=declaration.pruned,
        allowed=options.allowed,
        versions=versions,
        schemas=options.schemas,
        initial=environment(old, live).initial,
    )
    kept = [fact_id for fact_id in wanted.kept if fact_id != PUBLIC]
    plan = Plan(live.label, str(live.major), kept=kept, refused=wanted.refused)
    plan.renames = renames
    plan.unmodelled = [f"{item.kind} {item.identity}" for item in clone.unmodelled] + list(live.beside)
    plan.stubs = sides.stubs(
        {extension.name for extension in live.extensions}
        | {fact_id.name for fact_id in declared if fact_id.kind == "extension"}
    )
    plan.unmodelled += [
        f"{fact_id} (it needs one of these)" for fact_id in start.facts if fact_id not in old and fact_id.parent is None
    ]
    plan.notes += _missing_roles(wanted, live)
    if live.reader and live.reader != live.user:
        plan.notes.append(f"role {live.reader!r} may only read {live.label}: the migration is for {live.user!r} to run")
    say("planning")
    try:
        goal_side = _goal_side(target, wanted, live, sides, start)
        plan.old, plan.new = old, goal_side.facts.inside()
        plan.deltas = diff(plan.old, plan.new)
        job = _Job(sides, clone, start, goal_side, live, frozenset(fact_id.name for fact_id in versions), say)
        _plan(plan, job, options)
        _check_allowed(plan, options)
    except PlanError as error:
        # What differs is known all the same, and is shown with the reason why there is no plan for it.
        plan.deltas = plan.deltas or diff(old, FactBase(facts=wanted.facts))
        plan.forward, plan.reverse, plan.proof = [], [], Proof(failed=str(error))
    return plan


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


def _missing_roles(wanted: Goal, live: Live) -> list[str]:
    """Roles belong to the server, not to the database: a plan names them and makes none."""
    if not live.role_names:
        return []
    missing = roles_of(iter(wanted.facts.values())) - set(live.role_names) - {live.user}
    return [f"role {name!r} does not exist in {live.label}: create it before forward.sql" for name in sorted(missing)]


@dataclass(frozen=True, slots=True)
class _Job:
    """What planning and proving need beside the plan: the three sides, and who will run it."""

    sides: Sides
    clone: Side
    start: Side
    goal: Side
    live: Live
    versioned: frozenset[str]
    say: Callable[[str], None]

    def env(self, facts: FactBase, *, back: bool) -> Env:
        spelled = frozenset(extension.name for extension in self.live.extensions if extension.spelled)
        return replace(environment(facts, self.live), versioned=spelled if back else self.versioned)

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


def _plan(plan: Plan, job: _Job, options: Options) -> None:
    """Plan and prove with the engine asked for; `auto` turns to migra only where the native plan does not prove."""
    if options.engine == "migra":
        _by_migra(plan, job)
    else:
        _native(plan, job)
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


def _native(plan: Plan, job: _Job) -> None:
    there, back = job.env(plan.old, back=False), job.env(plan.new, back=True)
    plan.forward = [rename.statement() for rename in plan.renames] + statements(
        changes(plan.old, plan.new, there), there
    )
    plan.reverse = statements(changes(plan.new, plan.old, back), back) + [
        rename.back() for rename in reversed(plan.renames)
    ]


def _by_migra(plan: Plan, job: _Job) -> None:
    """migra's plan, and natively what it leaves over: grants, comments, owners and its other blind spots."""
    forward, reverse = _migra(plan.old, plan.new), _migra(plan.new, plan.old)
    renamed, back = (
        [rename.statement() for rename in plan.renames],
        [rename.back() for rename in reversed(plan.renames)],
    )
    between = job.after(job.start, forward).facts.inside()
    env = job.env(between, back=False)
    plan.forward = renamed + forward + statements(changes(between, plan.new, env), env)
    between = job.after(job.goal, reverse).facts.inside()
    env = job.env(between, back=True)
    plan.reverse = reverse + statements(changes(between, plan.old, env), env) + back
    plan.engine = "migra"


def _migra(old: FactBase, new: FactBase) -> list[Statement]:
    try:
        return [Statement(sql.strip().rstrip(";"), verb="migra") for sql in migra.plan(old, new)]
    except migra.Abstained as reason:
        raise PlanError(f"migra made no plan: {reason}") from None


def _declared(target: Side, blank: Side, declaration: Declaration, prune: bool) -> FactBase:
    """What the target has because it is declared: all that a blank database lacks, and what is declared by name.

    Where everything else is to be dropped, schema public is wanted as every new database has it.
    """
    named = {fact_id for fact_id in declaration.facts if fact_id.kind in ("schema", "extension", "default_privileges")}
    if prune and "public" not in declaration.absent:
        named.add(PUBLIC)
    roots = named | {f.root for f in target.facts if f.root not in blank.facts and f.root.kind != "role"}
    return target.facts.only(fact_id for fact_id in target.facts if fact_id.root in roots or fact_id in named)


def _renames(
    clone: Side, declared: FactBase, target: Side, declaration: Declaration, sides: Sides, major: int
) -> list[Rename]:
    """What is told to be renamed and is not yet, then what PostgreSQL had named after it."""
    if not declaration.renames and not declaration.labels:
        return []
    canonical = _canonical(declaration.renames, target)
    wanted = {canonical.get(fact_id, fact_id): name for fact_id, name in declaration.renames.items()}
    first = rename.told(clone.facts, declared, wanted, declaration.labels)
    if not first:
        return []
    between = sides.derived(clone, [step.statement() for step in first], major, "renamed live database")
    return first + rename.generated(between.facts, declared, first)


def _managed(declaration: Declaration, target: Side) -> set[FactId]:
    """Owners and grants that are declared, by the ids that PostgreSQL gives: a routine's types may be spelled otherwise."""
    out = set(declaration.managed)
    if PUBLIC not in declaration.facts:
        out |= {FactId(kind, "", "", PUBLIC) for kind in ("owner", "grants")}
    return out | set(_canonical(declaration.managed, target).values())


def _canonical(spelled: Iterable[FactId], target: Side) -> dict[FactId, FactId]:
    """Routines by the ids that PostgreSQL gives: types may be spelled otherwise in the declaration."""
    wanted = {
        fact_id for fact_id in spelled if fact_id.root.kind in ("function", "procedure") and fact_id not in target.facts
    }
    if not wanted:
        return {}
    by_name: dict[tuple[str, str, str, int], list[FactId]] = {}
    for fact_id in target.facts:
        if fact_id.root.kind in ("function", "procedure"):
            by_name.setdefault(_routine_key(fact_id), []).append(fact_id)
    return {fact_id: found[0] for fact_id in wanted if len(found := by_name.get(_routine_key(fact_id), [])) == 1}


def _routine_key(fact_id: FactId) -> tuple[str, str, str, int]:
    name = fact_id.root.name
    return (fact_id.kind, fact_id.root.kind, fact_id.root.schema + "." + name.split("(")[0], name.count(","))


def environment(facts: FactBase, live: Live) -> Env:
    """What writers of SQL know of the database they write for: owners, and what new objects will grant."""
    owners = {fact_id.parent: fact.payload["role"] for fact_id, fact in facts.facts.items() if fact_id.kind == "owner"}
    defaults: dict[Any, Payload] = {
        (fact_id.parent.name, fact_id.schema, fact_id.name): fact.payload
        for fact_id, fact in facts.facts.items()
        if fact_id.kind == "default_privileges" and fact_id.parent is not None
    }

    def initial(about: FactId) -> Payload:
        return default_privileges.initial(about.kind, about.schema, live.user, defaults, live.major)

    return Env(live.major, live.user, owners.get, initial, known=True)


def _goal_side(target: Side, wanted: Goal, live: Live, sides: Sides, clone: Side) -> Side:
    """The goal as a database: the target, with what of live is kept made in it."""
    facts = FactBase(facts=wanted.facts, major=target.facts.major)
    for source in (clone.facts, target.facts):
        for fact_id in wanted.facts:
            if fact_id in source.needs:
                facts.needs[fact_id] |= {other for other in source.needs[fact_id] if other in wanted.facts}
                facts.owned[fact_id] |= {other for other in source.owned.get(fact_id, ()) if other in wanted.facts}
    start = target.facts.inside()
    if not diff(start, facts):
        return target
    env = environment(start, live)
    superuser = Env(
        env.major,
        SUPERUSER,
        env.owner,
        lambda about: default_privileges.initial(about.kind, about.schema, "", {}, live.major),
        known=True,
    )
    run = statements(changes(start, facts, superuser), superuser)
    return sides.derived(target, run, live.major, "goal")


__all__ = ["Options", "Plan", "compare", "environment"]

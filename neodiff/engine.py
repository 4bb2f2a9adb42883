"""Who plans and proves: the native planner, migra with the native residue, or the one after the other. Knows no YAML."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from neodiff.between import Between, Ways
from neodiff.bounds import bounds, joining, leaving, left
from neodiff.cluster.plan import ClusterPlan, apart, around, is_ours, merged
from neodiff.cluster.prove import prove as prove_cluster
from neodiff.data import archive
from neodiff.data.archive import Archive
from neodiff.data.shape import shapes
from neodiff.errors import PlanError
from neodiff.facts import FactBase, FactId, Payload, sort_key
from neodiff.impact.assess import Ends, assess
from neodiff.impact.risk import risk
from neodiff.kinds import default_privileges
from neodiff.kinds.base import Env
from neodiff.live import Live
from neodiff.options import HAZARDS, Options
from neodiff.outcome import Plan
from neodiff.plan import migra
from neodiff.plan.actions import statements
from neodiff.plan.brought import Brought, columns_of
from neodiff.plan.changed import Changes
from neodiff.plan.changes import changes
from neodiff.plan.online import World, finished, online
from neodiff.prove import Proof, Verdict, prove
from neodiff.rewrites import rewrites
from neodiff.rowplan import RowPlan, checked, loosened, tightened
from neodiff.samples.rehearsal import Rehearsal
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
    rows: RowPlan
    cluster: ClusterPlan
    staged: Callable[[Plan], AbstractContextManager[Rehearsal | None]]

    def env(self, have: FactBase, want: FactBase, *, back: bool) -> Env:
        spelled = frozenset(extension.name for extension in self.live.extensions if extension.spelled)
        return replace(environment(have, want, self.live), versioned=spelled if back else self.versioned)

    def after(self, side: Side, run: list[Statement]) -> Side:
        return self.sides.derived(side, run, self.live.major, "database after migra's plan", run_as=self.live.user)

    def prove(self, plan: Plan, rows: Rehearsal | None) -> Proof:
        self.say("proving forward and reverse")
        proof = prove(
            self.sides,
            self.clone,
            self.goal,
            apart(plan.forward),
            apart(plan.reverse),
            run_as=self.live.user,
            major=self.live.major,
            rows=rows,
            say=self.say,
            roles=self.cluster.roles(self.live.roles),
        )
        for way, run in (("forward", plan.forward), ("reverse", plan.reverse)):
            if (seen := proof.measured.get(way)) is not None:
                each = iter(seen)
                proof.measured[way] = [None if is_ours(statement) else next(each) for statement in run]
        return proof

    def between(self, plan: Plan, rows: Rehearsal | None) -> list[Between]:
        self.say("proving the ways back from between the units")
        template = rows.template if rows is not None else self.clone.template
        ends = (self.sides, self.clone, self.goal, template)
        return Ways(*ends, plan.forward, plan.reverse, self.live.user, self.live.major).between()


def run(plan: Plan, job: Job, options: Options) -> None:
    """Plan and prove with the engine asked for; `auto` turns to migra only where the native plan does not prove."""
    if options.engine == "migra":
        _by_migra(plan, job)
    else:
        _native(plan, job, safely=options.online)
    _check_allowed(plan, options)
    if options.prove and not plan.empty:
        _prove(plan, job, options)
    own = job.cluster.goal
    plan.old, plan.new = merged(plan.old, own.old), merged(plan.new, own.new)
    plan.deltas = sorted([*plan.deltas, *job.cluster.deltas], key=lambda delta: sort_key(delta.id))
    _judge(plan, job)


def _prove(plan: Plan, job: Job, options: Options) -> None:
    with job.staged(plan) as rows:
        plan.proof = job.prove(plan, rows)
        if not plan.proof.holds and any(each.phase for each in (*plan.forward, *plan.reverse)):
            _or_at_once(plan, job, rows)
        if not plan.proof.holds and options.engine == "auto":
            _or_by_migra(plan, job, rows)
        if plan.proof is not None and plan.proof.holds and options.between:
            plan.between = job.between(plan, rows)
    if plan.proof.holds and job.cluster.deltas:
        job.say("proving roles and what else is the server's")
        found = prove_cluster(job.sides.databases, job.cluster, job.live)
        plan.proof.failed = found.failed
        plan.proof.forward.append(Verdict("roles", tuple(found.forward)))
        plan.proof.reverse.append(Verdict("roles", tuple(found.reverse)))


def _or_at_once(plan: Plan, job: Job, rows: Rehearsal | None) -> None:
    """Without safe forms: what cannot be proven with them may be without."""
    _native(plan, job, safely=False)
    plan.proof = job.prove(plan, rows)
    if plan.proof.holds:
        plan.notes.append("the safe forms of its statements (--online) do not prove: it is planned without them")


def _judge(plan: Plan, job: Job) -> None:
    """Every statement gets its impact, and the plan its risk: as measured where the proof ran it, else as foreseen."""
    measured = plan.proof.measured if plan.proof is not None else {}
    ran_on = plan.proof.ran_on if plan.proof is not None else ""
    major = int(ran_on.split(".")[0]) if ran_on else job.live.major
    lost = {fact_id for fact_id, _ in plan.lost}
    there = Ends(plan.old, plan.new, job.live.major, major, plan.tables.names, plan.archived - lost)
    back = Ends(plan.new, plan.old, job.live.major, major, {})
    plan.forward = assess(plan.forward, there, measured.get("forward", ()))
    plan.reverse = assess(plan.reverse, back, measured.get("reverse", ()))
    plan.risk = risk(plan.forward, plan.tables, sum(s.impact.loses for s in plan.forward if s.impact) + len(lost))


def _or_by_migra(plan: Plan, job: Job, rows: Rehearsal | None) -> None:
    native = (plan.forward, plan.reverse, plan.proof)
    try:
        _by_migra(plan, job)
        plan.proof = job.prove(plan, rows)
    except PlanError as error:
        plan.notes.append(f"migra had no plan either: {error}")
    if plan.proof is None or not plan.proof.holds:
        plan.engine = "native"
        plan.forward, plan.reverse, plan.proof = native


def _native(plan: Plan, job: Job, *, safely: bool) -> None:
    there, back = job.env(plan.old, plan.new, back=False), job.env(plan.new, plan.old, back=True)
    forward, reverse = changes(plan.old, plan.new, there), changes(plan.new, plan.old, back)
    copied = _archived(plan, forward, there)
    filled = job.rows.late(plan.old, plan.new)
    restored = {each.about for each in copied if each.late_not_null}
    first = job.leftovers + [rename.statement() for rename in plan.renames]
    copies = [_copy(each, forward) for each in copied if each.copy]
    run = statements(forward, there, [*copies, *tightened(job.rows.forward, filled, plan.new, there)], filled)
    plan.forward = first + (_online(run, plan, job, back=False) if safely else finished(plan.old, plan.new) + run)
    steps = [_restore(each, plan.old) for each in copied if each.restore]
    run = statements(reverse, back, [*steps, *loosened(job.rows, plan.old, plan.new, back)], restored)
    plan.reverse = _online(run, plan, job, back=True) if safely else run
    plan.reverse += [rename.back() for rename in reversed(plan.renames)]
    _with_cluster(plan, job)
    _check_in_time(plan)


def _with_cluster(plan: Plan, job: Job) -> None:
    plan.forward, plan.reverse = around(job.cluster.forward, plan.forward), around(job.cluster.reverse, plan.reverse)


def _online(run: list[Statement], plan: Plan, job: Job, *, back: bool) -> list[Statement]:
    old, new = (plan.new, plan.old) if back else (plan.old, plan.new)
    begun, side = (job.goal, job.start) if back else (job.start, job.goal)

    def empty(table: FactId) -> bool:
        return plan.tables.empty(table.path)

    def big(table: FactId) -> bool:
        size = plan.tables.size(table.path)
        return size is not None and size.big

    holding = {fact_id for fact_id in old if fact_id.kind == "table" and fact_id in new and not empty(fact_id)}
    found = rewrites(job.sides.databases, side.template, old, new, holding)
    known = (empty, big, found.written.__contains__, found.steady.__contains__)
    joined = bounds(lambda: job.sides.copied(side), new, joining(old, new))
    checks = left(lambda: job.sides.copied(begun), old, leaving(old, new))
    return online(run, World(old, new, job.live.major, *known, joined.get, checks.get))


def _check_in_time(plan: Plan) -> None:
    if plan.rows.forward:
        known = (shapes(plan.old), shapes(plan.new))
        plan.forward, plan.reverse = checked(plan.forward, *known), checked(plan.reverse, *known)


def _archived(plan: Plan, forward: Changes, env: Env) -> list[Archive]:
    """Copies of what the way there takes from rows; the plan is told what comes back and what does not."""
    if not forward.dropped and not forward.altered:
        return []
    token = hashlib.sha256(f"{plan.old.fingerprint()}{plan.new.fingerprint()}".encode()).hexdigest()[:8]
    found = archive.plan(forward, shapes(plan.old), token, env)
    plan.archived = {each.about for each in found if each.copy}
    plan.lost = [(each.about, each.lost) for each in found if each.lost]
    return found


def _copy(each: Archive, forward: Changes) -> Brought:
    """A copy that tries how values come back from their new type needs that type."""
    made = forward.new.needs.get(each.about, set()) & forward.created if each.about in forward.altered else set()
    return Brought(each.about.root, "archive", each.copy, frozenset(made), saves=each.about)


def _restore(each: Archive, old: FactBase) -> Brought:
    """What comes back needs the table it comes back to, with every column."""
    table = each.about.root
    columns = [fact_id.name for fact_id in old if fact_id.kind == "column" and fact_id.parent == table]
    return Brought(table, "restore", each.restore, columns_of(old, table, columns) | {each.about}, early=True)


def _by_migra(plan: Plan, job: Job) -> None:
    """migra's plan, and natively what it leaves over: grants, comments, owners and its other blind spots."""
    forward, reverse = _migra(plan.old, plan.new), _migra(plan.new, plan.old)
    renamed, back = (
        [rename.statement() for rename in plan.renames],
        [rename.back() for rename in reversed(plan.renames)],
    )
    between = job.after(job.start, forward).facts.inside()
    env = job.env(between, plan.new, back=False)
    copied = _archived(plan, changes(plan.old, plan.new, env), env)
    plan.forward = job.leftovers + renamed + [statement for each in copied for statement in each.copy]
    plan.forward += finished(plan.old, plan.new) + forward
    plan.forward += statements(changes(between, plan.new, env), env, job.rows.forward)
    between = job.after(job.goal, reverse).facts.inside()
    env = job.env(between, plan.old, back=True)
    restores = [statement for each in copied for statement in each.restore]
    undone = [statement for step in job.rows.reverse for statement in step.statements]
    plan.reverse = undone + reverse + statements(changes(between, plan.old, env), env) + restores + back
    _with_cluster(plan, job)
    _check_in_time(plan)
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
        if hazard.name in HAZARDS and hazard.name not in options.allowed and "all" not in options.allowed
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
    for fact in want.facts.values():
        if fact.id.kind == "owned_by":  # it has its table's
            table = FactId("table", str(fact.payload["schema"]), str(fact.payload["table"]))
            owners[fact.id.parent] = owners.get(table)
    defaults: dict[Any, Payload] = {
        (fact_id.parent.name, fact_id.schema, fact_id.name): fact.payload
        for fact_id, fact in have.facts.items()
        if fact_id.kind == "default_privileges" and fact_id.parent is not None
    }

    def initial(about: FactId) -> Payload:
        return default_privileges.initial(about.kind, about.schema, live.user, defaults, live.major)

    return Env(live.major, live.user, owners.get, initial, known=True)

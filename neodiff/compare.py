"""The main job: a declaration against a live database -> a Plan with its proof. Knows the order of steps, no details."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from neodiff import access, engine, instances, secret
from neodiff.cluster.goal import covered
from neodiff.cluster.plan import ClusterPlan, planned
from neodiff.declare import newer
from neodiff.declare.declaration import Cluster as Declared
from neodiff.declare.facts import roles_of
from neodiff.declare.load import Declaration
from neodiff.declare.outsiders import outsiders
from neodiff.errors import PlanError, UserError
from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.kinds import ROOM, default_privileges
from neodiff.kinds.base import SIGNED, Env
from neodiff.kinds.schema import PUBLIC
from neodiff.live import Live
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.plan import rename
from neodiff.plan.actions import statements
from neodiff.plan.changes import changes
from neodiff.plan.diff import diff
from neodiff.plan.goal import Goal, goal, in_schemas
from neodiff.plan.online import abandoned
from neodiff.plan.rename import Rename
from neodiff.platforms import platform_named
from neodiff.platforms.guests import homeless
from neodiff.prove import Proof
from neodiff.rowstage import Rows
from neodiff.scope import Scope
from neodiff.scope import notes as scoped
from neodiff.scratch.roles import Role, bypassing
from neodiff.scratch.server import SUPERUSER
from neodiff.sides import Side, Sides
from neodiff.source import Opened
from neodiff.sql import qualified
from neodiff.statement import Statement


def compare(
    declaration: Declaration,
    database: Opened,
    sides: Sides,
    options: Options,
    say: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Plan from the live clone to the goal and back, and prove both.

    Where no plan can be made, it has none and its proof says why. Raises DeclarationError.
    """
    live, clone, *_ = database
    unmatched = instances.unmatched(declaration, _schemas(clone))
    declaration = in_database(declaration, database)
    target, renames, start, wanted, scope, left_out = sought(declaration, database, sides, options)
    plan = Plan(live.label, str(live.major), user=live.user)
    plan.renames, plan.notes = renames, [*unmatched, *scoped(left_out)]
    old = start.facts.inside()
    # of some schemas alone, nothing else is compared
    declared = Declared() if options.schemas else declaration.cluster
    cluster = planned(declared, live, options.allowed, scope.covers)
    _tell(plan, wanted, clone, start, live, sides)
    _tell_cluster(plan, cluster, wanted, live)
    say("planning")
    try:
        _check_others(wanted, target, scope, live)
        goal_side = _goal_side(target, wanted, live, sides, start)
        hidden = [fact for fact in declaration.facts.values() if secret.hides(fact.payload)]
        plan.old, plan.new = (_with_secrets(side, hidden) for side in (old, goal_side.facts.inside()))
        plan.deltas = diff(plan.old, plan.new)
        versioned = frozenset(_versioned(declaration))
        left = _leftovers(live, wanted, options)
        rows = Rows(declaration.rows(options.environment), database, plan, sides, goal_side, options)
        plan.tables = rows.tables()
        job = engine.Job(
            sides, clone, start, goal_side, live, versioned, left, say, rows.planned(), cluster, rows.staged
        )
        engine.run(plan, job, options)
        plan.unset = secret.unset(plan.forward)
        plan.notes += [*_afar(plan), *abandoned(plan.old)]
    except PlanError as error:
        # What differs is known all the same, and is shown with the reason why there is no plan for it.
        plan.old, plan.new = old, FactBase(facts=wanted.facts)
        plan.deltas = diff(plan.old, plan.new)
        plan.forward, plan.reverse, plan.proof = [], [], Proof(failed=str(error))
    plan.access = _access(plan, declaration, live)
    plan.application = _application(plan, declaration, target)
    return plan


def _application(plan: Plan, declaration: Declaration, target: Side) -> dict[FactId, str]:
    """What the objects that change say of applications, in the order of objects."""
    canonical = _canonical(declaration.application, target)
    said = {canonical.get(fact_id, fact_id): text for fact_id, text in declaration.application.items()}
    changed = {delta.id.root for delta in plan.deltas} | {rename.new.root for rename in plan.renames}
    return {fact_id: said[fact_id] for fact_id in sorted(said.keys() & changed, key=sort_key)}


def _access(plan: Plan, declaration: Declaration, live: Live) -> list[access.Change]:
    """Who may do what before and afterwards."""
    every = (*platform_named(declaration.platform).roles, *live.roles)
    before, after = ((side.facts, _bypassing(every, side)) for side in (plan.old, plan.new))
    if before[1] == after[1]:
        # who reaches what is a matter of the relation's own facts
        roots = {delta.id.root for delta in plan.deltas}
        before, after = (({i: f for i, f in facts.items() if i.root in roots}, who) for facts, who in (before, after))
    return access.changes(access.access(*before), access.access(*after))


def _bypassing(every: Iterable[Role], side: FactBase) -> set[str]:
    """Whom row-level security does not hold for: as declared, where roles are."""
    known = {fact_id.name: fact.payload for fact_id, fact in side.facts.items() if fact_id.kind == "role"}
    named = {name for name, payload in known.items() if payload.get("superuser") or payload.get("bypassrls")}
    return (bypassing(every) - known.keys()) | named


class Sought(NamedTuple):
    """Both ends of a plan. `start`: the clone under its new names; `wanted`: what of it and of the target shall be;
    `left_out`: what is not compared, by who manages it."""

    target: Side
    renames: list[Rename]
    start: Side
    wanted: Goal
    scope: Scope
    left_out: Mapping[str, Collection[FactId]]


def in_database(declaration: Declaration, database: Opened) -> Declaration:
    """The declaration with a copy for each schema that one is declared for."""
    return instances.instantiated(declaration, _schemas(database.clone))


def _schemas(clone: Side) -> list[str]:
    return [fact_id.name for fact_id in clone.facts if fact_id.kind == "schema"]


def sought(declaration: Declaration, database: Opened, sides: Sides, options: Options) -> Sought:
    """The declaration as a database, and what it means for the live one. Raises DeclarationError."""
    live, clone, *_ = database
    _check_schemas(declaration, clone, options)
    newer.check(declaration, live.major, live.label)
    beside = outsiders(declaration, clone.facts.inside(), declaration.scope)
    target = sides.target(_as_installed(declaration, clone), live.major, live.user, beside)
    scope = replace(_scope(declaration, target), stage=options.stage).within(clone.facts).but(live.unread)
    every = _declared(target, sides.blank(live.major), declaration, options, beside)
    declared = every.only(fact_id for fact_id in every if scope.covers(fact_id))
    renames = _renames(clone, declared, target, declaration, sides, live.major, scope)
    steps = [rename.statement() for rename in renames]
    start = sides.derived(clone, steps, live.major, "renamed live database") if steps else clone
    old = start.facts.inside()
    declared = declared if options.stage is None else options.stage.trimmed(declared, old)
    wanted = _wanted(old, declared, target, declaration, live, options, scope)
    return Sought(target, renames, start, wanted, scope, scope.outside({**old.facts, **every.facts}))


def foreseen(declaration: Declaration, live: Live, sides: Sides) -> None:
    """Make the target that sought() is most likely to ask for, by what is known before there is a clone.

    Whatever is wrong is told when it is asked for. Raises UserError.
    """
    like = Side("", live.facts)
    declaration = instances.instantiated(declaration, _schemas(like))
    beside = outsiders(declaration, live.facts.inside(), declaration.scope)
    sides.target(_as_installed(declaration, like), live.major, live.user, beside)


def _check_schemas(declaration: Declaration, clone: Side, options: Options) -> None:
    """Raises UserError for a schema that is nowhere: a typing error must not look like equality."""
    known = {fact_id.root.schema or fact_id.root.name for fact_id in (*declaration.facts, *clone.facts)}
    for name in options.schemas:
        if name not in known:
            raise UserError(f"--schemas: neither the declaration nor the database has schema {name!r}")


def _as_installed(declaration: Declaration, clone: Side) -> Declaration:
    """Extensions without a declared version as the database has them: scratch may have a newer default, and no way down."""
    facts = dict(declaration.facts)
    for fact_id, fact in declaration.facts.items():
        if fact_id.kind == "extension" and "version" not in fact.payload and fact_id in clone.facts:
            version = clone.facts[fact_id].payload["version"]
            facts[fact_id] = Fact(fact_id, {**fact.payload, "version": version}, fact.order)
    return replace(declaration, facts=facts)


def _versioned(declaration: Declaration) -> set[str]:
    """Extensions whose version is spelled out."""
    facts = declaration.facts.values()
    return {fact.id.name for fact in facts if fact.id.kind == "extension" and "version" in fact.payload}


def _wanted(
    old: FactBase,
    declared: FactBase,
    target: Side,
    declaration: Declaration,
    live: Live,
    options: Options,
    scope: Scope,
) -> Goal:
    return goal(
        old,
        declared,
        _managed(declaration, target, live.major),
        prune=options.prune,
        pruned_schemas=declaration.pruned,
        allowed=options.allowed,
        versions={FactId("extension", "", name) for name in _versioned(declaration)},
        schemas=options.schemas,
        initial=engine.environment(old, old, live).initial,
        spared=platform_named(declaration.platform).spared,
        outside=lambda fact_id: not scope.covers(fact_id),
    )


def _tell(plan: Plan, wanted: Goal, clone: Side, start: Side, live: Live, sides: Sides) -> None:
    """What the reader of the plan must know beside the differences."""
    plan.kept = [fact_id for fact_id in wanted.kept if fact_id != PUBLIC]
    plan.refused = wanted.refused
    plan.unmodelled = [f"{item.kind} {item.identity}" for item in clone.unmodelled]
    plan.unmodelled += [f"{fact_id} (it needs one of these)" for fact_id in start.facts.beyond()]
    missing = sorted(homeless(live.facts, sides.platform), key=sort_key)
    plan.unmodelled += [f"{fact_id} (scratch has no such table of {sides.platform.name})" for fact_id in missing]
    extensions = {fact_id.name for fact_id in wanted.facts if fact_id.kind == "extension"}
    plan.stubs = sides.stubs(extensions | {extension.name for extension in live.extensions})
    invalid = [fact_id for fact_id, fact in live.facts.facts.items() if fact.payload.get("invalid")]
    plan.unmodelled += [f"{fact_id}, which is invalid" for fact_id in invalid if fact_id not in wanted.facts]
    if live.reader and live.reader != live.user:
        plan.notes.append(f"role {live.reader!r} may only read {live.label}: the migration is for {live.user!r} to run")


def _tell_cluster(plan: Plan, cluster: ClusterPlan, wanted: Goal, live: Live) -> None:
    plan.refused += cluster.goal.refused
    plan.notes += cluster.notes
    made = {fact_id.name for fact_id in cluster.goal.new if fact_id.kind == "role"}
    plan.notes += [text for name, text in _missing_roles(wanted, live) if name not in made]
    plan.unmodelled += [name for name, about in live.beside if about is None or not covered(about, cluster.declared)]


def _with_secrets(facts: FactBase, hidden: Iterable[Fact]) -> FactBase:
    """No catalog tells the environment variables that these declared facts name."""
    for declared in hidden:
        if (fact := facts.get(declared.id)) is not None:
            facts.facts[fact.id] = Fact(fact.id, secret.named(fact.payload, declared.payload), fact.order)
    return facts


def _afar(plan: Plan) -> list[str]:
    """What the scripts cannot do, for it is done on another server."""
    out = []
    for way, pairs in (
        ("forward.sql", [(delta.id, delta.old, delta.new) for delta in plan.deltas]),
        ("reverse.sql", [(delta.id, delta.new, delta.old) for delta in plan.deltas]),
    ):
        for fact_id, before, after in pairs:
            told = getattr(ROOM[fact_id.kind], "afar", lambda *_: ())(before, after)
            out += [f"{fact_id}, after {way}: {text}" for text in told]
    return out


def _leftovers(live: Live, wanted: Goal, options: Options) -> list[Statement]:
    """Invalid indexes that a failed CREATE INDEX CONCURRENTLY left: no dump has them, and they keep their name taken."""
    return [
        Statement(f"drop index if exists {qualified(fact_id.root.schema, fact_id.name)}", about=fact_id, verb="drop")
        for fact_id, fact in live.facts.facts.items()
        if fact_id.kind == "index" and fact.payload.get("invalid") and (fact_id in wanted.facts or options.prune)
    ]


def _missing_roles(wanted: Goal, live: Live) -> list[tuple[str, str]]:
    """Roles belong to the server, not to the database: a plan names those that are not declared, and makes none of them."""
    if not live.role_names:
        return []
    every = roles_of(iter(wanted.facts.values())) - set(live.role_names) - {live.user}
    # a snapshot does not name the predefined ones
    told = any(name.startswith("pg_") for name in live.role_names)
    missing = {name for name in every if told or not name.startswith("pg_")}
    told_of = f"does not exist in {live.label}: create it before forward.sql"
    return [(name, f"role {name!r} {told_of}") for name in sorted(missing)]


def _scope(declaration: Declaration, target: Side) -> Scope:
    """What is compared, by the ids that PostgreSQL gives."""
    scope = declaration.scope
    canonical = _canonical(scope.objects, target)
    return replace(scope, objects={canonical.get(fact_id, fact_id): who for fact_id, who in scope.objects.items()})


def _check_others(wanted: Goal, target: Side, scope: Scope, live: Live) -> None:
    """Raises PlanError where something needs what somebody else has yet to make."""
    for fact_id in wanted.facts:
        for needed in target.facts.needs.get(fact_id, ()):
            if needed not in wanted.facts and (why := scope.why(needed)):
                raise PlanError(f"{fact_id} needs {needed}, which {why} and {live.label} has not: make it there first")


def _declared(
    target: Side, blank: Side, declaration: Declaration, options: Options, beside: Collection[FactId]
) -> FactBase:
    """What the target has because it is declared: all that a blank database lacks, and what is declared by name.

    Where everything else is to be dropped, schema public is wanted as every new database has it.
    """
    named = {fact_id for fact_id in declaration.facts if fact_id.kind in ("schema", "extension", "default_privileges")}
    if options.prune and "public" not in declaration.absent:
        named.add(PUBLIC)
    others = {fact_id.root for fact_id in beside}
    roots = {f.root for f in target.facts if f.root not in blank.facts and f.root.kind != "role"}
    roots = (roots | named) - others
    return target.facts.only(
        fact_id
        for fact_id in target.facts
        if (fact_id.root in roots or fact_id in named) and (not options.schemas or in_schemas(fact_id, options.schemas))
    )


def _renames(
    clone: Side, declared: FactBase, target: Side, declaration: Declaration, sides: Sides, major: int, scope: Scope
) -> list[Rename]:
    """What is told to be renamed and is not yet, then what PostgreSQL had named after it."""
    if not declaration.renames and not declaration.labels:
        return []
    canonical = _canonical(declaration.renames, target)
    renames = {canonical.get(fact_id, fact_id): name for fact_id, name in declaration.renames.items()}
    wanted = {fact_id: name for fact_id, name in renames.items() if scope.covers(fact_id)}
    labels = {fact_id: found for fact_id, found in declaration.labels.items() if scope.covers(fact_id)}
    first = rename.told(clone.facts, declared, wanted, labels)
    if not first:
        return []
    between = sides.derived(clone, [step.statement() for step in first], major, "renamed live database")
    return first + rename.generated(between.facts, declared, first)


def _managed(declaration: Declaration, target: Side, major: int) -> set[FactId]:
    """Owners and grants that are declared, by the ids that PostgreSQL gives: a routine's types may be spelled otherwise.

    Undeclared, schema public is as PostgreSQL 15 and later make it; before, it was the superuser's, whom no one can replace.
    """
    out = set(declaration.managed)
    if PUBLIC not in declaration.facts and major >= 15:
        out |= {FactId(kind, "", "", PUBLIC) for kind in ("owner", "grants")}
    return out | set(_canonical(declaration.managed, target).values())


def _canonical(spelled: Iterable[FactId], target: Side) -> dict[FactId, FactId]:
    """Routines by the ids that PostgreSQL gives: types may be spelled otherwise in the declaration."""
    wanted = {fact_id for fact_id in spelled if fact_id.root.kind in SIGNED and fact_id not in target.facts}
    if not wanted:
        return {}
    by_name: dict[tuple[str, str, str, int], list[FactId]] = {}
    for fact_id in target.facts:
        if fact_id.root.kind in SIGNED:
            by_name.setdefault(_routine_key(fact_id), []).append(fact_id)
    return {fact_id: found[0] for fact_id in wanted if len(found := by_name.get(_routine_key(fact_id), [])) == 1}


def _routine_key(fact_id: FactId) -> tuple[str, str, str, int]:
    name = fact_id.root.name
    return (fact_id.kind, fact_id.root.kind, fact_id.root.schema + "." + name.split("(")[0], name.count(","))


def _goal_side(target: Side, wanted: Goal, live: Live, sides: Sides, clone: Side) -> Side:
    """The goal as a database: the target, with what of live is kept made in it."""
    facts = FactBase(facts=wanted.facts, major=target.facts.major)
    start = target.facts.inside()
    if not diff(start, facts):
        return target
    for source in (clone.facts, target.facts):
        for fact_id in wanted.facts:
            if fact_id in source.needs:
                facts.needs[fact_id] |= {other for other in source.needs[fact_id] if other in wanted.facts}
                facts.owned[fact_id] |= {other for other in source.owned.get(fact_id, ()) if other in wanted.facts}
    env = engine.environment(start, facts, live)
    superuser = Env(
        env.major,
        SUPERUSER,
        env.owner,
        lambda about: default_privileges.initial(about.kind, about.schema, "", {}, live.major),
        known=True,
    )
    run = statements(changes(start, facts, superuser), superuser)
    return sides.derived(target, run, live.major, "goal")

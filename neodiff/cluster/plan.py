"""The statements that take a server to its goal and back, and where they stand among those of the schema.

What is made or given comes before the schema, which may need it; what goes, after it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from neodiff.catalog.cluster import Cluster
from neodiff.cluster.goal import Goal, goal, looked_at
from neodiff.declare.declaration import Cluster as Declared
from neodiff.errors import UserError
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import database, grants
from neodiff.kinds.base import Env, in_current_database, of_cluster
from neodiff.kinds.role import FLAGS
from neodiff.live import Live
from neodiff.plan.actions import statements
from neodiff.plan.changes import changes
from neodiff.plan.diff import Delta, diff
from neodiff.scratch.roles import ATTRIBUTES, Role
from neodiff.statement import Statement

_LEAVES: Final = ("role", "membership")


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """`goal`: both ends; `forward`, `reverse`: the ways between them."""

    declared: Declared = field(default_factory=Declared)
    goal: Goal = field(default_factory=Goal)
    forward: Sequence[Statement] = ()
    reverse: Sequence[Statement] = ()
    deltas: Sequence[Delta] = ()
    notes: Sequence[str] = ()

    def roles(self, live: Sequence[Role]) -> dict[str, list[Role]]:
        """way -> the roles that the schema's statements meet there: those about roles that give come before them, those
        that take after."""
        if not self.deltas:
            return {}
        ends = (("forward", self.goal.old, self.goal.new), ("reverse", self.goal.new, self.goal.old))
        return {way: _met(live, before, after) for way, before, after in ends}


def planned(
    declared: Declared, live: Live, allowed: Collection[str], covers: Callable[[FactId], bool] = lambda _: True
) -> ClusterPlan:
    """Raises UserError where it is not known whether what is declared is there."""
    if not declared.objects:
        return ClusterPlan()
    if live.cluster is None:
        return ClusterPlan(notes=[f"{live.label} does not tell roles and settings: they are not compared"])
    _check_asked(declared, live.cluster, live.label)
    both = goal(live.cluster.facts, declared, allowed, covers)
    owners = {"database": live.owner, "parameter": live.cluster.bootstrap}

    def env(grantors: Callable[[FactId], Sequence[str]]) -> Env:
        return Env(live.major, owner=lambda about: owners.get(about.kind), grantors=grantors, known=True)

    forward = written(both.old, both.new, env(live.cluster.grantors))
    # what the way there gave is taken back by whoever gave it
    reverse = written(both.new, both.old, env(lambda _: ()))
    return ClusterPlan(declared, both, forward, reverse, diff(both.old, both.new))


def names(declared: Declared, live: Live) -> set[str]:
    """The roles that a plan has to do with: declared, in memberships with those, and whoever runs it."""
    assert live.cluster is not None
    out = {about.name for about in declared.objects if about.kind == "role"} | {live.user, live.owner}
    for fact in (*declared.facts.values(), *looked_at(live.cluster.facts, declared).facts.values()):
        if fact.id.kind == "membership":
            out |= {fact.id.name, fact.id.root.name}
        elif fact.id.kind == "grants":
            out |= {str(role) for role in fact.payload}
    return out - {grants.OWNER, "public"}


def told(declared: Declared, live: Live) -> Cluster:
    """What is compared of a server, and the roles around it, for a snapshot."""
    assert live.cluster is not None
    near = live.cluster.around(declared.objects, names(declared, live))
    known = looked_at(live.cluster.facts, declared)
    facts = near.facts.only(i for i in near.facts if i in known or i.kind in ("role", "membership"))
    return replace(near, facts=facts, asked=frozenset(declared.objects))


def _check_asked(declared: Declared, live: Cluster, label: str) -> None:
    missing = sorted(str(about) for about in declared.objects if live.asked is not None and about not in live.asked)
    if missing:
        raise UserError(
            f"{label}: this snapshot does not tell whether there is {', '.join(missing)}, which was not declared then: "
            "make it anew with `neodiff snapshot`"
        )


def _met(live: Sequence[Role], before: FactBase, after: FactBase) -> list[Role]:
    out = {role.name: role for role in live}
    for fact_id, fact in {**before.facts, **after.facts}.items():
        if fact_id.kind == "role":
            groups = out[fact_id.name].member_of if fact_id.name in out else ()
            flags = {name: bool(fact.payload.get(name, usual)) for name, usual in FLAGS.items() if name in ATTRIBUTES}
            out[fact_id.name] = Role(fact_id.name, **flags, member_of=groups)
    for fact_id in {**before.facts, **after.facts}:
        if fact_id.kind == "membership":
            role = out.get(fact_id.root.name) or Role(fact_id.root.name)
            out[role.name] = replace(role, member_of=tuple(sorted({*role.member_of, fact_id.name})))
    return list(out.values())


def rendered(declared: Declared, major: int) -> list[Statement]:
    """What makes all of it on a server that has none of it."""
    both = _from_nothing(declared, major)
    return written(both.old, both.new, Env(major))


def declared_roles(declared: Declared, major: int) -> list[Role]:
    """The roles as they are declared, for scratch where no live database tells them."""
    return _met((), FactBase(), _from_nothing(declared, major).new)


def _from_nothing(declared: Declared, major: int) -> Goal:
    fresh = FactBase(major=major)
    about = FactId("database", "", database.NAME)
    fresh.add(Fact(FactId("grants", "", "", about), {"public": list(grants.PUBLIC["database"])}))
    return goal(fresh, replace(declared, absent=set()), ("all",))


def with_changes(live: Cluster | None, deltas: Iterable[Delta]) -> Cluster | None:
    """A server once it has run a plan."""
    ours = [delta for delta in deltas if of_cluster(delta.id)]
    if live is None or not ours:
        return live
    return live.with_facts({d.id: d.new for d in ours if d.new is not None}, [d.id for d in ours if d.new is None])


def written(old: FactBase, new: FactBase, env: Env) -> list[Statement]:
    """The statements between two ends."""
    run = statements(changes(old, new, env), env)
    return [replace(statement, sql=in_current_database(statement.sql)) for statement in run]


def around(own: Sequence[Statement], schema: Sequence[Statement]) -> list[Statement]:
    """One way: the statements about the schema, and around them those of a ClusterPlan."""
    first = [each for each in own if not _leaves(each)]
    phase = max((each.phase for each in schema), default=0)
    return [*first, *schema, *(replace(each, phase=phase) for each in own if _leaves(each))]


def apart(run: Sequence[Statement]) -> list[Statement]:
    """Those about the schema alone."""
    return [each for each in run if not is_ours(each)]


def is_ours(statement: Statement) -> bool:
    return statement.about is not None and of_cluster(statement.about)


def _leaves(statement: Statement) -> bool:
    return statement.verb == "drop" and statement.about is not None and statement.about.kind in _LEAVES


def merged(schema: FactBase, own: FactBase) -> FactBase:
    """Both, to be shown."""
    if not own.facts:
        return schema
    out = FactBase({**own.facts, **schema.facts}, major=schema.major, objects=schema.objects, outside=schema.outside)
    for side in (own, schema):
        for fact_id in side.facts:
            out.needs[fact_id] = set(side.needs.get(fact_id, ()))
            out.owned[fact_id] = set(side.owned.get(fact_id, ()))
    return out

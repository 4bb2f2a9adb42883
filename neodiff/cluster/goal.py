"""What a server has of what is declared beside the schema, and what it shall have. Must not know SQL or connections.

Opt-in: a role that is not declared is not looked at, nor is what a declared one leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from neodiff.catalog.cluster import linked
from neodiff.declare.declaration import Cluster as Declared
from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.kinds import grants, membership
from neodiff.plan.diff import Delta, diff
from neodiff.plan.goal import Refused
from neodiff.plan.hazards import POWERS, of_delta
from neodiff.statement import Hazard

# What is there on every server, and which nobody makes.
_ALWAYS: Final = ("database", "parameter")


@dataclass(slots=True)
class Goal:
    """Both ends, of what is compared alone; `refused`: changes whose hazards were not allowed."""

    old: FactBase = field(default_factory=FactBase)
    new: FactBase = field(default_factory=FactBase)
    refused: list[Refused] = field(default_factory=list)


def goal(
    live: FactBase, declared: Declared, allowed: Collection[str], covers: Callable[[FactId], bool] = lambda _: True
) -> Goal:
    """covers: what of it is compared at all; the rest stays as it is."""
    out = Goal(looked_at(live, declared), FactBase(major=live.major))
    for fact in _wanted(live, declared):
        out.new.add(fact)
    for fact_id in {*out.old.facts, *out.new.facts}:
        if not covers(fact_id):
            _keep(fact_id, out)
    for delta in diff(out.old, out.new):
        hazard = next((h for h in of_delta(delta) if h.name not in allowed and "all" not in allowed), None)
        if hazard is not None:
            out.refused.append(_refused(delta, hazard))
            if delta.old is None and delta.new is not None and delta.id.kind == "role":
                weak = {key: value for key, value in delta.new.payload.items() if key not in POWERS}
                out.new.add(Fact(delta.id, weak))  # what is granted to it needs it
            else:
                _keep(delta.id, out)
    _whole(out)
    linked(out.new)
    return out


def _refused(delta: Delta, hazard: Hazard) -> Refused:
    """A new role is made all the same, without what it may not have."""
    return Refused(delta.id, "~" if delta.id.kind == "role" and delta.sign == "+" else delta.sign, hazard, delta.new)


def looked_at(base: FactBase, declared: Declared) -> FactBase:
    """What is compared of a server."""
    facts = {fact_id: fact for fact_id, fact in base.facts.items() if _is_looked_at(fact, declared)}
    for about in declared.objects:
        if about.kind in _ALWAYS:
            facts.setdefault(about, Fact(about, {}))
            nothing = FactId("grants", "", "", about)
            if nothing in declared.exact:
                facts.setdefault(nothing, Fact(nothing, {}))
    return linked(FactBase(facts=facts, major=base.major))


def covered(fact_id: FactId, declared: Declared) -> bool:
    """Is all that there is of it compared?"""
    return fact_id in declared.exact or fact_id.root in declared.absent


def _is_looked_at(fact: Fact, declared: Declared) -> bool:
    fact_id, about = fact.id, fact.id.root
    if fact_id.kind == "membership":
        group = FactId("role", "", fact_id.name)
        named = fact_id in declared.facts
        if FactId("members", "", "", group) in declared.exact or group in declared.absent:
            return named or about in declared.absent or not membership.administers(fact)
        return named or FactId("member_of", "", "", about) in declared.exact or about in declared.absent
    if fact_id.parent is None or about in declared.absent:
        return about in declared.objects
    return fact_id._replace(name="") in declared.exact


def _wanted(live: FactBase, declared: Declared) -> Iterator[Fact]:
    for fact in declared.facts.values():
        if fact.id.kind == "membership":
            member = declared.facts.get(fact.id.root) or live.get(fact.id.root)
            inherits = member is None or member.payload.get("inherit", True)
            yield Fact(fact.id, membership.declared(fact.payload, inherits=inherits, major=live.major))
        elif fact.id.kind == "grants":
            kind = fact.id.root.kind
            yield Fact(fact.id, grants.from_yaml(fact.payload, kind, live.major))
        else:
            yield Fact(fact.id, dict(fact.payload))


def _keep(fact_id: FactId, out: Goal) -> None:
    out.new.facts.pop(fact_id, None)
    if fact_id in out.old:
        out.new.add(out.old[fact_id])


def _whole(out: Goal) -> None:
    """Nothing about a role that is refused or not yet there, and all that a role has that may not go."""
    roles = {fact_id for fact_id in (*out.old, *out.new) if fact_id.kind == "role"}
    missing = {fact_id for fact_id in roles if fact_id not in out.new}
    new = {fact_id for fact_id in missing if fact_id not in out.old}
    for fact_id in list(out.new.facts):
        if {fact_id.root, FactId("role", "", fact_id.name)} & new and fact_id.kind != "role":
            del out.new.facts[fact_id]
    for fact_id in sorted(out.old.facts, key=sort_key):
        if fact_id not in out.new and fact_id.kind != "role" and _stays(fact_id, missing, out):
            out.new.add(out.old[fact_id])


def _stays(fact_id: FactId, missing: Collection[FactId], out: Goal) -> bool:
    """Was the drop of its role refused?"""
    refused = {item.id for item in out.refused if item.sign == "-"}
    ends = {fact_id.root, FactId("role", "", fact_id.name)} if fact_id.kind == "membership" else {fact_id.root}
    return bool(ends & refused) and not ends & set(missing)

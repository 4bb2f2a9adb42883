"""Live facts and declared facts -> the goal: what is declared, and of live what is kept or may not be dropped.

Knows which drops need to be allowed by name. Must not know SQL or connections.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from neodiff.facts import Fact, FactBase, FactId, Payload, sort_key
from neodiff.kinds import family
from neodiff.kinds.inherited import expand
from neodiff.plan.diff import Delta, changed
from neodiff.plan.hazards import of_delta, unreturnable
from neodiff.plan.joining import join, left_by_parents
from neodiff.statement import Hazard

_UNMANAGED: Final = ("owner", "grants")
# What a declared object has none of unless it says so.
_SCALARS: Final = ("comment", "default", "owned_by")


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was not made because its hazard was not allowed."""

    id: FactId
    sign: str
    hazard: Hazard
    wanted: Fact | None = None


@dataclass(slots=True)
class Goal:
    """`facts`: id -> payload wanted; `kept`: live objects that nobody declared; `refused`: changes not allowed."""

    facts: dict[FactId, Fact] = field(default_factory=dict)
    kept: list[FactId] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def goal(
    live: FactBase,
    declared: FactBase,
    managed: Collection[FactId],
    *,
    prune: bool = False,
    pruned_schemas: Collection[str] = (),
    allowed: Collection[str] = (),
    versions: Collection[FactId] = (),
    schemas: Collection[str] = (),
    initial: Callable[[FactId], Payload] = lambda _: {},
    spared: Collection[str] = (),
    outside: Callable[[FactId], bool] = lambda _: False,
) -> Goal:
    """Merge both sides.

    managed: owners and grants that the declaration names; versions: extensions whose version it names; allowed: hazards
    that may be planned, or `all`; outside: what is somebody else's, and stays as it is.
    """
    out = Goal()
    for fact_id, fact in declared.facts.items():
        # of the same payload, which tells at a glance that it is equal, and never live's own fact: that one is kept
        out.facts[fact_id] = Fact(fact_id, fact.payload, fact.order)
    _unmanaged(out, live, declared, managed, versions, initial)
    whole = expand(declared, names=True).base
    inherited = whole.facts.keys() - declared.facts.keys()
    undeclared = [fact_id for fact_id in live.facts if fact_id not in out.facts and fact_id not in inherited]
    for fact_id in sorted(undeclared, key=sort_key):
        if _gone_with(fact_id, out, live):
            continue
        if outside(fact_id):
            out.facts[fact_id] = live[fact_id]
            continue
        if _scalar_gone(fact_id, whole):
            continue
        if schemas and not in_schemas(fact_id, schemas):
            out.facts[fact_id] = live[fact_id]
            continue
        holder = live.holder(fact_id)
        if holder is not None and holder not in declared and holder in out.facts:
            out.facts[fact_id] = live[fact_id]  # part of what stays as a whole
            continue
        wanted = (prune or fact_id.root.schema in pruned_schemas) and fact_id.kind not in spared
        if wanted and fact_id.kind not in (*_UNMANAGED, *_SCALARS):
            if _may(Delta(fact_id, live[fact_id], None), allowed, out, live):
                continue
        elif (
            not wanted
            and (fact_id.parent is None or fact_id.parent in declared or _hosted(fact_id, live))
            and fact_id.kind not in (*_UNMANAGED, *_SCALARS)
        ):
            out.kept.append(fact_id)
        if fact_id.parent is not None and fact_id.parent not in out.facts and fact_id.parent in live:
            continue  # what it is part of goes
        out.facts[fact_id] = live[fact_id]
    _left(out, live, declared, allowed, lambda f: not (prune or f.root.schema in pruned_schemas) or f.kind in spared)
    join(out.facts, live)
    _refuse_changes(out, live, allowed)
    _keep_what_is_needed(out, live)
    return out


def _left(
    out: Goal, live: FactBase, declared: FactBase, allowed: Collection[str], stays: Callable[[FactId], bool]
) -> None:
    left = dict(left_by_parents(live, out.facts, declared))
    out.kept = [fact_id for fact_id in out.kept if fact_id not in left]
    for fact_id, fact in left.items():
        column = fact_id.parent if fact_id.kind == "default" else None
        if fact is None or (column is not None and column not in out.facts):
            out.facts.pop(fact_id, None)
        elif column is not None:
            out.facts[fact_id] = fact
        elif stays(fact_id):
            out.facts[fact_id] = fact
            out.kept.append(fact_id)
        elif fact_id.kind == "column" and not _may(Delta(fact_id, fact, None), allowed, out, live):
            out.facts[fact_id] = fact


def _hosted(fact_id: FactId, live: FactBase) -> bool:
    """Is it part of what is no fact, for it is a platform's?"""
    return fact_id.parent is not None and fact_id.parent.kind != "role" and fact_id.parent not in live


def in_schemas(fact_id: FactId, schemas: Collection[str]) -> bool:
    root = fact_id.root
    return (root.name if root.kind == "schema" else root.schema) in schemas


def _unmanaged(
    out: Goal,
    live: FactBase,
    declared: FactBase,
    managed: Collection[FactId],
    versions: Collection[FactId],
    initial: Callable[[FactId], Payload],
) -> None:
    for fact_id in declared.facts:
        if fact_id.kind in _UNMANAGED and fact_id not in managed:
            if fact_id in live:
                out.facts[fact_id] = live[fact_id]
            elif fact_id.kind == "grants" and fact_id.parent is not None and fact_id.parent.kind != "column":
                out.facts[fact_id].payload = initial(fact_id.parent)
        elif fact_id.kind == "comment" and fact_id.parent is not None and fact_id.parent.kind == "extension":
            if fact_id not in managed and fact_id in live:
                out.facts[fact_id] = live[fact_id]
        elif fact_id.kind == "column" and "identity" in declared[fact_id].payload and fact_id.parent is not None:
            if FactId("identity_grants", "", "", fact_id) not in managed:
                _identity_grants(out.facts[fact_id], live.get(fact_id), initial)
        elif fact_id.kind == "extension" and fact_id not in versions and fact_id in live:
            payload: Payload = {**out.facts[fact_id].payload, "version": live[fact_id].payload.get("version")}
            out.facts[fact_id].payload = payload


def _identity_grants(fact: Fact, live: Fact | None, initial: Callable[[FactId], Payload]) -> None:
    """Grants on an identity's sequence that are not declared are live's, or what a new sequence gets."""
    assert fact.id.parent is not None
    if live is not None and "identity" in live.payload:
        wanted = live.payload.get("identity_grants")
    else:
        wanted = initial(FactId("sequence", fact.id.parent.schema, "")) or None
    rest = {key: value for key, value in fact.payload.items() if key != "identity_grants"}
    fact.payload = {**rest, "identity_grants": wanted} if wanted else rest


def _scalar_gone(fact_id: FactId, declared: FactBase) -> bool:
    """A comment or default that a declared object does not have is wanted gone, not kept."""
    if fact_id.kind == "comment" and fact_id.parent is not None and fact_id.parent.kind == "extension":
        return False
    about = fact_id.parent
    is_column = about is not None and about.kind == "column"
    # columns of views and foreign tables are no facts: they are declared with the whole
    whole = about.parent if about is not None and is_column and _is_without_columns(about.parent) else about
    if whole is not None and whole.kind == "index" and whole.parent is not None and whole.parent.kind in family.INDEXES:
        whole = whole.parent  # that of a constraint, which is the fact
    return whole in declared and (fact_id.kind in _SCALARS or (fact_id.kind == "grants" and is_column))


def _is_without_columns(fact_id: FactId | None) -> bool:
    return fact_id is not None and fact_id.kind in ("view", "materialized_view", "foreign_table", "composite")


def _gone_with(fact_id: FactId, out: Goal, live: FactBase) -> bool:
    """Its parent was there and is wanted no more."""
    holder = live.holder(fact_id)
    return holder is not None and holder not in out.facts


def _may(delta: Delta, allowed: Collection[str], out: Goal, live: FactBase) -> bool:
    for hazard in (*of_delta(delta), *unreturnable(delta, live)):
        if hazard.name not in allowed and "all" not in allowed:
            out.refused.append(Refused(delta.id, delta.sign, hazard, delta.new))
            return False
    return True


def _refuse_changes(out: Goal, live: FactBase, allowed: Collection[str]) -> None:
    both = [(live[fact_id], new) for fact_id, new in out.facts.items() if fact_id in live]
    differ = [(old, new) for old, new in both if old.payload is not new.payload and old.payload != new.payload]
    for old, new in sorted(differ, key=lambda pair: sort_key(pair[0].id)):
        if not _may(Delta(old.id, old, new, changed(old, new)), allowed, out, live):
            out.facts[old.id] = old


def _keep_what_is_needed(out: Goal, live: FactBase) -> None:
    """What a kept fact stands on is kept too, whatever was to be dropped."""
    pending = [fact_id for fact_id in out.facts if fact_id in live and out.facts[fact_id] is live[fact_id]]
    while pending:
        fact_id = pending.pop()
        for needed in live.needs.get(fact_id, ()):
            if needed not in out.facts and needed in live and needed.kind != "role":
                out.facts[needed] = live[needed]
                pending.append(needed)

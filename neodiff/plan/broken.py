"""What must go before a column changes its type, or a type its attributes, and come back after. Decides no order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from neodiff.deparsed import reread
from neodiff.facts import FactId, Payload
from neodiff.plan.changed import SATELLITES, Changes

# ALTER COLUMN ... TYPE is refused (0A000) while one of these uses the column; a default does not survive it unchanged.
_BROKEN_BY_TYPE: Final = frozenset(
    """view materialized_view policy trigger rule publication_table default function procedure column owned_by""".split()
)
# These PostgreSQL makes again itself, from what it prints of them.
_READ_AGAIN: Final = frozenset(("check", "index", "exclusion"))
# Types of a column and of one that it refers to may be any two of these (the operator families of btree).
_ALIKE: Final = (
    frozenset(("smallint", "integer", "bigint")),
    frozenset(("text", "character varying")),
)
_RETYPES: Final = frozenset(("type", "collation", "generated", "virtual"))


def break_dependents(
    fact_id: FactId, out: Changes, dependents: Mapping[FactId, set[FactId]], pending: list[FactId]
) -> None:
    """What must go before a column changes its type, and come back after."""
    old, new = out.old[fact_id], out.new[fact_id]
    if fact_id.kind != "column" or (old.payload == new.payload and not (out.old.needs[fact_id] & out.moved)):
        return
    differing = {key for key in {*old.payload, *new.payload} if old.payload.get(key) != new.payload.get(key)}
    if not differing & _RETYPES and not out.old.needs[fact_id] & out.moved:
        return
    for other in dependents[fact_id]:
        if other not in out.new or other not in out.old or _keeps(other, out):
            continue
        if other.kind == "column" and out.kin is not None and fact_id in out.kin.new.origin.get(other, ()):
            continue  # a child's changes with it
        if other.kind == "foreign_key" and _both_move(other, out):
            pending.append(other)
        parked = not out.parked.keys().isdisjoint(out.old.needs[fact_id]) and other.kind not in SATELLITES
        again = other.kind in _READ_AGAIN and (reread(out.new[other].payload) or _compares(other, out))
        if parked or again or other.kind in _BROKEN_BY_TYPE:
            pending.append(other)


def _compares(fact_id: FactId, out: Changes) -> bool:
    """Has it an expression of two columns that change, one after the other, to types that the old ones do not mix with?"""
    payload = out.old[fact_id].payload
    texts = [payload.get("where"), *(each.get("expression") for each in _elements(payload))]
    if fact_id.kind != "check" and not any(texts):
        return False
    return sum(_unlike(column, out) for column in out.old.needs.get(fact_id, ()) if column.kind == "column") > 1


def _elements(payload: Payload) -> list[Payload]:
    found = payload.get("columns") or payload.get("elements") or ()
    return [each for each in found if isinstance(each, dict)]


def _both_move(key: FactId, out: Changes) -> bool:
    """Do columns of both ends become of a type that the old one does not compare with? One after the other, they differ."""
    if out.kin is not None and key in out.kin.old.origin:
        return False
    payload = out.old[key].payload
    target = payload["references"]
    other = FactId("table", target["schema"], target["table"])
    pairs = zip(payload.get("columns") or (), target.get("columns") or ())
    return any(
        _unlike(FactId("column", "", here, key.parent), out) and _unlike(FactId("column", "", there, other), out)
        for here, there in pairs
    )


def _unlike(column: FactId, out: Changes) -> bool:
    """Has its new type no operators with its old one?"""
    if column not in out.old or column not in out.new:
        return False
    types = [str(side[column].payload.get("type")).split("(")[0] for side in (out.old, out.new)]
    moved = bool(out.old.needs[column] & out.moved)
    return moved or (types[0] != types[1] and not any(family.issuperset(types) for family in _ALIKE))


def break_users(fact_id: FactId, out: Changes, dependents: Mapping[FactId, set[FactId]], pending: list[FactId]) -> None:
    """What must go before attributes of a composite type go or change their type: both are refused while one is in use."""
    if fact_id.kind != "composite":
        return
    was, now = (side[fact_id].payload["attributes"] for side in (out.old, out.new))
    retyped = any(name in now and now[name] != attribute for name, attribute in was.items())
    if not retyped and was.keys() <= now.keys():
        return
    # what stays as it is uses no attribute that goes
    pending += [
        other
        for other in dependents[fact_id]
        if other.kind in _BROKEN_BY_TYPE
        and other in out.new
        and other in out.old
        and (retyped or other in out.altered)
        and not _keeps(other, out)
        and (other.kind != "column" or "generated" in out.old[other].payload)
    ]


def _keeps(fact_id: FactId, out: Changes) -> bool:
    """A routine with a string body, or a sequence's owner, does not mind a column's type."""
    if fact_id.kind in ("function", "procedure"):
        return "atomic" not in out.old[fact_id].payload
    return fact_id.kind == "owned_by"

"""The registry of rooms, in the order in which kinds are created where nothing else decides.

Adding a kind is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import (
    check,
    column,
    comment,
    composite,
    default,
    default_privileges,
    domain,
    enum,
    exclusion,
    extension,
    foreign_key,
    function,
    grants,
    index,
    materialized_view,
    matview_column,
    owned_by,
    owner,
    policy,
    primary_key,
    procedure,
    schema,
    sequence,
    sql,
    table,
    trigger,
    unique,
    view,
)
from neodiff.kinds.base import Env, Room

ROOMS: Final[tuple[Room, ...]] = (
    schema,
    extension,
    enum,
    composite,
    domain,
    sequence,
    function,
    procedure,
    table,
    column,
    default,
    owned_by,
    primary_key,
    unique,
    check,
    exclusion,
    index,
    sql,
    foreign_key,
    view,
    materialized_view,
    matview_column,
    trigger,
    policy,
    owner,
    grants,
    comment,
    default_privileges,
)
ROOM: Final[Mapping[str, Any]] = {room.KIND: room for room in ROOMS}
RANK: Final[Mapping[str, int]] = {room.KIND: rank for rank, room in enumerate(ROOMS)}

# kind -> the kinds of parent in whose CREATE statement it may stand
FOLDS: Final[Mapping[str, tuple[str, ...]]] = {
    "column": ("table",),
    "default": ("column",),
    "primary_key": ("table",),
    "unique": ("table",),
    "check": ("table", "domain"),
}


def foldable(fact: Fact) -> bool:
    """May the fact be made inside its parent's CREATE statement, as far as its own kind is concerned?"""
    parent = fact.id.parent
    if parent is None or parent.kind not in FOLDS.get(fact.id.kind, ()):
        return False
    if fact.id.kind == "default" and (parent.parent is None or parent.parent.kind != "table"):
        return False
    return bool(getattr(ROOM[fact.id.kind], "foldable", lambda _: True)(fact))


def inline(folded: Sequence[Fact], env: Env) -> list[str]:
    """The lines inside CREATE TABLE: columns in order with their defaults, then constraints."""
    lines = []
    rest = [fact for fact in folded if fact.id.kind not in ("column", "default")]
    for fact in sorted((fact for fact in folded if fact.id.kind == "column"), key=lambda fact: fact.order):
        own = [other for other in folded if other.id.kind == "default" and other.id.parent == fact.id]
        lines.append(column.inline(fact, own, env))
    for fact in sorted(rest, key=lambda fact: (RANK[fact.id.kind], fact.id.name)):
        lines.append(ROOM[fact.id.kind].inline(fact, (), env))
    return lines

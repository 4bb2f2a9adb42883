"""The registry of rooms, in the order in which kinds are created where nothing else decides.

Adding a kind is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import (
    access_method,
    aggregate,
    cast,
    check,
    collation,
    column,
    comment,
    composite,
    conversion,
    database,
    database_settings,
    default,
    default_privileges,
    domain,
    enum,
    event_trigger,
    exclusion,
    extension,
    foreign_data_wrapper,
    foreign_key,
    foreign_table,
    function,
    grants,
    index,
    language,
    materialized_view,
    matview_column,
    membership,
    operator,
    operator_class,
    operator_family,
    owned_by,
    owner,
    parameter,
    policy,
    primary_key,
    procedure,
    publication,
    publication_schema,
    publication_table,
    range,  # noqa: A004
    role,
    rule,
    schema,
    sequence,
    server,
    settings,
    sql,
    statistics,
    subscription,
    table,
    text_search_configuration,
    text_search_dictionary,
    text_search_parser,
    text_search_template,
    transform,
    trigger,
    type,  # noqa: A004
    unique,
    user_mapping,
    view,
)
from neodiff.kinds.base import Env, Room

# What belongs to the whole server or to the database itself; read and planned apart from the schema.
CLUSTER: Final[tuple[Room, ...]] = (role, membership, database, settings, database_settings, parameter)
ROOMS: Final[tuple[Room, ...]] = (
    *CLUSTER,
    schema,
    extension,
    collation,
    language,
    enum,
    type,
    range,
    composite,
    domain,
    sequence,
    function,
    procedure,
    aggregate,
    operator,
    cast,
    transform,
    conversion,
    operator_family,
    operator_class,
    access_method,
    text_search_parser,
    text_search_template,
    text_search_dictionary,
    text_search_configuration,
    foreign_data_wrapper,
    server,
    user_mapping,
    table,
    foreign_table,
    column,
    default,
    owned_by,
    primary_key,
    unique,
    check,
    exclusion,
    index,
    statistics,
    sql,
    foreign_key,
    view,
    materialized_view,
    matview_column,
    trigger,
    rule,
    policy,
    publication,
    publication_table,
    publication_schema,
    subscription,
    event_trigger,
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
    "check": ("table", "domain", "foreign_table"),
    "publication_table": ("publication",),
    "publication_schema": ("publication",),
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

"""The form of every document: a room's own keys, the keys of rooms that nest in it, and what every object may have.

Knows which keys are shared; must not know what any kind's own keys mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from neodiff.declare import data_rules, environments, row_forms, silences, trials
from neodiff.kinds import ROOM, ROOMS, foreign_key, foreign_table, grants, membership, owner
from neodiff.kinds import settings as settings_room
from neodiff.kinds.base import GLOBAL
from neodiff.yaml.form import (
    Bool,
    Default,
    Either,
    Field,
    Form,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    OneOrMany,
    Shared,
    Str,
)
from neodiff.yaml.form import Sql as SqlText

# A document is known by the key of its kind; a kind with a key that is another's name comes before that. `schema` comes
# last: it also says where another kind's object lives.
KINDS: Final = (
    "table",
    "view",
    "materialized_view",
    "foreign_table",
    "event_trigger",
    "publication",
    "subscription",
    "text_search_dictionary",
    "text_search_configuration",
    "text_search_parser",
    "text_search_template",
    "foreign_data_wrapper",
    "server",
    "aggregate",
    "operator",
    "operator_family",
    "operator_class",
    "cast",
    "conversion",
    "transform",
    "function",
    "procedure",
    "enum",
    "composite",
    "domain",
    "range",
    "sequence",
    "collation",
    "language",
    "access_method",
    "type",
    "extension",
    "default_privileges",
    "sql",
    "role",
    "parameter",
    "schema",
    "tests",
    "rules",
)
_NAMED_LISTS: Final = ("unique", "foreign_key", "publication_table", "publication_schema")
_NO_DEFAULTS: Final = ("column", "large_object", "database", "parameter")
_UNCOMMENTED: Final = ("user_mapping", "publication_table", "publication_schema")
_COMMENT: Final = {"comment": Field(Str(), doc="COMMENT ON")}
_RENAMED: Final = {"renamed_from": Field(Name(), doc="the name it has in databases that were not migrated yet")}
_GRANTS: Final = {"grants": Field(grants.FORM, doc="role: privileges; absent = not managed, {} = nobody but the owner")}
# Columns take what the constraint rooms have, in short.
_COLUMN_SHORT: Final = {
    "default": Field(Default()),
    "primary_key": Field(Bool()),
    "unique": Field(Bool()),
    "check": Field(SqlText()),
    "references": Field(
        Either(
            Str(),
            Object(
                {
                    "table": Field(Name(), required=True),
                    "schema": Field(Name()),
                    "column": Field(Name()),
                    **foreign_key.CLAUSES,
                },
                noun="references",
            ),
        ),
        doc="table.column, or a mapping with on_delete and the rest",
    ),
}
_ROLE: Final = {
    **_COMMENT,
    "member_of": Field(membership.SEVERAL, doc="the roles that it is a member of; absent = not managed"),
    "members": Field(membership.SEVERAL, doc="the roles that are members of it; absent = not managed"),
    "settings": Field(settings_room.FORM, doc="ALTER ROLE ... SET; absent = not managed"),
    "database_settings": Field(settings_room.FORM, doc="the same in this database alone; absent = not managed"),
    "absent": Field(Bool(), doc="it shall not exist"),
}
_VIEW_COLUMN: Final = Object({**_COMMENT, **_GRANTS, "default": Field(Default())}, noun="column")

_THRESHOLD: Final = Object(
    {
        "limit": Field(Either(Number(), Bool()), doc="beyond it is unhealthy; false: not judged"),
        "change": Field(
            Either(Number(), Bool()), doc="percent worse than the baseline that is unhealthy; false: not judged"
        ),
    },
    short="limit",
    noun="threshold",
)
_HEALTH: Final = Object(
    {
        "thresholds": Field(
            MapOf(_THRESHOLD), doc="check: limit, or {limit, change}; `neodiff health --list` names them"
        )
    },
    noun="health",
)


@cache
def form(kind: str) -> Object:
    """The form of a whole document of that kind."""
    if kind == trials.KIND:
        return trials.DOCUMENT
    if kind == data_rules.KIND:
        return data_rules.DOCUMENT
    fields: dict[str, Field] = {kind: Field(getattr(ROOM[kind], "NAME", Name()), required=True)}
    own = ROOM[kind].FORM
    if kind == "role":
        return Object({**fields, **own.fields, **_ROLE}, noun=kind)
    if kind == "parameter":
        return Object(
            {**fields, "grants": Field(grants.FORMS[kind], required=True, doc="role: set, alter system")}, noun=kind
        )
    if kind not in GLOBAL | {"sql"}:
        fields["schema"] = Field(Name(), doc="public unless said")
    fields |= own.fields
    if kind == "sql":
        fields |= silences.FIELD
    if kind in ("default_privileges", "sql"):
        return Object(fields, noun=kind, doc=own.doc)
    fields |= _COMMENT | silences.FIELD
    fields["application"] = Field(Str(), doc="what applications must change when it changes, for whoever reviews that")
    fields["managed_by"] = Field(Name(), doc="who else makes and changes it: it is never compared, only referred to")
    if kind in owner.OWNED:
        fields["owner"] = Field(Name(), doc="absent = not managed")
    if kind in grants.PRIVILEGES:
        fields |= _GRANTS
    if kind not in ("extension", "operator", "cast", "transform", "access_method"):
        fields |= _RENAMED
    if kind == "sequence":
        fields["owned_by"] = Field(Str(), doc="table.column that it is dropped with")
    if kind == "schema":
        fields["prune"] = Field(Bool(), doc="drop what is in it and not declared")
    if kind == "view":
        fields["columns"] = Field(MapOf(_VIEW_COLUMN))
    if kind == "materialized_view":
        column = {**ROOM["matview_column"].FORM.fields, **_COMMENT, **_GRANTS}
        fields["columns"] = Field(MapOf(Object(column, noun="column")))
    if kind == "foreign_table":
        column = {**foreign_table.COLUMN, "default": Field(Default()), **_COMMENT, **_GRANTS}
        fields["columns"] = Field(MapOf(Object(column, short="type", noun="column")))
    for child in ROOMS:
        key = child.NESTED.get(kind)
        if key:
            fields[key] = Field(_nested(child))
    if kind == "table":
        fields |= row_forms.FIELDS
    if kind in trials.RELATIONS:
        fields[trials.KIND] = Field(trials.OF_RELATION, doc="who may do what with which rows, tried by `neodiff check`")
    return Object(fields, noun=kind, doc=own.doc)


def _nested(room: Any) -> Form:
    fields = {**room.FORM.fields, **({} if room.KIND in _UNCOMMENTED else _COMMENT | silences.FIELD)}
    if room.KIND in ("column", "index", "policy", "trigger", "rule", "statistics"):
        fields |= _RENAMED
    if room.KIND == "column":
        fields |= _GRANTS | _COLUMN_SHORT
    if room.KIND in ("primary_key", "unique", "exclusion"):
        fields["index_comment"] = Field(Str(), doc="COMMENT ON INDEX")
    one = Object(fields, short=room.FORM.short, noun=room.FORM.noun, doc=room.FORM.doc)
    if room.KIND == "primary_key":
        return one
    return ListOf(one) if room.KIND in _NAMED_LISTS else MapOf(one)


def settings() -> Object:
    """The form of neodiff.yaml."""
    by_kind = {kind: Field(grants.FORM) for kind in grants.PRIVILEGES if kind not in _NO_DEFAULTS}
    return Object(
        {
            "platform": Field(_platform(), doc="whose database it is: supabase, or none"),
            "default": Field(Str(), doc="the environment that commands use when none is named"),
            "environments": Field(MapOf(environments.form())),
            "include": Field(ListOf(Str()), doc="patterns of what is compared: table public.*; all unless said"),
            "exclude": Field(ListOf(Str()), doc="patterns of what is not compared: table public.tmp_*, schema cron"),
            "managed_by": Field(MapOf(ListOf(Str())), doc="who else manages what: {prisma: [table public._prisma_*]}"),
            "instances": Field(
                MapOf(Str(), key=Name()),
                doc="schema: pattern; what is declared of it is what every schema has that matches: {tenant: tenant_*}",
            ),
            "absent": Field(OneOrMany(Name()), doc="schemas that a fresh database has and this one has not"),
            "database": Field(
                Object(
                    {
                        **_COMMENT,
                        "grants": Field(grants.FORMS["database"], doc="role: create, connect, temporary"),
                        "settings": Field(settings_room.FORM, doc="ALTER DATABASE ... SET"),
                    },
                    noun="database",
                ),
                doc="what the database itself has, whatever its name is; what is absent is not managed",
            ),
            "search_path": Field(
                OneOrMany(Name()), doc="schemas in which unqualified names are looked up; public unless said"
            ),
            "api": Field(
                Object(
                    {
                        "schemas": Field(OneOrMany(Name()), doc="schemas that it exposes"),
                        "roles": Field(
                            OneOrMany(Name()), doc="roles that requests run as; anon and authenticated unless said"
                        ),
                    },
                    short="schemas",
                    noun="api",
                ),
                doc="the schemas that an API exposes; public and graphql_public under platform supabase, none otherwise",
            ),
            "lint": Field(
                silences.SETTINGS, doc="rule: {pattern: reason} for what is meant as it is, wherever it is found"
            ),
            "health": Field(_HEALTH, doc="what `neodiff health` calls unhealthy"),
            "defaults": Field(
                Object(
                    {
                        "owner": Field(Name(), doc="of objects that name none"),
                        "grants": Field(Object(by_kind, noun="grants")),
                    },
                    noun="defaults",
                )
            ),
        },
        noun="settings",
    )


def _platform() -> Form:
    from neodiff.yaml.form import Choice

    return Choice("none", "supabase")


def shared() -> list[Shared]:
    """The forms that the JSON Schema describes once."""
    return [silences.OBJECT]


def all_forms() -> Mapping[str, Object]:
    return {kind: form(kind) for kind in KINDS}

"""Materialized views. Knows pg_class of relkind m; its indexes are facts of the index room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import (
    PG_CLASS,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    alter_options,
    name_sql,
    options_json,
    options_sql,
    replace,
    true,
)
from neodiff.sql import ident
from neodiff.yaml.form import Bool, Field, MapOf, Name, Object, Scalar, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "materialized_view"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_class where relkind = 'm'"
FORM: Final = Object(
    {
        "query": Field(SqlText(), required=True),
        "access_method": Field(Name()),
        "options": Field(MapOf(Scalar(), key=Str())),
        "with_data": Field(Bool(), doc="filled when made, unless false"),
    },
    noun="materialized_view",
)


def query(major: int) -> str:
    return f"""
        select {PG_CLASS}, c.oid, 0, n.nspname, c.relname, null::oid, null::oid, 0, 0, c.relowner, c.relacl,
            json_strip_nulls(json_build_object(
                'query', rtrim(pg_get_viewdef(c.oid, true), ';'),
                'access_method', nullif(am.amname, 'heap'),
                'options', {options_json("c.reloptions")},
                'unfilled', {true("not c.relispopulated")}))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_am am on am.oid = c.relam
        where c.relkind = 'm' and {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if key != "with_data"}
    return {**payload, "unfilled": True} if node.get("with_data") is False else payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    payload = {**payload, "query": payload["query"].strip() + "\n"}
    node = {key: value for key, value in payload.items() if key != "unfilled"}
    return {**node, "with_data": False} if payload.get("unfilled") else node


def normalise(fact: Fact) -> None:
    # Whether it is filled is a state of the data: a dump of the schema alone never fills it.
    fact.payload.pop("unfilled", None)


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    using = f" using {ident(payload['access_method'])}" if "access_method" in payload else ""
    options = f" with ({options_sql(payload['options'])})" if payload.get("options") else ""
    no_data = "\nwith no data" if payload.get("unfilled") else ""
    return [
        f"create materialized view {name_sql(fact.id)}{using}{options} as\n{payload['query'].strip().rstrip(';')}{no_data}"
    ]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop materialized view {name_sql(fact.id)}"]


def _options(change: Change) -> list[Sql]:
    return alter_options(f"alter materialized view {name_sql(change.id)}", change)


def _access_method(change: Change) -> list[Sql] | None:
    if change.env.major < 15:
        return replace(change)
    return [
        f"alter materialized view {name_sql(change.id)} set access method {ident(change.value('access_method') or 'heap')}"
    ]


ALTER: Final[Mapping[str, Alter]] = {"query": replace, "access_method": _access_method, "options": _options}

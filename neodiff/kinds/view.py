"""Views. Knows pg_class of relkind v and its query; columns of a view are what the query says."""

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
)
from neodiff.sql import idents
from neodiff.yaml.form import Bool, Choice, Field, MapOf, Object, Scalar, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "view"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "query": Field(SqlText(), required=True),
        "security_invoker": Field(Bool(), doc="PostgreSQL 15 and later"),
        "security_barrier": Field(Bool()),
        "check_option": Field(Choice("local", "cascaded")),
        "options": Field(MapOf(Scalar(), key=Str())),
    },
    noun="view",
)
_OPTIONS: Final = ("security_invoker", "security_barrier", "check_option")


def query(major: int) -> str:
    return f"""
        select {PG_CLASS}, c.oid, 0, n.nspname, c.relname, null::oid, null::oid, 0, 0, c.relowner, c.relacl,
            json_strip_nulls(json_build_object(
                'query', rtrim(pg_get_viewdef(c.oid, true), ';'),
                'options', {options_json("c.reloptions")},
                'shape', (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation)
                    order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0)))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if key not in (*_OPTIONS, "options")}
    options: dict[str, Any] = {}
    for key, value in node.items():  # in their order, which pg_dump tells
        if key == "options":
            options |= value
        elif key in _OPTIONS and value:
            options[key] = "true" if value is True else value
    return {**payload, **({"options": options} if options else {})}


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    payload = {**payload, "query": payload["query"].strip() + "\n"}
    node = {key: value for key, value in payload.items() if key not in ("shape", "options")}
    options = {**payload.get("options", {})}
    for key in [key for key in options if key in _OPTIONS]:
        # PostgreSQL keeps `on` and `1` as they were written, and so does a dump
        if options.get(key) == "true" or (key == "check_option" and key in options):
            value = options.pop(key)
            node[key] = value if key == "check_option" else True
    return {**node, **({"options": options} if options else {})}


def _definition(fact: Fact, word: str) -> list[Sql]:
    payload = fact.payload
    options = f" with ({options_sql(payload['options'])})" if payload.get("options") else ""
    columns = f" ({idents(payload['column_names'])})" if payload.get("column_names") else ""
    return [f"{word} view {name_sql(fact.id)}{columns}{options} as\n{payload['query'].strip().rstrip(';')}"]


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return _definition(fact, "create")


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop view {name_sql(fact.id)}"]


def _query(change: Change) -> list[Sql] | None:
    """CREATE OR REPLACE VIEW may only append columns (42P16)."""
    old, new = change.old.payload.get("shape") or [], change.new.payload.get("shape") or []
    return _definition(change.new, "create or replace") if new[: len(old)] == old else None


def _options(change: Change) -> list[Sql]:
    return [] if change.attrs & {"query", "shape"} else alter_options(f"alter view {name_sql(change.id)}", change)


ALTER: Final[Mapping[str, Alter]] = {"query": _query, "shape": _query, "options": _options}

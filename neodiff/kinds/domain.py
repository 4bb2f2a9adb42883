"""Domains. Knows pg_type of typtype d; their CHECK constraints are facts of the check room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TYPE, USER_SCHEMA, Alter, Change, Env, Sql, collation_sql, name_sql, replace, true
from neodiff.yaml.form import Bool, Default, Field, Object, Str, TypeName

KIND: Final = "domain"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "type": Field(TypeName(), required=True),
        "collation": Field(Str()),
        "default": Field(Default()),
        "not_null": Field(Bool()),
    },
    noun="domain",
)


def query(major: int) -> str:
    return f"""
        select {PG_TYPE}, t.oid, 0, n.nspname, t.typname, null::oid, null::oid, 0, 0, t.typowner, t.typacl,
            json_strip_nulls(json_build_object(
                'type', format_type(t.typbasetype, t.typtypmod),
                'collation', case when t.typcollation <> b.typcollation then
                    case when cn.nspname = 'pg_catalog' then c.collname
                         else quote_ident(cn.nspname) || '.' || quote_ident(c.collname) end end,
                'default', pg_get_expr(t.typdefaultbin, 0),
                'not_null', {true("t.typnotnull")}))
        from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
        left join pg_collation c on c.oid = t.typcollation left join pg_namespace cn on cn.oid = c.collnamespace
        where t.typtype = 'd' and {USER_SCHEMA}"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    from neodiff.kinds import inline

    payload = fact.payload
    sql = f"create domain {name_sql(fact.id)} as {payload['type']}"
    if "collation" in payload:
        sql += f" collate {collation_sql(payload['collation'])}"
    if "default" in payload:
        sql += f" default {payload['default']}"
    if payload.get("not_null"):
        sql += " not null"
    return [sql + "".join(f"\n    {line}" for line in inline(folded, env))]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop domain {name_sql(fact.id)}"]


def _default(change: Change) -> list[Sql]:
    default = change.value("default")
    return [f"alter domain {name_sql(change.id)} " + ("drop default" if default is None else f"set default {default}")]


def _not_null(change: Change) -> list[Sql]:
    return [f"alter domain {name_sql(change.id)} {'set' if change.value('not_null') else 'drop'} not null"]


ALTER: Final[Mapping[str, Alter]] = {"type": replace, "collation": replace, "default": _default, "not_null": _not_null}

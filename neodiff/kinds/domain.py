"""Domains. Knows pg_type of typtype d; their CHECK constraints are facts of the check room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import (
    PG_TYPE,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    collation_sql,
    name_sql,
    replace,
    true,
)
from neodiff.sql import generated_name, ident
from neodiff.yaml.form import Bool, Default, Either, Field, Name, Object, Str, TypeName

KIND: Final = "domain"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_type where typtype = 'd' and oid >= 16384"
FORM: Final = Object(
    {
        "type": Field(TypeName(), required=True),
        "collation": Field(Str()),
        "default": Field(Default()),
        "not_null": Field(Either(Bool(), Object({"name": Field(Name(), required=True)}, noun="not_null"))),
    },
    noun="domain",
)


def query(major: int) -> str:
    not_null = true("t.typnotnull")
    if major >= 17:
        # NOT NULL of a domain is a constraint with a name from PostgreSQL 17 on
        not_null = """case when t.typnotnull then (select json_build_object('name', k.conname) from pg_constraint k
            where k.contypid = t.oid and k.contype = 'n') end"""
    return f"""
        select {PG_TYPE}, t.oid, 0, n.nspname, t.typname, null::oid, null::oid, 0, 0, t.typowner, t.typacl,
            json_strip_nulls(json_build_object(
                'type', format_type(t.typbasetype, t.typtypmod),
                'collation', case when t.typcollation <> b.typcollation then
                    case when cn.nspname = 'pg_catalog' then c.collname
                         else quote_ident(cn.nspname) || '.' || quote_ident(c.collname) end end,
                'default', pg_get_expr(t.typdefaultbin, 0),
                'not_null', {not_null}))
        from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
        left join pg_collation c on c.oid = t.typcollation left join pg_namespace cn on cn.oid = c.collnamespace
        where t.typtype = 'd' and {USER_SCHEMA}"""


def project(fact: Fact, major: int) -> None:
    """As that server would say it."""
    if major < 17 and "not_null" in fact.payload:
        fact.payload["not_null"] = True


def normalise(fact: Fact) -> None:
    """Leave out the name that PostgreSQL would choose."""
    if fact.payload.get("not_null") == {"name": generated_name(fact.id.name, label="not_null")}:
        fact.payload["not_null"] = True


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not False}


def _not_null(payload: Mapping[str, Any]) -> str:
    spec = payload["not_null"]
    return f"constraint {ident(spec['name'])} not null" if isinstance(spec, Mapping) else "not null"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    from neodiff.kinds import inline

    payload = fact.payload
    sql = f"create domain {name_sql(fact.id)} as {payload['type']}"
    if "collation" in payload:
        sql += f" collate {collation_sql(payload['collation'])}"
    if "default" in payload:
        sql += f" default {payload['default']}"
    if payload.get("not_null"):
        sql += f" {_not_null(payload)}"
    return [sql + "".join(f"\n    {line}" for line in inline(folded, env))]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop domain {name_sql(fact.id)}"]


def _default(change: Change) -> list[Sql]:
    default = change.value("default")
    return [f"alter domain {name_sql(change.id)} " + ("drop default" if default is None else f"set default {default}")]


def _alter_not_null(change: Change) -> list[Sql]:
    domain, old, new = name_sql(change.id), change.old.payload.get("not_null"), change.value("not_null")
    if not new:
        return [f"alter domain {domain} drop not null"]
    if not old:
        named = isinstance(new, Mapping)
        return [f"alter domain {domain} {'add ' + _not_null(change.new.payload) if named else 'set not null'}"]
    plain = generated_name(change.id.name, label="not_null")
    was, now = (spec["name"] if isinstance(spec, Mapping) else plain for spec in (old, new))
    return [f"alter domain {domain} rename constraint {ident(was)} to {ident(now)}"]


ALTER: Final[Mapping[str, Alter]] = {
    "type": replace,
    "collation": replace,
    "default": _default,
    "not_null": _alter_not_null,
}

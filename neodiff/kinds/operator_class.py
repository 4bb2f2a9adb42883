"""Operator classes, with the operators and functions that they cannot be without. Knows pg_opclass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import opclass_parts
from neodiff.kinds.base import (
    PG_OPCLASS,
    USER_SCHEMA,
    Alter,
    Env,
    Sql,
    bare_name,
    name_sql,
    near_name,
    replace,
    true,
)
from neodiff.sql import ident, qualified
from neodiff.yaml.form import Bool, Field, Name, Object, Str, TypeName

KIND: Final = "operator_class"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_opclass where oid >= 16384"
FORM: Final = Object(
    {
        "using": Field(Name(), required=True, doc="the access method"),
        "type": Field(TypeName(), required=True, doc="the type that it indexes"),
        "default": Field(Bool(), doc="for indexes that name no class"),
        "family": Field(Str(), doc="the one of its own name unless said, which is made where there is none"),
        "storage": Field(TypeName(), doc="what the index stores, where that is another type"),
        **opclass_parts.FIELDS,
    },
    noun="operator class",
)


def query(major: int) -> str:
    family = near_name("fn.nspname", "quote_ident(f.opfname)")
    return f"""
        select {PG_OPCLASS}, c.oid, 0, n.nspname, quote_ident(c.opcname) || ' using ' || quote_ident(a.amname),
            null::oid, null::oid, 0, 0, c.opcowner, null::aclitem[],
            json_strip_nulls(json_build_object('using', a.amname, 'type', format_type(c.opcintype, null),
                'default', {true("c.opcdefault")},
                'family', case when f.opfname <> c.opcname or f.opfnamespace <> c.opcnamespace then {family} end,
                'storage', case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end,
                {opclass_parts.columns("c.oid", PG_OPCLASS, "c.opcintype")}))
        from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace join pg_am a on a.oid = c.opcmethod
        join pg_opfamily f on f.oid = c.opcfamily join pg_namespace fn on fn.oid = f.opfnamespace
        where {USER_SCHEMA}"""


def identity(name: str, payload: Mapping[str, Any]) -> str:
    return f"{ident(name)} using {ident(payload['using'])}"


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not False}


to_yaml = opclass_parts.to_yaml


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    default = "default " if payload.get("default") else ""
    family = f" family {payload['family']}" if "family" in payload else ""
    lines = [f"storage {payload['storage']}"] if "storage" in payload else []
    lines += opclass_parts.lines(payload, payload["type"])
    # at least one line is asked for; that it stores its own type says nothing
    inside = ",".join(f"\n    {line}" for line in lines or [f"storage {payload['type']}"])
    name = qualified(fact.id.schema, bare_name(fact.id))
    head = f"create operator class {name} {default}for type {payload['type']} using {ident(payload['using'])}"
    return [f"{head}{family} as{inside}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop operator class {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)

"""Conversions between encodings. Knows pg_conversion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_CONVERSION, USER_SCHEMA, Alter, Env, Sql, name_sql, replace, true
from neodiff.sql import literal
from neodiff.yaml.form import Bool, Field, Object, Str

KIND: Final = "conversion"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_conversion where oid >= 16384"
FORM: Final = Object(
    {
        "from": Field(Str(), required=True, doc="encoding, such as LATIN1"),
        "to": Field(Str(), required=True, doc="encoding, such as UTF8"),
        "function": Field(Str(), required=True, doc="the function that converts, without arguments"),
        "default": Field(Bool(), doc="the one that is used between the two encodings"),
    },
    noun="conversion",
)


def query(major: int) -> str:
    return f"""
        select {PG_CONVERSION}, c.oid, 0, n.nspname, c.conname, null::oid, null::oid, 0, 0, c.conowner, null::aclitem[],
            json_strip_nulls(json_build_object(
                'from', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
                'function', c.conproc::text, 'default', {true("c.condefault")}))
        from pg_conversion c join pg_namespace n on n.oid = c.connamespace where {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not False}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    default = "default " if payload.get("default") else ""
    encodings = f"for {literal(payload['from']).strip()} to {literal(payload['to']).strip()}"
    return [f"create {default}conversion {name_sql(fact.id)} {encodings} from {payload['function']}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop conversion {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)

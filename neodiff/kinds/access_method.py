"""Access methods of tables and indexes. Knows pg_am."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_AM, Alter, Env, Sql, name_sql, replace
from neodiff.yaml.form import Choice, Field, Object, Str

KIND: Final = "access_method"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_am where oid >= 16384"
FORM: Final = Object(
    {
        "type": Field(Choice("table", "index"), required=True),
        "handler": Field(Str(), required=True, doc="a function that returns table_am_handler or index_am_handler"),
    },
    noun="access method",
)


def query(major: int) -> str:
    return f"""
        select {PG_AM}, a.oid, 0, '', a.amname, null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_build_object('type', case a.amtype when 't' then 'table' else 'index' end, 'handler', a.amhandler::text)
        from pg_am a where a.oid >= 16384"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"create access method {name_sql(fact.id)} type {fact.payload['type']} handler {fact.payload['handler']}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop access method {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)

"""Schemas. Knows pg_namespace; nothing of what lives inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import PG_NAMESPACE, USER_SCHEMA, Alter, Env, Sql, name_sql
from neodiff.yaml.form import Object

KIND: Final = "schema"
NESTED: Final[Mapping[str, str]] = {}
PUBLIC: Final = FactId("schema", "", "public")
FORM: Final = Object({}, noun="schema", doc="A schema of its own; what lives in it names it with `schema:`")


def query(major: int) -> str:
    return f"""
        select {PG_NAMESPACE}, n.oid, 0, '', n.nspname, null::oid, null::oid, 0, 0, n.nspowner, n.nspacl, '{{}}'::json
        from pg_namespace n where {USER_SCHEMA}"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"create schema {name_sql(fact.id)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop schema {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = {}

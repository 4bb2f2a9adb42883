"""A schema whose tables are all in a publication, also those that come later. Knows pg_publication_namespace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_PUBLICATION, PG_PUBLICATION_NAMESPACE, Alter, Env, Sql, table_sql
from neodiff.sql import ident
from neodiff.yaml.form import Field, Name, Object

KIND: Final = "publication_schema"
NESTED: Final[Mapping[str, str]] = {"publication": "schemas"}
THERE: Final = "pg_publication"
FORM: Final = Object({"name": Field(Name(), required=True)}, short="name", noun="schema", doc="PostgreSQL 15 and later")


def query(major: int) -> str:
    if major < 15:
        return ""
    return f"""
        select {PG_PUBLICATION_NAMESPACE}, p.oid, 0, '', n.nspname, {PG_PUBLICATION}, p.pnpubid, 0, 0, null::oid,
            null::aclitem[], '{{}}'::json
        from pg_publication_namespace p join pg_namespace n on n.oid = p.pnnspid"""


def named(written: str) -> str:
    return written


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {}


def inline(fact: Fact, folded: Sequence[Fact], env: Env) -> str:
    return f"tables in schema {ident(fact.id.name)}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"alter publication {table_sql(fact)} add {inline(fact, (), env)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"alter publication {table_sql(fact)} drop {inline(fact, (), env)}"]


ALTER: Final[Mapping[str, Alter]] = {}

"""Extensions and their versions. Knows pg_extension; never what an extension brings (its members are not facts)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_EXTENSION, Alter, Change, Env, Sql, name_sql, replace
from neodiff.sql import ident, literal
from neodiff.yaml.form import Field, Name, Object, Str

KIND: Final = "extension"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "schema": Field(Name(), doc="the schema that its objects go to (pg_extension.extnamespace)"),
        "version": Field(Str(), doc="only where it is not the server's default"),
    },
    noun="extension",
)


def query(major: int) -> str:
    # plpgsql is in every database from initdb on, with an oid below the first normal one.
    return f"""
        select {PG_EXTENSION}, e.oid, 0, '', e.extname, null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_build_object('schema', n.nspname, 'version', e.extversion)
        from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.oid >= 16384"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    into = fact.payload.get("schema")
    sql = f"create extension {name_sql(fact.id)}" + (f" schema {ident(into)}" if into else "")
    # Hosting platforms refuse VERSION: only where it is spelled out.
    return [
        sql + (f" version {literal(str(fact.payload['version'])).strip()}" if fact.id.name in env.versioned else "")
    ]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop extension {name_sql(fact.id)}"]


def _update(change: Change) -> list[Sql]:
    return [f"alter extension {name_sql(change.id)} update to {literal(str(change.value('version'))).strip()}"]


def _move(change: Change) -> list[Sql] | None:
    if change.old.payload.get("fixed"):
        return replace(change)
    return [f"alter extension {name_sql(change.id)} set schema {ident(change.value('schema'))}"]


ALTER: Final[Mapping[str, Alter]] = {"version": _update, "schema": _move}

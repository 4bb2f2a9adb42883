"""What a role logs in with at a foreign server. Knows pg_user_mappings, but no mapping with a secret: those are in no output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import foreign_options
from neodiff.kinds.base import (
    PG_FOREIGN_SERVER,
    PG_USER_MAPPING,
    Alter,
    Change,
    Env,
    Sql,
    has_secret,
    options_json,
    table_sql,
)
from neodiff.sql import ident
from neodiff.yaml.form import Object

KIND: Final = "user_mapping"
NESTED: Final[Mapping[str, str]] = {"server": "user_mappings"}
FORM: Final = Object({"options": foreign_options.FIELD}, noun="user_mapping")


def query(major: int) -> str:
    # the table itself is closed to all but superusers
    return f"""
        select {PG_USER_MAPPING}, m.umid, 0, '', case m.umuser when 0 then 'public' else m.usename::text end, {PG_FOREIGN_SERVER},
            m.srvid, 0, 0, null::oid, null::aclitem[], json_strip_nulls(json_build_object('options', {options_json("m.umoptions")}))
        from pg_user_mappings m where not {has_secret("m.umoptions")}"""


def _named(fact: Fact) -> str:
    # PUBLIC in quotes would be a role of that name
    role = "public" if fact.id.name == "public" else ident(fact.id.name)
    return f"user mapping for {role} server {table_sql(fact)}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"create {_named(fact)}{foreign_options.clause(fact.payload.get('options') or {})}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop {_named(fact)}"]


def _options(change: Change) -> list[Sql]:
    return foreign_options.alter(f"alter {_named(change.new)}", change)


ALTER: Final[Mapping[str, Alter]] = {"options": _options}

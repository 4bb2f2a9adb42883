"""What a role logs in with at a foreign server. Knows pg_user_mappings, but no secret among the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff import secret
from neodiff.facts import Fact
from neodiff.kinds import foreign_options
from neodiff.kinds.base import (
    PG_FOREIGN_SERVER,
    PG_USER_MAPPING,
    Alter,
    Change,
    Env,
    Sql,
    table_sql,
)
from neodiff.sql import ident
from neodiff.yaml.form import Object

KIND: Final = "user_mapping"
NESTED: Final[Mapping[str, str]] = {"server": "user_mappings"}
THERE: Final = "pg_foreign_server"
FORM: Final = Object({"options": foreign_options.SECRET_FIELD}, noun="user_mapping")


def query(major: int) -> str:
    options = foreign_options.hidden_json("m.umoptions")
    # the table itself is closed to all but superusers
    return f"""
        select {PG_USER_MAPPING}, m.umid, 0, '', case m.umuser when 0 then 'public' else m.usename::text end, {PG_FOREIGN_SERVER},
            m.srvid, 0, 0, null::oid, null::aclitem[], json_strip_nulls(json_build_object('options', {options}))
        from pg_user_mappings m"""


from_yaml = foreign_options.from_yaml


def _named(fact: Fact) -> str:
    # PUBLIC in quotes would be a role of that name
    role = "public" if fact.id.name == "public" else ident(fact.id.name)
    return f"user mapping for {role} server {table_sql(fact)}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    options = foreign_options.clause(fact.payload.get("options") or {}, fact.id)
    return [secret.filled(f"create {_named(fact)}{options}")]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop {_named(fact)}"]


def _options(change: Change) -> list[Sql]:
    return foreign_options.alter_secret(f"alter {_named(change.new)}", change)


ALTER: Final[Mapping[str, Alter]] = {"options": _options}

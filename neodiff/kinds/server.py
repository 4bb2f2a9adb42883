"""Foreign servers. Knows pg_foreign_server, but no secret among its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff import secret
from neodiff.facts import Fact
from neodiff.kinds import foreign_options
from neodiff.kinds.base import PG_FOREIGN_SERVER, Alter, Change, Env, Sql, name_sql, replace
from neodiff.sql import ident, literal
from neodiff.yaml.form import Field, Name, Object, Str

KIND: Final = "server"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_foreign_server"
FORM: Final = Object(
    {
        "wrapper": Field(Name(), required=True, doc="the foreign-data wrapper"),
        "type": Field(Str()),
        "version": Field(Str()),
        "options": foreign_options.SECRET_FIELD,
    },
    noun="server",
)


def query(major: int) -> str:
    return f"""
        select {PG_FOREIGN_SERVER}, s.oid, 0, '', s.srvname, null::oid, null::oid, 0, 0, s.srvowner, s.srvacl,
            json_strip_nulls(json_build_object('wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
                'options', {foreign_options.hidden_json("s.srvoptions")}))
        from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw"""


from_yaml = foreign_options.from_yaml


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    said = "".join(f" {key} {literal(str(payload[key])).strip()}" for key in ("type", "version") if key in payload)
    options = foreign_options.clause(payload.get("options") or {}, fact.id)
    made = f"create server {name_sql(fact.id)}{said} foreign data wrapper {ident(payload['wrapper'])}{options}"
    return [secret.filled(made)]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop server {name_sql(fact.id)}"]


def _version(change: Change) -> list[Sql]:
    version = change.value("version")
    return [
        f"alter server {name_sql(change.id)} version {'null' if version is None else literal(str(version)).strip()}"
    ]


def _options(change: Change) -> list[Sql]:
    return foreign_options.alter_secret(f"alter server {name_sql(change.id)}", change)


ALTER: Final[Mapping[str, Alter]] = {"wrapper": replace, "type": replace, "version": _version, "options": _options}

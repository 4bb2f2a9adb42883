"""The column that a sequence belongs to, and is dropped with. Knows one row of pg_depend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import PG_CLASS, USER_SCHEMA, Alter, Change, Env, Sql, table_sql
from neodiff.sql import ident, qualified
from neodiff.yaml.form import Object

KIND: Final = "owned_by"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_sequence"
FORM: Final = Object({}, noun="owned_by")


def query(major: int) -> str:
    return f"""
        select null::oid, 0::oid, 0, '', '', {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_build_object('schema', tn.nspname, 'table', t.relname, 'column', a.attname)
        from pg_depend d join pg_class c on c.oid = d.objid and c.relkind = 'S' join pg_namespace n on n.oid = c.relnamespace
        join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
        join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
        where d.classid = {PG_CLASS} and d.refclassid = {PG_CLASS} and d.deptype = 'a' and d.refobjsubid > 0 and {USER_SCHEMA}"""


def needs(fact: Fact) -> Iterable[FactId]:
    payload = fact.payload
    yield FactId("column", "", payload["column"], FactId("table", payload["schema"], payload["table"]))


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    column = f"{qualified(payload['schema'], payload['table'])}.{ident(payload['column'])}"
    owner = env.owner(FactId("table", payload["schema"], payload["table"]))
    # A sequence must have the owner of the table that it is linked to.
    own: list[Sql] = (
        [f"alter sequence {table_sql(fact)} owner to {ident(owner)}"] if owner and owner != env.creator else []
    )
    return [*own, f"alter sequence {table_sql(fact)} owned by {column}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"alter sequence {table_sql(fact)} owned by none"]


def _owner(change: Change) -> list[Sql]:
    return create(change.new, (), change.env)


ALTER: Final[Mapping[str, Alter]] = {"schema": _owner, "table": _owner, "column": _owner}

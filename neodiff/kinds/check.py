"""CHECK constraints of tables and domains. Knows pg_constraint of contype c."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import constraint, family
from neodiff.kinds.base import (
    PG_CLASS,
    PG_CONSTRAINT,
    PG_TYPE,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    parent_of,
    replace,
    table_sql,
    true,
)
from neodiff.sql import ident, parenthesised
from neodiff.yaml.form import Bool, Field, Object
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "check"
NESTED: Final[Mapping[str, str]] = dict.fromkeys(("table", "domain", "foreign_table"), "checks")
FORM: Final = Object(
    {
        "expression": Field(SqlText(), doc="absent where a parent has it, and only a comment is the child's own"),
        "not_valid": Field(Bool()),
        "no_inherit": Field(Bool()),
        "not_enforced": Field(Bool(), doc="PostgreSQL 18"),
    },
    short="expression",
    noun="check",
)


def query(major: int) -> str:
    enforced = true("not k.conenforced") if major >= 18 else "null"
    valid = true("not k.convalidated and k.conenforced") if major >= 18 else true("not k.convalidated")
    return f"""
        select {PG_CONSTRAINT}, k.oid, 0, '', k.conname, case when k.conrelid <> 0 then {PG_CLASS} else {PG_TYPE} end,
            greatest(k.conrelid, k.contypid), 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object('expression', pg_get_expr(k.conbin, k.conrelid),
                'not_valid', {valid}, 'kin', {family.KIN.format(count="k.coninhcount", local="k.conislocal")},
                'no_inherit', {true("k.connoinherit")}, 'not_enforced', {enforced}))
        from pg_constraint k join pg_namespace n on n.oid = k.connamespace left join pg_class c on c.oid = k.conrelid
        where {USER_SCHEMA} and k.contype = 'c' and coalesce(c.relkind in ('r', 'p', 'f'), true)"""


def definition(fact: Fact) -> str:
    payload = fact.payload
    sql = f"check {parenthesised(payload['expression'])}"
    sql += " no inherit" if payload.get("no_inherit") else ""
    sql += " not enforced" if payload.get("not_enforced") else ""
    return sql + (" not valid" if payload.get("not_valid") else "")


def inline(fact: Fact, folded: Sequence[Fact], env: Env) -> str:
    return constraint.named(fact, definition(fact))


def after(fact: Fact, env: Env) -> list[Sql]:
    return []


def foldable(fact: Fact) -> bool:
    # CREATE TABLE validates what it declares, and takes NOT VALID without keeping it.
    return not fact.payload.get("not_valid")


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return constraint.add(fact, definition(fact))


drop = constraint.drop


def _validate(change: Change) -> list[Sql] | None:
    if change.value("not_valid"):
        return replace(change)
    word = "domain" if parent_of(change.new).kind == "domain" else "table"
    return [f"alter {word} {table_sql(change.new)} validate constraint {ident(change.id.name)}"]


ALTER: Final[Mapping[str, Alter]] = {
    "expression": replace,
    "no_inherit": replace,
    "not_enforced": replace,  # ALTER CONSTRAINT ... ENFORCED is for foreign keys alone in PostgreSQL 18
    "not_valid": _validate,
}

"""Column defaults. Knows pg_attrdef; apart from the column, since a default may need a function that needs the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import PG_ATTRDEF, PG_CLASS, USER_SCHEMA, Alter, Change, Env, Sql, name_sql, parent_of
from neodiff.sql import ident
from neodiff.yaml.form import Default, Field, Object

KIND: Final = "default"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object({"expression": Field(Default(), required=True)}, short="expression", noun="default")


def query(major: int) -> str:
    return f"""
        select {PG_ATTRDEF}, d.oid, 0, '', '', {PG_CLASS}, d.adrelid, d.adnum, 0, null::oid, null::aclitem[],
            json_build_object('expression', pg_get_expr(d.adbin, d.adrelid))
        from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        where a.attgenerated = '' and c.relkind in ('r', 'p', 'v', 'f') and {USER_SCHEMA}"""


def _alter(column: FactId) -> str:
    assert column.parent is not None
    word = "view" if column.parent.kind == "view" else "table"
    return f"alter {word} {name_sql(column.parent)} alter column {ident(column.name)}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"{_alter(parent_of(fact))} set default {fact.payload['expression']}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"{_alter(parent_of(fact))} drop default"]


def _expression(change: Change) -> list[Sql]:
    return create(change.new, (), change.env)


ALTER: Final[Mapping[str, Alter]] = {"expression": _expression}

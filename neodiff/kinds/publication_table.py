"""A table in a publication, with its columns and rows. Knows pg_publication_rel; its name is the table's in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_PUBLICATION, PG_PUBLICATION_REL, Alter, Env, Sql, replace, table_sql
from neodiff.sql import idents, parenthesised, qualified, split_name
from neodiff.yaml.form import Field, ListOf, Name, Object, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "publication_table"
NESTED: Final[Mapping[str, str]] = {"publication": "tables"}
THERE: Final = "pg_publication"
FORM: Final = Object(
    {
        "table": Field(Str(), required=True, doc="SQL name of the table; in schema public unless said"),
        "columns": Field(ListOf(Name()), doc="all unless said; PostgreSQL 15 and later"),
        "where": Field(SqlText(), doc="of which rows; PostgreSQL 15 and later"),
    },
    short="table",
    noun="table",
)


def query(major: int) -> str:
    parts = "null, 'where', null"
    if major >= 15:
        parts = """(select json_agg(a.attname order by a.attname collate "C") from unnest(r.prattrs::int2[]) k(num)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num), 'where', pg_get_expr(r.prqual, c.oid)"""
    return f"""
        select {PG_PUBLICATION_REL}, r.oid, 0, '', quote_ident(n.nspname) || '.' || quote_ident(c.relname), {PG_PUBLICATION},
            r.prpubid, 0, 0, null::oid, null::aclitem[], json_strip_nulls(json_build_object('columns', {parts}))
        from pg_publication_rel r join pg_class c on c.oid = r.prrelid join pg_namespace n on n.oid = c.relnamespace"""


def named(written: str) -> str | None:
    """The table as a fact's name has it; None where it is no name of a table."""
    parts = split_name(written)
    if parts is None or len(parts) > 2:
        return None
    return qualified(*parts) if len(parts) == 2 else qualified("public", parts[0])


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if key != "table"}
    if "columns" in payload:
        payload["columns"] = sorted({str(name) for name in payload["columns"]})
    return payload


def inline(fact: Fact, folded: Sequence[Fact], env: Env) -> str:
    sql = f"table {fact.id.name}"
    if fact.payload.get("columns"):
        sql += f" ({idents(fact.payload['columns'])})"
    return sql + (f" where {parenthesised(fact.payload['where'])}" if "where" in fact.payload else "")


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"alter publication {table_sql(fact)} add {inline(fact, (), env)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"alter publication {table_sql(fact)} drop table {fact.id.name}"]


# Out and in again: SET TABLE would need all others, and both stand in one transaction.
ALTER: Final[Mapping[str, Alter]] = {"columns": replace, "where": replace}

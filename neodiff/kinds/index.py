"""Indexes that no constraint owns. Knows pg_index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import constraint, family, index_parts
from neodiff.kinds.base import (
    PG_CLASS,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    options_json,
    options_sql,
    parent_of,
    replace,
    table_sql,
    true,
)
from neodiff.sql import ident, idents, qualified
from neodiff.statement import Statement
from neodiff.yaml.form import Bool, Field, Int, ListOf, MapOf, Name, Object, Scalar, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "index"
NESTED: Final[Mapping[str, str]] = {"table": "indexes", "materialized_view": "indexes"}
FORM: Final = Object(
    {
        "columns": Field(ListOf(index_parts.ELEMENT), doc="absent where it is part of a partitioned index"),
        **family.PART,
        "unique": Field(Bool()),
        "method": Field(Str(), doc="btree unless said"),
        "include": Field(ListOf(Name())),
        "where": Field(SqlText()),
        "nulls_not_distinct": Field(Bool(), doc="PostgreSQL 15 and later"),
        "options": Field(MapOf(Scalar(), key=Str())),
        "statistics": Field(
            MapOf(Int(min=0, max=10000), key=Str()), doc="statistics target by number of an expression column"
        ),
        "cluster": Field(Bool()),
        "replica_identity": Field(Bool()),
        "invalid": Field(Bool(), doc="left over from a failed CREATE INDEX CONCURRENTLY; never declare it"),
    },
    short="columns",
    noun="index",
)


def query(major: int) -> str:
    distinct = true("i.indnullsnotdistinct") if major >= 15 else "null"
    return f"""
        select {PG_CLASS}, ic.oid, 0, '', ic.relname, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'columns', {index_parts.ELEMENTS % ""}, 'partition_of', {family.PARENT_INDEX},
                'only', {true("ic.relkind = 'I' and not i.indisvalid")},
                'unique', {true("i.indisunique")}, 'method', nullif(am.amname, 'btree'),
                'include', (select json_agg(a.attname order by o.ord)
                    from unnest(i.indkey::int2[]) with ordinality o(num, ord)
                    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = o.num where o.ord > i.indnkeyatts),
                'where', pg_get_expr(i.indpred, i.indrelid),
                'nulls_not_distinct', {distinct}, 'options', {options_json("ic.reloptions")},
                'statistics', (select json_object_agg(a.attnum::text, a.attstattarget order by a.attnum) from pg_attribute a
                    where a.attrelid = i.indexrelid and a.attstattarget >= 0),
                'cluster', {true("i.indisclustered")}, 'replica_identity', {true("i.indisreplident")},
                'invalid', {true("not i.indisvalid and ic.relkind = 'i'")}))
        from pg_index i join pg_class ic on ic.oid = i.indexrelid and ic.relkind in ('i', 'I')
        join pg_class c on c.oid = i.indrelid and c.relkind in ('r', 'm', 'p') join pg_namespace n on n.oid = ic.relnamespace
        join pg_am am on am.oid = ic.relam
        where {USER_SCHEMA} and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))"""


def to_yaml(payload: dict[str, Any]) -> Any:
    if "columns" not in payload:
        return payload
    node = {**payload, "columns": [index_parts.short(element) for element in payload["columns"]]}
    return node["columns"] if set(node) == {"columns"} else node


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    sql = f"create {'unique ' if payload.get('unique') else ''}index {ident(fact.id.name)}"
    sql += f" on {'only ' if payload.get('only') else ''}{table_sql(fact)}"
    if payload.get("method", "btree") != "btree":
        sql += f" using {ident(payload['method'])}"
    sql += f" ({', '.join(index_parts.element_sql(element) for element in payload['columns'])})"
    if payload.get("include"):
        sql += f" include ({idents(payload['include'])})"
    if payload.get("nulls_not_distinct"):
        sql += " nulls not distinct"
    if payload.get("options"):
        sql += f" with ({options_sql(payload['options'])})"
    if "where" in payload:
        sql += f" where {payload['where']}"
    out: list[Sql] = [sql]
    for number, target in (payload.get("statistics") or {}).items():
        out.append(f"alter index {_name(fact)} alter column {int(number)} set statistics {target}")
    return out + constraint.index_marks(fact)


def _name(fact: Fact) -> str:
    return qualified(parent_of(fact).schema, fact.id.name)


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop index {_name(fact)}"]


def _statistics(change: Change) -> list[Sql]:
    old, new = change.old.payload.get("statistics") or {}, change.value("statistics") or {}
    return [
        f"alter index {_name(change.new)} alter column {int(number)} set statistics {new.get(number, -1)}"
        for number in sorted({*old, *new}, key=int)
        if old.get(number) != new.get(number)
    ]


def _invalid(change: Change) -> list[Sql] | None:
    if change.value("invalid"):
        return replace(change)
    return [Statement(f"reindex index {_name(change.new)}")]


ALTER: Final[Mapping[str, Alter]] = {
    "columns": replace,
    "unique": replace,
    "method": replace,
    "include": replace,
    "where": replace,
    "nulls_not_distinct": replace,
    "options": constraint.alter_options_of_index,
    **constraint.PART,
    "statistics": _statistics,
    "cluster": constraint.alter_cluster,
    "replica_identity": constraint.alter_replica_identity,
    "invalid": _invalid,
}

"""What the constraint rooms share: dropping, renaming, and the clauses that several kinds of constraint have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import family
from neodiff.kinds.base import (
    PG_CLASS,
    PG_CONSTRAINT,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    alter_options,
    options_json,
    options_sql,
    parent_of,
    table_sql,
    true,
)
from neodiff.sql import ident, idents, qualified
from neodiff.yaml.form import Bool, Either, Field, ListOf, MapOf, Name, Object, Scalar, Str

DEFERRABLE: Final = {"deferrable": Field(Bool()), "initially_deferred": Field(Bool())}
INDEXED: Final = {
    "include": Field(ListOf(Name())),
    "options": Field(MapOf(Scalar(), key=Str()), doc="storage parameters of its index"),
    "cluster": Field(Bool(), doc="CLUSTER uses this index"),
    "replica_identity": Field(Bool(), doc="REPLICA IDENTITY USING INDEX"),
    **family.PART,
    **DEFERRABLE,
}
KEY: Final = {
    "name": Field(Name()),
    "columns": Field(ListOf(Name()), doc="absent where it is part of a partitioned key"),
    "without_overlaps": Field(Bool(), doc="the last column is a range that may not overlap (PostgreSQL 18)"),
    **INDEXED,
}

INDEX_PAYLOAD: Final = f"""
    'deferrable', {true("k.condeferrable")}, 'initially_deferred', {true("k.condeferred")},
    'options', {options_json("ic.reloptions")},
    'partition_of', {family.PARENT_INDEX}, 'only', {true("ic.relkind = 'I' and not i.indisvalid")},
    'cluster', {true("i.indisclustered")}, 'replica_identity', {true("i.indisreplident")},
    'include', (select json_agg(a.attname order by o.ord) from unnest(i.indkey::int2[]) with ordinality o(num, ord)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = o.num where o.ord > i.indnkeyatts)"""

FROM: Final = f"""
    from pg_constraint k join pg_class c on c.oid = k.conrelid and c.relkind in ('r', 'p')
    join pg_namespace n on n.oid = k.connamespace
    left join pg_index i on i.indexrelid = k.conindid left join pg_class ic on ic.oid = i.indexrelid
    where {USER_SCHEMA}"""


def columns_json(numbers: str, table: str) -> str:
    """Catalog SQL: the names of the columns whose numbers are in `numbers`, in that order."""
    return (
        f"(select json_agg(a.attname order by o.ord) from unnest({numbers}) with ordinality o(num, ord) "
        f"join pg_attribute a on a.attrelid = {table} and a.attnum = o.num)"
    )


def key_query(major: int, contype: str) -> str:
    """Catalog SQL for primary keys (contype p) and unique constraints (u)."""
    distinct = true("i.indnullsnotdistinct") if major >= 15 else "null"
    period = true("k.conperiod") if major >= 18 else "null"
    return f"""
        select {PG_CONSTRAINT}, k.oid, 0, '', k.conname, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'columns', {columns_json("k.conkey", "k.conrelid")},
                'nulls_not_distinct', {distinct}, 'without_overlaps', {period}, {INDEX_PAYLOAD}))
        {FROM} and k.contype = '{contype}'"""


def named(fact: Fact, definition: str) -> str:
    return f"constraint {ident(fact.id.name)} {definition}"


def add(fact: Fact, definition: str) -> list[Sql]:
    word = "domain" if parent_of(fact).kind == "domain" else "table"
    word += " only" if fact.payload.get("only") else ""
    return [f"alter {word} {table_sql(fact)} add {named(fact, definition)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    word = "domain" if parent_of(fact).kind == "domain" else "table"
    return [f"alter {word} {table_sql(fact)} drop constraint {ident(fact.id.name)}"]


def deferrable(payload: Mapping[str, Any]) -> str:
    if not payload.get("deferrable"):
        return ""
    return " deferrable" + (" initially deferred" if payload.get("initially_deferred") else "")


def index_clauses(payload: Mapping[str, Any]) -> str:
    sql = f" include ({idents(payload['include'])})" if payload.get("include") else ""
    return sql + (f" with ({options_sql(payload['options'])})" if payload.get("options") else "")


def index_marks(fact: Fact) -> list[Sql]:
    """Statements for what a table remembers about one of its indexes."""
    out: list[Sql] = []
    if fact.payload.get("cluster"):
        out.append(f"alter table {table_sql(fact)} cluster on {ident(fact.id.name)}")
    if fact.payload.get("replica_identity"):
        out.append(f"alter table {table_sql(fact)} replica identity using index {ident(fact.id.name)}")
    return out


def alter_options_of_index(change: Change) -> list[Sql] | None:
    if change.parent:
        return None  # ALTER INDEX SET is not for partitioned indexes
    return alter_options(f"alter index {qualified(parent_of(change.new).schema, change.id.name)}", change)


def _only(change: Change) -> list[Sql] | None:
    # It becomes whole with the last part that is attached; there is no way back.
    return None if change.value("only") else []


def _partition_of(change: Change) -> list[Sql]:
    return []


PART: Final[Mapping[str, Alter]] = {"only": _only, "partition_of": _partition_of}


def alter_cluster(change: Change) -> list[Sql]:
    mark = f"cluster on {ident(change.id.name)}" if change.value("cluster") else "set without cluster"
    return [f"alter table {table_sql(change.new)} {mark}"]


def alter_replica_identity(change: Change) -> list[Sql]:
    if not change.value("replica_identity"):
        return []  # the table or the other index says what comes instead
    return [f"alter table {table_sql(change.new)} replica identity using index {ident(change.id.name)}"]


def key_definition(payload: Mapping[str, Any], word: str) -> str:
    columns = idents(payload["columns"]) + (" without overlaps" if payload.get("without_overlaps") else "")
    distinct = " nulls not distinct" if payload.get("nulls_not_distinct") else ""
    return f"{word}{distinct} ({columns}){index_clauses(payload)}{deferrable(payload)}"


def index_definition(payload: Mapping[str, Any]) -> str:
    """What CREATE INDEX says of the index of a key."""
    sql = f"({idents(payload['columns'])})"
    sql += f" include ({idents(payload['include'])})" if payload.get("include") else ""
    sql += " nulls not distinct" if payload.get("nulls_not_distinct") else ""
    return sql + (f" with ({options_sql(payload['options'])})" if payload.get("options") else "")


REFERENCES: Final = Either(
    Str(),
    Object(
        {
            "table": Field(Name(), required=True),
            "schema": Field(Name()),
            "columns": Field(ListOf(Name())),
            "column": Field(Name()),
        },
        noun="references",
    ),
)

"""What of a database the types are made from, asked of its catalog. The same questions as Supabase's generator asks, whose
answers must be the same. Must not know TypeScript.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from psycopg.rows import class_row, dict_row

from neodiff.errors import UserError
from neodiff.typescript.keys import Key, keys


@dataclass(frozen=True, slots=True)
class Type:
    """relation: the table or view whose rows are of it; attributes: [name, oid of the type] of a composite type."""

    id: int
    schema: str
    name: str
    format: str
    relation: int | None
    labels: list[str]
    attributes: list[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """type: of a domain the one below it; always: no one may write it; optional: an insert may leave it out."""

    name: str
    type: str
    type_schema: str
    nullable: bool
    always: bool
    optional: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """kind: pg_class.relkind; inserted, updated: can rows of a view be?"""

    id: int
    schema: str
    name: str
    kind: str
    inserted: bool
    updated: bool
    columns: list[Column] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        return self.kind in "rpf"


@dataclass(frozen=True, slots=True)
class Arg:
    mode: str
    name: str
    type: int
    default: bool

    @property
    def given(self) -> bool:
        return self.mode in "ibv"


@dataclass(frozen=True, slots=True)
class Routine:
    """rows: how many a set is told to have; result: what it returns, as text; returned: the relation of that type."""

    id: int
    schema: str
    name: str
    identity: str
    arguments: str
    result: str
    returns: int
    returned: int | None
    many: bool
    rows: float | None
    args: list[Arg]

    @property
    def taken(self) -> list[Arg]:
        return [arg for arg in self.args if arg.given]


@dataclass(frozen=True, slots=True)
class World:
    """What there is in `schemas`, and the types of all schemas, in no order yet."""

    schemas: list[str]
    types: list[Type]
    relations: list[Relation]
    routines: list[Routine]
    keys: list[Key]


_TYPES: Final = """
    select t.oid::int8 as id, n.nspname as schema, t.typname as name, format_type(t.oid, null) as format,
        nullif(t.typrelid::int8, 0) as relation,
        array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels,
        (select coalesce(jsonb_agg(jsonb_build_array(a.attname, a.atttypid::int8) order by a.attnum), '[]')
            from pg_attribute a where a.attrelid = c.oid and c.relkind = 'c' and not a.attisdropped) as attributes
    from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
    where t.typrelid = 0 or c.relkind in ('c', 'r', 'v', 'm', 'p', 'f')"""
# pg_relation_is_updatable: bit 8 is INSERT, bit 4 UPDATE
_RELATIONS: Final = """
    select c.oid::int8 as id, n.nspname as schema, c.relname as name, c.relkind::text as kind,
        c.relkind = 'v' and pg_relation_is_updatable(c.oid, true) & 8 = 8 as inserted,
        c.relkind = 'v' and pg_relation_is_updatable(c.oid, true) & 4 = 4 as updated
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'v', 'm')"""
# tgtype: bit 64 is INSTEAD OF, 4 INSERT, 16 UPDATE; ev_type: 2 is UPDATE, 3 INSERT
_COLUMNS: Final = """
    select a.attrelid::int8, a.attname::text, coalesce(b.typname, t.typname)::text, n.nspname::text,
        not (a.attnotnull or t.typtype = 'd' and t.typnotnull), a.attidentity = 'a' or a.attgenerated <> '',
        not (a.attnotnull or t.typtype = 'd' and t.typnotnull) or a.attidentity <> '' or a.atthasdef,
        c.relkind in ('r', 'p') or c.relkind in ('v', 'f') and (
            pg_column_is_updatable(c.oid, a.attnum, false)
            or exists (select from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal
                and g.tgtype & 64 <> 0 and g.tgtype & 20 <> 0)
            or exists (select from pg_rewrite r where r.ev_class = c.oid and r.is_instead and r.ev_type in ('2', '3')
                and r.ev_qual::text = '<>'))
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
        left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
        join pg_namespace n on n.oid = coalesce(b.typnamespace, t.typnamespace)
    where a.attnum > 0 and not a.attisdropped and c.oid = any (%s)"""
# Defaults are told by place among all arguments, OUT ones too: so the generator has it.
_ROUTINES: Final = """
    select p.oid::int8 as id, n.nspname as schema, p.proname as name, pg_get_function_identity_arguments(p.oid) as identity,
        pg_get_function_arguments(p.oid) as arguments, coalesce(pg_get_function_result(p.oid), '') as result,
        p.prorettype::int8 as returns, nullif(r.typrelid::int8, 0) as returned, p.proretset as many,
        case when p.proretset then nullif(p.prorows, 0) end as rows,
        (select coalesce(jsonb_agg(jsonb_build_array(coalesce(p.proargmodes[a.at::int]::text, 'i'),
                coalesce(p.proargnames[a.at::int], ''), a.type::int8,
                a.at > p.pronargs - p.pronargdefaults and a.at <= p.pronargs) order by a.at), '[]')
            from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality a (type, at)) as args
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_type r on r.oid = p.prorettype
    where p.prokind = 'f' and n.nspname = any (%s) and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)"""


def read(conn: psycopg.Connection[Any], schemas: Collection[str]) -> World:
    """Raises UserError for a schema that is not there."""
    there = [name for (name,) in conn.execute("select nspname::text from pg_namespace").fetchall()]
    if unknown := [name for name in schemas if name not in there]:
        raise UserError(f"--schemas: nothing makes schema {unknown[0]!r}; there are {', '.join(sorted(there))}")
    with conn.cursor(row_factory=class_row(Type)) as cursor:
        types = cursor.execute(_TYPES.encode()).fetchall()
    with conn.cursor(row_factory=class_row(Relation)) as cursor:
        relations = cursor.execute(_RELATIONS.encode()).fetchall()
    by_id = {relation.id: relation for relation in relations if relation.schema in schemas}
    for oid, *column in conn.execute(_COLUMNS.encode(), [list(by_id)]).fetchall():
        by_id[oid].columns.append(Column(*column))
    with conn.cursor(row_factory=dict_row) as rows:
        found = rows.execute(_ROUTINES.encode(), [list(schemas)]).fetchall()
    routines = [Routine(**{**row, "args": [Arg(*arg) for arg in row["args"]]}) for row in found]
    return World(list(schemas), types, relations, routines, keys(conn, schemas))

"""Tables as the catalog of a scratch database has them, for who makes rows. Knows no facts beyond ids, and no values.

Everything is read at once; names of functions and types are qualified, as with an empty search_path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import psycopg

from neodiff.facts import FactId
from neodiff.sql import literal, name_of, qualified, significant

_OURS: Final = "n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and c.relkind in ('r', 'p', 'f')"
_TABLES: Final = f"""
    select c.oid, n.nspname, c.relname, c.relkind::text,
        case when c.relkind = 'p'
            then array(select t.relid::oid from pg_partition_tree(c.oid) t where t.isleaf order by 1) else '{{}}' end,
        pg_get_partition_constraintdef(c.oid),
        array(select a.attname::text from pg_partition_tree(c.oid) t join pg_partitioned_table p on p.partrelid = t.relid
              join pg_attribute a on a.attrelid = p.partrelid and a.attnum > 0 and (a.attnum = any (p.partattrs::smallint[])
                or strpos(pg_get_expr(p.partexprs, p.partrelid), a.attname) > 0)
              where c.relkind = 'p' order by 1)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where {_OURS} order by 2, 3"""
# The sequence of a partition's identity column is the partitioned table's (docs, CREATE TABLE, since 17).
_COLUMNS: Final = f"""
    select a.attrelid, a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attgenerated::text, a.attidentity::text, pg_get_expr(d.adbin, d.adrelid),
        (select s.oid::regclass::text from pg_depend p join pg_class s on s.oid = p.objid and s.relkind = 'S'
         join pg_attribute o on o.attrelid = p.refobjid and o.attnum = p.refobjsubid and o.attname = a.attname
         where a.attidentity <> '' and p.classid = 'pg_class'::regclass and p.refclassid = 'pg_class'::regclass
            and p.refobjid in (a.attrelid, pg_partition_root(a.attrelid)) and p.deptype = 'i'
         order by p.refobjid = a.attrelid desc limit 1),
        (select min(s.oid::regclass::text) from pg_depend p join pg_class s on s.oid = p.refobjid and s.relkind = 'S'
         where p.classid = 'pg_attrdef'::regclass and p.objid = d.oid and p.refclassid = 'pg_class'::regclass)
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where {_OURS} and a.attnum > 0 and not a.attisdropped order by a.attrelid, a.attnum"""
# Of a key that a partitioned table is referred to by there is one constraint for each partition beside the whole.
_CONSTRAINTS: Final = f"""
    select con.conrelid, con.conname, con.contype::text, coalesce(pg_get_expr(con.conbin, con.conrelid), ''),
        array(select a.attname::text from unnest(con.conkey) with ordinality k (no, at)
              join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.no order by k.at),
        con.confrelid,
        array(select a.attname::text from unnest(con.confkey) with ordinality k (no, at)
              join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.no order by k.at),
        array(select format('operator(%I.%s)', s.nspname, o.oprname) from unnest(con.conpfeqop) with ordinality k (op, at)
              join pg_operator o on o.oid = k.op join pg_namespace s on s.oid = o.oprnamespace order by k.at),
        coalesce((to_jsonb(con) ->> 'conperiod')::boolean, false)
    from pg_constraint con join pg_class c on c.oid = con.conrelid join pg_namespace n on n.oid = c.relnamespace
    where {_OURS} and con.contype in ('c', 'f') and not exists (
        select from pg_constraint up where up.oid = con.conparentid and up.conrelid = con.conrelid)
    order by con.conrelid, con.contype, con.conname"""
_UNIQUE: Final = f"""
    select distinct i.indrelid, a.attname::text
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = i.indrelid and (a.attnum = any (i.indkey::smallint[]) or exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
            and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid and d.refobjsubid = a.attnum))
    where {_OURS} and a.attnum > 0 and (i.indisunique or i.indisexclusion)"""

CURRENT: Final = frozenset(
    "current_date current_time current_timestamp localtime localtimestamp current_user session_user current_catalog".split()
)


@dataclass(frozen=True, slots=True)
class Column:
    """`default` is an expression; `volatile`: it may give another value next time; `sequence` is SQL, quoted."""

    name: str
    oid: int
    modifier: int
    type: str
    not_null: bool
    generated: bool
    default: str | None
    volatile: bool
    sequence: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """What holds for every row: `columns` are those that `expression` reads."""

    expression: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`equals`: for each column the operator between target and column, in that order."""

    columns: tuple[str, ...]
    target: int
    target_columns: tuple[str, ...]
    equals: tuple[str, ...]
    period: bool


@dataclass(frozen=True, slots=True)
class Referring:
    """A foreign key that is to be."""

    table: FactId
    columns: tuple[str, ...]
    target: FactId
    target_columns: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """`leaves`: the partitions that hold its rows, which the columns `partitioned_by` tell; `unique`: columns of
    unique and exclusion indexes."""

    oid: int
    id: FactId
    kind: str
    leaves: tuple[int, ...]
    partitioned_by: tuple[str, ...]
    columns: dict[str, Column] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    unique: set[str] = field(default_factory=set)

    @property
    def sql(self) -> str:
        return qualified(self.id.schema, self.id.name)

    @property
    def own(self) -> str:
        """The same, read without the tables that inherit from it, some of which may be on another server."""
        return f"only {self.sql}" if self.kind == "r" else self.sql

    @property
    def written(self) -> list[str]:
        """The columns that take values."""
        return [column.name for column in self.columns.values() if not column.generated]


class Tables:
    """Every table of a database but PostgreSQL's own, by oid and by name."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.by_oid: dict[int, Table] = {}
        bounds: dict[int, str] = {}
        for oid, schema, name, kind, leaves, bound, by in conn.execute(_TABLES.encode()).fetchall():
            self.by_oid[oid] = Table(oid, FactId("table", schema, name), kind, tuple(leaves), tuple(by))
            bounds |= {oid: bound} if bound else {}
        self.by_id = {table.id: table for table in self.by_oid.values()}
        self._columns(conn)
        for oid, name in conn.execute(_UNIQUE.encode()).fetchall():
            self.by_oid[oid].unique.add(name)
        self._constraints(conn)
        for table in self.by_oid.values():
            table.checks += _partitions(table, bounds)

    def _columns(self, conn: psycopg.Connection[Any]) -> None:
        unsteady = {name for (name,) in conn.execute("select distinct proname from pg_proc where provolatile <> 'i'")}
        for row in conn.execute(_COLUMNS.encode()).fetchall():
            table, name, oid, modifier, type_, not_null, generated, identity, default, own, used = row
            if identity:
                default = f"nextval({literal(own)}::regclass)"
            self.by_oid[table].columns[name] = Column(
                name,
                oid,
                modifier,
                type_,
                not_null,
                bool(generated),
                default,
                default is not None and not (unsteady | CURRENT).isdisjoint(calls(default)),
                own or used,
            )

    def _constraints(self, conn: psycopg.Connection[Any]) -> None:
        for row in conn.execute(_CONSTRAINTS.encode()).fetchall():
            oid, _name, kind, expression, columns, target, target_columns, equals, period = row
            table = self.by_oid[oid]
            if kind == "c":
                table.checks.append(Check(expression, tuple(columns) or reads(table, expression)))
            elif target in self.by_oid:
                key = ForeignKey(tuple(columns), target, tuple(target_columns), tuple(equals), period)
                table.foreign_keys.append(key)

    def refer(self, keys: Iterable[Referring]) -> None:
        """Take foreign keys to be for made, where all of their columns are there."""
        for key in keys:
            table, target = self.by_id.get(key.table), self.by_id.get(key.target)
            if table is None or target is None or len(key.columns) != len(key.target_columns):
                continue
            if set(key.columns) <= table.columns.keys() and set(key.target_columns) <= target.columns.keys():
                equals = ("operator(pg_catalog.=)",) * len(key.columns)
                table.foreign_keys.append(ForeignKey(key.columns, target.oid, key.target_columns, equals, period=False))


def names(expression: str) -> set[str]:
    """Every identifier that an expression has."""
    return {name for token in significant(expression) if (name := name_of(token)) is not None}


def calls(expression: str) -> set[str]:
    """The functions that an expression calls, by name, and the words that are such without parentheses."""
    found = significant(expression)
    named = {name_of(token) for token, after in pairwise(found) if after[1] == "("}
    return {name for name in named if name is not None} | (names(expression) & CURRENT)


def reads(table: Table, expression: str) -> tuple[str, ...]:
    """The columns that an expression over one table may read."""
    found = names(expression)
    return tuple(name for name in table.columns if name in found)


def _partitions(table: Table, bounds: dict[int, str]) -> Iterable[Check]:
    """A row must fit the table's own bounds, and those of one partition."""
    alternatives = [bounds[leaf] for leaf in table.leaves if leaf in bounds] or [
        bound for oid, bound in bounds.items() if oid == table.oid
    ]
    if alternatives and len(alternatives) >= len(table.leaves):
        whole = " or ".join(f"({bound})" for bound in alternatives)
        yield Check(whole, reads(table, whole))

"""What PostgreSQL makes of texts: their canonical form, whether two are the same value, what a default gives.

Asked of a scratch database that has the goal's types. Knows types and texts, no rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Any, Final

import psycopg

from neodiff.connect import lost
from neodiff.data.read import SETTINGS, shown
from neodiff.data.rules import Rule
from neodiff.data.shape import Shape
from neodiff.facts import FactBase, FactId
from neodiff.kinds.base import collation_sql
from neodiff.rows import Text
from neodiff.sql import ident, name_of, tokens

BATCH: Final = 20_000
# Types of which every text is valid and no two texts are one value, unless the collation says otherwise.
_FREE: Final = frozenset(("text", "character varying"))
# Types with one text for each value.
_STRICT: Final = frozenset(
    "text varchar name uuid int2 int4 int8 bool date timestamp timestamptz oid bytea char".split()
)
# Their `=` compares areas or lengths, or there is none.
_SHAPES: Final = frozenset("point line lseg box path polygon circle".split())
_LINE: Final = re.compile(r"\ACOPY [^\n]*, line (\d+)", re.MULTILINE)
_TYPE: Final = """
    with recursive base(oid, typtype) as (
        select t.oid, t.typtype from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = %(name)s::regclass and a.attname = 'a'
        union all select t.oid, t.typtype from base b join pg_type d on d.oid = b.oid
            join pg_type t on t.oid = d.typbasetype where b.typtype = 'd')
    select t.oid, t.typname, t.typtype, coalesce(c.collisdeterministic, true), (select pg_get_expr(d.typdefaultbin, 0) from pg_type d
            where d.oid = a.atttypid), t.typnamespace = 'pg_catalog'::regnamespace
    from base b join pg_type t on t.oid = b.oid and t.typtype <> 'd', pg_attribute a left join pg_collation c on c.oid = a.attcollation
    where a.attrelid = %(name)s::regclass and a.attname = 'a'"""


class Unknown(Enum):
    """A value that nobody knows before the migration has run, such as an id that a sequence will give."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Known = Text | Unknown


@dataclass(frozen=True, slots=True)
class Bad:
    """Why PostgreSQL does not take a text."""

    message: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A type with its collation. `table`: a temporary table (n, a) of it; `name`: the base type's; `oid`: its."""

    table: str
    name: str
    cast: bool
    strict: bool
    default: str | None
    oid: int


class Types:
    """The types of one goal, asked of `conn`, in autocommit mode; without one texts are taken as they stand."""

    def __init__(self, conn: psycopg.Connection[Any] | None, facts: FactBase) -> None:
        self.conn, self.facts = conn, facts
        self.tables = {fact_id for fact_id in facts if fact_id.kind == "table"}
        self._kinds: dict[tuple[str, str], Kind] = {}
        if conn is not None:
            conn.execute(f"{SETTINGS}; set local xmloption = 'content'".replace("set local", "set").encode())

    def declared_type(self, table: FactId, column: str) -> tuple[str, str]:
        """(type, collation or nothing) of a column of the goal, as SQL."""
        fact = self.facts.get(FactId("column", "", column, table))
        assert fact is not None
        collation = fact.payload.get("collation")
        return str(fact.payload["type"]), "" if collation is None else f"collate {collation_sql(str(collation))}"

    def canonical(self, table: FactId, column: str, texts: Iterable[str]) -> dict[str, str | Bad]:
        """Each text -> the one that PostgreSQL gives back for it, or why it takes it not."""
        wanted = list(dict.fromkeys(texts))
        type_name, _ = self.declared_type(table, column)
        if type_name in _FREE or self.conn is None:
            bad = Bad("a NUL character, which PostgreSQL's texts cannot hold")
            return {text: bad if "\0" in text else text for text in wanted}
        kind = self._kind(table, column)
        out: dict[str, str | Bad] = {}
        for start in range(0, len(wanted), BATCH):
            out |= self._canonical(kind, wanted[start : start + BATCH])
        return out

    def _canonical(self, kind: Kind, wanted: Sequence[str]) -> dict[str, str | Bad]:
        out: dict[str, str | Bad] = {}
        left = list(wanted)
        while left:
            try:
                with self._filled(kind, ((str(n), text) for n, text in enumerate(left))) as conn:
                    sql = f"copy (select {shown('a', kind.cast)} from {kind.table} order by n) to stdout"
                    with conn.cursor() as cursor, cursor.copy(sql.encode()) as copy:
                        out |= zip(left, (row[0] for row in copy.rows()), strict=True)
                break
            except psycopg.Error as error:
                at = _LINE.search(error.diag.context or "")
                if lost(error) or at is None:
                    raise
                bad = int(at[1]) - 1
                out[left.pop(bad)] = Bad(_said(error))
        return out

    def classes(self, table: FactId, column: str, texts: Iterable[str]) -> dict[str, str]:
        """Each text -> the first of those that are the same value to PostgreSQL, by the column's own equality.

        Texts that are their own class are left out.
        """
        if self.conn is None or self.strict(table, column):
            return {}
        kind = self._kind(table, column)
        wanted = list(dict.fromkeys(texts))
        sql = f"select n, dense_rank() over (order by a) from {kind.table} order by n"
        try:
            with self._filled(kind, ((str(n), text) for n, text in enumerate(wanted))) as conn:
                ranks = conn.execute(sql.encode()).fetchall()
        except (psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedObject):
            return {}
        first: dict[int, str] = {}
        return {wanted[n]: one for n, rank in ranks if (one := first.setdefault(rank, wanted[n])) != wanted[n]}

    def distinct(self, table: FactId, column: str, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Of each pair of texts that are not the same: are they other values too?"""
        if not pairs or self.conn is None or self.strict(table, column):
            return [True] * len(pairs)
        kind = self._kind(table, column)
        if kind.name in _SHAPES:
            return [True] * len(pairs)
        cast = "::jsonb" if kind.name == "json" else ""
        sql = f"""select x.a{cast} is distinct from y.a{cast} from {kind.table} x join {kind.table} y on y.n = x.n + 1
            where x.n % 2 = 0 order by x.n"""
        out: list[bool] = []
        for start in range(0, len(pairs), BATCH):
            some = pairs[start : start + BATCH]
            try:
                with self._filled(kind, ((str(n), text) for n, text in enumerate(chain.from_iterable(some)))) as conn:
                    out += [differs for (differs,) in conn.execute(sql.encode()).fetchall()]
            except (psycopg.errors.UndefinedFunction, psycopg.DataError):
                out += [True] * len(some)  # no equality, or JSON that jsonb cannot hold: only the same text is the same
        return out

    def strict(self, table: FactId, column: str) -> bool:
        """Has every value of the column one text?"""
        return self.conn is None or self._kind(table, column).strict

    def default(self, table: FactId, column: str, expression: str | None) -> Known:
        """What the column has where nothing is said; UNKNOWN for what is not immutable.

        An index takes immutable expressions only (PostgreSQL docs, "CREATE INDEX"): the server is asked for one.
        """
        if self.conn is None:
            return UNKNOWN if expression is not None else None
        kind = self._kind(table, column)
        expression = expression if expression is not None else kind.default
        if expression is None:
            return None
        try:
            with self._scratch() as conn:
                conn.execute(f"create index on {kind.table} ((({expression}) is null))".encode())
                conn.execute(f"alter table {kind.table} alter column a set default {expression}".encode())
                conn.execute(f"insert into {kind.table} (n) values (1)".encode())
                with conn.cursor() as cursor:
                    copied = f"copy (select {shown('a', kind.cast)} from {kind.table}) to stdout"
                    with cursor.copy(copied.encode()) as copy:
                        (text,) = next(iter(list(copy.rows())))
                        return str(text) if text is not None else None
        except psycopg.Error as error:
            if lost(error):
                raise
            return UNKNOWN

    def inside(self, shape: Shape, where: str, rows: Sequence[Mapping[str, Known]]) -> list[bool | None]:
        """Which rows `where` selects; None where it speaks of a column that is not known. Raises psycopg.Error."""
        if self.conn is None:
            return [None] * len(rows)
        said = {name for token in tokens(where) if (name := name_of(token)) is not None}
        with self._held(shape, said, rows) as (conn, number, asked):
            sql = f"select {number} from pg_temp.neodiff_rows as {ident(shape.table.name)} where {where}\n"
            selected = {n for (n,) in conn.execute(sql.encode()).fetchall()}
        known = set(asked)
        return [n in selected if n in known else None for n in range(len(rows))]

    def clashes(
        self, shape: Shape, rule: Rule, some: Sequence[Mapping[str, Known]], others: Sequence[Mapping[str, Known]]
    ) -> list[tuple[int, int]]:
        """Which of `some` the rule does not let be together with which of `others`; none where it cannot be told."""
        if self.conn is None or not some or not others:
            return []
        try:
            with self._held(shape, rule.names, [*some, *others]) as (conn, number, _):
                found = conn.execute(_clashes(shape, rule, number, len(some)).encode()).fetchall()
        except psycopg.Error as error:
            if lost(error):
                raise
            return []  # an expression that fails for these values: whether they can be written is proven later
        return [(one, other - len(some)) for one, other in found]

    @contextmanager
    def _held(
        self, shape: Shape, said: Collection[str], rows: Sequence[Mapping[str, Known]]
    ) -> Iterator[tuple[psycopg.Connection[Any], str, list[int]]]:
        """The connection while pg_temp.neodiff_rows has the columns of `rows` that are `said`.

        Also the column that numbers them, and which of them are there: those of which all of that is known.
        """
        needed = [name for name in shape.columns if name in said]
        asked = [n for n, row in enumerate(rows) if all(row.get(name, UNKNOWN) is not UNKNOWN for name in needed)]
        columns = "".join(f", {ident(name)} {' '.join(self.declared_type(shape.table, name))}" for name in needed)
        with self._scratch() as conn, conn.cursor() as cursor:
            number = next(
                f"neodiff_n{i}" for i in range(len(shape.columns) + 1) if f"neodiff_n{i}" not in shape.columns
            )
            cursor.execute(f"create temporary table neodiff_rows ({number} integer{columns})".encode())
            names = ", ".join([number, *(ident(name) for name in needed)])
            with cursor.copy(f"copy pg_temp.neodiff_rows ({names}) from stdin".encode()) as copy:
                for n in asked:
                    copy.write_row([str(n), *(rows[n][name] for name in needed)])
            yield conn, number, asked

    def labels(self, table: FactId, column: str) -> list[str]:
        """The labels of an enum; none of another type."""
        if self.conn is None:
            return []
        kind = self._kind(table, column)
        sql = "select enumlabel::text from pg_enum e join pg_type t on t.oid = e.enumtypid where t.oid = %s order by enumsortorder"
        return [label for (label,) in self.conn.execute(sql, [kind.oid]).fetchall()]

    def base(self, table: FactId, column: str) -> str:
        """The name of PostgreSQL's own type that the column has, below domains; empty for any other."""
        return "" if self.conn is None else self._kind(table, column).name

    def _kind(self, table: FactId, column: str) -> Kind:
        key = self.declared_type(table, column)
        if key not in self._kinds:
            assert self.conn is not None
            spelled, name = " ".join(key), f"pg_temp.neodiff_v{len(self._kinds)}"
            # Another comparison may have used this connection before.
            created = f"create temporary table {name} (n integer, a {spelled}) on commit delete rows"
            self.conn.execute(f"drop table if exists {name}; {created}".encode())
            row = self.conn.execute(_TYPE, {"name": name}).fetchone()
            assert row is not None
            oid, base, category, deterministic, default, builtin = row
            strict = deterministic and (category == "e" or (builtin and base in _STRICT))
            cast = builtin and base in ("bool", "bpchar")
            self._kinds[key] = Kind(name, base if builtin else "", cast, strict, default, oid)
        return self._kinds[key]

    @contextmanager
    def _scratch(self) -> Iterator[psycopg.Connection[Any]]:
        assert self.conn is not None
        with self.conn.transaction(force_rollback=True):
            yield self.conn

    @contextmanager
    def _filled(self, kind: Kind, rows: Iterable[tuple[str, str]]) -> Iterator[psycopg.Connection[Any]]:
        """The connection while the temporary table of `kind` holds these rows."""
        with self._scratch() as conn:
            with conn.cursor() as cursor, cursor.copy(f"copy {kind.table} from stdin".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
            yield conn


def _said(error: psycopg.Error) -> str:
    diag = error.diag
    return (diag.message_primary or str(error)) + (f" ({diag.message_detail})" if diag.message_detail else "")


def _clashes(shape: Shape, rule: Rule, number: str, first: int) -> str:
    """Pairs of rows, one of the `first` and one of the rest. Equality is that of the type's default order."""
    columns: list[str] = []
    conditions = [f"a.n < {first}", f"b.n >= {first}"]
    for i, (expression, operator) in enumerate(rule.elements):
        if operator == "=":
            columns += [f"dense_rank() over (order by {expression}) as r{i}", f"({expression}) is null as z{i}"]
            conditions += [f"a.r{i} = b.r{i}", *([] if rule.nulls_same else [f"not a.z{i}"])]
        else:
            columns.append(f"{expression} as r{i}")
            conditions.append(f"a.r{i} {operator} b.r{i}")
    where = f" where {rule.where}\n" if rule.where is not None else ""
    source = f"pg_temp.neodiff_rows as {ident(shape.table.name)}{where}"
    return (
        f"with found as (select {number} as n, {', '.join(columns)} from {source})\n"
        f"select a.n, b.n from found as a join found as b on {' and '.join(conditions)} order by 1, 2"
    )

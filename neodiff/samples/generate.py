"""Rows that a table accepts: one INSERT whose SQL looks for values that satisfy every CHECK together, tried and tried
again. Knows neither where known values come from nor which tables get rows.

A stage is a relation with the row's number and the columns whose values are known. For the others there are
choices; those that constraints speak of are tried in all combinations by the server, inside the INSERT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.connect import lost
from neodiff.facts import FactId
from neodiff.samples.candidates import NUMBER, Candidates, Words, rotated, words
from neodiff.samples.relation import Check, Column, Table, Tables, reads
from neodiff.sql import ident, idents, literal

COMBINATIONS: Final = 60_000  # for one row
FEW: Final = 500  # for each of many rows
OFFERED: Final = 200  # rows of a parent that are referred to
RANK: Final = "neodiff rank"
STAGED: Final = '"neodiff number"'


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to write: `choices` are expressions for each column that the stage lacks, the best first.

    checks: what must hold; wished: what had better hold as well
    """

    table: Table
    known: tuple[str, ...]
    choices: Mapping[str, list[str]]
    checks: tuple[Check, ...]
    wished: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to try: the `offset`-th solution of the checks, choices `shift` further, with or without the checks."""

    shift: int = 0
    offset: int = 0
    solved: bool = True
    wished: bool = False
    ranked: bool = True
    nulls: bool = False


ATTEMPTS: Final = (
    *(Attempt(n, n, wished=True) for n in range(4)),
    *(Attempt(n, n) for n in range(8)),
    Attempt(nulls=True),
    *(Attempt(n, solved=False) for n in range(24)),
)
BULK: Final = (
    Attempt(wished=True, ranked=False),
    Attempt(ranked=False),
    Attempt(1, ranked=False),
    Attempt(ranked=False, nulls=True),
    Attempt(solved=False),
)


@dataclass(frozen=True, slots=True)
class Next:
    """The type that a plan is about to give to a column; `texts` are values of it, where the plan makes it."""

    type: str
    texts: tuple[str, ...] = ()


@dataclass(slots=True)
class Generator:
    """Makes the INSERTs for tables of one database."""

    conn: psycopg.Connection[Any]
    tables: Tables
    becoming: Mapping[tuple[FactId, str], Next] = field(default_factory=dict)
    values: Candidates = field(init=False)

    def __post_init__(self) -> None:
        self.values = Candidates(self.conn)

    def wanted(self, table: Table, known: Sequence[str], wished: Sequence[str] = ()) -> Wanted:
        """What is to be chosen for rows of which `known` is known; `wished`: expressions to satisfy where they can be."""
        free = [name for name in table.written if name not in known]
        extra = [check for text in wished if (check := self._usable(table, text)) is not None]
        checks = [*table.checks, *self._keys(table, free)]
        choices = {name: self._choices(table, table.columns[name], [*checks, *extra]) for name in free}
        must, may = (
            tuple(check for check in some if not _sources(table, check).isdisjoint(free)) for some in (checks, extra)
        )
        return Wanted(table, tuple(known), choices, must, may)

    def insert(self, wanted: Wanted, stage: str, attempt: Attempt) -> int:
        """Run one attempt; how many rows there are now more. Raises psycopg.Error with nothing written."""
        with self.conn.transaction():
            return self.conn.execute(_insert(wanted, stage, attempt).encode()).rowcount

    def row(self, wanted: Wanted, number: int, stage: str = "") -> psycopg.Error | None:
        """One row by as many attempts as it takes; the last error where none worked."""
        last: psycopg.Error | None = None
        for tried, attempt in enumerate(ATTEMPTS):
            source = stage or f"(select {number + 1000 * tried}::bigint as {STAGED})"
            try:
                self.insert(wanted, source, attempt)
                return None
            except psycopg.Error as error:
                if lost(error):
                    raise
                last = error
        return last

    def _usable(self, table: Table, expression: str) -> Check | None:
        """An expression over the table as it is: one that reads a column yet to come is none."""
        if not self.values.takes([f"(select count(*) from {table.sql} where ({expression}))"]):
            return None
        return Check(expression, reads(table, expression))

    def _choices(self, table: Table, column: Column, checks: Sequence[Check]) -> list[str]:
        spoken = words([check.expression for check in checks if column.name in _sources(table, check)])
        found = [*self._next(table, column), *self.values.of(column.oid, column.modifier, spoken)]
        if (default := column.default) is not None:
            first = column.sequence or not (column.volatile or column.name in table.unique)
            constant = re.match(r"null\b", default, re.IGNORECASE) is None
            found = [default, *found] if first and constant else [*found, default]
        if any(column.name in key.columns for key in table.foreign_keys):
            kept = self._offered(table, column)
            found = kept or found if column.not_null else [*(kept or ["null"]), *found]
        if not column.not_null and self.values.takes([f"null::{column.type}"]):
            found.append(f"null::{column.type}")
        return found or ["null"]

    def _next(self, table: Table, column: Column) -> list[str]:
        """Values that the column's next type takes too."""
        wanted = self.becoming.get((table.id, column.name))
        if wanted is None:
            return []
        row = self.conn.execute("select to_regtype(%s)::oid", [wanted.type]).fetchone()
        if wanted.texts or row is None or row[0] is None:
            found = list(rotated([literal(text) for text in wanted.texts], column.type))
        else:
            kept = f"::{wanted.type}::text)::{column.type}"  # cut to the type's length, which a plain oid lacks
            found = [f"(({guess}){kept}" for guess in self.values.of(row[0], -1, Words())]
        return [guess for guess in found if self.values.takes([guess])]

    def _offered(self, table: Table, column: Column) -> list[str]:
        """The keys of rows that a column may refer to: the one its number falls on, then some others."""
        offered: list[str] = []
        for key in sorted(table.foreign_keys, key=lambda key: -len(key.columns)):
            if column.name not in key.columns:
                continue
            target = self.tables.by_oid[key.target]
            place = key.columns.index(column.name) + 1
            rows = self.conn.execute(
                f"select {', '.join(f'{ident(name)}::text' for name in key.target_columns)} from {target.sql} "
                f"where not ({' or '.join(f'{ident(name)} is null' for name in key.target_columns)}) "
                f"order by {', '.join(str(n + 1) for n in range(len(key.columns)))} limit {OFFERED}".encode()
            ).fetchall()
            if rows:
                texts = [literal(row[place - 1]) for row in rows]
                members = ", ".join(f"{text}::{column.type}" for text in texts)
                offered.append(f"(array[{members}])[({NUMBER} % {len(texts)} + 1)::integer]")
                offered += [f"{text}::{column.type}" for text in texts[:16]]
        return list(dict.fromkeys(offered))

    def _keys(self, table: Table, free: Sequence[str]) -> Iterator[Check]:
        """Foreign keys whose columns cannot be chosen one by one, as something to check."""
        for key in table.foreign_keys:
            shared = sum(1 for other in table.foreign_keys if set(other.columns) & set(key.columns)) > 1
            if (len(key.columns) == 1 and not shared) or key.period or not set(key.columns) & set(free):
                continue
            target, mine = self.tables.by_oid[key.target], ident(table.id.name)
            absent = " or ".join(f"{mine}.{ident(name)} is null" for name in key.columns)
            same = " and ".join(
                f"target.{ident(to)} {equals} {mine}.{ident(name)}"
                for to, equals, name in zip(key.target_columns, key.equals, key.columns)
            )
            empty = f"not exists (select from {target.sql})"
            exists = f"exists (select from {target.sql} target where {same})"
            yield Check(f"{absent} or {empty} or {exists}", key.columns)


def _sources(table: Table, check: Check) -> set[str]:
    """The columns that are written and that a check reads, if only through a generated column."""
    found = set(check.columns)
    for name in check.columns:
        column = table.columns.get(name)
        if column is not None and column.generated and column.default:
            found |= set(reads(table, column.default))
    return {name for name in found if name in table.columns and not table.columns[name].generated}


def _insert(wanted: Wanted, stage: str, attempt: Attempt) -> str:
    table = wanted.table
    groups = _groups(wanted, attempt.wished) if attempt.solved else []
    values = {name: f"s.{ident(name)}" for name in wanted.known}
    for name, choices in wanted.choices.items():
        column = table.columns[name]
        at = len(choices) - 1 if attempt.nulls and not column.not_null else attempt.shift % len(choices)
        values[name] = choices[at]
    joins = []
    for at, (names, checks) in enumerate(groups):
        values |= {name: f"l{at}.{ident(name)}" for name in names}
        found = _solution(wanted, names, checks, attempt)
        joins.append(f"left join lateral ({found}) l{at} on true")
    if not values:
        return f"insert into {table.sql} default values"
    chosen = ", ".join(values.values())
    text = (
        f"insert into {table.sql} ({idents(values)}) overriding system value\n"
        f"select {chosen}\nfrom {stage} s\n" + "\n".join(joins)
    )
    return text.replace(NUMBER, f"s.{STAGED}")


def _groups(wanted: Wanted, wished: bool) -> list[tuple[list[str], list[Check]]]:
    """Columns that must be chosen together, and the checks over them."""
    groups: list[tuple[set[str], list[Check]]] = []
    for check in (*wanted.checks, *(wanted.wished if wished else ())):
        names = {name for name in _sources(wanted.table, check) if name in wanted.choices}
        joined = [group for group in groups if group[0] & names]
        for group in joined:
            groups.remove(group)
        together = names.union(*(group[0] for group in joined))
        groups.append((together, [*(one for group in joined for one in group[1]), check]))
    order = list(wanted.choices)
    return [(sorted(names, key=order.index), checks) for names, checks in groups]


def _solution(wanted: Wanted, names: Sequence[str], checks: Sequence[Check], attempt: Attempt) -> str:
    """The first combination of choices that satisfies all checks, as a subquery."""
    table, alias = wanted.table, ident(wanted.table.id.name)
    most = COMBINATIONS if attempt.ranked else FEW
    offered = _within({name: _pure(table.columns[name], wanted.choices[name]) for name in names}, most)
    columns = [f"s.{ident(name)} as {ident(name)}" for name in wanted.known]
    series, place, sizes = [], "0", 1
    for at, name in enumerate(names):
        type_ = table.columns[name].type
        cases = " ".join(f"when {n} then ({choice})::{type_}" for n, choice in enumerate(offered[name]))
        columns.append(f"case i{at}.i {cases} end as {ident(name)}")
        series.append(f"generate_series(0, {len(offered[name]) - 1}) i{at} (i)")
        place += f" + i{at}.i * {sizes}"
        sizes *= len(offered[name])
    # the least far from the best choices; of equals always the same
    rank = f"({' + '.join(f'i{at}.i' for at in range(len(names)))})::bigint * {sizes} + {place}"
    inner = f"select {', '.join(columns)}, {rank} as {ident(RANK)} from {', '.join(series)}"
    read = {name for check in checks for name in check.columns if table.columns[name].generated}
    computed = [f"({table.columns[name].default}) as {ident(name)}" for name in sorted(read)]
    if computed:
        inner = f"select *, {', '.join(computed)} from ({inner}) {alias}"
    where = " and ".join(f"({check.expression}) is not false" for check in checks)
    order = f"order by {ident(RANK)}" if attempt.ranked else ""
    return f"select {idents(names)} from ({inner}) {alias} where {where} {order} limit 1 offset {attempt.offset}"


def _pure(column: Column, choices: list[str]) -> list[str]:
    """Without the sequence, which every combination would advance."""
    return [choice for choice in choices if column.sequence is None or choice != column.default] or choices


def _within(offered: dict[str, list[str]], most: int) -> dict[str, list[str]]:
    """Fewer choices where there would be too many combinations."""
    while True:
        size = 1
        for choices in offered.values():
            size *= len(choices)
        longest = max(offered, key=lambda name: len(offered[name]))
        if size <= most or len(offered[longest]) <= 2:
            return offered
        # the last one may be NULL, which is often what a check leaves open
        offered[longest] = [*offered[longest][:-2], offered[longest][-1]]

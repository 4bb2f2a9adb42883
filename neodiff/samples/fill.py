"""Rows for the proof: what is known of live's, and rows made up where nothing is known. Knows no plan.

All it needs to know of a table it reads from the catalog of the copy that it fills, the platform's tables included.
Triggers and rules are off meanwhile; foreign keys are kept by making the rows that they lead to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.connect import lost
from neodiff.facts import FactId
from neodiff.rows import Text
from neodiff.samples.generate import BULK, STAGED, Attempt, Generator, Next, Wanted
from neodiff.samples.relation import ForeignKey, Referring, Table, Tables
from neodiff.sql import ident, literal

Rows = tuple[Sequence[str], Iterator[tuple[Text, ...]]]
Given = Mapping[FactId, Rows]

FIRST: Final = 7000
ROUNDS: Final = 30
ONE_BY_ONE: Final = 2000
STAGE: Final = "pg_temp.neodiff_stage"
PATIENCE: Final = 20  # rows that fail before the rest is given up
SETTINGS: Final = """set local session_replication_role = replica; set local search_path = ''; set local timezone = 'UTC';
    set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local extra_float_digits = 1;
    set local bytea_output = 'hex'; set local row_security = off; set local client_min_messages = error;
    set local statement_timeout = 0; set local constraint_exclusion = 'partition'"""


@dataclass(slots=True)
class Filled:
    """The tables that have rows now, in the order they got them, and what could not be filled, and why."""

    notes: list[str] = field(default_factory=list)
    tables: list[FactId] = field(default_factory=list)


def fill(
    conn: psycopg.Connection[Any],
    given: Given | Iterable[tuple[FactId, Rows]],
    touched: Sequence[FactId],
    rows: int = 3,
    wished: Mapping[FactId, Sequence[str]] | None = None,
    becoming: Mapping[tuple[FactId, str], Next] | None = None,
    referring: Sequence[Referring] = (),
) -> Filled:
    """Put `given` rows into their tables and `rows` rows into each `touched` one that is still empty.

    One table may come several times in `given`, with other columns.

    `conn` is a superuser's to a copy of the clone. Of a given row some columns may be unknown: they get values that
    the table accepts, and so do the rows that foreign keys need. `wished` are expressions that a plan is about to
    demand of a table's rows, `becoming` the types that it is about to give to columns, `referring` the foreign keys that it
    is about to make; made-up values satisfy all where they can. Tables that are not there are passed over.
    """
    with conn.transaction():
        conn.execute(SETTINGS.encode())
        filler = _Filler(conn, rows, wished or {}, becoming or {})
        filler.tables.refer(referring)
        for table_id, (columns, found) in given.items() if isinstance(given, Mapping) else given:
            if (table := filler.table(table_id)) is not None:
                filler.load(table, columns, found)
        filler.heal()
        for table_id in touched:
            if (table := filler.table(table_id)) is not None:
                filler.generate(table)
        filler.heal()
        filler.advance()
        return Filled(filler.notes, [filler.tables.by_oid[oid].id for oid in filler.filled])


class _Filler:
    """One filling of one database."""

    def __init__(
        self,
        conn: psycopg.Connection[Any],
        rows: int,
        wished: Mapping[FactId, Sequence[str]],
        becoming: Mapping[tuple[FactId, str], Next],
    ) -> None:
        self.conn = conn
        self.rows = rows
        self.wished = wished
        self.tables = Tables(conn)
        self.generator = Generator(conn, self.tables, becoming)
        self.filled: dict[int, None] = {}
        self.notes: list[str] = []
        self._numbers: Counter[int] = Counter()
        self._busy: set[int] = set()
        self._hopeless: set[tuple[int, ForeignKey]] = set()

    def table(self, table_id: FactId) -> Table | None:
        """The table as it is, where it is one that rows can be put into."""
        table = self.tables.by_id.get(table_id)
        if table is None or table.kind != "f":
            return table
        note = f"{table_id.path}: a foreign table gets no rows on scratch"
        self.notes += [note] if note not in self.notes else []
        return None

    # -- known rows

    def load(self, table: Table, columns: Sequence[str], rows: Iterator[tuple[Text, ...]]) -> None:
        """Rows whose `columns` are known, as the texts that their types read."""
        known = [name for name in columns if name in table.columns and not table.columns[name].generated]
        at = [list(columns).index(name) for name in known]
        self._parents(table, known)
        wanted = self.generator.wanted(table, known, self.wished.get(table.id, ()))
        number = self._first(table, known)
        with self._stage(table, known):
            with self.conn.cursor().copy(f"copy {STAGE} from stdin".encode()) as copy:
                for row in rows:
                    number += 1
                    copy.write_row((number, *(row[place] for place in at)))
            self._write(wanted)

    def _stored(self, table: Table, columns: Sequence[str], query: str) -> bool:
        """Rows whose `columns` a query gives; did they all get in?"""
        self._parents(table, columns)
        wanted = self.generator.wanted(table, columns, self.wished.get(table.id, ()))
        number = self._first(table, columns)
        with self._stage(table, columns):
            numbered = f"select {number} + row_number() over (), found.* from ({query}) found"
            self.conn.execute(f"insert into {STAGE} {numbered}".encode())
            return self._write(wanted)

    @contextmanager
    def _stage(self, table: Table, columns: Sequence[str]) -> Iterator[None]:
        typed = "".join(f", {ident(name)} {table.columns[name].type}" for name in columns)
        self.conn.execute(f"create temporary table neodiff_stage ({STAGED} bigint{typed})".encode())
        yield
        self.conn.execute(f"drop table {STAGE}".encode())

    def _write(self, wanted: Wanted) -> bool:
        """From the stage into the table: all at once, else one by one."""
        table = wanted.table
        row = self.conn.execute(f"select count(*) from {STAGE}".encode()).fetchone()
        count = int(row[0]) if row else 0
        if not count:
            return True
        self.filled[table.oid] = None
        self._numbers[table.oid] += count
        last: psycopg.Error | None = None
        for attempt in BULK:
            try:
                self.generator.insert(wanted, STAGE, attempt)
                return True
            except psycopg.Error as error:
                if lost(error):
                    raise
                last = error
        failed = 0 if isinstance(last, psycopg.errors.CheckViolation) and self._unchecked(wanted) else count
        if 0 < failed <= ONE_BY_ONE:
            failed, last = self._one_by_one(wanted, last)
        if failed:
            self.notes.append(
                f"{table.id.path}: {failed} of {count} rows could not be put into the copy: {_said(last)}"
            )
        return not failed

    def _unchecked(self, wanted: Wanted) -> bool:
        """Put in rows that break a CHECK in live too, where it is NOT VALID; did they all get in?"""
        table = wanted.table
        oids = [table.oid, *table.leaves]
        kept = self.conn.execute("select oid, relchecks from pg_class where oid = any (%s)", [oids]).fetchall()
        try:
            with self.conn.transaction():
                self.conn.execute("update pg_class set relchecks = 0 where oid = any (%s)", [oids])
                self.generator.insert(wanted, STAGE, Attempt(solved=False))
                for oid, checks in kept:
                    self.conn.execute("update pg_class set relchecks = %s where oid = %s", [checks, oid])
        except psycopg.Error as error:
            if lost(error):
                raise
            return False
        self.notes.append(f"{table.id.path}: some of its rows do not satisfy its checks")
        return True

    def _one_by_one(self, wanted: Wanted, last: psycopg.Error | None) -> tuple[int, psycopg.Error | None]:
        failed = 0
        numbers = self.conn.execute(f"select {STAGED} from {STAGE} order by 1".encode()).fetchall()
        for (number,) in numbers:
            if failed > PATIENCE:
                failed += 1
                continue
            error = self.generator.row(wanted, number, f"(select * from {STAGE} where {STAGED} = {number})")
            if error is not None:
                failed, last = failed + 1, error
        return failed, last

    def _first(self, table: Table, known: Sequence[str]) -> int:
        """The number before the first: beyond every number of a unique column that is there."""
        first = FIRST + self._numbers[table.oid]
        for name in sorted(table.unique):
            column = table.columns[name]
            if name not in known and not column.generated and self.generator.values.number_like(column.oid):
                row = self.conn.execute(f"select max({ident(name)})::numeric from {table.own}".encode()).fetchone()
                if row and row[0] is not None and first < row[0] < 10**9:
                    first = int(row[0])
        return first

    # -- rows that are made up

    def generate(self, table: Table) -> None:
        """Rows for a table that has none."""
        if table.oid in self._busy or table.kind == "f" or self._has_rows(table):
            return
        if table.kind == "p" and not table.leaves:
            self.notes.append(f"{table.id.path}: no row could be made up: it has no partition")
            return
        self._busy.add(table.oid)
        self._parents(table, ())
        wanted = self.generator.wanted(table, (), self.wished.get(table.id, ()))
        last: psycopg.Error | None = None
        for _ in range(self.rows):
            self._numbers[table.oid] += 1
            error = self.generator.row(wanted, FIRST + self._numbers[table.oid])
            if error is None:
                self.filled[table.oid] = None
            last = error or last
        if table.oid not in self.filled:
            self.notes.append(f"{table.id.path}: no row could be made up: {_said(last)}")
        self._busy.discard(table.oid)

    def _parents(self, table: Table, known: Sequence[str]) -> None:
        """Something to refer to, for foreign keys that are to be chosen."""
        for key in table.foreign_keys:
            if key.target != table.oid and not set(key.columns) <= set(known):
                self.generate(self.tables.by_oid[key.target])

    def _has_rows(self, table: Table) -> bool:
        row = self.conn.execute(f"select exists (select from {table.own})".encode()).fetchone()
        return bool(row and row[0])

    def heal(self) -> None:
        """Make the rows that foreign keys lead to and that are not there, until none is missing."""
        for _ in range(ROUNDS):
            pending = [
                (table, key)
                for table in map(self.tables.by_oid.__getitem__, list(self.filled))
                for key in table.foreign_keys
                if (table.oid, key) not in self._hopeless and not key.period and self._missing(table, key)
            ]
            for table, key in pending:
                target = self.tables.by_oid[key.target]
                if not self._stored(target, key.target_columns, _dangling(table, key, target)):
                    self._hopeless.add((table.oid, key))
            if not pending:
                return
        self.notes.append("rows that foreign keys lead to need ever more rows: some are left without")

    def _missing(self, table: Table, key: ForeignKey) -> bool:
        query = _dangling(table, key, self.tables.by_oid[key.target])
        row = self.conn.execute(f"select exists ({query})".encode()).fetchone()
        return bool(row and row[0])

    def advance(self) -> None:
        """Let sequences go on behind the values that were written."""
        for oid in self.filled:
            table = self.tables.by_oid[oid]
            for column in table.columns.values():
                if column.sequence is None:
                    continue
                try:
                    with self.conn.transaction():
                        self.conn.execute(_advanced(table, column.name, column.sequence).encode())
                except psycopg.Error as error:
                    if lost(error):
                        raise
                    self.notes.append(f"{table.id.path}.{column.name}: its sequence stays behind: {_said(error)}")


def _dangling(table: Table, key: ForeignKey, target: Table) -> str:
    same = " and ".join(
        f"target.{ident(to)} {equals} source.{ident(name)}"
        for to, equals, name in zip(key.target_columns, key.equals, key.columns)
    )
    there = " and ".join(f"source.{ident(name)} is not null" for name in key.columns)
    return (
        f"select distinct {', '.join(f'source.{ident(name)}' for name in key.columns)} from {table.sql} source "
        f"where {there} and not exists (select from {target.sql} target where {same})"
    )


def _advanced(table: Table, column: str, sequence: str) -> str:
    name = literal(sequence)
    return (
        f"select setval({name}::regclass, most) from (select max({ident(column)})::bigint most from {table.own}) found, "
        f"pg_sequence s where s.seqrelid = {name}::regclass and s.seqincrement > 0 "
        f"and most > coalesce(pg_sequence_last_value(s.seqrelid), s.seqstart - 1) and most <= s.seqmax"
    )


def _said(error: psycopg.Error | None) -> str:
    if error is None:
        return "nothing was tried"
    return error.diag.message_primary or str(error).strip()

"""Tests of who may do what, tried on scratch: people, rows, and one command at a time, undone after it.

Knows neither findings nor formats.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import psycopg

from neodiff.data import session as values
from neodiff.declare.declaration import Declaration
from neodiff.facts import FactId
from neodiff.rowplan import first_rows
from neodiff.rows import Text
from neodiff.samples.fill import Rows, fill
from neodiff.samples.relation import Tables
from neodiff.smoke.session import AS_USUAL, acting, claimed
from neodiff.sql import ident, idents, literal, qualified
from neodiff.trials import HIDDEN, REFUSED, Given, Person, Trial, Values

DENIED: Final = "42501"
_DOES: Final = {"select": "sees", "insert": "inserts", "update": "updates", "delete": "deletes"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the `matching` rows the command reached `rows`, or it failed.

    matching: None where nobody knows how many there are, of a view that shows each reader something else
    """

    matching: int | None
    rows: int = 0
    error: psycopg.Error | None = None

    @property
    def denial(self) -> str:
        """REFUSED or HIDDEN where it is one."""
        if self.error is not None:
            return REFUSED if self.error.sqlstate == DENIED else ""
        return "" if self.rows else HIDDEN


@dataclass(slots=True)
class Bench:
    """A transaction that has the people's rows. fresh: the rows that were made for tests, as literals by column."""

    conn: psycopg.Connection[Any]
    declaration: Declaration
    notes: list[str] = field(default_factory=list)
    fresh: list[tuple[FactId, list[dict[str, str]]]] = field(default_factory=list)
    _matching: dict[tuple[FactId, tuple[tuple[str, Text], ...]], int] = field(default_factory=dict)

    def person(self, trial: Trial) -> Person:
        return self.declaration.trials.people[trial.who]

    def outcome(self, trial: Trial) -> Outcome:
        """What happens; nothing of it stays."""
        try:
            count = self._count(trial)
            with self.conn.transaction(force_rollback=True):
                for step in become(self.person(trial)):
                    self.conn.execute(step.encode())
                cursor = self.conn.execute(statement(trial).encode())
                row = cursor.fetchone() if trial.command == "select" else None
                return Outcome(count, row[0] if row else cursor.rowcount)
        except psycopg.Error as error:
            if self.conn.closed:
                raise
            return Outcome(1, error=error)

    def wrong(self, trial: Trial) -> str:
        """What is not as the test says, in one sentence; empty where all is."""
        found = self.outcome(trial)
        does = _DOES[trial.command]
        if found.error is not None and not found.denial:
            return f"{trial.who} neither {does} it nor is refused: {said(found.error)}"
        if found.matching == 0:
            return f"no row matches, so that {trial.who} is tried with nothing: give one in `rows:`"
        if trial.allows:
            if found.error is not None:
                return f"{trial.who} is refused: {said(found.error)}"
            of = f"{found.rows} of {found.matching} rows" if found.rows else "none of the rows"
            all_of_them = found.rows == found.matching or (found.matching is None and found.rows)
            return "" if all_of_them else f"{trial.who} {does} {of} that match"
        if not found.denial:
            of = "" if found.matching is None else f" of {found.matching}"
            what = "the row" if trial.command == "insert" else f"{found.rows}{of} rows that match"
            return f"{trial.who} {does} {what}"
        if trial.how and found.denial != trial.how:
            got = f"refused: {said(found.error)}" if found.error is not None else "not refused: the rows are hidden"
            return f"expected {trial.how}, and {trial.who} is {got}"
        return ""

    def _count(self, trial: Trial) -> int | None:
        """How many rows there are to reach, for whoever sees all."""
        if trial.command == "insert":
            return 1
        key = (trial.relation, tuple(trial.match.items()))
        if key not in self._matching:
            row = self.conn.execute(
                f"select count(*) from {_sql(trial.relation)}{where(trial.match)}".encode()
            ).fetchone()
            self._matching[key] = row[0] if row else 0
        return self._matching[key] or (None if trial.relation.kind == "view" else 0)


def said(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error).strip()


def become(person: Person) -> list[str]:
    return [claimed(dict(person.claims)), acting(person.role)]


def statement(trial: Trial) -> str:
    """The command, with unknown literals that take the types of their columns."""
    about = _sql(trial.relation)
    if trial.command == "insert":
        if not trial.values:
            return f"insert into {about} default values"
        return (
            f"insert into {about} ({idents(trial.values)}) values ({', '.join(map(_literal, trial.values.values()))})"
        )
    if trial.command == "update":
        new = ", ".join(f"{ident(name)} = {_literal(value)}" for name, value in trial.values.items())
        return f"update {about} set {new}{where(trial.match)}"
    start = "select count(*)" if trial.command == "select" else "delete"
    return f"{start} from {about}{where(trial.match)}"


def where(match: Values) -> str:
    tests = [f"{ident(name)} " + ("is null" if text is None else f"= {literal(text)}") for name, text in match.items()]
    return f" where {' and '.join(tests)}" if tests else ""


def _literal(text: Text) -> str:
    return "null" if text is None else literal(text)


def _sql(about: FactId) -> str:
    return qualified(about.schema, about.name)


@contextmanager
def bench(conn: psycopg.Connection[Any], declaration: Declaration) -> Iterator[Bench]:
    """`conn` is a superuser's, idle and in autocommit mode, to a database that has all that is declared; nothing stays."""
    with conn.transaction(force_rollback=True):
        _, run = first_rows(declaration, declaration.data, conn)
        values.prepare(conn, run, os.environ)
        for step in run:
            conn.execute(step.sql.encode())
        made = Bench(conn, declaration)
        before = {table: _ctids(conn, table) for table in {each.about.root for each in run if each.about is not None}}
        filled = fill(conn, _groups(conn, declaration.trials.rows), ())
        conn.execute(AS_USUAL.encode())
        made.notes = filled.notes
        made.fresh = [(table, _fresh(conn, table, before.get(table, []))) for table in filled.tables]
        yield made


def _groups(conn: psycopg.Connection[Any], rows: Sequence[Given]) -> Iterator[tuple[FactId, Rows]]:
    """Rows that have the same columns together, those that others refer to first. What can be NULL is, unless it is given."""
    known = Tables(conn)
    order = {table: at for at, table in enumerate(_parents_first(known, {row.table for row in rows}))}

    def shape(row: Given) -> tuple[int, tuple[str, ...]]:
        return order[row.table], tuple(row.values)

    for (_, columns), some in groupby(sorted(rows, key=lambda row: order[row.table]), key=shape):
        same = list(some)
        table = known.by_id.get(same[0].table)
        others = [c.name for c in table.columns.values() if not c.not_null and c.default is None] if table else []
        nulls = [name for name in others if name not in columns]
        yield same[0].table, ([*columns, *nulls], iter([(*row.values.values(), *[None] * len(nulls)) for row in same]))


def _parents_first(known: Tables, wanted: set[FactId]) -> list[FactId]:
    done: dict[FactId, None] = {}

    def visit(about: FactId, above: tuple[FactId, ...]) -> None:
        if about in done or about in above:
            return
        table = known.by_id.get(about)
        for key in table.foreign_keys if table else ():
            if (target := known.by_oid[key.target].id) in wanted:
                visit(target, (*above, about))
        done[about] = None

    for about in sorted(wanted):
        visit(about, ())
    return list(done)


def _ctids(conn: psycopg.Connection[Any], table: FactId) -> list[str]:
    return [row[0] for row in conn.execute(f"select ctid::text from {_sql(table)}".encode()).fetchall()]


def _fresh(conn: psycopg.Connection[Any], table: FactId, before: Sequence[str]) -> list[dict[str, str]]:
    columns = conn.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped "
        "and attgenerated = '' order by attnum",
        [_sql(table)],
    ).fetchall()
    names = [name for (name,) in columns]
    shown = ", ".join(f"quote_nullable({ident(name)}::text)" for name in names)
    rows: list[Mapping[str, str]] = [
        dict(zip(names, row))
        for row in conn.execute(
            f"select {shown} from {_sql(table)} where ctid::text <> all (%s) order by ctid".encode(), [list(before)]
        ).fetchall()
    ]
    return [dict(row) for row in rows]

"""Running SQL on a scratch database, and saying which statement failed. Must not know YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import psycopg
from psycopg import errors

from neodiff.connect import lost
from neodiff.errors import ScratchError
from neodiff.impact.measure import PROBE, Measured, Meter
from neodiff.secret import STAND_IN, setting
from neodiff.sql import ident, idents, literal, significant
from neodiff.sql import statements as split
from neodiff.statement import Statement
from neodiff.units import Unit

# A transaction looks through all its locks at the end of each statement (LockReassignOwner() of lock.c): with those of a thousand
# tables that is half of its time, and grows with their square.
MOST: Final = 500
SETTINGS: Final = "set check_function_bodies = off; set client_min_messages = error; set statement_timeout = 0; "


class StatementError(ScratchError):
    """One statement of several failed; `offset` is the place in its SQL that PostgreSQL points at, from 0."""

    def __init__(self, message: str, statement: Statement, offset: int | None) -> None:
        super().__init__(message, sql=statement.sql, position=offset)
        self.statement = statement
        self.offset = offset


def script(conn: psycopg.Connection[Any], text: str, what: str) -> None:
    """A script of many statements at once, in one transaction (simple query protocol)."""
    try:
        conn.execute(text.encode())
    except psycopg.Error as error:
        if _of_server(error):
            raise
        near = _excerpt(conn, text, error)
        message = f"{what} does not load into the scratch server: {said(error)}{f' at: {near!r}' if near else ''}"
        if isinstance(error, errors.FeatureNotSupported):
            message += "; where its build lacks that, NEODIFF_BIN or --scratch-url names a server that has it"
        raise ScratchError(message) from None


def _excerpt(conn: psycopg.Connection[Any], text: str, error: psycopg.Error) -> str:
    """Where PostgreSQL points at, else the start of the first statement that fails when they are run one by one."""
    if position := error.diag.statement_position:
        return text[int(position) - 1 :][:80].strip().split("\n")[0]
    with conn.transaction(force_rollback=True):
        for statement in split(text):
            try:
                conn.execute(statement.encode())
            except psycopg.Error as again:
                if _of_server(again):
                    raise
                return " ".join(statement[significant(statement)[0][2] :].split())[:80]
    return ""


def built(conn: psycopg.Connection[Any], run: Sequence[Statement], search_path: Sequence[str]) -> None:
    """Statements that make a new database, which is nobody's before they are all done: committed now and then.

    `conn` must be in autocommit mode. Raises StatementError naming the one that failed.
    """
    for start in range(0, len(run), MOST):
        statements(conn, run[start : start + MOST], search_path)


def statements(
    conn: psycopg.Connection[Any], run: Sequence[Statement], search_path: Sequence[str] = (), probes: Sequence[str] = ()
) -> list[Any]:
    """All statements in one transaction. Of `probes`, queries of one value, the first comes before them all, each other
    behind one statement, from the first on: what each gave.

    Raises StatementError naming the one that failed.
    """
    path = idents(search_path) if search_path else literal("").strip()
    head = f"{SETTINGS}{_stand_ins(run)}set search_path = {path};\n"
    head += "".join(f"{probe};\n" for probe in probes[:1])
    behind = [f";\n{probe};\n" for probe in probes[1:]]
    behind += [";\n"] * (len(run) - len(behind))
    text = head + "".join(statement.sql + more for statement, more in zip(run, behind, strict=True))
    try:
        return _answers(conn.execute(text.encode()))
    except psycopg.Error as error:
        if _of_server(error):
            raise
        found, offset = _culprit(conn, run, head, behind, error)
        raise StatementError(said(error), found, offset) from None


def _stand_ins(run: Sequence[Statement]) -> str:
    """No password and no connection string comes here: nothing on scratch may reach out to another server."""
    names = sorted({name for statement in run for name in statement.credentials})
    prefix, stand_in = setting("").rstrip("."), literal(STAND_IN).strip()
    return "".join(f"set {prefix}.{ident(name)} = {stand_in}; " for name in names)


def _answers(cursor: psycopg.Cursor[Any]) -> list[Any]:
    """What the probes among the results gave."""
    out = []
    more: bool | None = True
    while more:
        if cursor.description and cursor.description[0].name == PROBE:
            row = cursor.fetchone()
            out.append(row[0] if row is not None else None)
        more = cursor.nextset()
    return out


def _culprit(
    conn: psycopg.Connection[Any], run: Sequence[Statement], head: str, behind: Sequence[str], error: psycopg.Error
) -> tuple[Statement, int | None]:
    """By the position PostgreSQL gives; without one, by running the statements one by one."""
    position = error.diag.statement_position
    if position:
        at = int(position) - 1 - len(head)
        for statement, more in zip(run, behind, strict=True):
            if at <= len(statement.sql):
                return statement, max(at, 0)
            at -= len(statement.sql) + len(more)
    with conn.transaction(force_rollback=True):
        conn.execute(head.encode())
        for statement in run:
            try:
                conn.execute(statement.sql.encode())
            except psycopg.Error as again:
                if _of_server(again):
                    raise
                place = again.diag.statement_position
                return statement, int(place) - 1 if place else None
    return run[0], None


def units(conn: psycopg.Connection[Any], run: Sequence[Unit], meter: Meter | None = None) -> list[Measured | None]:
    """Unit by unit as a migration runs: each committed before the next, what cannot be in a transaction on its own.

    What each statement did as `meter` saw it: None without one, and for what is no part of a transaction.
    `conn` must be in autocommit mode and the only one to its database. Raises StatementError.
    """
    every = [statement for unit in run for statement in unit.statements]
    conn.execute(f"{SETTINGS}{_stand_ins(every)}set search_path = ''".encode())
    seen: list[Measured | None] = []
    for unit in run:
        if unit.transactional:
            probes = meter.probes(len(unit.statements)) if meter is not None else []
            answers = statements(conn, unit.statements, probes=probes)
            found = meter.unit(answers) if meter is not None else []
            seen += [*found, *[None] * (len(unit.statements) - len(found))]
        else:
            seen.append(None)
            try:
                conn.execute(unit.statements[0].sql.encode())
            except psycopg.Error as error:
                if _of_server(error):
                    raise
                place = error.diag.statement_position
                raise StatementError(said(error), unit.statements[0], int(place) - 1 if place else None) from None
    return seen


def said(error: psycopg.Error) -> str:
    """PostgreSQL's message with its detail and hint, in one line."""
    diag = error.diag
    text = diag.message_primary or str(error).strip()
    return (
        text
        + (f" ({diag.message_detail})" if diag.message_detail else "")
        + (f"; {diag.message_hint}" if diag.message_hint else "")
    )


def _of_server(error: psycopg.Error) -> bool:
    """Would any statement have failed there? Then no one of them is to be named."""
    return lost(error) or isinstance(error, errors.DiskFull)

"""A connection to a live database and the one read-only transaction on it. Imports little: it is the first that is needed.

Must not know what is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from neodiff.address import connection, lock_timeout, patience
from neodiff.errors import LockedError, UserError

TIMEOUT: Final = 10

# However the database or the role has set them, values are spelled one way.
READING: Final = (
    "set local search_path = ''; set local statement_timeout = 0; "
    "set local quote_all_identifiers = off; set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; "
    "set local extra_float_digits = 1; set local bytea_output = 'hex'; set local xmloption = 'content'; set local jit = off; "
    "set local standard_conforming_strings = on; set local timezone = 'UTC'; "
    "set local idle_in_transaction_session_timeout = 0"
)


def begin(conn: psycopg.Connection[Any]) -> None:
    """Open the one transaction in which everything is read; `conn` must be in autocommit mode and idle.

    Whatever the database or the role has set, values are spelled one way, and the transaction lasts while pg_dump runs.
    """
    since_17 = "; set local transaction_timeout = 0" if conn.info.server_version >= 170000 else ""
    conn.execute(f"begin isolation level repeatable read read only; {READING}{since_17}".encode())


def let_go(conn: psycopg.Connection[Any]) -> None:
    """End the transaction, and open another, whose snapshot is that of the first query in it.

    While a snapshot is held nothing that was deleted or updated since can be cleared away, in any table of the database
    (docs, "Routine Vacuuming"): rows that are written often become slow, and stay so as long as it is held.
    """
    conn.execute("commit")
    _begin(conn)


def _begin(conn: psycopg.Connection[Any]) -> None:
    begin(conn)
    conn.execute(f"set local lock_timeout = '{lock_timeout()}'".encode())


@contextmanager
def connected(url: str, label: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection with its one read-only transaction, ended on exit.

    Raises UserError, without the password, where the database cannot be reached, is too old, or somebody else holds a lock
    for too long, whatever waited for it.
    """
    conninfo, password = connection(url)
    try:
        wait = patience(conninfo, TIMEOUT)
        # of a database in SQL_ASCII, which converts nothing, names would be bytes
        conn = psycopg.connect(
            conninfo, password=password or None, autocommit=True, connect_timeout=wait, client_encoding="UTF8"
        )
    except psycopg.Error as error:
        hint = "check the URL, the password and that the server accepts you"
        raise UserError(f"{label}: cannot connect: {said(error).removesuffix('.')}; {hint}") from None
    try:
        if conn.info.server_version < 140000:
            raise UserError(
                f"{label}: PostgreSQL {conn.info.server_version // 10000} is not supported; 14 and later are"
            )
        with telling(label):
            _begin(conn)
        yield conn
    except (psycopg.errors.LockNotAvailable, LockedError):
        from neodiff.blockers import locked

        raise locked(url, label) from None
    finally:
        conn.close()


@contextmanager
def telling(label: str) -> Iterator[None]:
    """Around whatever asks the live database: raises UserError where it goes away or does not let us read."""
    try:
        yield
    except psycopg.errors.QueryCanceled as error:
        raise UserError(
            f"{label}: {said(error)}, by somebody or by a timeout there; nothing was changed there"
        ) from None
    except psycopg.OperationalError as error:
        if not lost(error):
            raise
        raise UserError(f"{label}: the connection was lost: {said(error)}; nothing was changed there") from None
    except psycopg.errors.InsufficientPrivilege as error:
        raise UserError(
            f"{label}: {said(error)}; the role that neodiff connects as must be able to read that"
        ) from None
    except (psycopg.errors.CharacterNotInRepertoire, psycopg.errors.UntranslatableCharacter) as error:
        raise UserError(
            f"{label}: {said(error)}; a name or text in the schema is not in the database's encoding, or not in UTF-8"
            " where that is SQL_ASCII: write it anew there"
        ) from None


def lost(error: psycopg.Error) -> bool:
    """Did the connection fail, not the SQL? psycopg's OperationalError is both: only the SQLSTATE tells (classes 08, 57 but for
    a query that was canceled, which takes no connection with it)."""
    return (
        isinstance(error, psycopg.OperationalError)
        and not isinstance(error, psycopg.errors.QueryCanceled)
        and (error.sqlstate is None or error.sqlstate[:2] in ("08", "57"))
    )


def interrupted(error: BaseException) -> bool:
    """Did it come while psycopg ended a query that Ctrl-C had stopped? Then it is raised in that one's place."""
    at: BaseException | None = error
    while at is not None and not isinstance(at, KeyboardInterrupt):
        at = at.__context__
    return at is not None


def said(error: psycopg.Error) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:2]) if lines else type(error).__name__

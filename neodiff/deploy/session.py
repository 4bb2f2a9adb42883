"""The one connection that changes a live database: as the role that the plan is for, and alone in doing so."""

from __future__ import annotations

import getpass
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg

from neodiff.address import connection, patience
from neodiff.connect import TIMEOUT, lost, said
from neodiff.errors import PlanError, UserError
from neodiff.sql import ident

# Session-level, so that it outlives the transactions of units; asked for again and again, for waiting inside PostgreSQL
# would hold a snapshot that CREATE INDEX CONCURRENTLY of whoever has it waits for: both would wait for ever.
LOCK: Final = 7_306_911_047
_PAUSE: Final = 0.5
_UNSEEN: Final = "who it is could not be seen"
_HOLDER: Final = """
    select a.pid, a.usename::text, a.application_name, extract(epoch from now() - a.backend_start)::int8
    from pg_locks l left join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.classid = %s and l.objid = %s and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())"""


@contextmanager
def connected(url: str, label: str) -> Iterator[psycopg.Connection[Any]]:
    """A session in autocommit mode. Raises UserError, without the password, where it cannot be had or goes away."""
    conninfo, password = connection(url)
    try:
        conn = psycopg.connect(
            conninfo,
            password=password or None,
            autocommit=True,
            connect_timeout=patience(conninfo, TIMEOUT),
            client_encoding="UTF8",
        )
    except psycopg.Error as error:
        hint = "check the URL, the password and that the server accepts you"
        raise UserError(f"{label}: cannot connect: {said(error).removesuffix('.')}; {hint}") from None
    try:
        yield conn
    except psycopg.errors.InsufficientPrivilege as error:
        raise PlanError(
            f"{label}: PostgreSQL says: {said(error)}; connect as the role that migrates this database"
        ) from None
    except psycopg.Error as error:
        if not lost(error):
            raise PlanError(
                f"{label}: PostgreSQL says: {said(error)}; `neodiff status` tells what was done, and the command goes on "
                "from there"
            ) from None
        raise UserError(
            f"{label}: the connection was lost: {said(error)}; what was done is in the ledger, and a unit that was not "
            "committed was not done: run the command again, and it goes on from there"
        ) from None
    finally:
        with suppress(psycopg.Error):
            conn.close()


@contextmanager
def locked(conn: psycopg.Connection[Any], label: str, wait: float, say: Callable[[str], None]) -> Iterator[None]:
    """Nobody else migrates this database meanwhile. Raises PlanError where somebody still does after `wait` seconds."""
    end = time.monotonic() + wait
    while not _tried(conn):
        if time.monotonic() >= end:
            raise PlanError(
                f"{label}: another migration is running there: {holder(conn) or _UNSEEN}; wait for it with --wait"
            )
        say(f"waiting for another migration of {label}: {holder(conn) or _UNSEEN}")
        time.sleep(min(_PAUSE, max(end - time.monotonic(), 0.01)))
    try:
        yield
    finally:
        with suppress(psycopg.Error):
            conn.execute("select pg_advisory_unlock(%s)", [LOCK])


def _tried(conn: psycopg.Connection[Any]) -> bool:
    row = conn.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    return bool(row and row[0])


def holder(conn: psycopg.Connection[Any]) -> str:
    """The session that migrates this database now; empty where there is none."""
    row = conn.execute(_HOLDER, [LOCK >> 32, LOCK & 0xFFFFFFFF]).fetchone()
    if row is None:
        return ""
    if row[0] is None:
        return _UNSEEN
    pid, role, program, age = row
    who = " of ".join(part for part in (program, role) if part)
    return f"process {pid}{f' ({who})' if who else ''}{f', connected for {age} s' if age is not None else ''}"


def become(conn: psycopg.Connection[Any], role: str, label: str) -> None:
    """Be the role that the plan is for: what it makes is then owned as was proven. Raises PlanError where that cannot be."""
    row = conn.execute("select session_user::text, current_user::text").fetchone()
    assert row is not None
    if not role or row[1] == role:
        return
    may = "set" if conn.info.server_version >= 160000 else "member"
    found = conn.execute(
        "select pg_has_role(session_user, oid, %s) from pg_roles where rolname = %s", [may, role]
    ).fetchone()
    if found is None or not found[0]:
        why = "which may not become it" if found else "and there is no such role"
        raise PlanError(
            f"{label}: the migration is for role {role!r}; the session is that of {row[0]!r}, {why}: connect as {role!r}"
        )
    conn.execute(f"set role {ident(role)}".encode())


def client() -> str:
    """Who runs neodiff, as far as the machine tells: user and host."""
    return "@".join(part for part in (user(), socket.gethostname()) if part)


def user() -> str:
    """Empty where the machine has no name for who it is, as in a container."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""

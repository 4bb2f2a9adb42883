"""Runs pg_dump and says in one line why it failed. Knows nothing of what is in a dump."""

from __future__ import annotations

import logging
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from neodiff.address import connection, lock_timeout
from neodiff.errors import LockedError, UserError

_PREFIX: Final = re.compile(r"pg_dump: error: (?:query failed: )?(?:(?:ERROR|FATAL|PANIC): +)?")
_DENIED: Final = re.compile(r"permission denied for ([a-z][a-z ]*?) (.+)")
_LOCKED: Final = re.compile(r'(?:"(?:[^"]|"")*"|[^\s",.]+)\.(?:"(?:[^"]|"")*"|[^\s",.]+)')
_DROPPED: Final = re.compile(
    r"server closed the connection|terminating connection|connection (?:reset|not open)|lost synchronization"
    r"|could not (?:receive data|send data|read from server)|SSL SYSCALL|no connection to the server|broken pipe",
    re.I,
)
# A dump in which backslashes in plain literals are escapes, told at its head; what keeps pg_dump from writing such a one.
_ESCAPED: Final = b"\nSET standard_conforming_strings = off;"
_PLAIN_STRINGS: Final = "-c standard_conforming_strings=on"
_HEADER: Final = 1000
_log = logging.getLogger(__name__)


def run(
    binary_dir: Path,
    dsn: str,
    *,
    snapshot: str | None = None,
    exclude_schemas: Sequence[str] = ("neodiff", "neodiff_archive"),
    extra_args: Sequence[str] = (),
) -> str:
    """The plain text of `pg_dump --schema-only`, in UTF-8 (bytes that are not come as surrogate escapes), in whose plain
    literals a backslash is a backslash.

    `dsn` is a URI or a libpq connection string; its password goes by PGPASSWORD, never by an argument.
    `snapshot` is what pg_export_snapshot() gave to a transaction that is still open. Warnings of pg_dump are logged.

    Raises:
        LockedError: another session holds a lock for longer than NEODIFF_LOCK_TIMEOUT.
        UserError: pg_dump cannot be run, cannot connect, or may not read an object; the message holds no secret.
    """
    conninfo, password = connection(dsn)
    args = [
        "--schema-only",
        "--no-password",
        "--no-subscriptions",
        "--no-tablespaces",
        "--no-security-labels",
        "--encoding=UTF8",
        f"--lock-wait-timeout={lock_timeout()}",
    ]
    # in quotes a pattern is the name itself
    args += ['--exclude-schema="' + name.replace('"', '""') + '"' for name in exclude_schemas]
    args += [f"--snapshot={snapshot}"] if snapshot else []
    done = _executed(binary_dir / "pg_dump", [*args, *extra_args], conninfo, password)
    if _ESCAPED in done.stdout[:_HEADER]:
        # the database has it so: asked only then, for poolers refuse options
        said = conninfo_to_dict(conninfo).get("options", "")
        conninfo = make_conninfo(conninfo, options=f"{said} {_PLAIN_STRINGS}".strip())
        done = _executed(binary_dir / "pg_dump", [*args, *extra_args], conninfo, password)
    told = done.stderr.decode("utf-8", "replace")
    if done.returncode:
        raise (LockedError if is_locked(told) else UserError)(reason(told, done.returncode))
    # --verbose tells its steps the same way
    for line in [line for line in told.splitlines() if "--verbose" not in extra_args or "warning" in line]:
        _log.warning("%s", line)
    # never universal newlines: a carriage return inside a function body is part of it
    return done.stdout.decode("utf-8", "surrogateescape")


def _executed(program: Path, args: Sequence[str], conninfo: str, password: str) -> subprocess.CompletedProcess[bytes]:
    env = {"PGCONNECT_TIMEOUT": "10", **os.environ, "LC_ALL": "C", "LANGUAGE": "C"}
    if password:
        env["PGPASSWORD"] = password
    try:
        return subprocess.run(
            [program, *args, f"--dbname={conninfo}"],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise UserError(f"cannot run {program}: {error.strerror}; expected PostgreSQL's pg_dump there") from error


def reason(told: str, status: int, what: str = "the schema") -> str:
    """One line for a person: what pg_dump could not do, with which object, and what to do about it."""
    if status < 0:
        return f"pg_dump was ended by signal {-status}; try again"
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("pg_dump: error:")]
    message = _PREFIX.sub("", (errors or lines or [f"exit status {status}"])[0])
    if denied := _DENIED.search(message):
        kind, name = denied[1], _qualified(denied[2], lines)
        return (
            f"cannot dump {what}: permission denied for {kind} {name}; expected usage on every schema and select on"
            f" every table, which pg_dump locks: grant them, or connect as the owner or a member of pg_read_all_data"
        )
    if is_locked(message):
        return (
            f"cannot dump {what}: another session holds a lock on a table for more than {lock_timeout()}"
            " (a migration, vacuum full?): try again when it is done"
        )
    if "server version mismatch" in message:
        versions = next((line.removeprefix("pg_dump: detail: ") for line in lines if "server version:" in line), "")
        return f"cannot dump {what}: {versions}; expected a pg_dump of the server's major or a newer one"
    if "snapshot" in message:
        return f"cannot dump {what}: {message}; expected the transaction that exported it to be open still"
    if _DROPPED.search(told):
        return f"cannot dump {what}: the connection dropped ({message}); try again"
    if message.startswith("connection to server"):
        return f"cannot connect for {what} dump: {message}"
    return f"cannot dump {what}: {message}"


def is_locked(told: str) -> bool:
    return "due to lock timeout" in told or "due to statement timeout" in told


def _qualified(name: str, lines: Sequence[str]) -> str:
    """`name` with its schema, where the query that pg_dump quotes names just one object so called."""
    query = next((line for line in lines if "Query was: LOCK TABLE" in line), "")
    found = {whole for whole in _LOCKED.findall(query) if whole.endswith((f".{name}", f'."{name}"'))}
    return found.pop() if len(found) == 1 else name

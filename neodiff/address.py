"""Connection strings: where a database is, and what of that may be seen. Opens no connection; knows no schema."""

from __future__ import annotations

import os
import re
from typing import Final

from neodiff.errors import UserError

# a dead network is noticed in a minute, not after the two hours that operating systems wait
_KEEPALIVE: Final = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
# libpq has no environment variable for these, and an argument is seen by every user of the machine
_NO_VARIABLE: Final = ("sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
_LOCK_TIMEOUT: Final = "5s"
_BARE: Final = re.compile(r"postgres(?:ql)?://[^?#]*[/#?][^?]*@", re.I)


def connection(dsn: str) -> tuple[str, str]:
    """(`dsn` without its password, the password).

    libpq's own message on a malformed string repeats part of it, which may be the password: it is not shown.

    Raises:
        UserError: it is malformed, or a password in it was not percent-encoded.
    """
    from psycopg import Error
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        given = {key: str(value) for key, value in conninfo_to_dict(dsn).items() if value is not None}
    except Error:
        raise UserError(
            "the connection string is not valid: expected postgresql://user@host:port/database or key=value pairs"
        ) from None
    # `@`, `/`, `:` or `#` left bare in a password end up in the host, the port or the database name
    host, port = given.get("host", ""), given.get("port", "")
    if ("@" in host and not host.startswith(("/", "@"))) or not re.fullmatch(r"[\d,]*", port) or _BARE.match(dsn):
        raise UserError(
            "the connection string is not valid: its host or port cannot be read;"
            " percent-encode special characters of the password (@ is %40, / is %2F)"
        )
    hidden = [name for name in _NO_VARIABLE if given.get(name)]
    if hidden:
        raise UserError(
            f"cannot hand {hidden[0]} to pg_dump unseen by other users of this machine:"
            " put it in a connection service file and name that with service=..."
        )
    password = given.pop("password", "")
    return make_conninfo(**{"application_name": "neodiff", **_KEEPALIVE, **given}), password


def is_address(db: str) -> bool:
    """Is it a connection string, and not a name or a folder?"""
    return "://" in db or "=" in db or "@" in db


def bare(db: str) -> str:
    """What DB on the command line says, without a password; empty where nobody could connect by it."""
    try:
        return connection(db)[0] if is_address(db) else db
    except UserError:
        return ""


def patience(dsn: str, seconds: int) -> int | None:
    """How long connecting may take: `seconds`, or None where the person said it."""
    from psycopg.conninfo import conninfo_to_dict

    said = "connect_timeout" in conninfo_to_dict(dsn) or os.environ.get("PGCONNECT_TIMEOUT")
    return None if said else seconds


def lock_timeout() -> str:
    """How long a live database is waited for where somebody else holds a lock, as PostgreSQL's lock_timeout takes it.

    Raises UserError where NEODIFF_LOCK_TIMEOUT is no such time.
    """
    said = os.environ.get("NEODIFF_LOCK_TIMEOUT", "").strip() or _LOCK_TIMEOUT
    if not re.fullmatch(r"[0-9]{1,6} *(?:ms|s|min|h)", said):
        raise UserError(
            f"NEODIFF_LOCK_TIMEOUT: {said!r} is no time; expected a number and ms, s, min or h, such as 30s"
        )
    return said.replace(" ", "")


def shown(dsn: str) -> str:
    """It as it may be printed: without user and password; what cannot be read might be one."""
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(connection(dsn)[0])
    except UserError:
        return "postgresql://..."
    place = f"{parts.get('host', '')}{':' + str(parts['port']) if 'port' in parts else ''}"
    return f"postgresql://{place}/{parts.get('dbname', '')}"

"""Who holds a lock that a live database was waited for: asked on a connection of its own. Knows no facts and no plans."""

from __future__ import annotations

from typing import Any, Final

import psycopg

from neodiff.address import connection, lock_timeout
from neodiff.errors import UserError
from neodiff.sql import tokens

_PATIENCE: Final = 5
# The wait is over when this is asked, so that pg_blocking_pids() has nothing to say: only ACCESS EXCLUSIVE keeps readers out.
_HOLDERS: Final = """
    select l.pid, a.usename::text, a.application_name, a.state, extract(epoch from now() - a.xact_start)::int8, a.query,
        array(select distinct k.relation::regclass::text from pg_locks k join pg_class c on c.oid = k.relation
            where k.pid is not distinct from l.pid and k.virtualtransaction = l.virtualtransaction and k.granted
                and k.mode = 'AccessExclusiveLock' and c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') order by 1)
    from pg_locks l left join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'relation' and l.granted and l.mode = 'AccessExclusiveLock' and l.relation >= 16384
        and l.database = (select oid from pg_database where datname = current_database())
        and l.pid is distinct from pg_backend_pid()
    group by 1, 2, 3, 4, 5, 6, l.virtualtransaction order by 5 desc nulls last, 1"""

_BLOCKING: Final = """
    select b.pid, a.usename::text, a.application_name, a.state, extract(epoch from now() - a.xact_start)::int8, a.query,
        array[]::text[]
    from unnest(pg_blocking_pids(%s)) b(pid) left join pg_stat_activity a on a.pid = b.pid"""


def locked(url: str, label: str) -> UserError:
    """The error for a lock that was not got in time, with who holds one, as far as the role may see that."""
    try:
        found = _holders(url)
    except psycopg.Error:
        found = []  # it is told without
    who = "\n".join(f"  {line}" for line in found) or "  who holds it could not be seen"
    return UserError(
        f"{label}: waited {lock_timeout()} for a lock that another session holds:\n{who}\n"
        "  try again when it is done, or wait longer with NEODIFF_LOCK_TIMEOUT=1min"
    )


def _holders(url: str) -> list[str]:
    conninfo, password = connection(url)
    with psycopg.connect(
        conninfo,
        password=password or None,
        autocommit=True,
        connect_timeout=_PATIENCE,
        client_encoding="UTF8",
        options="-c search_path=",
    ) as conn:
        rows = conn.execute(_HOLDERS).fetchall()
    return [_line(*row) for row in rows[:5]]


def blocking(conn: psycopg.Connection[Any], pid: int) -> list[str]:
    """Who keeps the session `pid` waiting for a lock now, as far as the role may see that."""
    found = conn.execute(_BLOCKING, [pid]).fetchall()
    return [_line(*row) for row in found]


def _line(
    pid: int | None,
    role: str | None,
    program: str | None,
    state: str | None,
    age: int | None,
    query: str | None,
    on: list[str],
) -> str:
    if not pid:
        return f"a prepared transaction{', on ' + ', '.join(on) if on else ''} (see pg_prepared_xacts)"
    who = " of ".join(part for part in (program, role) if part)
    parts = [f"process {pid}{f' ({who})' if who else ''}{' on ' + ', '.join(on[:5]) if on else ''}"]
    if state:
        parts.append(state + (f" for {age} s" if age is not None else ""))
    if query and not query.startswith("<"):
        parts.append(f"its statement: {masked(query)}")
    return ", ".join(parts)


def masked(query: str) -> str:
    """Its beginning, without the values in it."""
    text = "".join("'...'" if kind in ("string", "number") else word for kind, word, _ in tokens(query[:500]))
    return " ".join(text.split())[:120]

"""Sessions: who waits, who keeps others waiting, how many there are; standbys and slots. Statements are shown without values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from neodiff.blockers import masked
from neodiff.health.check import Check, Found, Reading, Unread, rows

_SEES: Final = "select pg_has_role(current_user, 'pg_read_all_stats', 'usage')"
_HIDDEN: Final = "only members of pg_read_all_stats see them"
_WAITS: Final = """
    select a.pid, a.usename::text, extract(epoch from clock_timestamp() - coalesce(l.since, a.query_start))::float8, a.query,
        b.pid, b.usename::text, b.state, b.query
    from pg_stat_activity a, lateral (select min(waitstart) since from pg_locks where pid = a.pid and not granted) l,
        lateral unnest(pg_blocking_pids(a.pid)) x(pid) left join pg_stat_activity b on b.pid = x.pid
    where a.datname = current_database() order by 3 desc nulls last, 1, 5"""
_LONG: Final = """
    select pid, usename::text, state, extract(epoch from clock_timestamp() - xact_start)::float8, query, application_name,
        extract(epoch from clock_timestamp() - state_change)::float8
    from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
        and backend_type = 'client backend' and application_name <> 'pg_dump' order by 4 desc, 1"""
_PREPARED: Final = """
    select gid, extract(epoch from clock_timestamp() - prepared)::float8, owner::text from pg_prepared_xacts
    where database = current_database() order by 2 desc"""
_CONNECTIONS: Final = """
    select count(*)::float8 / nullif(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int, 0),
        count(*) from pg_stat_activity where backend_type = 'client backend'"""
_STANDBYS: Final = """
    select coalesce(nullif(application_name, ''), client_addr::text, pid::text), pg_wal_lsn_diff(case when pg_is_in_recovery()
        then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, replay_lsn)::float8 from pg_stat_replication order by 1"""
_DELAY: Final = """
    select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 where pg_is_in_recovery()
        and pg_last_wal_receive_lsn() is distinct from pg_last_wal_replay_lsn()"""
_SLOTS: Final = """
    select slot_name::text, pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end,
        restart_lsn)::float8, active from pg_replication_slots where restart_lsn is not null order by 1"""


def _others_hidden(conn: psycopg.Connection[Any], about: str) -> Iterator[Found]:
    ((sees,),) = rows(conn, _SEES)
    if not sees:
        yield Unread(about, _HIDDEN)


def _statement(query: str | None) -> str:
    return f", statement: {masked(query)}" if query and not query.startswith("<") else ""


def lock_waits(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for pid, role, seconds, query, other, whose, state, doing in rows(conn, _WAITS):
        by = (
            f"process {other} ({whose or '?'}, {state or 'state hidden'}{_statement(doing)})"
            if other
            else "a prepared transaction"
        )
        yield Reading(f"process {pid} ({role})", seconds or 0.0, f"waits for {by}{_statement(query)}")
    yield from _others_hidden(conn, "statements of other roles")


def long_transactions(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for pid, role, state, seconds, query, program, _ in rows(conn, _LONG):
        yield Reading(f"process {pid} ({role})", seconds, f"{program or 'unnamed program'}, {state}{_statement(query)}")
    yield from _others_hidden(conn, "transactions of other roles")


def idle_transactions(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for pid, role, state, _, query, program, since in rows(conn, _LONG):
        if str(state).startswith("idle in transaction"):
            yield Reading(f"process {pid} ({role})", since, f"{program or 'unnamed program'}{_statement(query)}")
    yield from _others_hidden(conn, "transactions of other roles")


def prepared_transactions(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for name, seconds, owner in rows(conn, _PREPARED):
        yield Reading(name, seconds, f"of {owner}; it holds its locks until it is committed or rolled back")


def connections(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    ((share, number),) = rows(conn, _CONNECTIONS)
    yield Reading("server", share or 0.0, f"{number} of those that are not reserved")


def replication_lag(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for name, behind in rows(conn, _STANDBYS):
        if behind is not None:
            yield Reading(name, behind, "of the log are not replayed yet")
    yield from _others_hidden(conn, "standbys")


def replay_delay(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for (seconds,) in rows(conn, _DELAY):
        if seconds is not None:
            yield Reading("this standby", seconds, "since the last transaction that was replayed")


def retained_log(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    for name, kept, active in rows(conn, _SLOTS):
        yield Reading(name, kept, "in use" if active else "nobody uses the slot, and the log is kept for it")


CHECKS: Final = (
    Check("lock_waits", "seconds", "a session that waits for a lock, and those behind it, do nothing", lock_waits, 5),
    Check(
        "long_transactions",
        "seconds",
        "what an open transaction may still see cannot be vacuumed",
        long_transactions,
        300,
    ),
    Check("idle_transactions", "seconds", "it does nothing, and holds its locks all the same", idle_transactions, 60),
    Check(
        "prepared_transactions", "seconds", "forgotten ones hold locks through a restart", prepared_transactions, 300
    ),
    Check("connections", "ratio", "where there is none left, nobody gets in", connections, 0.8),
    Check("replication_lag", "bytes", "what a failover would lose or wait for", replication_lag, 100e6),
    Check("replay_delay", "seconds", "readers of this standby see the past", replay_delay, 60),
    Check("retained_log", "bytes", "the log that a slot keeps can fill the disk", retained_log, 1e9),
)

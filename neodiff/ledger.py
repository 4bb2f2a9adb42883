"""The ledger in a live database: which migrations it has, who ran which unit when, and what stood there afterwards.

Written in the transaction of the unit it tells of, so that it is never wrong. Knows no file and no fact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import psycopg

APPLYING, APPLIED, REVERTING, REVERTED = "applying", "applied", "reverting", "reverted"
FORWARD, REVERSE = "forward", "reverse"
_TABLES: Final = f"""
    create schema if not exists neodiff;
    create table if not exists neodiff.migration (
        version text primary key,
        name text not null,
        state text not null check (state in ('{APPLYING}', '{APPLIED}', '{REVERTING}', '{REVERTED}')),
        plan text not null,
        fingerprint text not null,
        files jsonb not null,
        units integer not null,
        reverse text,
        who text not null,
        client text not null,
        started_at timestamptz not null default clock_timestamp(),
        finished_at timestamptz,
        verified_at timestamptz,
        validated_at timestamptz,
        validated_by text,
        error text,
        declared text,
        contents jsonb not null default '{{}}',
        states jsonb);
    create table if not exists neodiff.unit (
        version text not null references neodiff.migration on delete cascade,
        way text not null check (way in ('{FORWARD}', '{REVERSE}')),
        number integer not null,
        file text not null,
        sha256 text not null,
        state text not null check (state in ('running', 'done')),
        started_at timestamptz not null default clock_timestamp(),
        finished_at timestamptz,
        primary key (version, way, number));
    create table if not exists neodiff.event (
        id bigint generated always as identity primary key,
        at timestamptz not null default clock_timestamp(),
        who text not null default session_user,
        version text,
        what text not null);
    create table if not exists neodiff.snapshot (
        name text primary key,
        content text not null);
    comment on schema neodiff is 'What neodiff did to this database; kept by neodiff apply and rollback';
    revoke all on schema neodiff from public;"""
_COLUMNS: Final = (
    "version, name, state, plan, fingerprint, files, units, reverse, who, client, started_at, finished_at, verified_at, "
    "validated_at, validated_by, error, declared, contents, states"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A migration that was begun here.

    files:    name -> hash of what was run; fingerprint: what it leads to; reverse: the file that takes it back, begun
    done:     units done, of the way that `state` says; running: the unit that was begun outside a transaction and not ended
    declared: the rows declared then, as Applied writes them; contents: of what it made, how much was in it afterwards
    states:   the fingerprints before its first unit and behind each, where it was proven anew for this database
    """

    version: str
    name: str
    state: str
    plan: str
    fingerprint: str
    files: Mapping[str, str]
    units: int
    reverse: str | None
    who: str
    client: str
    started_at: datetime
    finished_at: datetime | None
    verified_at: datetime | None
    validated_at: datetime | None
    validated_by: str | None
    error: str | None
    declared: str | None
    contents: Mapping[str, str]
    states: Sequence[str] | None = None
    done: int = 0
    running: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What it holds, by version in the order of the versions."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def standing(self) -> list[Entry]:
        """Those that the database has, as a whole or in part."""
        return [entry for entry in self.entries.values() if entry.state != REVERTED]

    def open(self) -> Entry | None:
        """The one that was begun and not ended, there or back."""
        return next((entry for entry in self.entries.values() if entry.state in (APPLYING, REVERTING)), None)


def exists(conn: psycopg.Connection[Any]) -> bool:
    row = conn.execute("select to_regclass('neodiff.migration') is not null").fetchone()
    return bool(row and row[0])


def ensure(conn: psycopg.Connection[Any]) -> None:
    with conn.transaction():
        conn.execute(_TABLES.encode())


def read(conn: psycopg.Connection[Any]) -> Ledger:
    """Empty where there is none."""
    if not exists(conn):
        return Ledger()
    units: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for version, way, number, state in conn.execute("select version, way, number, state from neodiff.unit").fetchall():
        units.setdefault((version, way), []).append((number, state))
    out = {}
    for row in conn.execute(f"select {_COLUMNS} from neodiff.migration order by version").fetchall():
        found = Entry(*row)
        if found.state == REVERTING and found.reverse and (found.version, REVERSE) not in units:
            # begun, and nothing of it done: it is where it was
            found = replace(found, state=APPLIED if found.finished_at else APPLYING)
        way = REVERSE if found.state in (REVERTING, REVERTED) else FORWARD
        mine = units.get((found.version, way), [])
        running = [number for number, state in mine if state == "running"]
        done = sum(state == "done" for _, state in mine)
        out[found.version] = replace(found, done=done, running=running[0] if running else None)
    return Ledger(out)


def readable(conn: psycopg.Connection[Any]) -> bool:
    """Is there one, and may the role read it?"""
    row = conn.execute(
        "select has_schema_privilege(to_regnamespace('neodiff'), 'usage') "
        "and has_table_privilege(to_regclass('neodiff.migration'), 'select')"
    ).fetchone()
    return bool(row and row[0])


def declared(conn: psycopg.Connection[Any]) -> str | None:
    """The rows that the last migration declared which declared any, as Applied writes them."""
    if not readable(conn):
        return None
    row = conn.execute(
        "select declared from neodiff.migration where state = %s and declared is not null order by version desc limit 1",
        [APPLIED],
    ).fetchone()
    return str(row[0]) if row is not None else None


@dataclass(frozen=True, slots=True)
class Begun:
    """A migration as it is noted before its first unit."""

    version: str
    name: str
    plan: str
    fingerprint: str
    files: Mapping[str, str]
    units: int
    states: Sequence[str] | None = None


def begin(conn: psycopg.Connection[Any], found: Begun, client: str, said: Sequence[str] = ()) -> None:
    """Note that its way there begins, and what was said then; what an earlier one left of units is gone."""
    with conn.transaction():
        conn.execute("delete from neodiff.migration where version = %s", [found.version])
        conn.execute(
            "insert into neodiff.migration (version, name, state, plan, fingerprint, files, units, states, who, client) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, session_user, %s)",
            [
                found.version,
                found.name,
                APPLYING,
                found.plan,
                found.fingerprint,
                json.dumps(dict(found.files)),
                found.units,
                None if found.states is None else json.dumps(list(found.states)),
                client,
            ],
        )
        for what in ("apply", *said):
            event(conn, found.version, what)


def begin_reverse(conn: psycopg.Connection[Any], version: str, file: str, said: Sequence[str] = ()) -> None:
    with conn.transaction():
        conn.execute("delete from neodiff.unit where version = %s and way = %s", [version, REVERSE])
        conn.execute(
            "update neodiff.migration set state = %s, reverse = %s, error = null where version = %s",
            [REVERTING, file, version],
        )
        for what in (f"rollback by {file}" if file else "rollback: no unit had run", *said):
            event(conn, version, what)


def unit(
    conn: psycopg.Connection[Any], version: str, way: str, number: int, file: str, sha256: str, state: str
) -> None:
    """Note one unit; in whatever transaction is open."""
    conn.execute(
        "insert into neodiff.unit (version, way, number, file, sha256, state, finished_at) "
        "values (%s, %s, %s, %s, %s, %s, case when %s = 'done' then clock_timestamp() end) "
        "on conflict (version, way, number) do update set state = excluded.state, finished_at = excluded.finished_at",
        [version, way, number, file, sha256, state, state],
    )


def forget_running(conn: psycopg.Connection[Any], version: str, way: str) -> None:
    conn.execute("delete from neodiff.unit where version = %s and way = %s and state = 'running'", [version, way])


def failed(conn: psycopg.Connection[Any], version: str, error: str) -> None:
    with conn.transaction():
        conn.execute("update neodiff.migration set error = %s where version = %s", [error, version])
        event(conn, version, f"stopped: {error}")


def end(
    conn: psycopg.Connection[Any],
    version: str,
    state: str,
    snapshot: Mapping[str, str],
    *,
    verified: bool,
    declared: str | None = None,
    contents: Mapping[str, str] | None = None,
) -> None:
    """Note that the way is done, and keep what the database looks like now."""
    with conn.transaction():
        conn.execute(
            "update neodiff.migration set state = %s, finished_at = clock_timestamp(), error = null, "
            "verified_at = case when %s then clock_timestamp() end, validated_at = null, validated_by = null, "
            "declared = coalesce(%s, declared), contents = %s where version = %s",
            [state, verified, declared, json.dumps(dict(contents or {})), version],
        )
        keep(conn, snapshot)
        event(conn, version, state + ("" if verified else ", but not what was planned"))


def keep(conn: psycopg.Connection[Any], snapshot: Mapping[str, str]) -> None:
    conn.execute("delete from neodiff.snapshot")
    for name, content in snapshot.items():
        conn.execute("insert into neodiff.snapshot values (%s, %s)", [name, content])


def kept(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """The files of the snapshot that was kept last; empty where there is none."""
    if not exists(conn):
        return {}
    return {
        str(name): str(text) for name, text in conn.execute("select name, content from neodiff.snapshot").fetchall()
    }


def baseline(conn: psycopg.Connection[Any], found: Sequence[Begun], client: str) -> None:
    """Note migrations that the database had before there was a ledger."""
    with conn.transaction():
        for each in found:
            begin(conn, each, client)
            conn.execute(
                "update neodiff.migration set state = %s, finished_at = clock_timestamp() where version = %s",
                [APPLIED, each.version],
            )
            event(conn, each.version, "found to be applied already")


def validate(conn: psycopg.Connection[Any], versions: Sequence[str], said: str) -> None:
    with conn.transaction():
        conn.execute(
            "update neodiff.migration set validated_at = clock_timestamp(), validated_by = session_user "
            "where version = any(%s)",
            [list(versions)],
        )
        for version in versions:
            event(conn, version, f"validated{': ' + said if said else ''}")


def event(conn: psycopg.Connection[Any], version: str | None, what: str) -> None:
    conn.execute("insert into neodiff.event (version, what) values (%s, %s)", [version, what])

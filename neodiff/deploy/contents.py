"""What is in the tables and columns that a migration made: kept when it is done, so that its way back knows what came since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from neodiff.data.copies import SCHEMA
from neodiff.data.session import SETTINGS
from neodiff.generate.manifest import Made
from neodiff.sql import ident, literal, qualified

UNKNOWN: Final = "not known"


def contents(conn: psycopg.Connection[Any], made: Iterable[Made]) -> dict[str, str]:
    """Name -> how many rows or values there are, and a sum of their hashes; UNKNOWN for what may not be read.

    One pass over each table. To be called outside a transaction, or in one that may set its own settings.
    """
    out = {}
    for each in made:
        try:
            with conn.transaction():
                for name, value in SETTINGS:
                    conn.execute(f"set local {name} = {value}".encode())
                found = conn.execute(_ask(each).encode()).fetchone()
            out[name_of(each)] = f"{found[0]} {found[1]}" if found else UNKNOWN
        except psycopg.errors.InsufficientPrivilege:
            out[name_of(each)] = UNKNOWN
    return out


def since(conn: psycopg.Connection[Any], made: Iterable[Made], before: Mapping[str, str]) -> list[tuple[Made, str]]:
    """What is not as it was: what it is, and a sentence that says so. What holds nothing is as it was."""
    out = []
    known = list(made)
    for each, (name, now) in zip(known, contents(conn, known).items(), strict=True):
        was = before.get(name, UNKNOWN)
        if now.startswith("0 ") or (now == was and now != UNKNOWN):
            continue
        what = "values" if each.column else "rows"
        if now == UNKNOWN:
            out.append((each, f"what is in {name} may not be read"))
        else:
            then = f", not the {was.split()[0]} that came with it" if was not in (UNKNOWN, "") else ""
            changed = ", other ones than came with it" if was.split()[0] == now.split()[0] else then
            out.append((each, f"{name} has {now.split()[0]} {what}{changed}"))
    return out


def lock(conn: psycopg.Connection[Any], made: Iterable[Made]) -> None:
    """Nobody writes there until the transaction that is open ends."""
    for table in dict.fromkeys(qualified(each.schema, each.table) for each in made):
        conn.execute(f"lock table {table} in exclusive mode".encode())


def archive(conn: psycopg.Connection[Any], version: str, found: Iterable[Made]) -> list[str]:
    """Copies the tables, in the transaction that is open. Returns the names of the copies."""
    out = []
    conn.execute(f"create schema if not exists {SCHEMA}; revoke all on schema {SCHEMA} from public".encode())
    for table in dict.fromkeys((each.schema, each.table) for each in found):
        name = f"{table[1]}"[:40] + f"_rollback_{version}"
        copy = qualified(SCHEMA, name)
        conn.execute(f"drop table if exists {copy}; create table {copy} as table {qualified(*table)}".encode())
        said = {"of": f"table {'.'.join(table)}", "migration": f"{version}, rolled back", "at": _now()}
        conn.execute(f"comment on table {copy} is {literal(json.dumps(said))}".encode())
        out.append(f"{SCHEMA}.{name}")
    return out


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def name_of(each: Made) -> str:
    return f"column {each.schema}.{each.table}.{each.column}" if each.column else f"table {each.schema}.{each.table}"


def _ask(each: Made) -> str:
    table = qualified(each.schema, each.table)
    counted, hashed = (
        (f"count({ident(each.column)})", f"{ident(each.column)}::text") if each.column else ("count(*)", "t::text")
    )
    return f"select {counted}, coalesce(sum(hashtextextended({hashed}, 0)), 0) from {table} t"

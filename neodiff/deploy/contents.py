"""What is in the tables and columns that a migration made: kept when it is done, so that its way back knows what came since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from neodiff.data import copies
from neodiff.data.session import SETTINGS
from neodiff.generate.manifest import Made
from neodiff.sql import ident, qualified

UNKNOWN: Final = "not known"
_FAMILY: Final = """
    with recursive family(oid) as (
        select to_regclass(%s)::oid union select i.inhrelid from family f join pg_inherits i on i.inhparent = f.oid)
    select n.nspname::text, c.relname::text from family f join pg_class c on c.oid = f.oid
    join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') order by 1, 2"""


def contents(conn: psycopg.Connection[Any], made: Iterable[Made]) -> dict[str, str]:
    """Name -> how many rows or values there are, and a sum of their hashes; UNKNOWN for what may not be read.

    One pass over each table, in a transaction that is open or in one of its own.
    """
    out = {}
    for each in made:
        try:
            # nothing of the settings stays in a transaction that is open
            with conn.transaction(force_rollback=True):
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
    """Copies the tables, and what inherits from them, in the transaction that is open; each as it stands, under a name of its
    own, with types that may go as text. Returns the names of the copies.
    """
    token = f"{version}~{datetime.now(UTC):%Y%m%d%H%M%S}"
    tables = dict.fromkeys((each.schema, each.table) for each in found)
    every = dict.fromkeys(row for table in tables for row in conn.execute(_FAMILY, [qualified(*table)]).fetchall())
    places = [(copies.place(f"table {'.'.join(each)}", token, *each), qualified(*each)) for each in every]
    row = conn.execute("select current_setting('row_security')").fetchone()
    assert row is not None
    # a policy that hides rows is an error then, where it would silently leave them out
    conn.execute("set local row_security = off")
    for place, table in places:
        conn.execute(copies.rows_of_any(place, table).encode())
    conn.execute("select set_config('row_security', %s, true)", [row[0]])
    made = conn.execute("select to_regclass(x)::text from unnest(%s::text[]) x", [[place.sql for place, _ in places]])
    return [name for (name,) in made.fetchall() if name is not None]


def existing(conn: psycopg.Connection[Any], made: Iterable[Made]) -> list[Made]:
    """Those that are there: where a migration was stopped, some may not be yet, or not any more."""
    ask = (
        "select to_regclass(%s) is not null and (%s::text is null or exists (select from pg_attribute "
        "where attrelid = to_regclass(%s) and attname = %s and not attisdropped))"
    )
    out = []
    for each in made:
        table = qualified(each.schema, each.table)
        if conn.execute(ask, [table, each.column, table, each.column]).fetchone() == (True,):
            out.append(each)
    return out


def name_of(each: Made) -> str:
    return f"column {each.schema}.{each.table}.{each.column}" if each.column else f"table {each.schema}.{each.table}"


def _ask(each: Made) -> str:
    table = qualified(each.schema, each.table)
    counted, hashed = (
        (f"count({ident(each.column)})", f"{ident(each.column)}::text") if each.column else ("count(*)", "t::text")
    )
    return f"select {counted}, coalesce(sum(hashtextextended({hashed}, 0)), 0) from {table} t"

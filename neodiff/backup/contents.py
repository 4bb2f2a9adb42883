"""What is in a database's tables: counts and checksums that need no order, made by the server in one pass of each table.

Two sums of 64-bit hashes over the text of each row, its columns by name: a restored table may have them in another order.
Not looked at: foreign tables, materialized views (made anew by a restore), and what belongs to an extension.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import psycopg

from neodiff.sql import idents, qualified

CHUNK: Final = 1_048_576  # bytes of a large object that are looked at together
_AT_ONCE: Final = 200  # sequences asked in one query
_SUMS: Final = ", ".join(f'coalesce(sum(hashtextextended(x collate "C", {seed})::numeric), 0)::text' for seed in (0, 7))
_OWN: Final = """
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relpersistence <> 't'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')"""
_TABLES: Final = f"""
    select n.nspname, c.relname, array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attname collate "C")
    from pg_class c {_OWN} and c.relkind = 'r' order by c.relpages desc, 1, 2"""
_SEQUENCES: Final = f"""
    select n.nspname, c.relname, s.seqincrement, s.seqcycle
    from pg_class c join pg_sequence s on s.seqrelid = c.oid {_OWN} order by 1, 2"""
# an object's pieces until one is short: lo_get() of a whole one ends at 1 GB
_LARGE: Final = f"""
    with recursive piece(loid, number, long, hash) as (
        select m.oid, 0::int8, length(d), sha256(d) from pg_largeobject_metadata m, lateral lo_get(m.oid, 0, {CHUNK}) d
        union all select p.loid, p.number + 1, length(d), sha256(d)
        from piece p, lateral lo_get(p.loid, (p.number + 1) * {CHUNK}, {CHUNK}) d where p.long = {CHUNK})
    select count(distinct loid), {_SUMS}
    from (select loid, concat_ws(' ', loid, number, encode(hash, 'hex')) x from piece) s"""
_SETTINGS: Final = "set local row_security = off; set local lc_monetary = 'C'"


class Rows(NamedTuple):
    """How many, and the two sums in one text."""

    number: int
    content: str


class Place(NamedTuple):
    value: int
    called: bool
    increment: int
    cycles: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """Names are identifiers as SQL spells them, with their schema."""

    tables: Mapping[str, Rows]
    sequences: Mapping[str, Place]
    large_objects: Rows


def read(connections: Sequence[psycopg.Connection[Any]], at: Callable[[int, int], None]) -> Contents:
    """The contents as the open transactions see them, which share one snapshot; each connection takes table after table.

    `at(done, of)` is told after each table. Raises psycopg.Error, InsufficientPrivilege where rows are hidden.
    """
    for conn in connections:
        conn.execute(_SETTINGS)
    first = connections[0]
    found = first.execute(_TABLES.encode()).fetchall()
    sequences = _sequences(first)
    large = Rows(*_row(first, _LARGE))
    waiting: queue.SimpleQueue[tuple[str, list[str]]] = queue.SimpleQueue()
    for schema, name, columns in found:
        waiting.put((qualified(schema, name), columns))
    tables: dict[str, Rows] = {}
    failed: list[BaseException] = []

    def work(conn: psycopg.Connection[Any]) -> None:
        try:
            while not failed:
                name, columns = waiting.get_nowait()
                tables[name] = Rows(*_row(conn, _query(name, columns)))
                at(len(tables), len(found))
        except queue.Empty:
            return
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(conn,)) for conn in connections[1:]]
    for thread in threads:
        thread.start()
    work(first)
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Contents(dict(sorted(tables.items())), sequences, large)


def _query(name: str, columns: Sequence[str]) -> str:
    return f"select count(*), {_SUMS} from (select row({idents(columns)})::text x from only {name}) s"


def _row(conn: psycopg.Connection[Any], query: str) -> tuple[int, str]:
    row = conn.execute(query.encode()).fetchone()
    assert row is not None
    return row[0], f"{row[1]} {row[2]}"


def _sequences(conn: psycopg.Connection[Any]) -> dict[str, Place]:
    found = [
        (qualified(schema, name), step, cycles) for schema, name, step, cycles in conn.execute(_SEQUENCES).fetchall()
    ]
    out: dict[str, Place] = {}
    for start in range(0, len(found), _AT_ONCE):
        part = found[start : start + _AT_ONCE]
        query = " union all ".join(
            f"select {n}, last_value, is_called from {name}" for n, (name, _, _) in enumerate(part)
        )
        for number, value, called in conn.execute(query.encode()).fetchall():
            name, step, cycles = part[number]
            out[name] = Place(value, called, step, cycles)
    return dict(sorted(out.items()))


def differences(was: Contents, now: Contents, *, exact: bool) -> list[str]:
    """Sentences about what is not the same, by name.

    exact: sequences stand where they stood; otherwise they may have gone on, as those of a live database do while it is
    dumped: no snapshot holds them.
    """
    out = []
    for name in sorted({*was.tables, *now.tables}):
        before, after = was.tables.get(name), now.tables.get(name)
        if before is None or after is None:
            out.append(f"table {name}: {'is not in the backup' if before is None else 'is missing'}")
        elif before.number != after.number:
            out.append(f"table {name}: expected {before.number} rows, got {after.number}")
        elif before.content != after.content:
            out.append(f"table {name}: {before.number} rows, and not with the same contents")
    if was.large_objects != now.large_objects:
        out.append(
            f"large objects: expected {was.large_objects.number}, got {now.large_objects.number}"
            + (", with other contents" if was.large_objects.number == now.large_objects.number else "")
        )
    for name in sorted({*was.sequences, *now.sequences}):
        stood, stands = was.sequences.get(name), now.sequences.get(name)
        if stood is None or stands is None:
            out.append(f"sequence {name}: {'is not in the backup' if stood is None else 'is missing'}")
        elif exact and stood[:2] != stands[:2]:
            out.append(f"sequence {name}: expected {stood.value}, got {stands.value}")
        elif not exact and not stood.cycles and (stands.value - stood.value) * stood.increment < 0:
            out.append(f"sequence {name}: stood at {stood.value}, restored at {stands.value}")
    return out

"""The rows of a snapshot: a CSV file for each table, written and loaded. Knows no plan and no reader of live.

In a file NULL is an unquoted empty field, "" the empty text, and the rows are sorted: the same rows are the same bytes.
What is loaded is only ever read: of a row some columns are known and the rest is NULL, whatever the table demands.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from neodiff.connect import lost
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.rows import Text
from neodiff.samples.relation import Table, Tables
from neodiff.sql import idents

FOLDER: Final = "rows"
LONGEST: Final = 200  # of most file systems' 255 bytes
AGAIN: Final = "make the snapshot anew with `neodiff snapshot`"
_SETTINGS: Final = """set local session_replication_role = replica; set local search_path = ''; set local timezone = 'UTC';
    set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local client_min_messages = error;
    set local row_security = off; set local statement_timeout = 0"""


def file_name(table: FactId) -> str:
    """`rows/public.tenants.csv`; all but a-z, 0-9, _ and - is percent-encoded, so that no two tables share a name."""
    whole = f"{_encoded(table.schema)}.{_encoded(table.name)}"
    if len(whole) > LONGEST:
        whole = f"{whole[: LONGEST - 17]}~{hashlib.sha256(whole.encode()).hexdigest()[:16]}"
    return f"{FOLDER}/{whole}.csv"


def _encoded(name: str) -> str:
    # capitals too: some file systems do not tell them apart
    return "".join(
        char if char in "abcdefghijklmnopqrstuvwxyz0123456789_-" else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in name
    )


def files(
    tables: Iterable[tuple[FactId, Sequence[str], Iterable[tuple[Text, ...]]]],
    secret: Collection[tuple[FactId, str]] = (),
) -> Iterator[tuple[str, str]]:
    """(name, text) of the file of each table, of which columns and rows are given; columns of `secret` are left out.

    The text has lines that end in \\n, whatever the platform: it must be written as it is.
    """
    for table, columns, rows in tables:
        places = [at for at, name in enumerate(columns) if (table, name) not in secret]
        if not places:
            continue
        kept = [tuple(row[at] for at in places) for row in rows]
        kept.sort(key=lambda row: [(value is not None, value or "") for value in row])
        lines = [tuple(columns[at] for at in places), *kept]
        yield file_name(table), "".join(",".join(map(_field, line)) + "\n" for line in lines)


def _field(value: Text) -> str:
    if value is None:
        return ""
    # \. alone in a line ends the data of COPY before PostgreSQL 18
    plain = value and not re.search(r'[",\r\n]|^\s|\s$|^\\\.$', value)
    return value if plain else '"' + value.replace('"', '""') + '"'


def load(conn: psycopg.Connection[Any], folder: Path) -> dict[FactId, tuple[str, ...]]:
    """Put the rows of the snapshot in `folder` into a copy of its clone; which columns are known of each table.

    `conn` is a superuser's. Nothing that a table demands stands in the way, and nothing of it holds afterwards: NOT
    NULL, CHECK, defaults and every index of the loaded tables are off for good. Raises UserError naming file and line.
    """
    found = sorted((folder / FOLDER).glob("*.csv"))
    loaded: dict[FactId, tuple[str, ...]] = {}
    wrong: list[str] = []
    if not found:
        return loaded
    with conn.transaction():
        conn.execute(_SETTINGS.encode())
        tables = {file_name(table.id): table for table in Tables(conn).by_oid.values()}
        for path in found:
            table = tables.get(f"{FOLDER}/{path.name}")
            try:
                if table is None or table.kind == "f":
                    raise _WrongError(1, "no table of this name is in snapshot.sql")
                loaded[table.id] = _load(conn, table, path)
            except _WrongError as error:
                wrong.append(f"{path}:{error.line}: {error}; {AGAIN}")
    if wrong:
        raise UserError("\n".join(wrong))
    return loaded


class _WrongError(Exception):
    """Something in one file, at a line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _load(conn: psycopg.Connection[Any], table: Table, path: Path) -> tuple[str, ...]:
    text = _text(path)
    end = _record(text, 0)
    columns = tuple(next(csv.reader(io.StringIO(text[:end], newline="")), ()))
    if not columns or len(set(columns)) != len(columns):
        raise _WrongError(1, "expected a header that names each column once")
    unknown = [name for name in columns if name not in table.columns]
    if unknown:
        raise _WrongError(1, f"{table.id} has no column {', '.join(unknown)}")
    _demand_nothing(conn, table)
    try:
        with conn.transaction(), _target(conn, table, columns) as target, conn.cursor() as cursor:
            query = f"copy {target} ({idents(columns)}) from stdin (format csv, null '')"
            with cursor.copy(query.encode()) as copy:
                for start in range(end, len(text), 1 << 20):
                    copy.write(text[start : start + (1 << 20)].encode())
    except psycopg.Error as error:
        if lost(error):
            raise
        at = re.search(r"line (\d+)", error.diag.context or "")
        start = end
        for _ in range(int(at[1]) - 1 if at else 0):  # COPY counts records, not lines
            start = _record(text, start)
        raise _WrongError(text.count("\n", 0, start) + 1, error.diag.message_primary or str(error).strip()) from None
    return columns


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise _WrongError(1, error.strerror or "cannot be read") from None
    except UnicodeDecodeError as error:
        raise _WrongError(error.object.count(b"\n", 0, error.start) + 1, "not UTF-8") from None


def _record(text: str, start: int) -> int:
    """Where a record ends: behind the first line's end that is not between quotes."""
    quoted = False
    for found in re.compile(r'["\n]').finditer(text, start):
        if found[0] == '"':
            quoted = not quoted
        elif not quoted:
            return found.end()
    return len(text)


def _demand_nothing(conn: psycopg.Connection[Any], table: Table) -> None:
    """Straight in the catalog: ALTER TABLE would not do it, as keys and domains hang on one another."""
    oids = [table.oid, *table.leaves]
    conn.execute(
        "update pg_attribute set attnotnull = false, atthasdef = false, attidentity = '', attgenerated = '' "
        "where attrelid = any (%s) and attnum > 0",
        [oids],
    )
    conn.execute("update pg_class set relchecks = 0 where oid = any (%s)", [oids])
    conn.execute("update pg_index set indisready = false, indisvalid = false where indrelid = any (%s)", [oids])
    conn.execute(
        "update pg_type set typnotnull = false, typdefault = null, typdefaultbin = null where typtype = 'd' and oid = any (%s)",
        [[column.oid for column in table.columns.values()]],
    )


@contextmanager
def _target(conn: psycopg.Connection[Any], table: Table, columns: Sequence[str]) -> Iterator[str]:
    """What takes the rows: the table, or, where nobody knows into which of its partitions they belong, the first.

    A partition takes any row once it is told that it is none.
    """
    if not table.leaves or set(table.partitioned_by) <= set(columns):
        yield table.sql
        return
    first = table.leaves[0]
    row = conn.execute(
        "update pg_class set relispartition = false where oid = %s returning oid::regclass::text", [first]
    ).fetchone()
    assert row is not None
    yield row[0]
    conn.execute("update pg_class set relispartition = true where oid = %s", [first])

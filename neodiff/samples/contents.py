"""What is in tables, so that it can be compared later: digests by the server, and rows by key. Knows no plan.

Columns are taken by name: a column that was dropped and added again, and stands last, is where it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.facts import FactId
from neodiff.rows import Text
from neodiff.sql import ident

SINGLE_ROWS: Final = 100_000
EXAMPLES: Final = 3
_HIDDEN: Final = "(secret)"
_SETTINGS: Final = """set local search_path = ''; set local timezone = 'UTC'; set local datestyle = 'ISO';
    set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local bytea_output = 'hex';
    set local row_security = off; set local statement_timeout = 0"""
_COLUMNS: Final = """
    select case c.relkind when 'r' then 'only ' else '' end || c.oid::regclass::text,
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %s and c.relname = %s and c.relkind in ('r', 'p')"""
# The primary key, else the shortest key without NULLs.
_KEY: Final = """
    select array(select a.attname::text from unnest(i.indkey::smallint[]) with ordinality k (no, at)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.no where k.at <= i.indnkeyatts order by k.at)
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %s and c.relname = %s and i.indisunique and i.indisvalid and i.indpred is null
        and i.indexprs is null and not exists (
            select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
                and not a.attnotnull)
    order by i.indisprimary desc, i.indnkeyatts, i.indexrelid::regclass::text limit 1"""


@dataclass(frozen=True, slots=True)
class Contents:
    """All rows of a table at one time.

    columns: by name; key: those that tell rows apart, empty where nothing does; digest: of all rows, in any order
    rows:    key -> 8 bytes of digest for each column; None where there are too many rows, or no key
    hidden:  columns of the key whose values are secret: what stands for them is no value
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    count: int
    digest: str
    rows: Mapping[tuple[Text, ...], bytes] | None
    hidden: frozenset[str] = field(default_factory=frozenset)

    def label(self, key: Sequence[Text]) -> str:
        """A row, for people."""
        shown = (_HIDDEN if column in self.hidden else value for column, value in zip(self.key, key))
        return ", ".join(f"{column} {value}" for column, value in zip(self.key, shown))


def contents(
    conn: psycopg.Connection[Any],
    tables: Iterable[FactId],
    secret: Collection[tuple[FactId, str]] = (),
    without: Collection[tuple[FactId, str]] = (),
) -> dict[FactId, Contents]:
    """What is in each of the tables, but for the columns `without`; one that does not exist is left out.

    `conn` may read every row.
    """
    found: dict[FactId, Contents] = {}
    with conn.transaction():
        conn.execute(_SETTINGS.encode())
        for table in tables:
            place = [table.schema, table.name]
            told = conn.execute(_COLUMNS, place).fetchone()
            if told is not None:
                relation, columns = told[0], tuple(sorted(name for name in told[1] if (table, name) not in without))
                row = conn.execute(_KEY, place).fetchone()
                key = tuple(row[0]) if row and set(row[0]) <= set(columns) else ()
                hidden = frozenset(column for column in columns if (table, column) in secret)
                found[table] = _contents(conn, relation, columns, key, hidden)
    return found


def _contents(
    conn: psycopg.Connection[Any],
    relation: str,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    hidden: frozenset[str],
) -> Contents:
    # a row of one value, as text, tells NULL from '', whatever casts the type has
    marks = [f'hashtextextended((row(t.{ident(name)})::text) collate "C", 0)' for name in columns]
    row = " || ".join(f"int8send({mark})" for mark in marks) or "''::bytea"
    ours = f"select {row} as mark from {relation} t"
    # the sums do not depend on the order; two of them, as one of 64 bits may meet another by chance
    sums = ", ".join(f"coalesce(sum(hashtextextended(mark::text, {seed})::numeric), 0)" for seed in (1, 2))
    told = conn.execute(f"select count(*), {sums} from ({ours}) rows".encode()).fetchone()
    assert told is not None
    count, digest = int(told[0]), f"{told[1]}/{told[2]}"
    if not key or count > SINGLE_ROWS:
        return Contents(columns, key, count, digest, None, hidden)
    shown = ", ".join(
        f'md5((row(t.{ident(name)})::text) collate "C")' if name in hidden else f"t.{ident(name)}::text" for name in key
    )
    rows: dict[tuple[Text, ...], bytes] = {}
    for *values, mark in conn.execute(f"select {shown}, {row} from {relation} t".encode()):
        rows[tuple(values)] = bytes(mark)
    return Contents(columns, key, count, digest, rows, hidden)


def differences(
    before: Mapping[FactId, Contents],
    after: Mapping[FactId, Contents],
    spared: Mapping[FactId, Collection[str]] | None = None,
) -> list[str]:
    """What is not as it was, one line for each table and kind of difference; empty where all rows are equal.

    spared: columns in which a row may differ
    """
    lines: list[str] = []
    for table in dict.fromkeys((*before, *after)):
        was, now = before.get(table), after.get(table)
        if was is None or now is None:
            lines.append(f"{table} is {'not there any more' if now is None else 'there, and was not'}")
        elif was.columns != now.columns:
            lines += _columns(table, was, now)
        elif (was.count, was.digest) != (now.count, now.digest):
            lines += _rows(table, was, now, (spared or {}).get(table, ()))
    return lines


def _columns(table: FactId, was: Contents, now: Contents) -> list[str]:
    gone = [name for name in was.columns if name not in now.columns]
    new = [name for name in now.columns if name not in was.columns]
    told = [f"lacks {', '.join(gone)}"] * bool(gone) + [f"has {', '.join(new)}"] * bool(new)
    counted = f"; {was.count} rows before, {now.count} now" if was.count != now.count else ""
    return [f"{table}: its columns are others: {' and '.join(told)}{counted}"]


def _rows(table: FactId, was: Contents, now: Contents, spared: Collection[str]) -> list[str]:
    if was.rows is None or now.rows is None or was.key != now.key:
        told = (
            f"{was.count} rows before, {now.count} now"
            if was.count != now.count
            else f"not the same {_count(was.count)}"
        )
        return [f"{table}: {told}"]
    missing = [key for key in was.rows if key not in now.rows]
    extra = [key for key in now.rows if key not in was.rows]
    changed = {
        key: columns
        for key, mark in was.rows.items()
        if key in now.rows and (columns := set(_changed(was, mark, now.rows[key])) - set(spared))
    }
    lines = [
        f"{table}: {_count(len(keys))} {verb}: {_examples(was, keys)}"
        for keys, verb in ((missing, "missing"), (extra, "too many"))
        if keys
    ]
    if changed:
        names = ", ".join(sorted(set().union(*changed.values())))
        lines.append(f"{table}: {_count(len(changed))} changed in {names}: {_examples(was, list(changed))}")
    return lines


def _count(number: int) -> str:
    return f"{number} row" + ("s" if number != 1 else "")


def _examples(found: Contents, keys: Sequence[tuple[Text, ...]]) -> str:
    first = sorted(keys, key=lambda key: [value or "" for value in key])[:EXAMPLES]
    return "; ".join(found.label(key) for key in first) + ("; ..." if len(keys) > EXAMPLES else "")


def _changed(found: Contents, was: bytes, now: bytes) -> Iterable[str]:
    for at, name in enumerate(found.columns):
        if was[at * 8 : at * 8 + 8] != now[at * 8 : at * 8 + 8]:
            yield name


def trigger_effects(
    before: Mapping[FactId, Contents], after: Mapping[FactId, Contents], written: Mapping[FactId, Collection[str]]
) -> dict[FactId, tuple[str, ...]]:
    """Columns of `written` tables that changed in rows that were there before, though no statement wrote them.

    `written`: the columns that statements wrote. A row whose key changed is another row, and tells nothing;
    nor does a table of more than SINGLE_ROWS rows, or without a key.
    """
    found: dict[FactId, tuple[str, ...]] = {}
    for table, columns in written.items():
        was, now = before.get(table), after.get(table)
        if was is None or now is None or was.rows is None or now.rows is None or was.columns != now.columns:
            continue
        changed = {
            name
            for key, mark in was.rows.items()
            if key in now.rows and now.rows[key] != mark
            for name in _changed(was, mark, now.rows[key])
        }
        if effects := tuple(sorted(changed - set(columns))):
            found[table] = effects
    return found

"""Rows of a live database, read and nothing else, in the transaction in which its catalog was read.

Speaks the goal's names: what the plan renames is read under its old name. Knows no declaration.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import psycopg

from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.rows import Text
from neodiff.sql import ident, idents, qualified

# What makes the texts of values the same in every session; with row_security off a policy that would hide rows is an
# error instead of fewer rows (PostgreSQL docs, "row_security").
SETTINGS: Final = """set local search_path = ''; set local timezone = 'UTC'; set local datestyle = 'ISO';
    set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local bytea_output = 'hex';
    set local row_security = off"""

# A domain's values have the text form of the type below it.
_COLUMNS: Final = """
    with recursive base(attnum, oid) as (
        select a.attnum, a.atttypid from pg_attribute a where a.attrelid = %(oid)s and a.attnum > 0 and not a.attisdropped
        union all select b.attnum, t.typbasetype from base b join pg_type t on t.oid = b.oid and t.typtype = 'd')
    select a.attname, t.oid in ('bool'::regtype, 'bpchar'::regtype), has_column_privilege(%(oid)s, a.attnum, 'select'),
        format_type(t.oid, null)
    from pg_attribute a join base b on b.attnum = a.attnum join pg_type t on t.oid = b.oid and t.typtype <> 'd'
    where a.attrelid = %(oid)s order by a.attnum"""
_TABLE: Final = """
    select c.oid, has_schema_privilege(n.oid, 'usage'), row_security_active(c.oid), current_user
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = %s and c.relname = %s and c.relkind in ('r', 'p', 'v', 'm', 'f')"""

# An element of an array that is no array itself, and what array_out() leaves without quotes.
_ELEMENT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^{},"]+', re.DOTALL)
_PLAIN: Final = re.compile(r'[^{},"\\\s]+')


def shown(expression: str, as_text: bool) -> str:
    """A value as COPY writes it; people read `true`, not `t`, and char(n) without its padding."""
    return f"{expression}::text" if as_text else expression


class Reader:
    """Reads tables by the goal's names through `conn`, which has its transaction open.

    names:  a table or column of the goal -> the same in the live database, where the two differ
    labels: type (as format_type() gives it) -> label in the live database -> label in the goal
    """

    def __init__(
        self,
        conn: psycopg.Connection[Any],
        names: Mapping[FactId, FactId] | None = None,
        labels: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.conn, self.names, self.labels = conn, names or {}, labels or {}
        self._tables: dict[FactId, dict[str, tuple[str, bool, bool, str]]] = {}
        self._ready = False

    def columns(self, table: FactId) -> tuple[str, ...]:
        """The columns of `table` that are there and may be read, by the goal's names; none where there is no table."""
        return tuple(name for name, (_, _, readable, _) in self._known(table).items() if readable)

    def types(self, table: FactId) -> dict[str, str]:
        """The type of each column, as format_type() gives it without a modifier; of a domain the type below it."""
        return {name: kind for name, (_, _, _, kind) in self._known(table).items()}

    def rows(
        self, table: FactId, columns: Sequence[str], where: str | None = None, flags: Sequence[str] = ()
    ) -> Iterator[tuple[Text, ...]]:
        """Each row's values as texts, streaming: read it to the end before anything else is read.

        `where` is SQL over the goal's names; so is each of `flags`, which gives a `t` or `f` after the columns.
        Raises UserError where a privilege is missing or a policy hides rows.
        """
        known = self._known(table)
        self._may(table, columns)
        chosen = [shown(ident(name), known[name][1]) for name in columns] + [f"({flag}\n) is true" for flag in flags]
        # A table of which no column is asked for still has rows.
        sql = f"select {', '.join(chosen) or 'null'} from {self.source(table)}"
        if where is not None:
            sql += f"\nwhere {where}\n"
        found = self._copy(table, f"copy ({sql}) to stdout", bool(chosen))
        types = {i: known[name][3].removesuffix("[]") for i, name in enumerate(columns)}
        renamed = {i: self.labels[kind] for i, kind in types.items() if kind in self.labels}
        arrays = {i for i in renamed if known[columns[i]][3].endswith("[]")}
        return found if not renamed else (_relabelled(row, renamed, arrays) for row in found)

    def source(self, table: FactId) -> str:
        """The table for FROM, under the goal's name, with the goal's names of its columns."""
        known = self._known(table)
        live = self.names.get(table, table)
        if live == table and all(name == column[0] for name, column in known.items()):
            return qualified(table.schema, table.name)
        columns = ", ".join(f"{ident(old)} as {ident(new)}" for new, (old, _, readable, _) in known.items() if readable)
        return f"(select {columns} from {qualified(live.schema, live.name)}) as {ident(table.name)}"

    def _copy(self, table: FactId, sql: str, wide: bool) -> Iterator[tuple[Text, ...]]:
        try:
            with self.conn.cursor() as cursor, cursor.copy(sql.encode()) as copy:
                rows = copy.rows()
                try:
                    for row in rows:
                        yield row if wide else ()
                finally:
                    # Leaving early would cancel the query, and with it the transaction.
                    for _ in rows:
                        pass
        except psycopg.errors.InsufficientPrivilege as error:
            raise UserError(
                f"rows of {table}: {error.diag.message_primary}; {self._who()} must be able to read all of its rows"
            ) from None
        except psycopg.DataError as error:
            raise UserError(f"rows of {table}: {error.diag.message_primary or error}") from None
        except psycopg.ProgrammingError as error:
            raise UserError(f"rows of {table}: {error.diag.message_primary}; check `where`") from None

    def _known(self, table: FactId) -> dict[str, tuple[str, bool, bool, str]]:
        """Name in the goal -> name here, whether its text form is a cast, whether it may be read, its type."""
        if table not in self._tables:
            self._tables[table] = self._look(table)
        return self._tables[table]

    def _look(self, table: FactId) -> dict[str, tuple[str, bool, bool, str]]:
        if not self._ready:
            self.conn.execute(SETTINGS.encode())
            self._ready = True
        live = self.names.get(table, table)
        found = self.conn.execute(_TABLE, (live.schema, live.name)).fetchone()
        if found is None:
            return {}
        oid, usable, hidden, user = found
        if not usable:
            raise UserError(
                f"rows of {live}: role {user!r} lacks the privilege usage on schema {live.schema!r}: "
                f"grant usage on schema {ident(live.schema)} to {ident(user)}"
            )
        if hidden:
            raise UserError(
                f"rows of {live}: row level security would hide some of them from role {user!r}; connect as a role "
                f"that bypasses it: the table's owner (unless it is forced), or one with BYPASSRLS"
            )
        new = {
            old.name: mine.name for mine, old in self.names.items() if mine.kind == "column" and mine.parent == table
        }
        rows = self.conn.execute(_COLUMNS, {"oid": oid}).fetchall()
        return {new.get(name, name): (name, cast, readable, kind) for name, cast, readable, kind in rows}

    def _may(self, table: FactId, columns: Sequence[str]) -> None:
        known = self._known(table)
        missing = [
            known[name][0] if name in known else name for name in columns if name not in known or not known[name][2]
        ]
        if missing:
            live = self.names.get(table, table)
            raise UserError(
                f"rows of {live}: {self._who()} lacks the privilege select on {', '.join(missing)}: "
                f"grant select ({idents(missing)}) on {qualified(live.schema, live.name)}"
            )

    def _who(self) -> str:
        return f"role {self.conn.info.user!r}"


def _relabelled(
    row: tuple[Text, ...], labels: Mapping[int, Mapping[str, str]], arrays: Collection[int]
) -> tuple[Text, ...]:
    return tuple(relabelled(text, labels.get(i), array=i in arrays) for i, text in enumerate(row))


def relabelled(text: Text, labels: Mapping[str, str] | None, *, array: bool) -> Text:
    """A label of an enum, or an array of them, with other labels."""
    if text is None or labels is None:
        return text
    return _elements(text, labels) if array else labels.get(text, text)


def _elements(array: str, labels: Mapping[str, str]) -> str:
    """An array of labels as PostgreSQL writes it, with other labels."""

    def renamed(match: re.Match[str]) -> str:
        quoted = match[0].startswith('"')
        label = re.sub(r"\\(.)", r"\1", match[0][1:-1], flags=re.DOTALL) if quoted else match[0]
        if label not in labels or (match[0] == "NULL"):
            return match[0]
        new = labels[label]
        plain = _PLAIN.fullmatch(new) and new.upper() != "NULL"
        return new if plain else '"' + re.sub(r'(["\\])', r"\\\1", new) + '"'

    return _ELEMENT.sub(renamed, array)

"""What a check is, and what it finds. Must not know any check, nor how findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import psycopg

from neodiff.connect import lost

Unit = Literal["seconds", "bytes", "ratio", "rows", "count"]
# relations of users, `c` in pg_class and `n` in pg_namespace
OWN: Final = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relpersistence <> 't'"


class Reading(NamedTuple):
    """One measured value. about: the object, as SQL spells it; note: what a person wants to know beside it."""

    about: str
    value: float
    note: str = ""


class Unread(NamedTuple):
    """What could not be measured, and why; about is empty where it is the whole check."""

    about: str
    reason: str


Found = Reading | Unread


@dataclass(frozen=True, slots=True)
class Check:
    """A check. `read` yields what it finds, in a read-only transaction.

    limit: beyond it a value is unhealthy; change: so many percent worse than the baseline is, too; below: are small values
    bad; least: a value that is not bad enough for `change` to be asked; None: not judged
    """

    name: str
    unit: Unit
    reason: str
    read: Callable[[psycopg.Connection[Any]], Iterable[Found]]
    limit: float | None = None
    change: float | None = None
    below: bool = False
    least: float = 0.0


def rows(conn: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    """All rows of one query: PostgreSQL takes no second statement, for it is prepared."""
    return conn.execute(query.encode(), prepare=True).fetchall()


def counted(conn: psycopg.Connection[Any]) -> Iterator[Unread]:
    """Says so where the server does not count what its tables and indexes are used for."""
    if rows(conn, "select current_setting('track_counts')") != [("on",)]:
        yield Unread("", "the server counts nothing: track_counts is off")


def tried(conn: psycopg.Connection[Any], about: str, read: Callable[[], Iterable[Found]]) -> Iterator[Found]:
    """What `read` finds; where PostgreSQL refuses, that is said, and the transaction goes on."""
    try:
        with conn.transaction():
            found = list(read())
    except psycopg.Error as error:
        if lost(error):
            raise
        yield Unread(about, " ".join((error.diag.message_primary or str(error)).split()))
    else:
        yield from found

"""Live's rows outside of a comparison: which tables hold any, those that a declaration asks for, a copy that has them.

Must not know how rows are compared or written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from neodiff.connect import telling
from neodiff.data.needs import needs
from neodiff.facts import FactId
from neodiff.outcome import Plan
from neodiff.rowplan import reader
from neodiff.rows import Data, Text
from neodiff.samples.fill import fill
from neodiff.samples.filled import filled
from neodiff.sides import Sides
from neodiff.source import Opened


def holding_rows(database: Opened) -> frozenset[str]:
    """The tables of live that hold rows, as far as they may be read."""
    if database.live.filled is not None or database.rows is None:
        return database.live.filled or frozenset()
    with telling(database.live.label):
        found, _ = filled(database.rows, [table for table in database.live.facts if table.kind == "table"])
    return frozenset(table.path for table in found)


def rows_of(data: Data, database: Opened, plan: Plan) -> Iterator[tuple[FactId, list[str], Iterator[tuple[Text, ...]]]]:
    """Live's rows that the declaration has to do with, by live's names: what a snapshot keeps of them."""
    if database.rows is None:
        return
    source = reader(database.rows, plan.renames, plan.old)
    for table, columns in needs(data, old=plan.old, new=plan.new).items():
        names = [
            source.names.get(FactId("column", "", name, table), FactId("column", "", name)).name for name in columns
        ]
        yield source.names.get(table, table), names, source.rows(table, columns)


@contextmanager
def with_rows(data: Data, database: Opened, plan: Plan, sides: Sides) -> Iterator[str]:
    """The connection string of a copy of the clone that holds these rows of live, valid under all constraints."""
    with sides.copied(database.clone) as dsn:
        with psycopg.connect(dsn, autocommit=True, application_name="neodiff") as conn, telling(database.live.label):
            given = {table: (columns, found) for table, columns, found in rows_of(data, database, plan)}
            fill(conn, given, [])
        yield dsn

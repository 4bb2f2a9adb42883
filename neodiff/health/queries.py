"""Queries: how long they take, as pg_stat_statements has it. Texts are shown without the values in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from neodiff.blockers import masked
from neodiff.health.check import Check, Found, Reading, Unread, rows
from neodiff.sql import ident

_MOST: Final = 20
_WHERE: Final = """
    select n.nspname::text from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements'"""


def query_time(conn: psycopg.Connection[Any]) -> Iterator[Found]:
    """The mean of the queries that took most of the time."""
    found = rows(conn, _WHERE)
    if not found:
        yield Unread("", "extension pg_stat_statements is not installed")
        return
    query = f"""
        select queryid::text, sum(total_exec_time) / 1000 / nullif(sum(calls), 0), min(query), sum(calls)::int8
        from {ident(found[0][0])}.pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database()) and toplevel
        group by queryid order by sum(total_exec_time) desc limit {_MOST}"""
    hidden = False
    for number, mean, text, calls in rows(conn, query):
        if number is None:
            hidden = True
        elif mean is not None:
            yield Reading(f"query {number}", float(mean), f"{calls} calls: {masked(text)}")
    if hidden:
        yield Unread("queries of other roles", "only members of pg_read_all_stats see them")


CHECKS: Final = (
    Check(
        "query_time",
        "seconds",
        "a query that became slow is what people notice first",
        query_time,
        change=50,
        least=0.005,
    ),
)

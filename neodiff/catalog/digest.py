"""One hash of a whole catalog, made by the server: while it is the same, nothing that was read is another.

Rows are hashed as they are stored, so it says nothing of what they mean, and differs between two databases that are equal.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import psycopg

# Statistics and large objects' contents: data, or made of data.
_DATA: Final = ("pg_statistic", "pg_statistic_ext_data", "pg_largeobject")
# What VACUUM and ANALYZE write into rows that say something else (docs, pg_class and pg_database).
_VOLATILE: Final = frozenset(
    "relpages reltuples relallvisible relallfrozen relfrozenxid relminmxid datfrozenxid datminmxid".split()
)
# System columns are every table's: only what was granted on them is not.
_WHICH: Final = {"pg_attribute": "where t.attnum > 0 or t.attacl is not null"}
_STATISTICS: Final = """
    select md5(coalesce(string_agg(format('%s %s %s', oid, relpages, reltuples), ',' order by oid), ''))
    from pg_class where oid >= 16384 and relkind in ('r', 'm') and relpages > 0"""
_COLUMNS: Final = """
    select quote_ident(c.relname), array_agg(quote_ident(a.attname) order by a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'pg_catalog'::regnamespace and has_column_privilege(c.oid, a.attnum, 'select')
      and (c.relkind = 'r' or c.relname in ('pg_roles', 'pg_user_mappings'))
    group by 1 order by 1"""
_BESIDE: Final = """
    select current_user, session_user, current_setting('server_version'), pg_is_in_recovery(),
        array(select format('%s %s', e.extname, a.default_version) from pg_extension e
            join pg_available_extensions a on a.name = e.extname order by 1)"""


def digest(conn: psycopg.Connection[Any]) -> str:
    """SHA-256 over all rows of pg_catalog that this role may read, and who it is; inside a transaction opened by begin().

    Two sums of 64-bit hashes each, which need no order. Source: the pg_catalog of PostgreSQL 14 to 18.
    """
    # names come quoted: nothing is imported to write them
    tables = [(name, columns) for name, columns in conn.execute(_COLUMNS).fetchall() if name not in _DATA]
    queries = [_hashed(number, name, columns) for number, (name, columns) in enumerate(tables)]
    found = conn.execute(" union all ".join(queries).encode()).fetchall()
    beside = conn.execute(_BESIDE.encode()).fetchone()
    return hashlib.sha256(repr((tables, sorted(found), beside)).encode()).hexdigest()


def _hashed(number: int, name: str, columns: list[str]) -> str:
    row = ", ".join(f"t.{column}" for column in columns if column not in _VOLATILE)
    sums = ", ".join(f"sum(hashtextextended(x, {seed})::numeric)::text" for seed in (0, 7))
    # without the offset each row would be made into text once for each sum
    rows = f"select row({row})::text x from pg_catalog.{name} t {_WHICH.get(name, '')} offset 0"
    return f"select {number}, count(*), {sums} from ({rows}) s"


def statistics(conn: psycopg.Connection[Any]) -> str:
    """A hash of what the server's statistics say of sizes, which digest() leaves out; in the same transaction."""
    row = conn.execute(_STATISTICS).fetchone()
    return str(row[0]) if row else ""

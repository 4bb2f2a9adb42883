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
# Of what initdb made and nothing compares, who wrote a row last says enough; most of a small catalog, and long texts.
_MADE_BY_INITDB: Final = {
    "pg_aggregate": "aggfnoid",
    "pg_attribute": "attrelid",
    **dict.fromkeys(
        """pg_amop pg_amproc pg_cast pg_class pg_collation pg_constraint pg_conversion pg_opclass pg_operator pg_opfamily pg_proc
        pg_rewrite pg_ts_config pg_ts_dict pg_type""".split(),
        "oid",
    ),
}
# System columns are every table's: only what was granted on them is not.
_WHICH: Final = {"pg_attribute": "where t.attnum > 0 or t.attacl is not null"}
_STATISTICS: Final = """
    select md5(coalesce(string_agg(format('%s %s %s', oid, relpages, reltuples), ',' order by oid), ''))
    from pg_class where oid >= 16384 and relkind in ('r', 'm') and relpages > 0"""
_COLUMNS: Final = """
    select quote_ident(c.relname), array_agg(quote_ident(a.attname) order by a.attnum), has_table_privilege(c.oid, 'select')
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'pg_catalog'::regnamespace and has_column_privilege(c.oid, a.attnum, 'select')
      and (c.relkind = 'r' or c.relname in ('pg_roles', 'pg_user_mappings'))
    group by 1, 3 order by 1"""
_BESIDE: Final = """
    select current_user, session_user, current_setting('server_version'), pg_is_in_recovery(),
        array(select format('%s %s', e.extname, a.default_version) from pg_extension e
            join pg_available_extensions a on a.name = e.extname order by 1)"""


def digest(conn: psycopg.Connection[Any]) -> str:
    """SHA-256 over all rows of pg_catalog that this role may read, and who it is; inside a transaction opened by begin().

    A row of initdb's stands for itself by where it is and which transaction wrote it (docs, System Columns). Two sums of 64-bit
    hashes each, which need no order. Source: the pg_catalog of PostgreSQL 14 to 18.
    """
    # names come quoted: nothing is imported to write them
    tables = [each for each in conn.execute(_COLUMNS).fetchall() if each[0] not in _DATA]
    queries = [_hashed(number, *each) for number, each in enumerate(tables)]
    found = conn.execute(" union all ".join(queries).encode()).fetchall()
    beside = conn.execute(_BESIDE.encode()).fetchone()
    return hashlib.sha256(repr((tables, sorted(found), beside)).encode()).hexdigest()


def _hashed(number: int, name: str, columns: list[str], whole: bool) -> str:
    """whole: may this role read the system columns too?"""
    row = f"row({', '.join(f't.{column}' for column in columns if column not in _VOLATILE)})::text"
    if whole and (key := _MADE_BY_INITDB.get(name)):
        row = f"case when t.{key} < 16384 then row(t.ctid, t.xmin)::text else {row} end"
    sums = ", ".join(f"sum(hashtextextended(x, {seed})::numeric)::text" for seed in (0, 7))
    # without the offset each row would be made into text once for each sum
    rows = f"select {row} x from pg_catalog.{name} t {_WHICH.get(name, '')} offset 0"
    return f"select {number}, count(*), {sums} from ({rows}) s"


def statistics(conn: psycopg.Connection[Any]) -> str:
    """A hash of what the server's statistics say of sizes, which digest() leaves out; in the same transaction."""
    row = conn.execute(_STATISTICS).fetchone()
    return str(row[0]) if row else ""

"""How big tables are, roughly: what the server's statistics say, rounded, and the words for it. Knows no plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg

from neodiff.kinds.base import USER_SCHEMA

# From here on a scan takes long enough that people notice.
MANY_ROWS: Final = 100_000
MANY_BYTES: Final = 100 * 1024 * 1024
# reltuples is -1, or relpages 0, while nobody has vacuumed or analyzed: then nothing is known.
_QUERY: Final = f"""
    select n.nspname || '.' || c.relname, case when c.reltuples >= 0 then c.reltuples::float8::bigint end,
        c.relpages::bigint * current_setting('block_size')::bigint
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ({USER_SCHEMA}) and c.relkind in ('r', 'm') and c.relpages > 0 order by 1"""
_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Size:
    """`rows` is None where only the file is known; both are rounded to two digits."""

    rows: int | None
    bytes: int

    @property
    def big(self) -> bool:
        return self.bytes >= MANY_BYTES or (self.rows or 0) >= MANY_ROWS

    def __str__(self) -> str:
        said = f"about {_short(self.rows)} row{'s' if self.rows != 1 else ''}, " if self.rows is not None else ""
        return said + _bytes(self.bytes)


def read(conn: psycopg.Connection[Any]) -> dict[str, Size]:
    """Path of each table -> its size, as far as statistics tell. Takes no lock on any of them."""
    found = conn.execute(_QUERY.encode()).fetchall()
    return {name: Size(None if rows is None else rounded(rows), rounded(size)) for name, rows, size in found}


def rounded(number: int) -> int:
    """To two significant digits, so that a table that grows a little is no difference."""
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return int((number + step // 2) // step * step)


def _short(number: int) -> str:
    for size, word in ((1_000_000_000, " billion"), (1_000_000, " million")):
        if number >= size:
            return f"{number / size:.2g}{word}"
    return f"{number:,}"


def _bytes(number: int) -> str:
    value, unit = float(number), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.2g} {_UNITS[unit]}" if value < 10 else f"{value:.0f} {_UNITS[unit]}"

"""A database with the declared target and rows in it, and the people who try things there. Knows no policy."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from neodiff.platforms import supabase
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases
from neodiff.scratch.server import acquire

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

# What :name stands for in a test's SQL. u11 has an account and nothing else.
NAMES = {
    **{f"u{n}": f"00000000-0000-4000-8000-{n:012d}" for n in range(1, 12)},
    **{
        slug: f"10000000-0000-4000-8000-{n:012d}"
        for n, slug in enumerate(("hub", "ascenders", "neothinkers", "immortals"), 1)
    },
    # By tenant (1 hub, 2 ascenders, 3 neothinkers, 4 immortals) and number; of two, the first is published.
    **{f"module{n}": f"20000000-0000-4000-8000-{n:012d}" for n in (11, 12, 21, 22, 31, 32, 41, 42)},
    **{f"test{n}": f"30000000-0000-4000-8000-{n:012d}" for n in (11, 12, 21, 22, 31, 32, 41, 42)},
    **{f"group{n}": f"60000000-0000-4000-8000-{n:012d}" for n in (11, 21, 31, 41)},
}
PEOPLE = tuple(f"u{n}" for n in range(1, 12))
DENIED = "42501"  # insufficient_privilege: no grant, or a row that no policy admits


@dataclass(frozen=True)
class World:
    """One connection of the superuser, who becomes this person or that for a statement, and undoes what they did."""

    conn: psycopg.Connection[tuple[Any, ...]]

    @contextmanager
    def acting(self, who: str) -> Iterator[None]:
        """Be `who` (u1..u11, anon, service_role or postgres) until the end of the block; nothing of it stays."""
        with self.conn.transaction(force_rollback=True):
            self.become(who)
            yield

    def become(self, who: str) -> None:
        """Switch to `who` inside a transaction that is already open."""
        claims = {"sub": NAMES[who], "role": "authenticated"} if who in PEOPLE else {"role": who}
        self.conn.execute(SQL("set local role {}").format(Identifier(claims["role"])))
        self.conn.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])

    def run(self, sql: str) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run SQL with :names filled in, as whoever acts."""
        return self.conn.execute(named(sql).encode())

    def tables(self, kinds: str = "rv") -> list[tuple[str, str]]:
        """Tables (r) and views (v) of public, each with the columns that authenticated may select."""
        return self.conn.execute(
            """
            select c.oid::regclass::text, coalesce(string_agg(quote_ident(a.attname), ', ') filter (
                where has_column_privilege('authenticated', c.oid, a.attnum, 'select')), '')
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and strpos(%s, c.relkind::text) > 0
            group by c.oid order by 1""",
            [kinds],
        ).fetchall()

    def column(self, who: str, sql: str) -> list[Any]:
        """What `who` reads of the first column, sorted."""
        with self.acting(who):
            return sorted(row[0] for row in self.run(sql))

    def attempt(self, who: str, *statements: str) -> int | str:
        """Rows that the last statement of `who` touched, or the SQLSTATE it failed with."""
        try:
            with self.acting(who):
                for statement in statements:
                    cursor = self.run(statement)
                return cursor.rowcount
        except psycopg.Error as error:
            return error.sqlstate or str(error)


def named(sql: str) -> str:
    """SQL with :u4, :hub and so on replaced by their ids; casts (::) and permissions (content:edit) are left alone."""
    return re.sub(r"(?<![:\w]):([a-z]\w*)", lambda m: f"'{NAMES[m[1]]}'", sql)


@contextmanager
def database() -> Iterator[str]:
    """The dsn of a database with platform, target and rows, for as long as the block lasts."""
    with Databases(acquire()) as databases, databases.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            roles.ensure(conn, supabase.ROLES)
            conn.execute(supabase.script().encode())
            conn.execute(rendered().encode())
            fill(conn)
        yield dsn


def expectations(name: str) -> list[tuple[str, str, str]]:
    """Lines of reads.txt or writes.txt: who, what is expected, SQL."""
    lines = [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]
    cells = [tuple(cell.strip() for cell in line.split("|", 2)) for line in lines]
    return [(who, expected, sql) for who, expected, sql in cells]


def fill(conn: psycopg.Connection[Any]) -> None:
    """Put the rows into a database that has the platform and the target."""
    for name in ("rows.sql", "target_rows.sql"):
        conn.execute((HERE / name).read_bytes())
    conn.execute("reset role")


def rendered() -> str:
    """The declared target as SQL, from the command itself."""
    command = [sys.executable, "-m", "neodiff", "render", "--schema-dir", str(ROOT / "schema")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout

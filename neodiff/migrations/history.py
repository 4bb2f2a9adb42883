"""The history that Supabase's command line keeps, in its own form: a migration that neodiff ran is one that it has run.

Source: supabase/cli, pkg/migration/history.go: schema_migrations(version text primary key, statements text[], name text).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from neodiff.migrations.folder import Migration, version_of

_TABLE: Final = """
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
    alter table supabase_migrations.schema_migrations add column if not exists statements text[];
    alter table supabase_migrations.schema_migrations add column if not exists name text;"""
NAME: Final = "supabase_migrations.schema_migrations"


@dataclass(frozen=True, slots=True)
class History:
    """forward: files of the way there, by their names, of which the way back removes all."""

    forward: Mapping[str, Migration]

    def ensure(self, conn: psycopg.Connection[Any]) -> None:
        with conn.transaction():
            conn.execute(_TABLE.encode())

    def note(self, conn: psycopg.Connection[Any], file: str, *, back: bool) -> None:
        """That `file` ran, in whatever transaction is open; `back`: it was the way back."""
        if back:
            versions = [version_of(name) for name in self.forward]
            conn.execute(f"delete from {NAME} where version = any(%s)", [versions])
            return
        statements = [sql for sql, _ in self.forward[file].statements()]
        name = file.partition("_")[2].removesuffix(".sql")
        conn.execute(
            f"insert into {NAME} (version, name, statements) values (%s, %s, %s) on conflict (version) do nothing",
            [version_of(file), name, statements],
        )


def versions(conn: psycopg.Connection[Any]) -> set[str] | None:
    """The versions that are noted; None where there is no such table, or it may not be read."""
    readable = (
        "select has_schema_privilege(to_regnamespace(%s), 'usage') and has_table_privilege(to_regclass(%s), 'select')"
    )
    row = conn.execute(readable, [NAME.split(".")[0], NAME]).fetchone()
    if row is None or not row[0]:
        return None
    return {str(version) for (version,) in conn.execute(f"select version from {NAME}").fetchall()}

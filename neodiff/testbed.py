"""Databases for tests of applications: everything declared is in them, rows too, and each is dropped after its test.

They are copies of one template on the scratch server. Must not know any framework of tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from neodiff.data import session
from neodiff.declare.declaration import Declaration
from neodiff.errors import UserError
from neodiff.rowplan import first_rows
from neodiff.rows import Data
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides, platform_of
from neodiff.smoke.session import acting, claimed
from neodiff.source import scratch

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class ScratchDatabase:
    """One database, whose superuser its `url` and `dsn` (libpq's form) log in as; anything may be done to it."""

    url: str
    dsn: str = field(repr=False)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A session of the superuser: committed and closed on exit, rolled back where an error leaves."""
        with psycopg.connect(self.dsn) as conn:
            yield conn

    @contextmanager
    def as_user(self, role: str, **claims: Any) -> Iterator[Connection]:
        """A session of that role, with these claims of a token (`sub`, `email`, ...), as an API's request has them.

        Committed and closed on exit, rolled back where an error leaves: so a row that row-level security refuses is
        `pytest.raises(psycopg.errors.InsufficientPrivilege)` around the `with`. Raises UserError for a role that is not there.
        """
        with psycopg.connect(self.dsn) as conn:
            try:
                conn.execute(acting(role, local=False).encode())
            except psycopg.errors.InvalidParameterValue as error:
                raise UserError(f"as_user: {error.diag.message_primary}; name a role that the schema uses") from error
            conn.execute(claimed({"role": role, **claims}, local=False).encode())
            conn.commit()
            yield conn


@dataclass(frozen=True, slots=True)
class ScratchDatabases:
    """The template, and copies of it. The declaration is what was loaded."""

    declaration: Declaration
    _databases: Databases
    _template: str

    @contextmanager
    def database(self) -> Iterator[ScratchDatabase]:
        """A fresh copy, dropped on exit with whoever is still connected to it."""
        with self._databases.copy(self._template) as dsn:
            yield ScratchDatabase(self._databases.server.url(_name(dsn)), dsn)


@contextmanager
def scratch_databases(
    declaration: Declaration, data: Data, scratch_url: str | None, say: Callable[[str], None]
) -> Iterator[ScratchDatabases]:
    """`data`: the rows that each copy has. Raises DeclarationError for what PostgreSQL refuses."""
    with scratch(platform_of(declaration), scratch_url, say) as sides:
        target = sides.target(declaration, sides.server.major)
        with sides.databases.copy(target.template) as dsn:
            _fill(dsn, declaration, data, sides)
            yield ScratchDatabases(declaration, sides.databases, _name(dsn))


def _fill(dsn: str, declaration: Declaration, data: Data, sides: Sides) -> None:
    if not data:
        return
    sides.say("writing the declared rows")
    with psycopg.connect(dsn) as conn:
        _, run = first_rows(declaration, data, conn)
        session.prepare(conn, run, os.environ)
        for statement in run:
            try:
                conn.execute(statement.sql.encode())
            except psycopg.Error as error:
                raise UserError(
                    f"{statement.subject}: {error.diag.message_primary}; `neodiff check` says where it is declared"
                ) from error


def _name(dsn: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])

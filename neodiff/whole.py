"""The whole declared schema as one script for an empty database, rows included. Needs no server; must not know the command line."""

from __future__ import annotations

from collections.abc import Iterator

from neodiff.cluster.plan import rendered
from neodiff.declare.declaration import Declaration
from neodiff.declare.render import render
from neodiff.review.script import psql
from neodiff.review.words import visible
from neodiff.rows import Data
from neodiff.sql import idents


def script(declaration: Declaration, data: Data, major: int) -> str:
    """`major`: PostgreSQL that will run it."""
    parts = ["-- The whole declared schema, for an empty database.", "set check_function_bodies = off;"]
    parts.append(f"set search_path = {idents(declaration.search_path)};")
    about, run = None, [*rendered(declaration.cluster, major), *render(declaration, major)]
    if any(statement.credentials for statement in run):
        from neodiff.data import session

        parts += session.psql_secrets(run)
    for statement in run:
        if statement.about != about:
            about = statement.about
            parts.append(f"\n-- {visible(statement.subject)}")
        parts.append(psql(statement.sql) + ";")
    return "\n".join([*parts, *_rows(declaration, data)]) + "\n"


def _rows(declaration: Declaration, data: Data) -> Iterator[str]:
    if not data:
        return
    from neodiff.data import session
    from neodiff.rowplan import first_rows

    _, run = first_rows(declaration, data)
    if run:
        yield "\n-- rows"
        yield from (f"set {name} = {value};" for name, value in session.SETTINGS)
        yield from session.psql_secrets(run)
    for statement in run:
        yield f"\n-- {visible(statement.subject)}"
        yield psql(statement.sql) + ";"

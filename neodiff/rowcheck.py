"""Every declared row before PostgreSQL, in a database where everything declared is there and nothing else.

Must not know how that database was made.
"""

from __future__ import annotations

import os
from typing import Any

import psycopg

from neodiff.data import session
from neodiff.declare.declaration import Declaration
from neodiff.errors import PlanError
from neodiff.facts import FactId
from neodiff.problems import DeclarationError, Pos, Problems
from neodiff.rowplan import first_rows
from neodiff.rows import Data
from neodiff.sql import idents, qualified
from neodiff.statement import Statement


def check(conn: psycopg.Connection[Any], declaration: Declaration) -> Problems:
    """What is wrong with the rows of every environment, each problem once, at its place. Nothing stays written."""
    problems = Problems()
    _scopes(conn, declaration, problems)
    for data in (declaration.data, *declaration.overlays.values()):
        if not data:
            continue
        try:
            _, run = first_rows(declaration, data, conn)
        except DeclarationError as error:
            problems.extend(error.problems)
            continue
        except PlanError as error:
            problems.add(None, str(error))
            continue
        _write(conn, run, data, problems)
    return problems


def _scopes(conn: psycopg.Connection[Any], declaration: Declaration, problems: Problems) -> None:
    path = idents(declaration.search_path)
    data = declaration.data
    for about, where, pos in (
        *((seed.table, seed.where, seed.pos) for seed in data.seeds.values()),
        *((json.table, json.where, json.pos) for json in data.json.values()),
    ):
        if where is None:
            continue
        try:
            with conn.transaction(force_rollback=True):
                conn.execute(f"set local search_path = {path}".encode())
                conn.execute(f"explain select from {qualified(about.schema, about.name)} where ({where}\n)".encode())
        except psycopg.Error as error:
            problems.add(getattr(where, "pos", pos), f"{about}: where: {error.diag.message_primary}")


def _write(conn: psycopg.Connection[Any], run: list[Statement], data: Data, problems: Problems) -> None:
    """Constraints are PostgreSQL's to judge: the rows are written, and written off."""
    with conn.transaction(force_rollback=True):
        session.prepare(conn, run, os.environ)
        for statement in run:
            try:
                with conn.transaction():
                    conn.execute(statement.sql.encode())
            except psycopg.Error as error:
                table = statement.about.parent if statement.about is not None else None
                text = f"{table}: rows: {error.diag.message_primary}"
                text += f" ({error.diag.message_detail})" if error.diag.message_detail else ""
                problems.add(_place(data, table), text)


def _place(data: Data, table: FactId | None) -> Pos | None:
    seed = data.seeds.get(table) if table is not None else None
    return seed.pos if seed is not None else None

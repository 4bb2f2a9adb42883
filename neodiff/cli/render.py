"""neodiff render: the SQL that the YAML means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from neodiff.cli.common import environment, rows_of, schema_dir
from neodiff.declare import newer
from neodiff.declare.load import Declaration, load
from neodiff.declare.render import render
from neodiff.files import write_all
from neodiff.review.script import psql
from neodiff.rows import Data
from neodiff.sql import idents


@click.command()
@schema_dir
@environment
@click.option(
    "--major", type=click.IntRange(14, 18), default=18, show_default=True, help="PostgreSQL that will run it."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write, instead of stdout.")
def command(schema_dir: Path, environment: str | None, major: int, out: Path | None) -> None:
    """Print the SQL that makes everything declared, rows included, in an empty database. Needs no server."""
    declaration = load(schema_dir, sql=True)
    newer.check(declaration, major, "--major")
    text = script(declaration, rows_of(environment, declaration), major)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_all(out.parent, {out.name: text})


def script(declaration: Declaration, data: Data, major: int) -> str:
    parts = ["-- The whole declared schema, for an empty database.", "set check_function_bodies = off;"]
    parts.append(f"set search_path = {idents(declaration.search_path)};")
    about, run = None, render(declaration, major)
    if any(statement.credentials for statement in run):
        from neodiff.data import session

        parts += session.psql_secrets(run)
    for statement in run:
        if statement.about != about:
            about = statement.about
            parts.append(f"\n-- {statement.subject}")
        parts.append(statement.sql + ";")
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
        yield f"\n-- {statement.subject}"
        yield psql(statement.sql) + ";"

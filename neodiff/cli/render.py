"""neodiff render: the SQL that the YAML means."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import schema_dir
from neodiff.declare.load import Declaration, load
from neodiff.declare.render import render
from neodiff.files import write_all
from neodiff.sql import idents


@click.command()
@schema_dir
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write, instead of stdout.")
def command(schema_dir: Path, out: Path | None) -> None:
    """Print the SQL that makes everything declared in an empty database. Needs no server."""
    text = script(load(schema_dir, sql=True))
    if out is None:
        click.echo(text, nl=False)
    else:
        write_all(out.parent, {out.name: text})


def script(declaration: Declaration) -> str:
    parts = ["-- The whole declared schema, for an empty database.", "set check_function_bodies = off;"]
    parts.append(f"set search_path = {idents(declaration.search_path)};")
    about = None
    for statement in render(declaration):
        if statement.about != about:
            about = statement.about
            parts.append(f"\n-- {statement.subject}")
        parts.append(statement.sql + ";")
    return "\n".join(parts) + "\n"

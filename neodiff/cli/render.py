"""neodiff render: the SQL that the YAML means."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import environment, schema_dir
from neodiff.declare import newer
from neodiff.declare.load import load
from neodiff.files import write_all
from neodiff.request import rows_of
from neodiff.whole import script


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

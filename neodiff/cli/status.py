"""neodiff status: which migrations of the folder a database has, told by its ledger."""

from __future__ import annotations

import json
from pathlib import Path

import click

from neodiff import ledger
from neodiff.cli.common import note, schema_dir
from neodiff.declare.load import load
from neodiff.deploy.folder import pairs
from neodiff.deploy.session import connected, holder
from neodiff.deploy.state import writable
from neodiff.deploy.status import PENDING, lines, standings
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.generate.folder import place
from neodiff.named import resolve


@click.command()
@click.argument("db", required=False)
@schema_dir
@click.option(
    "--migrations", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Their folder."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(db: str | None, schema_dir: Path, folder: Path | None, form: str) -> int:
    """Tell what DB has of the migrations folder: exit status 0 all, 1 not yet, 3 where something was stopped or edited."""
    declaration = load(schema_dir)
    source = writable(resolve(db, declaration.settings, schema_dir))
    there = place(schema_dir, declaration.platform, folder)
    with connected(source.url, source.label) as conn:
        found = standings(pairs(there), ledger.read(conn), holder(conn))
    if form == "json":
        click.echo(json.dumps({"version": 1, "migrations": [each.machine() for each in found]}, indent=2))
    else:
        for line in lines(found):
            click.echo(line)
    if not found:
        note(f"{there}: no migrations")
    if any(each.wrong for each in found):
        return EXIT_REFUSED
    return EXIT_DIFFERENT if any(each.state == PENDING or each.running for each in found) else EXIT_EQUAL

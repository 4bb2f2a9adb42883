"""neodiff prove: a migration that somebody wrote or edited, there and back, and its manifest."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import allowed, from_migrations, migrations_folder, note, schema_dir, scratch_url
from neodiff.cli.start import started
from neodiff.declare.load import load
from neodiff.deploy.folder import named, pairs
from neodiff.deploy.handwritten import Proving
from neodiff.files import write_all
from neodiff.generate.folder import REVERSE, place
from neodiff.options import HAZARDS, Options
from neodiff.request import Request, rows_of


@click.command()
@click.argument("name")
@click.argument("db", required=False)
@schema_dir
@from_migrations
@migrations_folder
@click.option("--allow", default="", metavar="HAZARD,...", help=f"What it may do: {', '.join(HAZARDS)}, all.")
@scratch_url
def command(
    name: str,
    db: str | None,
    schema_dir: Path,
    migrations: Path | None,
    folder: Path | None,
    applied: str | None,
    allow: str,
    scratch_url: str | None,
) -> None:
    """Run migration NAME and its way back (in the subfolder reverse) on a copy of DB, and write its manifest if that holds."""
    at = place(schema_dir, load(schema_dir).platform, folder)
    pair = named(pairs(at), name)
    request = Request(db, schema_dir, migrations, Options(allowed=allowed(allow)), scratch_url)
    with started(request, folder, applied, until=Path(pair.forward[0].name).name) as start:
        data = rows_of(start.options.environment, start.declaration)
        text = Proving(start.database, start.sides, data, start.options).prove(pair)
    write_all(at, {f"{REVERSE}/{pair.name}.json": text})
    click.echo(str(at / REVERSE / f"{pair.name}.json"))
    note(f"{pair.name}: proven there and back" if '"reverse": []' not in text else f"{pair.name}: runs; no way back")

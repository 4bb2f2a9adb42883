"""neodiff prove: a migration that somebody wrote or edited, there and back, and its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from neodiff.cli.common import from_migrations, migrations_folder, note, rows_of, schema_dir, scratch_url
from neodiff.cli.start import started
from neodiff.declare.load import load
from neodiff.deploy.folder import named, pairs
from neodiff.deploy.handwritten import Proving
from neodiff.files import write_all
from neodiff.generate.folder import REVERSE, place
from neodiff.plan.hazards import NAMES


@click.command()
@click.argument("name")
@click.argument("db", required=False)
@schema_dir
@from_migrations
@migrations_folder
@click.option("--allow", default="", metavar="HAZARD,...", help=f"What it may do: {', '.join(NAMES)}, all.")
@scratch_url
def command(name: str, db: str | None, **given: Any) -> None:
    """Run migration NAME and its way back (in the subfolder reverse) on a copy of DB, and write its manifest if that holds."""
    at = place(given["schema_dir"], load(given["schema_dir"]).platform, given["folder"])
    pair = named(pairs(at), name)
    first = Path(pair.forward[0].name).name
    rest: dict[str, Any] = {"schemas": "", "environment": None, "prune": False, "engine": "auto", "online": True}
    with started(db, until=first, **given, **rest) as start:
        data = rows_of(start.options.environment, start.declaration)
        text = Proving(start.database, start.sides, data, start.options).prove(pair)
    write_all(at, {f"{REVERSE}/{pair.name}.json": text})
    click.echo(str(at / REVERSE / f"{pair.name}.json"))
    note(f"{pair.name}: proven there and back" if '"reverse": []' not in text else f"{pair.name}: runs; no way back")

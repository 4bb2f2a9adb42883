"""neodiff restore: a backup into an empty database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from neodiff.backup.manifest import whole
from neodiff.backup.restore import ready, restore
from neodiff.cli.common import note, progress, schema_dir
from neodiff.cli.live import live_source
from neodiff.errors import EXIT_EQUAL, PlanError
from neodiff.scratch.binaries import find


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "db", required=True, metavar="DB", help="An empty database: an environment's name or a URL.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--unverified", is_flag=True, help="Take a backup that was never verified.")
@schema_dir
def command(backup: Path, db: str, yes: bool, unverified: bool, schema_dir: Path) -> int:
    """Check every file of BACKUP, restore it into an empty database in one transaction, and compare all rows.

    Exit status: 0 restored and the same; 2 PostgreSQL refused it, nothing was changed; 3 refused, or not the same.
    """
    source, _ = live_source(db, schema_dir)
    with progress() as say:
        say("checking the backup")
        said = whole(backup)
        if said.verified is None and not unverified:
            raise PlanError(f"{backup}: was never verified; take another backup, or say --unverified")
        major = ready(said, source.url, source.label)
        say.clear()
        if not yes and not _agreed(f"restore {said.identity.name} of {said.at:%Y-%m-%d %H:%M} UTC into {source.label}"):
            note("nothing was changed")
            return EXIT_EQUAL
        left = restore(backup, said, source.url, source.label, find(None).clients, major, say)
    rows = sum(each.number for each in said.contents.tables.values())
    note(f"{source.label}: restored, and the same: {len(said.contents.tables)} tables, {rows} rows")
    for line in left:
        note(f"  {line}")
    return EXIT_EQUAL


def _agreed(what: str) -> bool:
    """Asks on a terminal. Raises PlanError where there is nobody to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise PlanError(f"would {what}; say so with --yes")
    return click.confirm(f"{what}?", err=True)

"""neodiff backup: a live database as a dump that was restored before anyone relies on it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from neodiff.backup.make import take, verified
from neodiff.backup.verify import verify
from neodiff.cli.common import note, progress, schema_dir, scratch_url
from neodiff.cli.live import live_source
from neodiff.dump.archive import FORMATS, Format
from neodiff.errors import EXIT_REFUSED, PlanError
from neodiff.platforms import platform_named
from neodiff.source import scratch


@click.command()
@click.argument("db")
@schema_dir
@click.option("--out", type=click.Path(path_type=Path), help="The new folder; default: backups/DB/TIME.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="custom", show_default=True, help="pg_dump's.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Connections at once: for the sums of rows, and with --format directory for pg_dump.",
)
@scratch_url
def command(db: str, schema_dir: Path, out: Path | None, form: Format, jobs: int, scratch_url: str | None) -> int:
    """Dump DB into a folder with a manifest of checksums, and verify it: restored on scratch, compared row for row.

    Prints the folder. Exit status: 0 verified; 2 no backup could be taken; 3 taken, but not verified, with the reason.
    """
    source, _ = live_source(db, schema_dir)
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = re.sub(r"[^\w.-]", "_", source.environment or source.label.rsplit("/", 1)[-1]) or "database"
    folder = out or Path("backups") / name / at
    # of a platform's database everything is in the dump, the platform's own too
    with (
        progress() as say,
        scratch(platform_named("none"), scratch_url, say) as sides,
    ):
        taken = take(
            source.url,
            source.label,
            folder,
            form=form,
            jobs=jobs,
            binary_dir=sides.server.bin,
            schema=lambda live: sides.dump(source.url, live.facts, live.snapshot),
            say=say,
        )
        try:
            said = verify(taken, sides, say)
        except PlanError as error:
            say.clear()
            click.echo(folder)
            note(f"{folder}: was written, but is NOT VERIFIED, and no command relies on it: {error}")
            return EXIT_REFUSED
        manifest = verified(taken, said)
    click.echo(folder)
    rows = sum(each.number for each in manifest.contents.tables.values())
    size = sum(each[0] for each in manifest.files.values())
    note(f"{folder}: verified: {len(manifest.contents.tables)} tables, {rows} rows, {size} bytes")
    for line in said.left_out:
        note(f"  not tried on scratch: {line}")
    return 0

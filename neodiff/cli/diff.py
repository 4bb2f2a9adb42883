"""neodiff diff: what a database lacks, and the SQL there and back, proven."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import from_migrations, planning
from neodiff.cli.compared import files, planned, shown, status, tell
from neodiff.files import write_all
from neodiff.request import Request


@click.command()
@click.argument("db", required=False)
@planning
@from_migrations
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "sql", "json", "markdown", "html"]),
    default="text",
    show_default=True,
    help="What goes to stdout.",
)
@click.option("--reverse", is_flag=True, help="With --format sql: the way back.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for forward.sql, reverse.sql, plan.json, review.md.",
)
@click.option("--no-prove", is_flag=True, help="Plan only; the result is marked NOT PROVEN.")
def command(request: Request, form: str, reverse: bool, out: Path | None) -> int:
    """Show what DB lacks and the SQL there and back, proven on scratch. DB is an environment, a URL or a snapshot."""
    if reverse and form != "sql":
        raise click.UsageError("--reverse goes with --format sql")
    plan = planned(request)
    if out is not None:
        write_all(out, files(plan))
    click.echo(shown(plan, form, reverse=reverse), nl=False)
    tell(plan)
    return status(plan, proving=request.options.prove)

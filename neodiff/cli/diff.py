"""neodiff diff: what a database lacks, and the SQL there and back, proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neodiff.cli.asked import answer, give
from neodiff.cli.common import from_migrations, planning
from neodiff.request import Request

if TYPE_CHECKING:
    from neodiff.outcome import Plan


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

    def text(plan: Plan) -> str:
        from neodiff.cli.compared import shown

        return shown(plan, form, reverse=reverse)

    def files(plan: Plan) -> dict[str | Path, str]:
        from neodiff.cli import compared

        return compared.files(plan) if out is not None else {}

    return give(answer(request, ("diff", form, reverse, out is not None), text, files), out)

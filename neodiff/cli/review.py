"""neodiff review: the page from which a reviewer decides."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import from_migrations, planning
from neodiff.cli.compared import planned, shown, status, tell
from neodiff.files import write_all
from neodiff.request import Request

_FILES = {"markdown": "review.md", "html": "review.html"}


@click.command()
@click.argument("db", required=False)
@planning
@from_migrations
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FILES)),
    help="What goes to stdout, markdown unless said; with --out the only file that is written.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for review.md and review.html, instead of stdout.",
)
@click.option("--no-prove", is_flag=True, help="Plan only; the result is marked NOT PROVEN.")
def command(request: Request, form: str | None, out: Path | None) -> int:
    """Write the review of what DB lacks: risk, who may see what, impact, changes, the proof, and both scripts.

    The same as `neodiff diff --format markdown` and `html`, with the same exit status.
    """
    plan = planned(request)
    if out is None:
        click.echo(shown(plan, form or "markdown"), nl=False)
    else:
        write_all(out, {_FILES[each]: shown(plan, each) for each in ([form] if form else _FILES)})
    tell(plan)
    return status(plan, proving=request.options.prove)

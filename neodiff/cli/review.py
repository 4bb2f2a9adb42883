"""neodiff review: the page from which a reviewer decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neodiff.cli.asked import answer, give
from neodiff.cli.common import from_migrations, planning
from neodiff.request import Request

if TYPE_CHECKING:
    from neodiff.outcome import Plan

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

    def text(plan: Plan) -> str:
        from neodiff.cli.compared import shown

        return shown(plan, form or "markdown") if out is None else ""

    def files(plan: Plan) -> dict[str | Path, str]:
        from neodiff.cli.compared import shown

        return {_FILES[each]: shown(plan, each) for each in ([form] if form else _FILES)} if out is not None else {}

    return give(answer(request, ("review", form, out is not None), text, files), out)

"""neodiff rollout: the timeline and the impact table of rollout.yaml, computed anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from neodiff.cli import compared
from neodiff.cli.common import from_migrations, migrations_folder, note, planning
from neodiff.cli.start import started
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.generate.folder import Clock
from neodiff.generate.sequence import Run
from neodiff.request import Request
from neodiff.review import text
from neodiff.rollout import report


@click.command()
@click.argument("db", required=False)
@planning
@from_migrations
@migrations_folder
def command(request: Request, folder: Path | None, applied: str | None) -> int:
    """Print phases and migrations of rollout.yaml as Markdown: what DB lacks of them, their risk, whether they come back."""
    with started(request, folder, applied) as start:
        found = start.rollout()
        apart = start.declaration.platform == "supabase"
        clock = Clock(start.folder, datetime(2000, 1, 1))
        run = Run(start.declaration, found, start.sides, start.options, clock, apart, start.say)
        done = run.run(start.database, list(found.migrations))
    if done.refused:
        compared.tell(done.plans[done.refused])
        click.echo(text.text(done.plans[done.refused], colour=False), nl=False)
        note(f"migration {done.refused} is refused, and what comes after it was not looked at")
        return EXIT_REFUSED
    click.echo(report.text(found, start.database.live.label, done.impacts), nl=False)
    return EXIT_DIFFERENT if done.plans else EXIT_EQUAL

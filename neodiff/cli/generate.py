"""neodiff generate: a proven plan as migration files, or a rollout as one pair for each of its migrations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from neodiff.cli import compared
from neodiff.cli.common import from_migrations, migrations_folder, note, planning
from neodiff.cli.start import started
from neodiff.compare import compare
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.files import write_all
from neodiff.generate.files import Files, files
from neodiff.generate.folder import Clock, check_name
from neodiff.generate.sequence import Run
from neodiff.outcome import Plan
from neodiff.request import Request
from neodiff.review import text


@click.command()
@click.argument("name", required=False)
@click.argument("db", required=False)
@planning
@from_migrations
@migrations_folder
@click.option("--at", metavar="YYYYMMDDHHMMSS", help="The version of the (first) migration; default: now, in UTC.")
@click.option(
    "--rollout",
    is_flag=False,
    flag_value="",
    metavar="[PHASE|MIGRATION]",
    help="Instead of NAME: a pair for each migration of rollout.yaml, or of that part of it.",
)
def command(
    request: Request, name: str | None, at: str | None, rollout: str | None, folder: Path | None, applied: str | None
) -> int:
    """Write the proven plan for DB as a pair of files, there and back, into the migrations folder."""
    if rollout is not None:
        if request.database is not None:
            raise click.UsageError("--rollout takes its names from rollout.yaml: no NAME beside it")
        request = replace(request, database=name)
    elif name is None:
        raise click.UsageError("Missing argument 'NAME'")
    else:
        check_name(name)
    request = replace(request, options=replace(request.options, between=True))
    with started(request, folder, applied) as start:
        clock = Clock.start(start.folder, at)
        apart = start.declaration.platform == "supabase"
        if rollout is not None:
            found = start.rollout()
            chosen = found.chosen(rollout)
            run = Run(start.declaration, found, start.sides, start.options, clock, apart, start.say)
            done = run.run(start.database, chosen)
            last = done.plans.get(done.refused)
            if last is not None:
                note(f"migration {done.refused} is refused, and what comes after it was not looked at")
            made = list(done.files.values())
        else:
            assert name is not None
            last = compare(start.declaration, start.database, start.sides, start.options, start.say)
            made = _one(last, start.database.clone.facts.inside(), name, clock, apart, start.options.allowed)
    return _write(start.folder, made, last)


def _one(plan: Plan, *rest: Any) -> list[Files]:
    start, name, clock, apart, allowed = rest
    if compared.status(plan, proving=True) != EXIT_DIFFERENT:
        return []
    return [files(plan, start, name, clock, apart=apart, allowed=allowed)]


def _write(folder: Path, made: list[Files], last: Plan | None) -> int:
    """All files or, where something was refused, none."""
    if last is not None:
        compared.tell(last)
        if compared.status(last, proving=True) == EXIT_REFUSED:
            click.echo(text.text(last, colour=False), nl=False)
            note("nothing was written")
            return EXIT_REFUSED
    if not made:
        note("nothing to write: the database has it all")
        return EXIT_EQUAL
    texts = {name: content for each in made for name, content in each.texts.items()}
    write_all(folder, texts)
    for name in texts:
        click.echo(str(folder / name))
    return EXIT_DIFFERENT

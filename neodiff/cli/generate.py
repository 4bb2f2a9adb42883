"""neodiff generate: a proven plan as migration files, or a rollout as one pair for each of its migrations."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from neodiff.cli import compared
from neodiff.cli.common import from_migrations, migrations_folder, note, planning
from neodiff.cli.start import started
from neodiff.compare import compare
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.files import put
from neodiff.generate import manifest
from neodiff.generate.files import Files, files
from neodiff.generate.folder import Clock, check_name
from neodiff.generate.manifest import Manifest
from neodiff.generate.replaced import check_end, since, strays
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
@click.option(
    "--rebase",
    is_flag=True,
    help="Plan anew, as NAME, what the folder has of another branch and no longer starts from where the others end.",
)
@click.option(
    "--squash",
    metavar="VERSION",
    help="Put NAME in the place of that migration and all behind it, none of which DB has.",
)
@click.option("--api", is_flag=True, help="Also the requests that put it into a hosted Supabase project.")
def command(
    request: Request,
    name: str | None,
    at: str | None,
    rollout: str | None,
    rebase: bool,
    squash: str | None,
    api: bool,
    folder: Path | None,
    applied: str | None,
) -> int:
    """Write the proven plan for DB as a pair of files, there and back, into the migrations folder."""
    if (rollout is not None) + rebase + (squash is not None) > 1:
        raise click.UsageError("--rollout, --rebase and --squash: one of them at a time")
    if rollout is not None:
        if request.database is not None:
            raise click.UsageError("--rollout takes its names from rollout.yaml: no NAME beside it")
        request = replace(request, database=name)
    elif name is None:
        raise click.UsageError("Missing argument 'NAME'")
    else:
        check_name(name)
    request = replace(request, options=replace(request.options, between=True))
    choose = strays if rebase else partial(since, first=squash) if squash is not None else None
    with started(request, folder, applied, replaced=choose) as start:
        gone = list(start.replaced)
        if rebase and not gone:
            note("nothing to rebase: every migration starts from where the one before it ends")
            return EXIT_EQUAL
        clock = Clock.start(start.folder, at)
        apart = start.declaration.platform == "supabase"
        if rollout is not None:
            found = start.rollout()
            chosen = found.chosen(rollout)
            run = Run(start.declaration, found, start.sides, start.options, clock, apart, start.say, api)
            done = run.run(start.database, chosen)
            last = done.plans.get(done.refused)
            if last is not None:
                note(f"migration {done.refused} is refused, and what comes after it was not looked at")
            made = list(done.files.values())
        else:
            assert name is not None
            last = compare(start.declaration, start.database, start.sides, start.options, start.say)
            made = _one(last, start.database.clone.facts.inside(), name, clock, apart, start.options.allowed, api)
            if squash is not None and compared.status(last, proving=True) != EXIT_REFUSED:
                check_end(gone, manifest.fingerprint(last.new))
    return _write(start.folder, made, last, gone)


def _one(plan: Plan, *rest: Any) -> list[Files]:
    start, name, clock, apart, allowed, api = rest
    if compared.status(plan, proving=True) != EXIT_DIFFERENT:
        return []
    return [files(plan, start, name, clock, apart=apart, allowed=allowed, api=api)]


def _write(folder: Path, made: list[Files], last: Plan | None, gone: list[Manifest]) -> int:
    """All files or, where something was refused, none; those of `gone` go then."""
    if last is not None:
        compared.tell(last)
        if compared.status(last, proving=True) == EXIT_REFUSED:
            click.echo(text.text(last, colour=False), nl=False)
            note("nothing was written")
            return EXIT_REFUSED
    if not made and not gone:
        note("nothing to write: the database has it all")
        return EXIT_EQUAL
    texts = {name: content for each in made for name, content in each.texts.items()}
    put(
        folder,
        {
            **{Path(name): text for name, text in texts.items()},
            **{Path(name): None for each in gone for name in each.files},
        },
    )
    for each in gone:
        note(f"replaced {each.name}")
    for name in texts:
        click.echo(str(folder / name))
    return EXIT_DIFFERENT

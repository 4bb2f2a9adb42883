"""What the verbs share that change a live database: its options, the job, and the question before anything is run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import click

from neodiff.cli.common import Command, migrations_folder, note, progress, schema_dir, scratch_url
from neodiff.declare.load import load
from neodiff.deploy.folder import Pair
from neodiff.deploy.job import Job
from neodiff.deploy.state import writable
from neodiff.generate.folder import place
from neodiff.sides import Sides, platform_of
from neodiff.source import resolve, scratch


def deploying(command: Command) -> Command:
    """What every verb takes that changes a live database by migrations."""
    for option in (
        scratch_url,
        click.option("--retries", default=10, show_default=True, help="How often a unit is tried that met a lock."),
        click.option(
            "--wait", default=0.0, show_default=True, metavar="SECONDS", help="How long for another migration to end."
        ),
        click.option("--yes", is_flag=True, help="Do not ask."),
        migrations_folder,
        schema_dir,
    ):
        command = option(command)
    return command


@contextmanager
def job(
    db: str | None,
    schema_dir: Path,
    folder: Path | None,
    applied: str | None,
    wait: float,
    retries: int,
    scratch_url: str | None,
) -> Iterator[Job]:
    import os

    declaration = load(schema_dir)
    source = writable(resolve(db, declaration.settings, schema_dir))
    there = place(schema_dir, declaration.platform, folder)
    with progress() as say, ExitStack() as stack:

        @cache
        def sides() -> Sides:
            return stack.enter_context(scratch(platform_of(declaration), scratch_url, say))

        def told(text: str) -> None:
            say.clear()
            note(text)

        yield Job(source, declaration, there, sides, os.environ, say, told, applied, wait, retries)


def agreeing(verb: str, label: str, *, yes: bool) -> Callable[[Sequence[Pair]], bool]:
    """Shows what will be run, and asks, unless that was answered before. Raises click.UsageError where nobody can be asked."""

    def agreed(found: Sequence[Pair]) -> bool:
        note(f"{verb} {len(found)} migration{'s' if len(found) > 1 else ''}, {label}:")
        for pair in found:
            note(f"  {_line(pair)}")
        if yes:
            return True
        if not sys.stdin.isatty():
            raise click.UsageError("nobody can be asked here, for stdin is no terminal: say --yes")
        return click.confirm(f"{verb} now?", err=True)

    return agreed


def _line(pair: Pair) -> str:
    manifest = pair.manifest
    if manifest is None:
        return pair.name
    parts = [f"{manifest.units} units" if manifest.units > 1 else "1 unit"]
    parts += [f"hazards: {', '.join(manifest.hazards)}"] if manifest.hazards else []
    parts += [] if manifest.reverse is not None else ["no way back"]
    return f"{pair.name} ({'; '.join(parts)})"


def ended(verb: str, done: list[str], nothing: str) -> None:
    for name in done:
        click.echo(name)
    note(f"{verb} {len(done)} migration{'s' if len(done) > 1 else ''}" if done else nothing)

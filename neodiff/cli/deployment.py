"""What the verbs share that change a live database: its options, the job, and the question before anything is run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import click

from neodiff import ledger
from neodiff.cli.common import Command, migrations_folder, note, progress, schema_dir, scratch_url
from neodiff.declare.declaration import Declaration
from neodiff.declare.load import load
from neodiff.deploy import gates
from neodiff.deploy.folder import Pair
from neodiff.deploy.gates import Said
from neodiff.deploy.job import Job
from neodiff.deploy.session import connected, user
from neodiff.deploy.state import writable
from neodiff.generate.folder import place
from neodiff.ledger import REVERSE, Ledger
from neodiff.named import resolve
from neodiff.sides import Sides, platform_of
from neodiff.source import scratch


def deploying(command: Command) -> Command:
    """What every verb takes that changes a live database by migrations."""
    for option in (
        click.option("--retries", default=10, show_default=True, help="How often a unit is tried that met a lock."),
        click.option("--yes", is_flag=True, help="Do not ask."),
        click.option("--confirm", default="", metavar="NAME", help="The name of the protected environment, typed."),
        click.option("--approved-by", default="", metavar="WHO", help="Who else agrees, where it takes two people."),
        click.option(
            "--override",
            default="",
            metavar="WHY",
            help="Why it is done outside the window, or before the soak time is over.",
        ),
    ):
        command = option(command)
    return ledgered(command)


def backed_up(command: Command) -> Command:
    return click.option(
        "--backup",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Refuse without a verified backup in that folder, made by `neodiff backup` in the last 24 hours.",
    )(command)


def reproving(command: Command) -> Command:
    return click.option(
        "--reprove",
        is_flag=True,
        help="What was planned from another state than DB is in is proven there and back on a copy of DB first.",
    )(command)


def ledgered(command: Command) -> Command:
    """What every verb takes that writes the ledger."""
    for option in (
        scratch_url,
        click.option(
            "--wait", default=0.0, show_default=True, metavar="SECONDS", help="How long for another migration to end."
        ),
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
    scratch_url: str | None,
    retries: int = 0,
    confirm: str = "",
    approved_by: str = "",
    override: str = "",
    backup: Path | None = None,
    reprove: bool = False,
    *,
    way: str | None = None,
) -> Iterator[Job]:
    """`way`: forward or reverse, None where no schema changes. Raises PlanError where the environment demands more first."""
    declaration = load(schema_dir)
    source = writable(resolve(db, declaration.settings, schema_dir))
    there = place(schema_dir, declaration.platform, folder)
    rules = gates.rules(source.environment, declaration.settings)
    if backup is not None:
        rules = replace(rules, backup=backup)
    if way is not None and rules.protected and not confirm and sys.stdin.isatty():
        confirm = click.prompt(f"{rules.name} is protected; type its name to go on", err=True)
    said = Said(confirm, approved_by, override, user())
    if way is not None:
        gates.check(rules, said, datetime.now(UTC), back=way == REVERSE)
    with progress() as say, ExitStack() as stack:

        @cache
        def sides() -> Sides:
            return stack.enter_context(scratch(platform_of(declaration), scratch_url, say))

        def told(text: str) -> None:
            say.clear()
            note(text)

        try:
            yield Job(
                source,
                declaration,
                there,
                sides,
                os.environ,
                say,
                told,
                rules=rules,
                said=said,
                before=partial(_ledger, rules.after, declaration, schema_dir),
                reprove=reprove,
                told=applied,
                wait=wait,
                retries=retries,
            )
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                "what was committed stays: `neodiff status` tells, and apply goes on from there"
            ) from None


def _ledger(environment: str | None, declaration: Declaration, schema_dir: Path) -> Ledger:
    """That of the environment which comes before."""
    other = writable(resolve(environment, declaration.settings, schema_dir))
    with connected(other.url, other.label) as conn:
        return ledger.read(conn)


def agreeing(verb: str, label: str, *, yes: bool, back: bool = False) -> Callable[[Sequence[Pair]], bool]:
    """Shows what will be run, and asks, unless that was answered before. Raises click.UsageError where nobody can be asked."""

    def agreed(found: Sequence[Pair]) -> bool:
        note(f"{verb} {len(found)} migration{'s' if len(found) > 1 else ''}, {label}:")
        for pair in found:
            # units and hazards are those of the way there
            note(f"  {pair.name if back else _line(pair)}")
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

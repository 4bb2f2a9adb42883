"""neodiff fleet: one declaration for many databases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from neodiff.cli import compared
from neodiff.cli.common import allowed, note, progress, schema_dir, scratch_url
from neodiff.declare.load import load
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED, UserError
from neodiff.files import write_all
from neodiff.fleet import report, waves
from neodiff.fleet.targets import Target, asked, listed, matching
from neodiff.fleet.waves import Pace
from neodiff.fleet.work import DONE, NOTHING, Luggage, Outcome, drifted, migrated, standing, surveyed
from neodiff.generate.folder import place
from neodiff.options import HAZARDS, Options
from neodiff.request import Request


@dataclass(frozen=True, slots=True)
class Fleet:
    """Which databases, with what, on which machines, how fast."""

    targets: list[Target]
    luggage: Luggage
    schema_dir: Path
    pace: Pace
    dask: str | None
    out: Path | None

    def run(self, work: waves.Work) -> list[Outcome]:
        with progress() as say, _executor(self.dask, self.pace.at_once) as executor:
            done = 0

            def told(outcome: Outcome) -> None:
                nonlocal done
                done += 1
                say(f"{done} of {len(self.targets)} databases; {outcome.target.name}: {outcome.state}")

            return waves.run(self.targets, work, self.luggage, executor, self.pace, told)

    def written(self, found: Sequence[Outcome], groups: Sequence[report.Group] = ()) -> None:
        if self.out is not None:
            write_all(self.out, {"fleet.json": report.machine(found, groups)})
            note(f"{self.out / 'fleet.json'}: every database by name")


def fleet(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every verb of a fleet takes."""
    for option in (
        click.option("--targets", type=click.Path(path_type=Path, dir_okay=False), help="A file: [NAME] URL a line."),
        click.option("--query", nargs=2, metavar="URL SQL", help="What this query gives there: URL, or name and URL."),
        click.option("--databases", nargs=2, metavar="URL PATTERN", help="Databases of that server: 'tenant_*'."),
        click.option("--jobs", default=4, show_default=True, help="How many databases at the same time."),
        click.option("--dask", metavar="ADDRESS", help="A dask scheduler whose workers do it; needs neodiff[dask]."),
        click.option(
            "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for fleet.json, and plans."
        ),
        click.option(
            "--migrations",
            "folder",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="Their folder; default: migrations beside the schema folder.",
        ),
        scratch_url,
        schema_dir,
    ):
        command = option(command)
    return command


def _fleet(
    targets: Path | None,
    query: tuple[str, str] | None,
    databases: tuple[str, str] | None,
    jobs: int,
    dask: str | None,
    out: Path | None,
    folder: Path | None,
    scratch_url: str | None,
    schema_dir: Path,
    pace: Pace | None = None,
    reprove: bool = False,
) -> Fleet:
    if sum(given is not None for given in (targets, query, databases)) != 1:
        raise click.UsageError("--targets, --query or --databases: expected one of them")
    if jobs < 1:
        raise click.UsageError(f"--jobs: expected 1 or more, got {jobs}")
    declaration = load(schema_dir)
    if targets is not None:
        found = listed(targets)
    elif query is not None:
        found = asked(*query)
    else:
        assert databases is not None
        found = matching(*databases)
    if not found:
        raise UserError("no database is meant: the list, query or pattern gives none")
    luggage = Luggage.packed(schema_dir, place(schema_dir, declaration.platform, folder), scratch_url, reprove=reprove)
    return Fleet(found, luggage, schema_dir, pace or Pace(jobs, most=len(found)), dask, out)


@contextmanager
def _executor(dask: str | None, jobs: int) -> Iterator[Executor]:
    """Threads of this process, or workers of a dask cluster. Raises UserError where that cannot be had."""
    if dask is None:
        with ThreadPoolExecutor(jobs) as pool:
            yield pool
        return
    try:
        connect: Any = import_module("distributed").Client
    except ImportError:
        raise UserError("--dask needs the package dask.distributed: pip install 'neodiff[dask]'") from None
    try:
        client = connect(dask)
    except (OSError, ValueError, TimeoutError) as error:
        raise UserError(f"--dask {dask}: no scheduler answers there: {error}") from None
    with client, client.get_executor(retries=3, pure=False) as pool:
        yield pool


@click.group()
def command() -> None:
    """One declaration for many databases: each is read once, each distinct state is planned and proven once."""


@command.command()
@fleet
@click.option("--prune", is_flag=True, help="As of `diff`.")
@click.option("--allow", default="", metavar="HAZARD,...", help=f"As of `diff`: {', '.join(HAZARDS)}, all.")
def diff(prune: bool, allow: str, **given: Any) -> int:
    """What each state lacks, planned and proven once for all databases that are in it."""
    options = Options(prune, tuple(allowed(allow)))
    found = _fleet(**given)
    surveys = found.run(surveyed)
    groups = report.grouped(surveys)
    urls = {target.name: target.url for target in found.targets}
    for group in groups:
        request = Request(urls[group.members[0]], found.schema_dir, None, options, found.luggage.scratch_url)
        group.plan = compared.planned(request)
        group.status = compared.status(group.plan, proving=True)
        if found.out is not None and group.status != EXIT_EQUAL:
            write_all(found.out / group.name, compared.files(group.plan))
    for line in report.plans(groups, surveys):
        click.echo(line)
    found.written(surveys, groups)
    worst = max((group.status for group in groups), default=EXIT_EQUAL)
    return max(worst, EXIT_REFUSED if any(outcome.state != "read" for outcome in surveys) else EXIT_EQUAL)


@command.command()
@fleet
@click.option("--canary", default=1, show_default=True, help="How many come first, before any other is begun.")
@click.option("--wave", default=0, help="How many then at a time; a wave ends before the next. 0: all.")
@click.option("--rate", default=0.0, metavar="N", help="How many are begun a minute. 0: no limit.")
@click.option("--max-failures", default=0, show_default=True, help="More failures than these, and no other is begun.")
@click.option("--reprove", is_flag=True, help="As of `apply`.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def apply(canary: int, wave: int, rate: float, max_failures: int, reprove: bool, yes: bool, **given: Any) -> int:
    """Run on each database what it lacks of the migrations folder. Run it again after a failure: what is done is done."""
    found = _fleet(**given, pace=Pace(given["jobs"], rate, canary, wave, max_failures), reprove=reprove)
    note(f"apply to {len(found.targets)} databases, {canary} first")
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("nobody can be asked here, for stdin is no terminal: say --yes")
        if not click.confirm("apply now?", err=True):
            return EXIT_DIFFERENT
    done = found.run(migrated)
    for line in report.states(done):
        click.echo(line)
    found.written(done)
    return report.status(done, (DONE, NOTHING))


@command.command()
@fleet
def status(**given: Any) -> int:
    """Which migrations the databases have, told by their ledgers."""
    return _asked(given, standing, "up to date")


@command.command()
@fleet
def drift(**given: Any) -> int:
    """Which databases are not what their last migration left; `neodiff drift` tells of one what changed."""
    return _asked(given, drifted, "as it was left")


def _asked(given: dict[str, Any], work: waves.Work, fine: str) -> int:
    found = _fleet(**given)
    done = found.run(work)
    for line in report.states(done):
        click.echo(line)
    found.written(done)
    return report.status(done, (fine,))

"""neodiff check: what is wrong in the YAML, found without a live database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click

from neodiff.cli.common import note, progress, schema_dir, scratch_url
from neodiff.declare.load import ROLLOUT, Declaration, load
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_INPUT
from neodiff.facts import FactId
from neodiff.files import write_all
from neodiff.finding import LEVELS, Finding, Level, counts, in_order, invalid
from neodiff.health.judge import thresholds
from neodiff.lint.report import FORMATS
from neodiff.problems import DeclarationError
from neodiff.sides import platform_of
from neodiff.source import scratch


@click.command()
@schema_dir
@click.option("--offline", is_flag=True, help="Only what needs no server at all.")
@click.option("--format", "shown_as", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--level",
    type=click.Choice(get_args(Level)),
    default="warning",
    show_default=True,
    help="Exit status 1 for findings at or above this level; style is shown only when it is named.",
)
@click.option("--access", is_flag=True, help="Show who may do what with the rows of each table; text or json.")
@click.option(
    "--pgtap",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the tests of who may do what into this file, as a pgTAP script.",
)
@scratch_url
def command(
    schema_dir: Path,
    offline: bool,
    shown_as: str,
    level: Level,
    access: bool,
    pgtap: Path | None,
    scratch_url: str | None,
) -> int:
    """Find what is wrong in the YAML: keys, references, SQL; load it into the scratch server, and lint what it makes there.

    Exit status: 0 nothing found at or above --level; 1 something found; 2 the YAML is not valid.
    """
    if offline and (access or pgtap):
        raise click.UsageError("--access and --pgtap need the scratch server: leave out --offline")
    if access and shown_as not in ("text", "json"):
        raise click.UsageError("--access is shown as text or json")
    try:
        declaration = load(schema_dir, sql=offline)
        thresholds(declaration.settings)
        if access:
            click.echo(_access(declaration, scratch_url, shown_as), nl=False)
            return EXIT_EQUAL
        findings = _offline(declaration) if offline else _checked(declaration, scratch_url, pgtap)
        if (schema_dir / ROLLOUT).exists():
            _rollout(declaration)
    except DeclarationError as error:
        if shown_as == "text":
            raise
        click.echo(FORMATS[shown_as](invalid(error.problems)), nl=False)
        return EXIT_INPUT
    for text in declaration.notes:
        note(f"note: {text}")
    least: Level = "style" if level == "style" else "info"
    shown = in_order([found for found in findings if counts(found.level, least)])
    click.echo(FORMATS[shown_as](shown), nl=False)
    objects = len({fact_id.root for fact_id in declaration.facts})
    note(f"{schema_dir}: {objects} objects, {_sum(shown)}")
    return EXIT_DIFFERENT if any(counts(found.level, level) for found in shown) else EXIT_EQUAL


def _sum(findings: Sequence[Finding]) -> str:
    """For people: `nothing wrong`, or `2 errors, 1 warning`."""
    found = Counter(each.level for each in findings)
    words = {"error": "errors", "warning": "warnings"}
    said = [
        f"{found[level]} {level if found[level] == 1 else words.get(level, level)}" for level in LEVELS if found[level]
    ]
    return ", ".join(said) or "nothing wrong"


def _offline(declaration: Declaration) -> list[Finding]:
    from neodiff import checking

    return checking.offline(declaration, note)


def _rollout(declaration: Declaration) -> None:
    from neodiff.cli.start import rollout_of

    rollout_of(declaration)


def _access(declaration: Declaration, scratch_url: str | None, shown_as: str) -> str:
    from neodiff import access
    from neodiff.scratch.roles import bypassing
    from neodiff.smoke import matrix

    with progress() as say, scratch(platform_of(declaration), scratch_url, say) as sides:
        facts = sides.target(declaration, sides.server.major).facts
        found = access.access(facts.facts, bypassing(sides.platform.roles))
    relations = [fact_id for fact_id in declaration.facts if fact_id.kind in access.RELATIONS]
    unmanaged = [each for each in relations if FactId("grants", "", "", each) not in declaration.managed]
    return (matrix.machine if shown_as == "json" else matrix.text)(found, unmanaged)


def _checked(declaration: Declaration, scratch_url: str | None, pgtap: Path | None) -> list[Finding]:
    from neodiff import checking

    with progress() as say, scratch(platform_of(declaration), scratch_url, say) as sides:
        found = checking.on_scratch(declaration, sides, pgtap=pgtap is not None)
    if pgtap is not None:
        write_all(pgtap.parent, {pgtap.name: found.pgtap})
    return found.findings

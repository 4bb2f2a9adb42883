"""neodiff health: a live database measured, and compared with how it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from neodiff.cli.common import note, progress, schema_dir
from neodiff.connect import connected, telling
from neodiff.declare.declaration import Declaration
from neodiff.declare.load import load
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, UserError
from neodiff.files import write_all
from neodiff.health import judge, page, text
from neodiff.health.judge import Report
from neodiff.health.measure import measure
from neodiff.named import resolve

FORMATS: Final[dict[str, Callable[[Report], str]]] = {
    "text": text.text,
    "json": judge.machine,
    "prometheus": text.prometheus,
    "html": page.page,
}

DEFAULT: Final = Path("schema")


@click.command()
@click.argument("db", required=False)
@schema_dir
@click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False), help="Compare with what --save wrote.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Write what was measured, as a baseline.")
@click.option("--format", "shown_as", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file, written whole; default: stdout.")
@click.option(
    "--timeout", type=click.IntRange(1, 3600), default=60, show_default=True, help="Seconds for one statement."
)
@click.option("--list", "listed", is_flag=True, help="Print the checks, their units and thresholds; no database.")
def command(
    db: str | None,
    schema_dir: Path,
    baseline: Path | None,
    save: Path | None,
    shown_as: str,
    out: Path | None,
    timeout: int,
    listed: bool,
) -> int:
    """Measure DB, read-only: speed, indexes, size, dead rows, locks, sessions, integrity, declared rules.

    Exit status: 0 healthy; 1 something is beyond a threshold; 2 your input is wrong.
    """
    if schema_dir == DEFAULT and not schema_dir.exists():
        note(f"no folder {schema_dir}: no rules, and the thresholds as they come")
        declaration = Declaration(schema_dir)
    else:
        declaration = load(schema_dir)
    checks = judge.thresholds(declaration.settings)
    if listed:
        for check in checks:
            limit = "-" if check.limit is None else judge.shown(check.limit, check)
            change = "-" if check.change is None else f"{check.change:g} %"
            click.echo(f"{check.name:<26}{check.unit:<9}{limit:<10}{change:<7}{check.reason}")
        return EXIT_EQUAL
    before = judge.load(baseline) if baseline is not None else None
    source = resolve(db, declaration.settings, schema_dir)
    if not source.url:
        raise UserError(f"{source.label}: is a snapshot, which cannot be measured; name a live database")
    with progress() as say, connected(source.url, source.label) as conn, telling(source.label):
        found = measure(conn, source.label, declaration.data_rules, declaration.search_path, timeout, say)
    report = judge.judge(found, checks, before)
    shown = FORMATS[shown_as](report)
    if save is not None:
        write_all(save.parent, {save.name: judge.machine(report)})
    if out is not None:
        write_all(out.parent, {out.name: shown})
        note(f"{out}: {text.verdict(report)}")
    else:
        click.echo(shown, nl=False)
    return EXIT_DIFFERENT if report.beyond else EXIT_EQUAL

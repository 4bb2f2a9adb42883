"""neodiff diff: what a database lacks, and the SQL there and back, proven."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from neodiff import snapshot
from neodiff.cli.common import (
    allowed,
    from_migrations,
    names,
    note,
    planning,
    progress,
    rows_of,
    schema_dir,
    scratch_url,
)
from neodiff.equal import Equal, equal
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.files import write_all
from neodiff.outcome import Options, Plan
from neodiff.review import machine, rows, script, text
from neodiff.source import opened, resolve, scratch


@click.command()
@click.argument("db", required=False)
@schema_dir
@from_migrations
@planning
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "sql", "json", "markdown", "html"]),
    default="text",
    show_default=True,
    help="What goes to stdout.",
)
@click.option("--reverse", is_flag=True, help="With --format sql: the way back.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for forward.sql, reverse.sql, plan.json, review.md.",
)
@click.option("--no-prove", is_flag=True, help="Plan only; the result is marked NOT PROVEN.")
@scratch_url
def command(
    db: str | None,
    schema_dir: Path,
    migrations: Path | None,
    schemas: str,
    environment: str | None,
    prune: bool,
    allow: str,
    engine: str,
    form: str,
    reverse: bool,
    out: Path | None,
    online: bool,
    no_prove: bool,
    scratch_url: str | None,
) -> int:
    """Show what DB lacks and the SQL there and back, proven on scratch. DB is an environment, a URL or a snapshot."""
    hazards = allowed(allow)
    if reverse and form != "sql":
        raise click.UsageError("--reverse goes with --format sql")
    options = Options(prune, tuple(hazards), engine, not no_prove, tuple(names(schemas)), environment, online=online)
    known = equal(schema_dir, (db, migrations, options, scratch_url))
    plan = known.again(db, schema_dir) or _compared(db, schema_dir, migrations, options, scratch_url, known)
    if out is not None:
        write_all(out, files(plan))
    _show(plan, form, reverse)
    tell(plan)
    return status(plan, proving=not no_prove)


def _compared(
    db: str | None, schema_dir: Path, migrations: Path | None, options: Options, scratch_url: str | None, known: Equal
) -> Plan:
    from neodiff.compare import compare
    from neodiff.declare.load import load
    from neodiff.sides import platform_of

    declaration = load(schema_dir)
    source = resolve(db, declaration.settings, schema_dir, migrations=migrations)
    if source.note:
        note(source.note)
    options = replace(options, environment=options.environment or source.environment)
    data = rows_of(options.environment, declaration)
    with (
        progress() as say,
        scratch(platform_of(declaration), scratch_url, say) as sides,
        opened(source, sides) as database,
    ):
        plan = compare(declaration, database, sides, options, say)
        equal_now = bool(source.url) and plan.empty and not plan.refused and not plan.rows.refused
        if equal_now and not data and database.rows is not None:
            known.keep(source, declaration.settings, database.rows, plan)
    if equal_now and source.state is not None:
        _remember(plan, source.state)
    return plan


def files(plan: Plan) -> dict[str | Path, str]:
    from neodiff.review import markdown

    return {
        "forward.sql": script.forward(plan),
        "reverse.sql": script.reverse(plan),
        "plan.json": machine.text(plan),
        "review.md": markdown.text(plan),
    }


def status(plan: Plan, *, proving: bool) -> int:
    failed = plan.proof is not None and bool(plan.proof.failed)
    if plan.refused or plan.rows.refused or plan.unset or failed or (proving and not plan.proven):
        return EXIT_REFUSED
    return EXIT_EQUAL if plan.empty else EXIT_DIFFERENT


def _remember(plan: Plan, folder: Path) -> None:
    """What was declared when the database was seen equal: a value that changes there later is somebody's choice."""
    if plan.rows.applied is None or not folder.is_dir():
        return
    path, text = folder / snapshot.APPLIED, plan.rows.applied.to_text()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_all(folder, {snapshot.APPLIED: text})
        note(f"{os.path.relpath(path)}: the declared rows are kept as what was last applied")


def _show(plan: Plan, form: str, reverse: bool) -> None:
    if form == "text":
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        click.echo(text.text(plan, colour=colour), nl=False)
    elif form == "sql":
        click.echo(script.reverse(plan) if reverse else script.forward(plan), nl=False)
    elif form == "json":
        click.echo(machine.text(plan), nl=False)
    elif form == "markdown":
        from neodiff.review import markdown

        click.echo(markdown.text(plan), nl=False)
    else:
        from neodiff.review import html

        click.echo(html.text(plan), nl=False)


def tell(plan: Plan) -> None:
    for line in rows.told(plan):
        note(line)
    if plan.kept:
        note(f"kept, not declared: {len(plan.kept)}")
        for fact_id in plan.kept[:50]:
            note(f"  {fact_id}")
        if len(plan.kept) > 50:
            note(f"  and {len(plan.kept) - 50} more (all of them: --format json)")
    if plan.unmodelled:
        note(f"not modelled, left as they are: {len(plan.unmodelled)}")
        for name in plan.unmodelled[:50]:
            note(f"  {name}")

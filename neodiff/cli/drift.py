"""neodiff drift: what changed in a live database since it was last applied to, or its snapshot was made."""

from __future__ import annotations

import json
from pathlib import Path

import click

from neodiff.cli.asked import colour
from neodiff.cli.common import note, progress, schema_dir, scratch_url
from neodiff.declare.load import load
from neodiff.deploy.drift import Drift, adoptable, drift
from neodiff.deploy.state import writable
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, PlanError
from neodiff.files import put
from neodiff.named import resolve
from neodiff.repull import repull
from neodiff.review import machine, script, text
from neodiff.sides import platform_of
from neodiff.source import opened, scratch


@click.command()
@click.argument("db", required=False)
@schema_dir
@click.option("--format", "form", type=click.Choice(["text", "sql", "json"]), default="text", show_default=True)
@click.option("--adopt", is_flag=True, help="Change the schema folder so that it declares what was changed.")
@scratch_url
def command(db: str | None, schema_dir: Path, form: str, adopt: bool, scratch_url: str | None) -> int:
    """Show what changed in DB since neodiff last changed it, or its snapshot was made, and the SQL that takes it back."""
    declaration = load(schema_dir)
    source = writable(resolve(db, declaration.settings, schema_dir))
    with progress() as say, scratch(platform_of(declaration), scratch_url, say) as sides:
        found = drift(source, declaration, sides, say)
        if adopt and not found.undo.empty:
            if not adoptable(source, declaration, sides):
                raise PlanError(
                    f"{schema_dir} declares more than {found.since} left in {source.label}: adopting would take that back; "
                    "apply it first"
                )
            with opened(source, sides, held=True) as database:
                changed = repull(schema_dir, database, sides, (), {}, say)
            put(schema_dir, {**changed.files, **changed.beside})
            for line in [*changed.lines, *changed.left]:
                note(line)
    _show(found, form)
    return EXIT_EQUAL if found.undo.empty else EXIT_DIFFERENT


def _show(found: Drift, form: str) -> None:
    if form == "sql":
        click.echo(script.forward(found.undo, f"what {found.since} left"), nl=False)
    elif form == "json":
        who = {str(fact_id): said for fact_id, said in found.who.items()}
        undo = json.loads(machine.text(found.undo))
        click.echo(
            json.dumps({"version": 1, "since": found.since, "who": who, "undo": undo}, indent=2, ensure_ascii=False)
        )
    elif found.undo.empty:
        click.echo(f"{found.undo.label}: nothing changed since {found.since}")
    else:
        click.echo(f"{found.undo.label}: changed since {found.since}: {text.differences(found.changes)}\n")
        click.echo(text.tree(found.changes, colour=colour()))
        for fact_id, said in found.who.items():
            click.echo(f"  {fact_id}: {said}")
        click.echo(f"\nWhat takes it back; {script.verdict(found.undo)}:\n")
        click.echo(script.forward(found.undo, f"what {found.since} left"), nl=False)

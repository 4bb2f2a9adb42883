"""neodiff check: what is wrong in the YAML, found without a live database."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import note, progress, schema_dir, scratch_url
from neodiff.declare.load import Declaration, load
from neodiff.sides import platform_of
from neodiff.source import scratch


@click.command()
@schema_dir
@click.option("--offline", is_flag=True, help="Only what needs no server at all.")
@scratch_url
def command(schema_dir: Path, offline: bool, scratch_url: str | None) -> None:
    """Find what is wrong in the YAML: keys, references, SQL; then load it into the scratch server."""
    declaration = load(schema_dir, sql=offline)
    if offline:
        _notes(declaration)
    else:
        _on_scratch(declaration, scratch_url)
    for text in declaration.notes:
        note(f"note: {text}")
    note(f"{schema_dir}: {len({fact_id.root for fact_id in declaration.facts})} objects, nothing wrong")


def _notes(declaration: Declaration) -> None:
    from neodiff.declare import expressions

    for text in expressions.notes(declaration):
        note(f"note: {text}")


def _on_scratch(declaration: Declaration, scratch_url: str | None) -> None:
    """PostgreSQL's own judgement: of every statement, then of the bodies of functions."""
    import psycopg

    from neodiff import bodies, rowcheck

    with progress() as say, scratch(platform_of(declaration), scratch_url, say) as sides:
        target = sides.target(declaration, sides.server.major)
        say("checking the bodies of functions")
        with sides.databases.copy(target.template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
            found = bodies.check(conn, declaration)
            say("checking the rows")
            found.extend(rowcheck.check(conn, declaration))
            found.raise_if_any()

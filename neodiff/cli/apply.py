"""neodiff apply: pending migrations into a live database."""

from __future__ import annotations

from typing import Any

import click

from neodiff.cli.deployment import agreeing, backed_up, deploying, ended, job, reproving
from neodiff.deploy.apply import apply
from neodiff.errors import EXIT_EQUAL
from neodiff.ledger import FORWARD


@click.command()
@click.argument("db", required=False)
@click.argument("name", required=False)
@backed_up
@reproving
@deploying
def command(db: str | None, name: str | None, yes: bool, **given: Any) -> int:
    """Run on DB what it lacks of the migrations folder, in order, or the one migration NAME of it."""
    with job(db, way=FORWARD, **given) as found:
        done = apply(found, name, agreeing("apply", f"to {found.source.label}", yes=yes))
    ended("applied", done, "nothing was applied")
    return EXIT_EQUAL

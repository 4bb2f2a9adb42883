"""neodiff rollback: migrations back out of a live database."""

from __future__ import annotations

from typing import Any

import click

from neodiff.cli.common import allowed
from neodiff.cli.deployment import agreeing, deploying, ended, job
from neodiff.deploy.rollback import rollback
from neodiff.errors import EXIT_EQUAL
from neodiff.ledger import REVERSE


@click.command()
@click.argument("db", required=False)
@click.option("--to", metavar="NAME", help="Take back all after this one (none: every one); default: the last one.")
@click.option(
    "--allow",
    default="",
    metavar="HAZARD,...",
    help="With lose-values, rows that were written since are kept in neodiff_archive, and no reason to refuse.",
)
@deploying
def command(db: str | None, to: str | None, allow: str, yes: bool, **given: Any) -> int:
    """Take the last migration of DB back, or all after one, with the rows that were there before."""
    hazards = allowed(allow)
    with job(db, way=REVERSE, **given) as found:
        done = rollback(found, to, hazards, agreeing("take back", f"from {found.source.label}", yes=yes, back=True))
    ended("took back", done, "nothing was taken back")
    return EXIT_EQUAL

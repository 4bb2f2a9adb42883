"""neodiff validate: a person, or a test run, has seen that what a database has been migrated to is good."""

from __future__ import annotations

from typing import Any

import click

from neodiff.cli.common import note
from neodiff.cli.deployment import job, ledgered
from neodiff.deploy.validate import validate
from neodiff.errors import EXIT_EQUAL


@click.command()
@click.argument("db", required=False)
@click.option("--note", "said", default="", metavar="TEXT", help="What was looked at; kept in the ledger.")
@ledgered
def command(db: str | None, said: str, **given: Any) -> int:
    """Note in DB's ledger that its migrations are good. Refused where one was stopped, or DB is not what they lead to."""
    with job(db, **given) as found:
        names = validate(found, said)
    for name in names:
        click.echo(name)
    note(
        f"validated {len(names)} migration{'s' if len(names) > 1 else ''}" if names else "nothing was there to validate"
    )
    return EXIT_EQUAL

"""neodiff promote: what the environment before has had, validated and for long enough, into the next one."""

from __future__ import annotations

from typing import Any

import click

from neodiff.cli.deployment import agreeing, backed_up, deploying, ended, job, reproving
from neodiff.deploy.apply import apply
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL
from neodiff.ledger import FORWARD


@click.command()
@click.argument("environment")
@backed_up
@reproving
@deploying
def command(environment: str, yes: bool, **given: Any) -> int:
    """Run on ENVIRONMENT the pending migrations that the one before it has had, validated and for its soak time, with the
    same files. Exit status 1 where others stay pending."""
    with job(environment, way=FORWARD, **given) as found:
        if found.rules.after is None:
            raise click.UsageError(f"{environment}: neodiff.yaml says `after:` of no environment there; use apply")
        done = apply(found, None, agreeing("promote", f"to {environment}", yes=yes), ripe=True)
        left = found.left()
    ended("promoted", done, "nothing was promoted")
    return EXIT_DIFFERENT if left else EXIT_EQUAL

"""neodiff scratch: the server that plans are proven on."""

from __future__ import annotations

import click

from neodiff.cli.common import note
from neodiff.scratch import server


@click.group()
def command() -> None:
    """Look at, stop or clean the scratch server. It starts by itself and stops when it was idle for 15 minutes."""


@command.command()
def status() -> None:
    """Say whether it runs, where, and how much it keeps."""
    found = server.status()
    click.echo(
        f"{'running' if found.running else 'stopped'}{f', PostgreSQL {found.version}, pid {found.pid}' if found.running else ''}"
    )
    click.echo(f"socket    {found.host}\ncache     {found.cache}\ndata      {found.data}")
    click.echo(f"size      {found.size / 1024 / 1024:.0f} MiB\ntemplates {found.templates}\nclients   {found.clients}")


@command.command()
def stop() -> None:
    """Stop it; templates are kept."""
    note("stopped" if server.stop() else "it was not running")


@command.command()
def clean() -> None:
    """Stop it and remove all it keeps."""
    note(f"removed {server.clean()}")

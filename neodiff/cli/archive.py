"""neodiff archive: what migrations copied before they dropped it, and dropping the copies."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import psycopg

from neodiff.cli.common import note, schema_dir
from neodiff.connect import connected, telling
from neodiff.data.archived import Archived, archives, drop, older
from neodiff.declare.load import load
from neodiff.errors import EXIT_EQUAL, PlanError, UserError
from neodiff.named import Source, resolve
from neodiff.review.words import some, visible


@click.group()
def command() -> None:
    """What migrations copied to schema neodiff_archive before they dropped it; reverse.sql puts it back from there."""


@command.command(name="list")
@click.argument("db")
@schema_dir
def list_(db: str, schema_dir: Path) -> None:
    """Show the archives in DB: rows, size, what of, by which migration, when."""
    with _opened(db, schema_dir) as (_, conn):
        found = archives(conn)
    if not found:
        click.echo("no archives")
        return
    lines = [("table", "rows", "size", "of", "migration", "when"), *map(_line, found)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


@command.command()
@click.argument("db")
@click.argument("name", nargs=-1)
@click.option(
    "--older-than", type=click.IntRange(min=0), metavar="DAYS", help="Only those made more than DAYS days ago."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@schema_dir
def purge(db: str, name: tuple[str, ...], older_than: int | None, yes: bool, schema_dir: Path) -> int:
    """Drop archives in DB, all or those of NAME: what they hold cannot be put back any more."""
    with _opened(db, schema_dir) as (source, conn):
        found = _chosen(archives(conn), name, older_than, source.label)
        if not found:
            note("nothing to drop")
            return EXIT_EQUAL
        if not yes and not _agreed(found, source.label):
            note("nothing was dropped")
            return EXIT_EQUAL
        # ends the transaction in which they were read
        conn.execute("rollback")
        try:
            drop(conn, [each.name for each in found])
        except (psycopg.errors.LockNotAvailable, psycopg.errors.UndefinedTable) as error:
            raise UserError(f"{source.label}: {error.diag.message_primary}; nothing was dropped, try again") from None
    for each in found:
        click.echo(f"dropped {visible(each.name)}")
    return EXIT_EQUAL


@contextmanager
def _opened(db: str, schema_dir: Path) -> Iterator[tuple[Source, psycopg.Connection[Any]]]:
    settings = load(schema_dir).settings if (schema_dir / "neodiff.yaml").exists() else {}
    source = resolve(db, settings, schema_dir)
    if not source.url:
        raise UserError(f"{db}: a snapshot has no archives; name a live database")
    with connected(source.url, source.label) as conn, telling(source.label):
        yield source, conn


def _chosen(found: list[Archived], names: Sequence[str], days: int | None, label: str) -> list[Archived]:
    known = {each.name for each in found}
    for name in names:
        if name not in known:
            hint = f"; there are: {some(sorted(map(visible, known)))}" if known else "; there are none"
            raise UserError(f"{label}: no archive {name!r}{hint}")
    out = [each for each in found if not names or each.name in names]
    return out if days is None else older(out, datetime.now(UTC) - timedelta(days=days))


def _agreed(found: Sequence[Archived], label: str) -> bool:
    """Asks on a terminal. Raises PlanError where there is nobody to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise PlanError(f"{len(found)} archives of {label} would be dropped for good; say so with --yes")
    for each in found:
        note("  ".join(_line(each)))
    return click.confirm(f"drop these for good from {label}?", err=True)


def _line(each: Archived) -> tuple[str, ...]:
    when = each.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if each.at is not None else "?"
    texts = (each.name, str(each.rows), _size(each.size), each.of or "?", each.migration or "?", when)
    return tuple(map(visible, texts))


def _size(count: int) -> str:
    size, unit = float(count), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if size < 1024 or unit == "TiB":
            break
        size /= 1024
    return f"{size:.0f} {unit}"

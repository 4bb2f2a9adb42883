"""Options that several verbs share, and how they speak to people: on stderr, with progress only on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from neodiff.options import HAZARDS

Command = TypeVar("Command", bound=Callable[..., Any])


def schema_dir(command: Command) -> Command:
    return click.option(
        "--schema-dir",
        type=click.Path(path_type=Path),
        default=Path("schema"),
        show_default=True,
        help="Folder of the YAML files.",
    )(command)


def scratch_url(command: Command) -> Command:
    return click.option(
        "--scratch-url", envvar="NEODIFF_SCRATCH_URL", help="A server to prove on, instead of the embedded one."
    )(command)


def from_migrations(command: Command) -> Command:
    return click.option(
        "--from-migrations",
        "migrations",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Instead of DB: the database that this folder of SQL migrations makes.",
    )(command)


def environment(command: Command) -> Command:
    return click.option(
        "--environment", metavar="NAME", help="Whose rows of `environments:` are meant; default: DB, where it is one."
    )(command)


def migrations_folder(command: Command) -> Command:
    command = click.option(
        "--migrations",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Their folder; default: migrations beside the schema folder, under Supabase supabase/migrations.",
    )(command)
    return click.option(
        "--applied",
        metavar="VERSION",
        help="The last migration of that folder that DB has run (or all, none), where DB itself does not tell.",
    )(command)


def planning(command: Command) -> Command:
    """What every verb takes that plans, with DB, as one `request`."""

    @wraps(command)
    def gathered(
        db: str | None,
        schema_dir: Path,
        schemas: str,
        environment: str | None,
        prune: bool,
        allow: str,
        engine: str,
        online: bool,
        scratch_url: str | None,
        migrations: Path | None = None,
        no_prove: bool = False,
        **rest: Any,
    ) -> Any:
        from neodiff.options import Options
        from neodiff.request import Request

        hazards, only = tuple(allowed(allow)), tuple(names(schemas))
        options = Options(prune, hazards, engine, not no_prove, only, environment, online=online)
        return command(request=Request(db, schema_dir, migrations, options, scratch_url), **rest)

    for option in (
        scratch_url,
        schemas,
        environment,
        click.option(
            "--prune", is_flag=True, help="Drop what is in the database and not declared (each drop needs --allow)."
        ),
        click.option(
            "--allow", default="", metavar="HAZARD,...", help=f"Hazards that may be planned: {', '.join(HAZARDS)}, all."
        ),
        click.option(
            "--engine",
            type=click.Choice(["auto", "native", "migra"]),
            default="auto",
            show_default=True,
            help="Who plans; auto turns to migra where the native plan does not prove.",
        ),
        click.option(
            "--online/--no-online",
            default=True,
            show_default=True,
            help="Build indexes and check constraints of tables that hold rows without keeping others waiting.",
        ),
        schema_dir,
    ):
        gathered = option(gathered)
    return cast(Command, gathered)


def allowed(text: str) -> list[str]:
    """The hazards of --allow. Raises click.UsageError for one that nobody knows."""
    found = names(text)
    if unknown := [name for name in found if name not in HAZARDS and name != "all"]:
        raise click.UsageError(f"--allow: unknown hazard {unknown[0]!r}; known: {', '.join(HAZARDS)}, all")
    return found


def schemas(command: Command) -> Command:
    return click.option("--schemas", default="", help="Compare only these schemas, separated by commas.")(command)


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


class Progress:
    """One line on a terminal that says what is being waited for; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self.shown, self.start = sys.stderr.isatty(), time.monotonic()

    def __call__(self, text: str) -> None:
        if self.shown:
            sys.stderr.write(f"\r\x1b[K{text} ...")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def progress() -> Iterator[Progress]:
    bar = Progress()
    try:
        yield bar
    finally:
        bar.clear()


def note(text: str) -> None:
    """Tell the person something that is no part of the result."""
    print(text, file=sys.stderr)

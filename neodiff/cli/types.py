"""neodiff types: the schema as types of a programming language."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

import click

from neodiff.cli.common import names, note, progress, schema_dir, scratch_url
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL
from neodiff.files import stale, write_all

# language: the module whose function of that name writes it
_LANGUAGES: Final = {"typescript": "neodiff.typescript"}


@click.command()
@schema_dir
@click.option("--lang", type=click.Choice(list(_LANGUAGES)), default="typescript", show_default=True)
@click.option(
    "--schemas", default="", help="Schemas in it, separated by commas; default: public, and what api: exposes."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write, instead of stdout.")
@click.option("--check", is_flag=True, help="Write nothing: exit status 1 where the file of --out is stale.")
@click.option("--postgrest-version", metavar="VERSION", help="Told to clients in the type, as for a hosted project.")
@scratch_url
def command(
    schema_dir: Path,
    lang: str,
    schemas: str,
    out: Path | None,
    check: bool,
    postgrest_version: str | None,
    scratch_url: str | None,
) -> int:
    """Write the types that `supabase gen types --lang typescript` writes, from the YAML: no database, no project, no login.

    Without --schemas: public, and what `api:` of neodiff.yaml exposes.
    """
    from neodiff.declare.load import load
    from neodiff.sides import platform_of
    from neodiff.source import scratch

    if check and out is None:
        raise click.UsageError("--check compares with a file: name it with --out")
    made = getattr(import_module(_LANGUAGES[lang]), lang)
    declaration = load(schema_dir)
    with progress() as say, scratch(platform_of(declaration), scratch_url, say) as sides:
        text = made(declaration, sides, names(schemas), postgrest_version)
    if out is None:
        click.echo(text, nl=False)
    elif not check:
        write_all(out.parent, {out.name: text})
    elif stale(out.parent, {out.name: text}):
        note(f"{out} is stale: run `neodiff types --out {out}`")
        return EXIT_DIFFERENT
    return EXIT_EQUAL

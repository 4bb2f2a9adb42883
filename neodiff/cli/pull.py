"""neodiff pull: a live database as YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from neodiff import rowpull
from neodiff.cli.common import from_migrations, names, note, progress, schemas, scratch_url
from neodiff.cli.schema_json import schema_json
from neodiff.data.pulled import Rows
from neodiff.declare import pull_cluster
from neodiff.declare.cluster import DATABASE
from neodiff.declare.load import SETTINGS, load
from neodiff.declare.pull import pull
from neodiff.declare.repull_edit import extended
from neodiff.declare.write import SCHEMA_FILE, files, named, text
from neodiff.errors import EXIT_EQUAL, EXIT_REFUSED
from neodiff.facts import FactBase, FactId
from neodiff.files import put
from neodiff.named import resolve
from neodiff.platforms import platform_named
from neodiff.repull import cluster_documents, repull
from neodiff.scope import Scope, notes
from neodiff.sides import Side
from neodiff.source import Opened, opened, scratch


@click.command()
@click.argument("db", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("schema"),
    show_default=True,
    help="Folder to write.",
)
@click.option(
    "--platform", type=click.Choice(["none", "supabase"]), help="Whose database it is; default: what neodiff.yaml says."
)
@schemas
@click.option(
    "--data",
    metavar="TABLE,...",
    default="",
    help="Write the rows of these tables too, known by natural keys; `all` where there are few.",
)
@from_migrations
@click.option(
    "--roles",
    is_flag=True,
    help="Write the roles that DB uses too, what the database itself has, and grants on parameters.",
)
@click.option("--dry-run", is_flag=True, help="Only list what would be written.")
@scratch_url
def command(
    db: str | None,
    out: Path,
    platform: str | None,
    schemas: str,
    data: str,
    migrations: Path | None,
    roles: bool,
    dry_run: bool,
    scratch_url: str | None,
) -> int:
    """Write everything in DB as YAML files. In a folder that has YAML already, only what differs is changed in its place:
    comments, order and spelling stay. Exit status 3 where something could not be written."""
    declaration = load(out) if out.is_dir() else None
    settings = declaration.settings if declaration is not None else {}
    source = resolve(db, settings, out, migrations=migrations)
    name = platform or str(settings.get("platform", "none"))
    with (
        progress() as say,
        scratch(platform_named(name), scratch_url, say) as sides,
        opened(source, sides, held=True) as database,
    ):
        facts = _asked(database, settings, names(schemas))
        declared = declaration.data.seeds if declaration is not None else ()
        rows = rowpull.pulled(names(data), database, facts, list(declared))
        if declaration is not None and (declaration.facts or declaration.raw):
            found = repull(out, database, sides, names(schemas), rows, say, roles=roles)
            lines, left = found.lines, found.left
            written: dict[Path, str | None] = {**found.files, **found.beside}
        else:
            written, left = _first(facts, name, settings, database, rows, out, roles=roles), []
            lines = [f"+ {path.as_posix()}" for path in sorted(written) if path != Path(SCHEMA_FILE)]
    if not dry_run:
        put(out, written)
    for line in lines:
        click.echo(line)
    if written or not left:
        files = f"{len(written)} {'file' if len(written) == 1 else 'files'} {'would be ' if dry_run else ''}written in {out}"
        note(files if written else f"{out} says what {source.label} is: nothing to write")
    for message in [*dict.fromkeys(message for found in rows.values() for message in found.notes), *left]:
        note(message)
    return _told(database.clone, left)


def _asked(database: Opened, settings: Mapping[str, Any], schemas: Sequence[str]) -> FactBase:
    """What is pulled of all that is there."""
    facts = database.clone.facts.inside()
    scope = Scope.read(settings, {}).within(facts).but(database.live.unread)
    for line in notes(scope.outside(facts)):
        note(f"not written: {line}")
    facts = facts.only(fact_id for fact_id in facts if scope.covers(fact_id))
    if schemas:
        facts = facts.only(f for f in facts if (f.root.name if f.root.kind == "schema" else f.root.schema) in schemas)
    return facts


def _first(
    facts: FactBase,
    platform: str,
    settings: Mapping[str, Any],
    database: Opened,
    rows: Mapping[FactId, Rows],
    out: Path,
    *,
    roles: bool,
) -> dict[Path, str | None]:
    """The files of a folder that declares nothing yet; what its neodiff.yaml says stays as it is written."""
    versioned = {extension.name for extension in database.live.extensions if extension.spelled}
    pulled = pull(facts, platform, versioned, settings.get("defaults"))
    if roles and database.live.cluster is not None:
        pulled.documents |= cluster_documents(database.live, platform_named(platform))
        if own := pull_cluster.database(database.live.cluster.facts, DATABASE):
            pulled.settings["database"] = own
    found = files(pulled)
    beside = rowpull.documents(found, rows)
    written: dict[Path, str | None] = {path: named(path, text(documents)) for path, documents in found.items()}
    given = (out / SETTINGS).read_text(encoding="utf-8") if (out / SETTINGS).exists() else None
    more = {key: value for key, value in pulled.settings.items() if key not in settings}
    if given is not None:
        written[Path(SETTINGS)] = extended(str(out / SETTINGS), given, more)
        if written[Path(SETTINGS)] == given:
            del written[Path(SETTINGS)]
    return {**written, **beside, Path(SCHEMA_FILE): schema_json()}


def _told(clone: Side, left: Sequence[str]) -> int:
    """Tell what has no form; the exit status."""
    for item in clone.unmodelled:
        note(f"not written, for it has no form or holds a secret: {item.kind} {item.identity}")
    outside = clone.facts.beyond()
    for fact_id in outside:
        note(f"not written, for it needs what has no form: {fact_id}")
    return EXIT_REFUSED if clone.unmodelled or outside or left else EXIT_EQUAL

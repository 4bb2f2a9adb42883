"""neodiff pull: a live database as YAML."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import names, note, progress, schemas, scratch_url
from neodiff.cli.schema_json import schema_json
from neodiff.declare.load import load
from neodiff.declare.pull import pull
from neodiff.declare.write import SCHEMA_FILE, files, named, text
from neodiff.errors import EXIT_EQUAL, EXIT_REFUSED, UserError
from neodiff.files import write_all
from neodiff.platforms import platform_named
from neodiff.source import opened, resolve, scratch


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
@scratch_url
def command(db: str | None, out: Path, platform: str | None, schemas: str, scratch_url: str | None) -> int:
    """Write everything in DB as YAML files into a folder that has none yet; exit status 3 where something has no form."""
    settings = load(out).settings if (out / "neodiff.yaml").exists() else {}
    if any(out.rglob("*.yaml")) and {path.name for path in out.rglob("*.yaml")} != {"neodiff.yaml"}:
        raise UserError(f"{out}: there are YAML files already; pull into an empty folder with --out")
    source = resolve(db, settings, out)
    name = platform or str(settings.get("platform", "none"))
    with (
        progress() as say,
        scratch(platform_named(name), scratch_url, say) as sides,
        opened(source, sides) as (live, clone, *_),
    ):
        facts = clone.facts.inside()
        outside = [fact_id for fact_id in clone.facts if fact_id.parent is None and fact_id not in facts]
    if wanted := names(schemas):
        facts = facts.only(f for f in facts if (f.root.name if f.root.kind == "schema" else f.root.schema) in wanted)
    pulled = pull(facts, name, {extension.name for extension in live.extensions if extension.spelled})
    pulled.settings = {
        **pulled.settings,
        **{key: value for key, value in settings.items() if key not in pulled.settings},
    }
    written: dict[str | Path, str] = {path: named(path, text(documents)) for path, documents in files(pulled).items()}
    write_all(out, {**written, SCHEMA_FILE: schema_json()})
    note(f"{len(pulled.documents)} objects written to {out}")
    for item in clone.unmodelled:
        note(f"not written, for it has no form or holds a secret: {item.kind} {item.identity}")
    for fact_id in outside:
        note(f"not written, for it needs one of these: {fact_id}")
    return EXIT_REFUSED if clone.unmodelled else EXIT_EQUAL

"""neodiff snapshot: a live database's schema, and the rows that are declared, as files to commit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from neodiff import snapshot
from neodiff.cli.common import from_migrations, note, progress, schema_dir, scratch_url
from neodiff.files import write_all
from neodiff.liverows import holding_rows, rows_of
from neodiff.options import Options
from neodiff.request import Request
from neodiff.source import opened


@click.command()
@click.argument("db", required=False)
@schema_dir
@from_migrations
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write; default: snapshots/DB.")
@click.option("--only-schema", is_flag=True, help="Leave out the forward and reverse migration it would get.")
@scratch_url
def command(
    db: str | None,
    schema_dir: Path,
    migrations: Path | None,
    out: Path | None,
    only_schema: bool,
    scratch_url: str | None,
) -> None:
    """Write DB's schema, and the migration it would get, into a folder that commands take as DB."""
    from neodiff.cli.compared import files

    begun = Request(db, schema_dir, migrations, Options(hold=True), scratch_url).begun(note)
    declaration = begun.declaration
    name = "migrations" if migrations is not None else db or str(declaration.settings.get("default", "live"))
    folder = out or Path("snapshots") / name.split("/")[-1].split("?")[0]
    with progress() as say, begun.scratch(say) as sides, opened(begun.source, sides, held=True) as database:
        plan = begun.plan(database, sides)
        live = replace(database.live, filled=holding_rows(database))
        written: dict[str | Path, str] = {}
        written.update(snapshot.files(live, sides.dumped(database.clone), declaration).items())
        written.update(snapshot.row_files(rows_of(begun.data, database, plan), plan.rows.secret).items())
    if not only_schema:
        written |= {name: text for name, text in files(plan).items() if name != "plan.json"}
    if plan.empty and not plan.rows.refused and plan.rows.applied is not None:
        written[snapshot.APPLIED] = plan.rows.applied.to_text()
    write_all(folder, written)
    stale = [path for path in (folder / snapshot.ROWS).glob("*.csv") if f"{snapshot.ROWS}/{path.name}" not in written]
    for path in stale:
        path.unlink()
    note(f"{folder}: {', '.join(str(name) for name in written)}")

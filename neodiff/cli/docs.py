"""neodiff docs: the data dictionary, and pictures of tables and their foreign keys."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import note, progress, schema_dir, scratch_url
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL


@click.command()
@schema_dir
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write, instead of stdout.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "html", "mermaid", "svg", "dbml"]),
    default="markdown",
    show_default=True,
    help="A file for each schema, but for html and dbml, which are one.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing: exit status 1 where files of --out are stale; these are named."
)
@scratch_url
def command(schema_dir: Path, out: Path | None, form: str, check: bool, scratch_url: str | None) -> int:
    """Write what the YAML declares as a data dictionary: each object, who may do what with it, and what refers to what."""
    from neodiff.declare.load import load
    from neodiff.docs import docs
    from neodiff.docs.markdown import MARK
    from neodiff.files import put, stale
    from neodiff.sides import platform_of
    from neodiff.source import scratch

    if check and out is None:
        raise click.UsageError("--check compares with a folder: name it with --out")
    declaration = load(schema_dir)
    with progress() as say, scratch(platform_of(declaration), scratch_url, say) as sides:
        found = docs(declaration, sides, form)
    if out is None:
        click.echo("\n".join(found.values()), nl=False)
        return EXIT_EQUAL
    files: dict[str | Path, str] = dict(found.items())
    left = [path for path in _ours(out, MARK) if str(path.relative_to(out)) not in found] if form == "markdown" else []
    if not check:
        put(out, {Path(name): text for name, text in found.items()} | {path.relative_to(out): None for path in left})
        return EXIT_EQUAL
    old = stale(out, files)
    for path in sorted([*old, *left]):
        click.echo(str(path))
    if old or left:
        note(f"{out} is stale: run `neodiff docs --out {out} --format {form}`")
        return EXIT_DIFFERENT
    return EXIT_EQUAL


def _ours(folder: Path, mark: str) -> list[Path]:
    """Files that an earlier run wrote there."""
    found = [path for path in folder.rglob("*.md") if path.is_file()]
    return [path for path in found if path.read_text(encoding="utf-8", errors="replace").startswith(mark)]

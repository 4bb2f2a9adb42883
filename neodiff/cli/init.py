"""neodiff init: a new project."""

from __future__ import annotations

from pathlib import Path

import click

from neodiff.cli.common import note
from neodiff.cli.schema_json import schema_json
from neodiff.errors import UserError
from neodiff.files import write_all

_EXAMPLE = """\
# yaml-language-server: $schema=../schema.json
table: notes
comment: What people write down
columns:
  id: {type: uuid, default: gen_random_uuid(), primary_key: true}
  body: {type: text, not_null: true}
  created_at: {type: timestamptz, not_null: true, default: now()}
rls: enabled
grants: {}
"""
_SETTINGS = """\
platform: %s
default: staging
environments:
  staging: {url: $STAGING_DATABASE_URL, snapshot: ../snapshots/staging}
"""
_WORKFLOW = """\
name: schema
on: pull_request
permissions: {contents: read, pull-requests: write}
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install neodiff
      # the committed snapshot is compared where the secret is not set
      - run: neodiff ci --out neodiff-review
        env:
          STAGING_DATABASE_URL: ${{ secrets.STAGING_DATABASE_URL }}
          GITHUB_TOKEN: ${{ github.token }}
      - if: always()
        uses: actions/upload-artifact@v4
        with: {name: neodiff-review, path: neodiff-review}
"""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=Path("."))
@click.option(
    "--platform",
    type=click.Choice(["none", "supabase"]),
    default="none",
    show_default=True,
    help="Whose database it is.",
)
def command(directory: Path, platform: str) -> None:
    """Make schema/ with an example, snapshots/ and a CI workflow in DIRECTORY; nothing that is there is touched."""
    files: dict[str | Path, str] = {
        "schema/neodiff.yaml": _SETTINGS % platform,
        "schema/schema.json": schema_json(),
        "schema/tables/notes.yaml": _EXAMPLE,
        "snapshots/README.md": "Schemas of live databases, one folder each, written by `neodiff snapshot`.\n",
        ".github/workflows/schema.yml": _WORKFLOW,
    }
    if there := [name for name in files if (directory / name).exists()]:
        raise UserError(f"{directory / there[0]} is there already; nothing was written")
    write_all(directory, files)
    note("written: " + ", ".join(str(name) for name in files))
    note("next: set STAGING_DATABASE_URL and run `neodiff pull staging --out schema` or `neodiff diff staging`")

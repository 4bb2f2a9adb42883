"""A declared table whose rows come from a CSV file of so many MB, against a database that has none of it. Knows no tool."""

from __future__ import annotations

from pathlib import Path

_TABLE = """\
table: items
columns:
  id: {type: bigint, identity: always, primary_key: true}
  slug: {type: text, not_null: true, unique: true}
  name: text
  note: text
rows:
  key: [slug]
  csv: items.csv
"""


def declared(folder: Path, megabytes: int) -> int:
    """Write the schema folder; how many rows the file has."""
    folder.mkdir(parents=True)
    (folder / "neodiff.yaml").write_text("platform: none\n", encoding="utf-8")
    (folder / "items.yaml").write_text(_TABLE, encoding="utf-8")
    rows = written = 0
    with (folder / "items.csv").open("w", encoding="utf-8") as file:
        written += file.write("slug,name,note\n")
        while written < megabytes * 1_000_000:
            written += file.write(f"item-{rows:08d},Name of item {rows},{'lorem ipsum dolor ' * 3}{rows}\n")
            rows += 1
    return rows

"""What was last applied, under the names that the goal has: tables, columns and labels of enums that are renamed.

Knows names, no rows of a database. A row whose own key columns are renamed is not known any more.
"""

from __future__ import annotations

from collections.abc import Collection

from neodiff.data.applied import Applied
from neodiff.data.read import Reader, relabelled
from neodiff.facts import FactId
from neodiff.rows import Text


def recalled(applied: Applied, reader: Reader, tables: Collection[FactId]) -> Applied:
    """The same values; `tables` are those of the goal whose rows are declared."""
    if not reader.names and not reader.labels:
        return applied
    out = Applied(dict(applied.rows), dict(applied.json))
    for table in tables:
        live = reader.names.get(table, table)
        rows = applied.rows.get(live.path, applied.rows.get(table.path))
        if rows is not None:
            out.rows[table.path] = {name: _cells(cells, table, reader) for name, cells in rows.items()}
        for old, new in _columns(table, reader).items():
            if (found := applied.json.get(f"{live.path}.{old}")) is not None:
                out.json[f"{table.path}.{new}"] = found
    return out


def _columns(table: FactId, reader: Reader) -> dict[str, str]:
    """Every column's name in the live database -> the one it will have."""
    new = {old.name: mine.name for mine, old in reader.names.items() if mine.kind == "column" and mine.parent == table}
    return {name: name for name in reader.columns(table) if name not in new.values()} | new


def _cells(cells: dict[str, Text], table: FactId, reader: Reader) -> dict[str, Text]:
    names, types = _columns(table, reader), reader.types(table)
    out: dict[str, Text] = {}
    for name, text in cells.items():
        column = names.get(name, name)
        kind = types.get(column, "")
        labels = reader.labels.get(kind.removesuffix("[]"))
        out[column] = relabelled(text, labels, array=kind.endswith("[]"))
    return out

"""The values that were declared when a database was last equal to its declaration, as a file. Knows no database.

They come from declarations only: were they copied from a database, somebody's edit would pass for ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.data.json_text import dumps, exact, parse
from neodiff.errors import UserError
from neodiff.rows import Data, PerRow, Text

_FORMAT: Final = 1


@dataclass(slots=True)
class Applied:
    """What was declared.

    rows: table's path -> name of the row -> column -> value; a reference's (first) column: the name of the row it
          leads to; of a secret nothing: a digest of it could be tried
    json: table's path and column, dotted -> its `default`, `per_row` and `enforce`
    """

    rows: dict[str, dict[str, dict[str, Text]]] = field(default_factory=dict)
    json: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_text(self) -> str:
        """JSON that is the same for the same values, one row a line."""
        rows = [
            f"    {dumps(table)}: {{\n"
            + ",\n".join(f"      {dumps(name)}: {_line(cells)}" for name, cells in _sorted(found))
            + "\n    }"
            for table, found in _sorted(self.rows)
        ]
        kept = [f"    {dumps(column)}: {_block(value, 4)}" for column, value in _sorted(self.json)]
        return f'{{\n  "format": {_FORMAT},\n  "rows": {_braces(rows)},\n  "json": {_braces(kept)}\n}}\n'

    @staticmethod
    def from_text(text: str, name: str = "applied.json") -> Applied:
        """Raises UserError, naming `name`, for a text that to_text() did not write."""
        try:
            found = parse(text)
            if found["format"] != _FORMAT:
                raise UserError(f"{name}: format {found['format']}, expected {_FORMAT}; it is of another neodiff")
            return Applied(found["rows"], found["json"])
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{name}: is not a file of applied values: {error}; restore it from version control"
            ) from None


def declared_json(data: Data) -> dict[str, dict[str, Any]]:
    """What Applied keeps of JSON defaults."""
    return {
        f"{table.path}.{column}": {
            "default": exact(one.default),
            "per_row": [_per_row(row) for row in one.per_row],
            "enforce": exact(one.enforce),
        }
        for (table, column), one in data.json.items()
    }


def _per_row(row: PerRow) -> dict[str, Any]:
    return {"match": dict(row.match), "value": exact(row.value)}


def _sorted(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(found.items())


def _line(cells: Mapping[str, Text]) -> str:
    return "{" + ", ".join(f"{dumps(column)}: {dumps(value)}" for column, value in _sorted(cells)) + "}"


def _braces(lines: list[str]) -> str:
    return "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"


def _block(value: Any, indent: int) -> str:
    """JSON with one key a line, so that a changed default is a changed line."""
    inner = " " * (indent + 2)
    if isinstance(value, dict) and value:
        lines = (
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {_block(item, indent + 2)}" for key, item in _sorted(value)
        )
        return "{\n" + ",\n".join(lines) + f"\n{' ' * indent}}}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "[\n" + ",\n".join(inner + _block(item, indent + 2) for item in value) + f"\n{' ' * indent}]"
    return dumps(value)

"""What declared rows may not be: without their key, twice, NULL where the table refuses it.

Knows tables and rows. Must not know YAML or files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from neodiff.declare.row_keys import Signature, signature
from neodiff.declare.row_tables import Tables
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Row, Secret


def same_keys(table: FactId, rows: Iterable[Row], key: tuple[str, ...], problems: Problems) -> None:
    """Two rows with the same key."""
    seen: dict[Signature, Row] = {}
    for row in rows:
        found = signature(row, key)
        if found is None:
            continue
        if (other := seen.setdefault(found, row)) is not row:
            hint = "one row has one place: remove the other, or make their keys differ"
            problems.add(
                row.pos, f"{table}: row: the key {_shown(row, key)} is here twice; the first is at {other.pos}", hint
            )


def _shown(row: Row, key: Iterable[str]) -> str:
    shown = (f"{name} {row.values[name]!r}" if name in row.values else name for name in key)
    return ", ".join(shown)


def keys(
    tables: Tables, table: FactId, rows: Iterable[Row], key: Sequence[str], broken: Collection[Pos], problems: Problems
) -> None:
    """Rows without a column of the key, or with NULL in it."""
    nulls = tables.nulls_are_equal(table, key)
    for row in rows:
        for name in key:
            if name not in row.places:
                if row.pos not in broken:
                    problems.add(
                        row.pos, f"{table}: row: no value for {name}", "it is part of the key, so every row has it"
                    )
            elif isinstance(row.values.get(name), Secret):
                problems.add(
                    row.places[name], f"{table}: row: {name}: a secret cannot tell rows apart", "write the value"
                )
            elif name in row.values and row.values[name] is None and (not nulls or tables.is_required(table, name)):
                hint = "NULL equals nothing, so it tells no rows apart; `nulls_not_distinct` of the constraint would"
                problems.add(row.places[name], f"{table}: row: {name}: NULL in the key", hint)


def nulls(
    tables: Tables, table: FactId, rows: Iterable[Row], key: Sequence[str], broken: Collection[Pos], problems: Problems
) -> None:
    """Columns beside the key that are NOT NULL, and would be NULL in a new row."""
    needed = [name for name in tables.must_be_given(table) if name not in key]
    for row in rows:
        missing = [name for name in needed if name not in row.places]
        if missing and row.pos not in broken:
            hint = "NOT NULL, and without a default: give a value"
            problems.add(row.pos, f"{table}: row: no value for {', '.join(missing)}", hint)
        for name, value in row.values.items():
            if value is None and name not in key and tables.is_required(table, name):
                problems.add(
                    row.places[name], f"{table}: row: {name}: expected a value, got NULL", "the column is NOT NULL"
                )

"""Files of rows that a declaration names: their header, and what is wrong in them, row by row without keeping any.

Knows tables and rows. Must not know how CSV is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from neodiff.data.csv_rows import MOST, header, records
from neodiff.declare.row_keys import flat
from neodiff.declare.row_tables import Tables
from neodiff.facts import FactId
from neodiff.problems import DeclarationError, Pos, Problems
from neodiff.rows import Csv, Reference, Row, Text, Through
from neodiff.yaml.form_base import nearest

Column = str | Through
# Of more rows the keys are not remembered: PostgreSQL finds what is there twice.
REMEMBERED: Final = 200_000


def read(tables: Tables, table: FactId, written: str, pos: Pos, problems: Problems) -> Csv | None:
    """The file that stands beside the YAML at `pos`; None where it cannot be used, and then `problems` says why."""
    path = Path(pos.file).parent / written
    name, before = str(path), len(problems)
    try:
        names = header(path, name)
    except OSError as error:
        problems.add(
            pos, f"{table}: rows: csv: {written}: {(error.strerror or str(error)).lower()}", f"looked for {path}"
        )
        return None
    except DeclarationError as error:
        problems.extend(error.problems)
        return None
    if not any(names):
        problems.add(Pos(name, 1, 1), f"{table}: rows: expected a header with the names of columns, got none")
        return None
    columns = [_column(tables, table, found, Pos(name, 1, 1), problems) for found in names]
    for index, found in enumerate(names):
        if found in names[:index]:
            problems.add(Pos(name, 1, 1), f"{table}: rows: column {found!r} is in the header twice")
    good = [column for column in columns if column is not None]
    return Csv(path, name, good, pos) if len(problems) == before else None


def _column(tables: Tables, table: FactId, written: str, pos: Pos, problems: Problems) -> Column | None:
    """`column`, or `reference.column` of the row that it leads to, over as many references as there are dots."""
    shape = tables.shape(table)
    if written in shape.columns:
        if shape.columns[written].generated:
            problems.add(pos, f"{table}: rows: column {written!r} is generated, so that no value can be given")
        return written
    references: list[Reference] = []
    at, rest = table, written
    while "." in rest and rest not in tables.shape(at).columns:
        front, _, back = rest.partition(".")
        reference = tables.reference(at, front)
        if reference is None:
            break
        references.append(reference)
        at, rest = reference.table, back
    if not references:
        if tables.lacks(table, written):
            message = f"{table}: rows: no column {written!r}"
            problems.add(pos, message, nearest(written, tables.names(table)))
        return None
    if tables.lacks(at, rest):
        problems.add(pos, f"{table}: rows: {written}: no column {rest!r} in {at.path}", nearest(rest, tables.names(at)))
    return Through(tuple(references), rest)


def columns(csv: Csv) -> list[str]:
    """The columns of the table for which the file has values."""
    out: list[str] = []
    for column in csv.columns:
        out += [column] if isinstance(column, str) else column.first.columns
    return list(dict.fromkeys(out))


def check(
    tables: Tables, table: FactId, csv: Csv, key: tuple[str, ...], rows: Iterable[Row], problems: Problems
) -> None:
    """Every record: its width, NULL where it cannot be, values that are no label of an enum, a key that is here twice."""
    given, start = columns(csv), Pos(csv.name, 1, 1)
    missing = [name for name in dict.fromkeys([*key, *tables.must_be_given(table)]) if name not in given]
    if missing:
        hint = "every row needs one: part of the key, or NOT NULL without a default"
        problems.add(start, f"{table}: rows: no values for {', '.join(missing)}", hint)
    found = Problems()
    try:
        _records(_Check(tables, table, csv, key, rows), csv, found)
    except DeclarationError as error:
        problems.extend(error.problems)
    except OSError as error:
        problems.add(csv.pos, f"{table}: rows: csv: {csv.name}: {error.strerror}")
    problems.extend(found)


class _Check:
    """What is looked at in each record, by the index of its field."""

    def __init__(self, tables: Tables, table: FactId, csv: Csv, key: tuple[str, ...], rows: Iterable[Row]) -> None:
        self.table, self.csv = table, csv
        touched = [
            (i, {column} if isinstance(column, str) else {*column.first.columns})
            for i, column in enumerate(csv.columns)
        ]
        self.key = [i for i, names in touched if names & set(key)]
        nulls = set() if tables.nulls_are_equal(table, key) else set(key)
        required = nulls | {name for name in columns(csv) if tables.is_required(table, name)}
        # of a row that is named through another one part may be NULL
        deep = {i for i, column in enumerate(csv.columns) if isinstance(column, Through) and len(column.references) > 1}
        self.required = [i for i, names in touched if names & required and i not in deep]
        plain = [(i, column) for i, column in enumerate(csv.columns) if isinstance(column, str)]
        sorts = {i: tables.sort(table, column) for i, column in plain}
        self.labels = {i: sort.labels for i, sort in sorts.items() if sort.labels and not sort.array}
        places = {flat(row, [csv.columns[i] for i in self.key]): row.pos for row in rows}
        self.seen: dict[tuple[object, ...], Pos | int] = {known: pos for known, pos in places.items() if known}

    def name(self, index: int) -> str:
        column = self.csv.columns[index]
        if isinstance(column, str):
            return column
        return ".".join([*(each.columns[0].removesuffix("_id") for each in column.references), column.column])


def _records(look: _Check, csv: Csv, problems: Problems) -> None:
    seen = look.seen
    for count, (line, fields) in enumerate(records(csv)):
        for index in look.required:
            if fields[index] is None:
                message = f"{look.table}: rows: {look.name(index)}: expected a value, got NULL"
                problems.add(Pos(csv.name, line, 1), message, 'NULL is an empty field; the empty text is ""')
        for index, labels in look.labels.items():
            if fields[index] is not None and fields[index] not in labels:
                message = f"{look.table}: rows: {look.name(index)}: {fields[index]!r} is no value of the enum"
                problems.add(Pos(csv.name, line, 1), message, nearest(str(fields[index]), labels))
        if look.key and count < REMEMBERED:
            _twice(look, tuple([fields[index] for index in look.key]), line, problems)
        elif count == REMEMBERED:
            seen.clear()
        if len(problems) >= MOST:
            return


def _twice(look: _Check, found: tuple[Text, ...], line: int, problems: Problems) -> None:
    other = look.seen.setdefault(found, line)
    if other != line:
        at = f"line {other}" if isinstance(other, int) else str(other)
        shown = ", ".join(f"{look.name(index)} {value!r}" for index, value in zip(look.key, found))
        problems.add(
            Pos(look.csv.name, line, 1), f"{look.table}: rows: the key {shown} is here twice; the first is at {at}"
        )

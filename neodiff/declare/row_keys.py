"""What tells declared rows apart: which columns are the key, and when two rows have the same one.

Knows tables and rows. Must not know YAML's values or files of rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from neodiff.declare.row_tables import Tables
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Match, Reference, Row, Through, Value
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form_base import nearest
from neodiff.yaml.values import Map, Seq

Signature = tuple[object, ...]


def named(tables: Tables, table: FactId, spec: Map, key: str, where: str, problems: Problems) -> tuple[str, ...]:
    """The columns of a list of names in the YAML, references by theirs; unknown names are noted and left out."""
    out: list[str] = []
    for index, name in enumerate(spec.get(key) or ()):
        columns = tables.columns(table, str(name))
        if not columns and tables.lacks(table, str(name)):
            pos = spec[key].item_pos[index] if isinstance(spec[key], Seq) else spec.pos
            problems.add(pos, f"{where}: {key}: no column {str(name)!r}", nearest(str(name), tables.names(table)))
        out += columns or (str(name),)
    return tuple(dict.fromkeys(out))


def chosen(
    tables: Tables, table: FactId, spec: Map, where: str, declared: Collection[str], problems: Problems, pos: Pos
) -> tuple[str, ...]:
    """The key that is said, or the only natural one among the declared columns; empty where there is none."""
    if "key" in spec:
        before = len(problems)
        key = named(tables, table, spec, "key", where, problems)
        if len(problems) > before:
            return ()
        if not tables.is_key(table, key):
            message = f"{where}: key: {_listed(key)} is not unique"
            problems.add(place(spec, "key", pos)[1], message, _known(tables, table))
        return key
    found = tables.natural_keys(table, declared)
    if len(found) != 1:
        which = "no unique key" if not found else f"{len(found)} unique keys"
        hint = f"say which columns tell rows apart: `key: [...]`; {_known(tables, table)}"
        problems.add(pos, f"{where}: {which} of declared columns only", hint)
        return ()
    return found[0]


def _known(tables: Tables, table: FactId) -> str:
    keys = [_listed(key) for key in tables.shape(table).keys]
    return f"unique here: {', '.join(keys)}" if keys else "the table has no primary key and nothing unique: declare it"


def _listed(columns: Iterable[str]) -> str:
    return f"[{', '.join(columns)}]"


def signature(row: Row, key: Iterable[str]) -> Signature | None:
    """What two rows have in common when they are the same; None where a column of the key is not given."""
    out: list[object] = []
    references: Mapping[Reference, Match] = {**row.lookups, **row.each}
    for column in key:
        if column in row.values:
            out.append(row.values[column])
            continue
        reference = next((known for known in references if column in known.columns), None)
        if reference is None:
            return None
        out.append((reference.columns.index(column), _of(references[reference])))
    return tuple(out)


def _of(match: Match) -> Signature:
    values = tuple(sorted(match.values.items(), key=lambda item: item[0]))
    through = sorted(match.through.items(), key=lambda item: item[0].columns)
    return (match.table, values, tuple((reference.columns, _of(inner)) for reference, inner in through))


def flat(row: Row, columns: Sequence[str | Through]) -> tuple[Value, ...] | None:
    """The row's values of columns as a file of rows has them; None where the row names another row differently."""
    led = [column for column in columns if isinstance(column, Through)]
    said = {
        Through((reference, *more), name) for reference, match in row.lookups.items() for more, name in _paths(match)
    }
    if said - set(led) and {path.first for path in said - set(led)} & {path.first for path in led}:
        return None
    out: list[Value] = []
    for column in columns:
        if isinstance(column, Through):
            if column not in said:
                return None
            match = row.lookups[column.first]
            for reference in column.references[1:]:
                match = match.through[reference]
            out.append(match.values[column.column])
        elif column in row.values:
            out.append(row.values[column])
        else:
            return None
    return tuple(out)


def _paths(match: Match) -> Iterator[tuple[tuple[Reference, ...], str]]:
    for name in match.values:
        yield (), name
    for reference, inner in match.through.items():
        yield from (((reference, *more), name) for more, name in _paths(inner))


def overlaid(base: Iterable[Row], over: Iterable[Row], key: tuple[str, ...]) -> list[Row]:
    """Base rows, with the columns that rows of the same key have over them; rows of other keys behind them."""
    rows = list(base)
    at = {signature(row, key): index for index, row in enumerate(rows)}
    for row in over:
        index = at.get(signature(row, key))
        if index is None:
            rows.append(row)
        else:
            rows[index] = _merged(rows[index], row)
    return rows


def _merged(row: Row, over: Row) -> Row:
    given = set(over.places)
    values = {name: value for name, value in row.values.items() if name not in given}
    lookups = {found: match for found, match in row.lookups.items() if not given & set(found.columns)}
    each = {found: match for found, match in row.each.items() if not given & set(found.columns)}
    places = {**row.places, **over.places}
    return Row({**values, **over.values}, {**lookups, **over.lookups}, {**each, **over.each}, row.pos, places)

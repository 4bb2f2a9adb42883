"""Declared rows as wanted rows: from YAML and CSV, values as PostgreSQL writes them, one for each row of a fan-out.

Knows nothing of what is in the database but through the rows that a reference matches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from neodiff.data.csv_rows import records
from neodiff.data.needs import matches
from neodiff.data.values import Bad, Types
from neodiff.data.world import Item, Layout, Wanted
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Csv, Match, Reference, Secret, Seed, Text, Through, Value

CHUNK = 10_000


@dataclass(slots=True)
class _Said:
    """A row as it is written."""

    values: Mapping[str, Value]
    lookups: Mapping[Reference, Match]
    each: Mapping[Reference, Match]
    pos: Pos
    places: Mapping[str, Pos] = field(default_factory=dict)


class Declared:
    """Makes wanted rows of one seed.

    found:   the rows that a Match selects
    outside: the values that a reference into a table that is no fact takes, None where there is not exactly one row
    """

    def __init__(
        self,
        seed: Seed,
        types: Types,
        problems: Problems,
        found: Callable[[Match], Sequence[Item]],
        outside: Callable[[Reference, Match], tuple[Text, ...] | None],
    ) -> None:
        self.seed, self.types, self.problems, self.found, self.outside = seed, types, problems, found, outside
        self._layouts: dict[tuple[tuple[str, ...], tuple[Reference, ...]], Layout] = {}
        self.secret: set[str] = set()

    def wanted(self) -> Iterator[Wanted]:
        """Every wanted row in the order of the declaration; `targets` hold matches that are not followed yet."""
        said = _said(self.seed)
        while chunk := list(islice(said, CHUNK)):
            canonical = self._canonical(chunk)
            for row in chunk:
                yield from self._expanded(row, canonical)

    def _canonical(self, chunk: Sequence[_Said]) -> dict[str, dict[str, str | Bad]]:
        """column -> text as written -> text as PostgreSQL writes it. What it refuses is a problem."""
        texts: dict[str, dict[str, None]] = {}
        for row in chunk:
            for column, value in row.values.items():
                text = value.text if isinstance(value, Secret) else value
                if text is not None:
                    texts.setdefault(column, {})[text] = None
        out = {column: self.types.canonical(self.seed.table, column, some) for column, some in texts.items()}
        bad = {column for column, found in out.items() if any(isinstance(text, Bad) for text in found.values())}
        for row in chunk if bad else ():
            for column in bad & row.values.keys():
                self._refuse(row, column, out[column])
        return out

    def _refuse(self, row: _Said, column: str, canonical: Mapping[str, str | Bad]) -> None:
        value = row.values[column]
        text = value.text if isinstance(value, Secret) else value
        why = canonical[text] if text is not None else None
        if not isinstance(why, Bad):
            return
        type_name, _ = self.types.declared_type(self.seed.table, column)
        pos = row.places.get(column, row.pos)
        where = f"rows of {self.seed.table}: column {column!r}"
        if isinstance(value, Secret):  # the server's message quotes the value
            self.problems.add(pos, f"{where}: the value of ${value.name} is not a {type_name}", "it is not shown")
        else:
            self.problems.add(pos, f"{where}: expected {type_name}, got {text!r}", why.message)

    def _expanded(self, row: _Said, canonical: Mapping[str, Mapping[str, str | Bad]]) -> Iterator[Wanted]:
        values: dict[str, Value] = {}
        for column, value in row.values.items():
            if isinstance(value, Secret):
                self.secret.add(column)
                found = canonical[column][value.text]
                values[column] = value if isinstance(found, Bad) else Secret(value.name, found)
            elif value is not None:
                found = canonical[column][value]
                values[column] = value if isinstance(found, Bad) else found
            else:
                values[column] = None
        lookups = dict[Reference, Match]()
        for reference, match in row.lookups.items():
            if match.table in self.types.tables:
                lookups[reference] = match
            elif (there := self.outside(reference, match)) is not None:
                values |= zip(reference.columns, there)
        layout = self._layout(tuple(values), (*lookups, *row.each))
        texts = tuple(values.values())
        if not row.each:
            yield Wanted(layout, texts, list(lookups.values()) if lookups else [], row.pos)
            return
        for chosen in product(*map(self.found, row.each.values())):
            yield Wanted(layout, texts, [*lookups.values(), *chosen], row.pos)

    def _layout(self, columns: tuple[str, ...], references: tuple[Reference, ...]) -> Layout:
        key = (columns, references)
        if key not in self._layouts:
            covered = {column: reference for reference in references for column in reference.columns}
            self._layouts[key] = Layout(columns, references, {name: i for i, name in enumerate(columns)}, covered)
        return self._layouts[key]


def _said(seed: Seed) -> Iterator[_Said]:
    for row in seed.rows:
        yield _Said(row.values, row.lookups, row.each, row.pos, row.places)
    for csv in seed.csv:
        yield from _csv(csv)


def _csv(csv: Csv) -> Iterator[_Said]:
    """A reference whose fields are all NULL is NULL. Equal references share one Match, which is followed once."""
    shared: dict[tuple[Reference, tuple[Text, ...]], Match] = {}
    plain = [(i, column) for i, column in enumerate(csv.columns) if isinstance(column, str)]
    led: dict[Reference, list[tuple[int, Through]]] = {}
    for i, column in enumerate(csv.columns):
        if not isinstance(column, str):
            led.setdefault(column.first, []).append((i, column))
    for line, fields in records(csv):
        pos = Pos(csv.name, line, 1)
        values: dict[str, Value] = {column: fields[i] for i, column in plain}
        lookups: dict[Reference, Match] = {}
        for reference, columns in led.items():
            texts = tuple(fields[i] for i, _ in columns)
            if all(text is None for text in texts):
                values |= dict.fromkeys(reference.columns)
                continue
            if (reference, texts) not in shared:
                named = [(each.references[1:], each.column, text) for (_, each), text in zip(columns, texts)]
                shared[reference, texts] = _match(reference, named, pos)
            lookups[reference] = shared[reference, texts]
        yield _Said(values, lookups, {}, pos)


def _match(reference: Reference, named: Sequence[tuple[tuple[Reference, ...], str, Text]], pos: Pos) -> Match:
    """The row that `reference` leads to, by columns of it and of rows behind it."""
    values: dict[str, Text] = {}
    behind: dict[Reference, list[tuple[tuple[Reference, ...], str, Text]]] = {}
    for further, column, text in named:
        if further:
            behind.setdefault(further[0], []).append((further[1:], column, text))
        else:
            values[column] = text
    through: dict[Reference, Match] = {}
    for inner, some in behind.items():
        if all(text is None for _, _, text in some):
            values |= dict.fromkeys(inner.columns)
        else:
            through[inner] = _match(inner, some, pos)
    return Match(reference.table, values, through, pos)


def match_texts(seed: Seed, types: Types, problems: Problems) -> dict[tuple[FactId, str], dict[str, str | Bad]]:
    """Texts in references, by table and column, as PostgreSQL writes them. What it refuses is a problem."""
    texts: dict[tuple[FactId, str], dict[str, list[Pos]]] = {}
    for _, match in matches(seed):
        for column, text in match.values.items() if match.table in types.tables else ():
            if text is not None:
                texts.setdefault((match.table, column), {}).setdefault(text, []).append(match.pos)
    out = {key: types.canonical(*key, some) for key, some in texts.items()}
    for (table, column), found in out.items():
        for text, why in found.items():
            for pos in texts[table, column][text] if isinstance(why, Bad) else ():
                assert isinstance(why, Bad)
                expected = types.declared_type(table, column)[0]
                problems.add(pos, f"{table}: column {column!r}: expected {expected}, got {text!r}", why.message)
    return out

"""Rows: as they are declared, as they differ, as they are named. Knows no YAML, no SQL and no connection.

Values are texts as PostgreSQL's input functions take them and its output functions give them; None is NULL.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from neodiff.facts import FactId
from neodiff.problems import Pos

Text = str | None
Mode = Literal["insert", "upsert", "exact"]
MODES: tuple[Mode, ...] = ("insert", "upsert", "exact")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that comes from the environment variable `name`; its text is never shown or written."""

    name: str
    text: str = field(repr=False)


Value = Text | Secret


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key through which a row is named: `columns` of the referring table, `target` of `table`."""

    columns: tuple[str, ...]
    table: FactId
    target: tuple[str, ...]


# -- declared


@dataclass(frozen=True, slots=True)
class Match:
    """Rows of `table` that have these values, and refer to rows that match: {slug: admin, tenant: {slug: hub}}."""

    table: FactId
    values: Mapping[str, Text]
    through: Mapping[Reference, Match]
    pos: Pos


@dataclass(frozen=True, slots=True)
class Row:
    """One declared row. Of `lookups` each must match exactly one row, of `each` any number: one row is wanted for each.

    places: column (or the first column of a reference) -> where its value stands
    """

    values: Mapping[str, Value]
    lookups: Mapping[Reference, Match]
    each: Mapping[Reference, Match]
    pos: Pos
    places: Mapping[str, Pos] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Through:
    """A column of the row to which references lead one after the other: `role.tenant.slug`."""

    references: tuple[Reference, ...]
    column: str

    @property
    def first(self) -> Reference:
        """That of the row itself."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class Csv:
    """Rows from a file: column (or that of another row by which the file names it), in the file's order."""

    path: Path
    name: str
    columns: Sequence[str | Through]
    pos: Pos


@dataclass(slots=True)
class Seed:
    """The declared rows of a table.

    key:         the columns that tell rows apart, all of one declared primary key or unique constraint or index
    columns:     every declared column, key included, references by their columns
    where:       SQL over the table's columns: the rows that are ours
    insert_only: columns that are written into new rows and never compared
    enforce:     columns in which the declaration wins even over a value changed since it was last applied
    """

    table: FactId
    key: tuple[str, ...]
    mode: Mode
    columns: tuple[str, ...]
    rows: Sequence[Row]
    csv: Sequence[Csv]
    where: str | None
    insert_only: frozenset[str]
    enforce: frozenset[str]
    pos: Pos


@dataclass(frozen=True, slots=True)
class PerRow:
    """A row's own default: the row has these values (declared key columns), and `value` is its default."""

    match: Mapping[str, Text]
    value: Any
    pos: Pos


@dataclass(slots=True)
class Json:
    """Defaults of a json or jsonb column, for every row that `where` selects (all of them without one).

    key:    the columns that tell rows apart, as in Seed
    default, enforce: None where none is declared (then NULL stays NULL, and a list stays a list); numbers in them and in
            per_row are int or Decimal
    fills:  columns that `{placeholders}` in texts of default, per_row and enforce name
    remove: paths; rename: (old path, new path); a path is a tuple of keys
    schema: a JSON Schema that every value must satisfy
    """

    table: FactId
    column: str
    key: tuple[str, ...]
    default: Any
    per_row: Sequence[PerRow]
    enforce: Any
    remove: Sequence[tuple[str, ...]]
    rename: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
    fills: frozenset[str]
    where: str | None
    schema: Any
    pos: Pos


@dataclass(slots=True)
class Data:
    """All rows and JSON defaults of a declaration."""

    seeds: dict[FactId, Seed] = field(default_factory=dict)
    json: dict[tuple[FactId, str], Json] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.seeds or self.json)

    @property
    def tables(self) -> list[FactId]:
        """The tables whose rows are declared, each once."""
        return list(dict.fromkeys([*self.seeds, *(table for table, _ in self.json)]))

    def among(self, facts: Container[FactId]) -> Data:
        """What is about tables, and columns with JSON, that are there."""
        return Data(
            {table: seed for table, seed in self.seeds.items() if table in facts},
            {
                (table, column): json
                for (table, column), json in self.json.items()
                if FactId("column", "", column, table) in facts
            },
        )


# -- found and planned


@dataclass(frozen=True, slots=True)
class Ident:
    """One row by a unique key of its table: plain `values`, and through references by keys of other rows."""

    table: FactId
    values: tuple[tuple[str, Text], ...]
    through: tuple[tuple[Reference, Ident], ...] = ()

    def __str__(self) -> str:
        """For people: `tenant hub, slug admin` without the table's own name."""
        said = [f"{reference.table.name} ({ident})" for reference, ident in self.through]
        said += [f"{column} {'null' if value is None else value!r}" for column, value in self.values]
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Cells:
    """What of a row is written or expected: plain columns, and references by the row they lead to (None = NULL)."""

    values: Mapping[str, Value] = field(default_factory=dict)
    through: Mapping[Reference, Ident | None] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        yield from self.values
        for reference in self.through:
            yield from reference.columns

    def __bool__(self) -> bool:
        return bool(self.values or self.through)


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is inserted (old is None), updated, or deleted (new is None).

    An insertion's `new` and a deletion's `old` hold every cell that is known, the key's included; an update's hold
    what differs, and a column whose old value nobody knows is absent from `old` and not guarded.
    `whole`: `old`/`new` is the row as it was, generated ids included (what comes back in reverse), so that
    identity columns are written too.
    `then`: the row's name after an update that changes it; None where that is `row`.
    `turn`: updates of one table with different turns share no statement, for the later take what the earlier give up.
    `defers`: constraints of the table whose checks wait until all updates of this turn are made.
    """

    row: Ident
    old: Cells | None
    new: Cells | None
    whole: bool = False
    then: Ident | None = None
    turn: int = 0
    defers: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        return "+" if self.old is None else "-" if self.new is None else "~"

    @property
    def table(self) -> FactId:
        return self.row.table


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that somebody changed in the database since it was last applied, and that is left as it is.

    `path` is empty but inside JSON; `live` is None where the row or the key is gone there.
    """

    row: Ident
    column: str
    path: tuple[str, ...]
    live: Text
    declared: Text
    reason: str = "changed since it was last applied"


@dataclass(slots=True)
class Changes:
    """All that differs in the rows of one comparison, in the order in which it is written: parents before children.

    secret: columns whose values are never shown; notes: what the reader must know; refused: deletions not allowed
    imaged: tables whose rows go to the archive before they are changed
    applied: data.applied.Applied, what is to be kept of the declared values, where that was asked for
    """

    forward: list[Change] = field(default_factory=list)
    reverse: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    refused: list[Change] = field(default_factory=list)
    secret: set[tuple[FactId, str]] = field(default_factory=set)
    imaged: set[FactId] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    applied: Any = None

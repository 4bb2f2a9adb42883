"""What tests of rows share: a live and a goal database from SQL, and short ways to declare rows by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from neodiff.catalog.read import read
from neodiff.connect import begin
from neodiff.data.applied import Applied
from neodiff.data.evaluate import evaluate
from neodiff.data.read import Reader
from neodiff.data.shape import shapes
from neodiff.facts import FactBase, FactId
from neodiff.problems import Pos
from neodiff.rows import Cells, Change, Changes, Data, Ident, Json, Match, Reference, Row, Seed, Value
from neodiff.scratch.databases import Databases

POS = Pos("rows.yaml", 1, 1)


def table(name: str, schema: str = "public") -> FactId:
    return FactId("table", schema, name)


def pos(line: int) -> Pos:
    return Pos("rows.yaml", line, 5)


@dataclass
class Pair:
    """A live database and the goal's types."""

    live: psycopg.Connection[Any]
    types: psycopg.Connection[Any]
    old: FactBase
    new: FactBase
    names: Mapping[FactId, FactId] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def changes(self, data: Data, applied: Applied | None = None, allowed: str = "", **more: Any) -> Changes:
        begin(self.live)
        try:
            reader = Reader(self.live, self.names, self.labels)
            return evaluate(
                data, old=self.old, new=self.new, reader=reader, types=self.types, applied=applied,
                allowed=allowed.split(), **more,
            )  # fmt: skip
        finally:
            self.live.execute("rollback")

    def rows(self, name: str, **options: Any) -> Rows:
        return Rows(self.new, table(name), **options)

    def json(self, name: str, column: str, **options: Any) -> Json:
        given = {
            "key": (), "default": None, "per_row": (), "enforce": None, "remove": (), "rename": (),
            "fills": frozenset(), "where": None, "schema": None, "pos": POS,
        } | options  # fmt: skip
        return Json(table(name), column, **given)


class Rows:
    """Declares rows: `rows(slug="x", tenant={"slug": "hub"})`, where a mapping is a reference."""

    def __init__(self, facts: FactBase, name: FactId, key: str = "", mode: Any = "upsert", **options: Any) -> None:
        self.shapes, self.table = shapes(facts), name
        self.given: list[Row] = []
        self.key, self.mode, self.options = tuple(key.split()), mode, options

    def __call__(self, each: Mapping[str, Any] | None = None, **columns: Any) -> Rows:
        here = pos(len(self.given) + 1)
        values: dict[str, Value] = {}
        lookups: dict[Reference, Match] = {}
        for name, value in columns.items():
            if isinstance(value, dict):
                reference, match = self.match(self.table, name, value, here)
                lookups[reference] = match
            else:
                values[name] = value
        fanned = dict(self.match(self.table, name, value, here) for name, value in (each or {}).items())
        self.given.append(Row(values, lookups, fanned, here))
        return self

    def match(self, owner: FactId, name: str, value: Mapping[str, Any], here: Pos) -> tuple[Reference, Match]:
        reference = next(
            key.reference for key in self.shapes[owner].references if key.reference.columns[0] in (name, f"{name}_id")
        )
        plain = {column: text for column, text in value.items() if not isinstance(text, dict)}
        through = dict(
            self.match(reference.table, column, inner, here)
            for column, inner in value.items()
            if isinstance(inner, dict)
        )
        return reference, Match(reference.table, plain, through, here)

    def seed(self) -> Seed:
        columns: dict[str, None] = dict.fromkeys(self.options.pop("columns", ()))
        for row in self.given:
            columns |= dict.fromkeys(row.values)
            for reference in (*row.lookups, *row.each):
                columns |= dict.fromkeys(reference.columns)
        given = {
            "csv": (), "where": None, "insert_only": frozenset(), "enforce": frozenset(), "pos": POS,
        } | self.options  # fmt: skip
        return Seed(self.table, self.key, self.mode, tuple(columns), self.given, **given)


def data(*given: Rows | Json) -> Data:
    out = Data()
    for one in given:
        if isinstance(one, Json):
            out.json[one.table, one.column] = one
        else:
            out.seeds[one.table] = one.seed()
    return out


@contextmanager
def pair(live: Databases, scratch: Databases, schema: str, rows: str = "", before: str | None = None) -> Iterator[Pair]:
    """A live database with the schema (`before`, if it was another) and `rows`, and the goal with `schema`."""
    with (
        live.fresh() as live_dsn,
        scratch.fresh() as goal_dsn,
        psycopg.connect(live_dsn, autocommit=True) as one,
        psycopg.connect(goal_dsn, autocommit=True) as two,
    ):
        one.execute((before if before is not None else schema).encode())
        one.execute(rows.encode() or b"select 1")
        two.execute(schema.encode())
        yield Pair(one, two, facts(one), facts(two))


def facts(conn: psycopg.Connection[Any]) -> FactBase:
    begin(conn)
    try:
        return read(conn)
    finally:
        conn.execute("rollback")


def said(change: Change) -> str:
    """One line: sign, table, name, and what changes."""
    return f"{change.sign} {change.table.name} {change.row}: {cells(change.old)} -> {cells(change.new)}"


def cells(found: Cells | None) -> Any:
    if found is None:
        return None
    plain = {name: str(value) if value is not None else None for name, value in found.values.items()}
    return plain | {reference.columns[0]: name(row) for reference, row in found.through.items()}


def name(row: Ident | None) -> str | None:
    return None if row is None else f"<{row}>"

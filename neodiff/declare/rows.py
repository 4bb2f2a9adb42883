"""`rows:` of table documents -> the Data of a declaration: rows of all environments, and those that one has over them.

Knows the order of the checks. Must not know values, references or JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from neodiff.declare import json_defaults, row_checks, row_files, row_keys
from neodiff.declare.catalog_names import Known
from neodiff.declare.declaration import Declaration
from neodiff.declare.row_reader import RowReader
from neodiff.declare.row_tables import Tables
from neodiff.declare.row_values import items
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Csv, Data, Row, Seed
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form_base import nearest
from neodiff.yaml.values import Map

_DEFAULT_MODE: Final = "upsert"


def read(declaration: Declaration, documents: Sequence[Map], known: Known, problems: Problems) -> None:
    """Fills the declaration's rows from its table documents; everything that is wrong is noted."""
    tables = Tables(declaration, known)
    for doc in documents:
        table = FactId("table", str(doc.get("schema", "public")), str(doc["table"]))
        if table not in tables:
            continue
        seed = _Reader(declaration, tables, table, doc, problems).read() if "rows" in doc else None
        json_defaults.read(declaration, tables, table, doc, seed, problems)
    for name, data in declaration.overlays.items():
        # what the environment says nothing of is as everywhere
        declaration.overlays[name] = Data({**declaration.data.seeds, **data.seeds}, declaration.data.json)


@dataclass(slots=True)
class _Rows:
    """Rows as they stand in one list, before overlays are merged."""

    rows: list[Row] = field(default_factory=list)
    broken: set[Pos] = field(default_factory=set)


class _Reader:
    """One table's rows."""

    def __init__(self, declaration: Declaration, tables: Tables, table: FactId, doc: Map, problems: Problems) -> None:
        self.declaration, self.tables, self.table, self.problems = declaration, tables, table, problems
        self.spec: Map = doc["rows"]
        self.pos = doc.key_pos["rows"]
        self.where = f"{table}: rows"

    def read(self) -> Seed | None:
        """The rows of all environments, with those of each one put into the declaration's overlays."""
        csv = self._csv()
        base = self._rows(self.spec.get("values") or [], self.problems)
        overlays = {str(name): self._overlay(str(name)) for name in self.spec.get("environments") or ()}
        declared = {name for found in (base, *overlays.values()) for row in found.rows for name in row.places}
        declared |= {name for file in csv for name in row_files.columns(file)}
        if not declared and self.spec.get("mode") != "exact":
            self._nothing()
            return None
        shape = self.tables.shape(self.table)
        # `exact` without rows: whatever tells the rows apart that it deletes
        declared = declared or set(shape.columns) - set(shape.primary_key)
        key = row_keys.chosen(self.tables, self.table, self.spec, self.where, declared, self.problems, self.pos)
        seed = self._seed(key, base.rows, csv)
        self._check(seed, base, overlays)
        self.declaration.data.seeds[self.table] = seed
        for name, over in overlays.items():
            rows = row_keys.overlaid(base.rows, over.rows, key)
            self._nulls(rows, key, base.broken | over.broken)
            data = self.declaration.overlays.setdefault(name, Data())
            data.seeds[self.table] = replace(seed, rows=rows, columns=self._columns(rows, csv))
        return seed

    def _nothing(self) -> None:
        if not self.problems:
            hint = "give `values:` or `csv:`; `mode: exact` without any deletes what `where:` selects"
            self.problems.add(self.pos, f"{self.where}: no rows", hint)

    def _csv(self) -> list[Csv]:
        found = items(self.spec.get("csv") or [], self.pos)
        read = [row_files.read(self.tables, self.table, str(name), at, self.problems) for name, at, _ in found]
        return [file for file in read if file is not None]

    def _rows(self, values: Any, unset: Problems) -> _Rows:
        reader = RowReader(self.tables, self.table, self.problems, unset, self.declaration.notes)
        rows = [row for node, at, _ in items(values, self.pos) for row in reader.rows(node, at)]
        return _Rows(rows, reader.broken)

    def _overlay(self, name: str) -> _Rows:
        environments: Mapping[str, Any] = self.spec["environments"]
        known = self.declaration.settings.get("environments") or {}
        if name not in known:
            pos = place(self.spec["environments"], name, self.pos)[0]
            hint = nearest(name, known) if known else "neodiff.yaml has no `environments:`"
            self.problems.add(pos, f"{self.where}: no environment {name!r}", hint)
        # a variable of another environment need not be set
        unset = self.declaration.unset.setdefault(name, Problems())
        return self._rows(environments[name], unset)

    def _seed(self, key: tuple[str, ...], rows: list[Row], csv: list[Csv]) -> Seed:
        def names(what: str) -> frozenset[str]:
            return frozenset(row_keys.named(self.tables, self.table, self.spec, what, self.where, self.problems))

        return Seed(
            table=self.table,
            key=key,
            mode=str(self.spec.get("mode", _DEFAULT_MODE)),  # type: ignore[arg-type]
            columns=self._columns(rows, csv),
            rows=rows,
            csv=csv,
            where=self.spec.get("where"),
            insert_only=names("insert_only"),
            enforce=names("enforce"),
            pos=self.pos,
        )

    def _columns(self, rows: Sequence[Row], csv: Sequence[Csv]) -> tuple[str, ...]:
        found = {name for row in rows for name in row.places}
        found |= {name for file in csv for name in row_files.columns(file)}
        return tuple(str(name) for name in self.tables.shape(self.table).columns if name in found)

    # -- checks

    def _check(self, seed: Seed, base: _Rows, overlays: Mapping[str, _Rows]) -> None:
        self._clauses(seed)
        for found in (base, *overlays.values()):
            row_checks.keys(self.tables, self.table, found.rows, seed.key, found.broken, self.problems)
            row_checks.same_keys(self.table, found.rows, seed.key, self.problems)
        self._nulls(base.rows, seed.key, base.broken)
        everywhere = [row for found in (base, *overlays.values()) for row in found.rows]
        for file in seed.csv:
            row_files.check(self.tables, self.table, file, seed.key, everywhere, self.problems)

    def _nulls(self, rows: list[Row], key: tuple[str, ...], broken: set[Pos]) -> None:
        row_checks.nulls(self.tables, self.table, rows, key, broken, self.problems)

    def _clauses(self, seed: Seed) -> None:
        """What `insert_only` and `enforce` cannot be together with."""
        for what, columns, other, hint in (
            ("insert_only", seed.insert_only & set(seed.key), "the key", "rows are found by their key: leave it out"),
            ("enforce", seed.enforce & set(seed.key), "the key", "rows are found by their key: leave it out"),
            ("enforce", seed.enforce & seed.insert_only, "insert_only", "leave it in one of them"),
        ):
            for name in sorted(columns):
                self.problems.add(
                    place(self.spec, what, self.pos)[1], f"{self.where}: {what}: {name} is in {other}", hint
                )
        if seed.mode == "insert" and seed.enforce:
            hint = "this mode only adds rows and compares nothing; use `mode: upsert`"
            self.problems.add(place(self.spec, "enforce", self.pos)[0], f"{self.where}: enforce with mode insert", hint)

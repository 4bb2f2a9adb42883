"""`json:` of table documents -> what the JSON of a column shall hold, checked against its own schema.

Knows the clauses and what they cannot be together. Must not know how JSON is merged with what a row chose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neodiff.declare import json_judge, json_paths, json_schemas, row_keys
from neodiff.declare.declaration import Declaration
from neodiff.declare.row_tables import Tables
from neodiff.declare.row_values import Wrong, items, place_in, plain, text
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Json, PerRow, Seed
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form_base import nearest
from neodiff.yaml.values import Map

_FILLS = ("default", "per_row", "enforce", "remove", "rename")


def read(
    declaration: Declaration, tables: Tables, table: FactId, doc: Map, seed: Seed | None, problems: Problems
) -> None:
    """Fills the declaration's JSON of one table."""
    for column, spec in (doc.get("json") or {}).items():
        pos = doc["json"].key_pos[column]
        reader = _Reader(tables, table, str(column), spec, pos, problems)
        found = reader.read(seed)
        if found is not None:
            declaration.data.json[table, str(column)] = found
            seeds = [seed, *(data.seeds.get(table) for data in declaration.overlays.values())]
            json_judge.check(found, spec, [one for one in seeds if one is not None], problems)


class _Reader:
    """One column's JSON."""

    def __init__(self, tables: Tables, table: FactId, column: str, spec: Map, pos: Pos, problems: Problems) -> None:
        self.tables, self.table, self.column, self.spec, self.pos, self.problems = (
            tables, table, column, spec, pos, problems,
        )  # fmt: skip
        self.where = f"{table}: json {column}"
        self.fills: set[str] = set()

    def add(self, pos: Pos, message: str, hint: str = "") -> None:
        self.problems.add(pos, f"{self.where}: {message}", hint)

    def read(self, seed: Seed | None) -> Json | None:
        known = self.tables.shape(self.table).columns
        if self.column not in known:
            if self.tables.lacks(self.table, self.column):
                json = [name for name in known if self.tables.sort(self.table, name).json]
                self.add(self.pos, "no such column", nearest(self.column, json) if json else "")
            return None
        sort = self.tables.sort(self.table, self.column)
        if not sort.json or sort.array:
            self.add(self.pos, f"expected a json or jsonb column, got {known[self.column].type}")
            return None
        self._beside(seed)
        key = self._key(seed)
        per_row = list(self._per_row(key))
        remove, rename = self._paths()
        default, enforce, schema = self._value("default"), self._value("enforce"), self._schema()
        where = self.spec.get("where")
        return Json(
            self.table, self.column, key, default, per_row, enforce, remove, rename, frozenset(self.fills), where, schema,
            self.pos,
        )  # fmt: skip

    def _beside(self, seed: Seed | None) -> None:
        """Rows that say a value leave nothing to be filled."""
        if seed is None or self.column not in seed.columns or self.column in seed.insert_only:
            return
        clause = next((name for name in _FILLS if name in self.spec), None)
        if clause is not None:
            hint = "give it in one of them, or name it in `insert_only:` of the rows"
            self.add(self.spec.key_pos[clause], f"{clause}, and `rows:` gives the whole value", hint)

    def _key(self, seed: Seed | None) -> tuple[str, ...]:
        shape = self.tables.shape(self.table)
        if "key" not in self.spec and seed is not None and seed.key:
            return seed.key
        given = self.spec.get("per_row")
        if "key" in self.spec or given:
            declared = set(shape.columns)
            if isinstance(given, list):
                declared &= {str(name) for item in given for name in item["match"]}
            elif shape.primary_key and self._is_generated(shape.primary_key):
                declared -= set(shape.primary_key)
            return row_keys.chosen(
                self.tables, self.table, self.spec, self.where, declared, self.problems, self._at("per_row")
            )
        # nothing asks for it but messages
        natural = [key for key in shape.keys if not self._is_generated(key)]
        if not shape.keys:
            self.add(self.pos, "nothing tells the rows apart", "the table needs a primary key or something unique")
        return next(iter([*natural, *shape.keys]), ())

    def _is_generated(self, key: tuple[str, ...]) -> bool:
        columns = self.tables.shape(self.table).columns
        return any(name in columns and bool(columns[name].default or columns[name].identity) for name in key)

    def _at(self, clause: str) -> Pos:
        return self.spec.value_pos.get(clause, self.pos)

    # -- values

    def _value(self, clause: str) -> Any:
        node = self.spec.get(clause)
        return None if node is None else self._plain(node, self._at(clause), clause)

    def _plain(self, node: Any, pos: Pos, clause: str) -> Any:
        self._placeholders(node, pos, clause)
        try:
            return plain(node, None, pos)
        except Wrong as wrong:
            self.add(wrong.pos, f"{clause}: {wrong.message}", wrong.hint)
            return {}

    def _placeholders(self, node: Any, pos: Pos, clause: str) -> None:
        try:
            for name, at in json_paths.placeholders(node, pos):
                if self.tables.lacks(self.table, name):
                    known = list(self.tables.shape(self.table).columns)
                    self.add(
                        at, f"{clause}: {{{name}}}: no such column", f"{nearest(name, known)}; a brace itself is '{{{{'"
                    )
                elif name == self.column:
                    self.add(at, f"{clause}: {{{name}}}: the value cannot hold itself", "name another column")
                else:
                    self.fills.add(name)
        except Wrong as wrong:
            self.add(wrong.pos, f"{clause}: {wrong.message}", wrong.hint)

    def _per_row(self, key: tuple[str, ...]) -> Iterator[PerRow]:
        seen: dict[tuple[tuple[str, str | None], ...], Pos] = {}
        for match, value, pos, at in self._matches(key):
            said = tuple(sorted(match.items()))
            if said in seen:
                self.add(pos, "per_row: the same row twice", f"the first is at {seen[said]}")
            seen.setdefault(said, pos)
            yield PerRow(match, self._plain(value, at, "per_row"), pos)

    def _matches(self, key: tuple[str, ...]) -> Iterator[tuple[dict[str, str | None], Any, Pos, Pos]]:
        given = self.spec.get("per_row") or {}
        if isinstance(given, list):
            for item, at, _ in items(given, self.pos):
                match = self._match(item, key)
                if match is not None:
                    yield match, item["value"], at, item.value_pos["value"]
        elif given and len(key) > 1:
            hint = "write a list of {match: {column: value}, value: {...}}"
            self.add(self._at("per_row"), f"per_row: a single value cannot be the key [{', '.join(key)}]", hint)
        elif key:
            for name in given:
                key_pos, at, _ = place(given, name, self.pos)
                yield {key[0]: str(name)}, given[name], key_pos, at

    def _match(self, item: Map, key: tuple[str, ...]) -> dict[str, str | None] | None:
        out: dict[str, str | None] = {}
        node = item["match"]
        for name in node:
            key_pos, at, raw = place(node, name, item.pos)
            if key and name not in key:
                known = nearest(str(name), key)
                self.add(key_pos, f"per_row: {name} is not in the key [{', '.join(key)}]", known)
                return None
            try:
                out[str(name)] = text(node[name], raw, at, self.tables.sort(self.table, str(name)))
            except Wrong as wrong:
                self.add(wrong.pos, f"per_row: {name}: {wrong.message}", wrong.hint)
                return None
        missing = [name for name in key if name not in out]
        if missing:
            self.add(item.value_pos["match"], f"per_row: no value for {', '.join(missing)}", "the key tells which row")
            return None
        return out

    # -- paths

    def _paths(self) -> tuple[list[json_paths.Path], list[tuple[json_paths.Path, json_paths.Path]]]:
        remove: list[json_paths.Placed] = []
        rename: list[tuple[json_paths.Placed, json_paths.Placed]] = []
        for written, pos in json_paths.removed(self.spec):
            self._path(written, pos, remove)
        for old, old_pos, new, new_pos in json_paths.renamed(self.spec):
            pair: list[json_paths.Placed] = []
            self._path(old, old_pos, pair)
            self._path(new, new_pos, pair)
            rename += [(pair[0], pair[1])] if len(pair) == 2 else []
        self._overlaps([("remove", gone) for gone in remove] + [("rename", old) for old, _ in rename], rename)
        return [gone.path for gone in remove], [(old.path, new.path) for old, new in rename]

    def _path(self, written: Any, pos: Pos, into: list[json_paths.Placed]) -> None:
        try:
            into.append(json_paths.path(written, pos))
        except Wrong as wrong:
            self.add(wrong.pos, wrong.message, wrong.hint)

    def _overlaps(
        self, gone: list[tuple[str, json_paths.Placed]], rename: list[tuple[json_paths.Placed, json_paths.Placed]]
    ) -> None:
        """What is taken away cannot be given, nor taken away twice."""
        rows = self.spec.get("per_row") or {}
        values = [(name, self.spec.get(name)) for name in ("enforce", "default")]
        values += [("per_row", item["value"] if isinstance(rows, list) else rows[item]) for item in rows]
        for index, (clause, found) in enumerate(gone):
            for name, value in values:
                if value is not None and json_paths.says(value, found.path):
                    self.add(
                        found.pos, f"{clause}: {found}: {name} gives it back", f"leave it in `{clause}` or in `{name}`"
                    )
                    break
            for other, before in gone[:index]:
                if json_paths.overlap(found.path, before.path):
                    self.add(found.pos, f"{clause}: {found}: taken away by {other} at {before.pos}, too", "leave one")
        for index, (_, new) in enumerate(rename):
            others = [*rename[:index], *rename[index + 1 :]]
            if any(json_paths.overlap(new.path, other.path) for _, other in others):
                self.add(new.pos, f"rename: {new}: two keys cannot get one name", "give each a name of its own")
            if any(json_paths.overlap(new.path, found.path) for _, found in gone):
                self.add(new.pos, f"rename: {new}: taken away again", "remove and rename must not meet")

    # -- the schema

    def _schema(self) -> Any:
        if "schema" not in self.spec:
            return None
        pos = self._at("schema")
        try:
            schema = json_schemas.simple(plain(self.spec["schema"], None, pos))
        except Wrong as wrong:
            self.add(wrong.pos, f"schema: {wrong.message}", wrong.hint)
            return None
        faults = json_schemas.of_schema(schema)
        for fault in faults:
            self.add(place_in(self.spec["schema"], pos, fault.path), f"schema: no JSON Schema: {fault}")
        return None if faults else schema

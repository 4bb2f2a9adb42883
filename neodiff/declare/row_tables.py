"""What the reader of rows asks of the declared tables: columns and their sorts, references, keys.

Knows facts. Must not know YAML or rows. Of a table or document that is not whole it says "not known", never "no".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from neodiff.data.shape import Shape, shapes
from neodiff.declare.catalog_names import Known
from neodiff.declare.declaration import Declaration
from neodiff.facts import FactBase, FactId
from neodiff.rows import Reference
from neodiff.sql import name_of, significant

_JSON: Final = frozenset(("json", "jsonb"))
_SERIAL: Final = frozenset(("smallserial", "serial", "bigserial", "serial2", "serial4", "serial8"))
_SUFFIX: Final = "_id"


@dataclass(frozen=True, slots=True)
class Sort:
    """How a value of a type is written: `json` of the value itself, or of an `array`'s items; `labels` of an enum.

    `filled`: what is not given is not NULL, for the type has a default
    """

    json: bool = False
    array: bool = False
    labels: tuple[str, ...] = ()
    filled: bool = False


class Tables:
    """The declared tables."""

    def __init__(self, declaration: Declaration, known: Known) -> None:
        self._known = known
        self._facts = declaration.facts
        self._path = declaration.search_path
        self._shapes = shapes(FactBase(facts=declaration.facts))
        self._sorts: dict[str, Sort] = {}

    def __contains__(self, table: object) -> bool:
        return table in self._shapes

    def shape(self, table: FactId) -> Shape:
        return self._shapes.get(table) or Shape(table)

    def lacks(self, table: FactId, column: str) -> bool:
        """Is it certain that there is no such column?"""
        columns = self._known.relations.get((table.schema, table.name))
        return columns is not None and column not in columns

    def is_unknown(self, table: FactId) -> bool:
        """A table that only the live database knows, such as a platform's."""
        return table not in self._shapes

    def sort(self, table: FactId, column: str) -> Sort:
        """How the values of the column are written; as plain text where its type is not known."""
        found = self.shape(table).columns.get(column)
        return self._sort(found.type) if found is not None else Sort()

    def reference(self, table: FactId, name: str) -> Reference | None:
        """The foreign key that a column is part of, or the one whose column is called so with `_id` behind it."""
        shape = self.shape(table)
        if name in shape.columns:
            return shape.reference(name)
        return shape.reference(name + _SUFFIX) if name + _SUFFIX in shape.columns else None

    def columns(self, table: FactId, name: str) -> tuple[str, ...]:
        """The columns that a name stands for: its own, or those of the reference; none where there is neither."""
        if name in self.shape(table).columns:
            return (name,)
        reference = self.reference(table, name)
        return reference.columns if reference is not None else ()

    def names(self, table: FactId) -> list[str]:
        """What a value can be given for: columns that are not generated, and references without their `_id`."""
        shape = self.shape(table)
        columns = [name for name, column in shape.columns.items() if not column.generated]
        short = [n.removesuffix(_SUFFIX) for n in columns if n.endswith(_SUFFIX) and shape.reference(n)]
        return [*columns, *(name for name in short if name not in columns)]

    def must_be_given(self, table: FactId) -> list[str]:
        """Columns that every new row needs a value for: NOT NULL, and nothing else gives one."""
        shape = self.shape(table)
        # such a trigger may give what is missing
        if any(self._fills(FactId("trigger", "", name, table)) for name in shape.triggers):
            return []
        return [
            name
            for name, column in shape.columns.items()
            if self.is_required(table, name)
            and not (column.default or column.generated or column.identity)
            and not self._sort(column.type).filled
        ]

    def is_required(self, table: FactId, column: str) -> bool:
        shape = self.shape(table)
        return column in shape.columns and (shape.columns[column].not_null or column in shape.primary_key)

    def is_key(self, table: FactId, columns: Collection[str]) -> bool:
        """Is there a primary key or unique constraint or index over exactly these columns?"""
        unknown = any(name not in self.shape(table).columns and not self.lacks(table, name) for name in columns)
        return unknown or any(set(key) == set(columns) for key in self.shape(table).keys)

    def natural_keys(self, table: FactId, declared: Collection[str]) -> list[tuple[str, ...]]:
        """The unique keys of declared columns only, so that a generated one is none."""
        return [key for key in self.shape(table).keys if set(key) <= set(declared)]

    def nulls_are_equal(self, table: FactId, columns: Iterable[str]) -> bool:
        """Does the unique constraint or index over these columns take NULL for a value?"""
        wanted = set(columns)
        return any(
            fact.payload.get("nulls_not_distinct") and wanted == {_column(item) for item in fact.payload["columns"]}
            for fact_id, fact in self._facts.items()
            if fact_id.parent == table and fact_id.kind in ("unique", "index")
        )

    # -- inside

    def _fills(self, trigger: FactId) -> bool:
        payload = self._facts[trigger].payload
        return payload.get("timing") == "before" and "insert" in payload.get("events", ())

    def _sort(self, written: str) -> Sort:
        if written not in self._sorts:
            # a domain of itself would have no end
            self._sorts[written] = Sort()
            self._sorts[written] = self._resolved(written)
        return self._sorts[written]

    def _resolved(self, written: str) -> Sort:
        found = significant(written)
        names = [token for token in found if name_of(token) is not None]
        array = any(text == "[" for _, text, _ in found) or (len(names) > 1 and names[-1][1].lower() == "array")
        if not names:
            return Sort()
        dotted = len(found) > 2 and found[1][1] == "."
        schema, name = (name_of(names[0]), name_of(names[1])) if dotted else (None, name_of(names[0]))
        assert name is not None
        if name in _JSON and schema in (None, "pg_catalog"):
            return Sort(json=True, array=array)
        if name in _SERIAL and schema is None:
            return Sort(filled=True)
        for at in self._path if schema is None else [schema]:
            if (enum := self._facts.get(FactId("enum", at, name))) is not None:
                return Sort(array=array, labels=tuple(enum.payload["values"]))
            if (domain := self._facts.get(FactId("domain", at, name))) is not None:
                base = self._sort(str(domain.payload["type"]))
                return Sort(base.json, base.array or array, base.labels, base.filled or "default" in domain.payload)
        return Sort(array=array)


def _column(element: object) -> object:
    return element.get("column") if isinstance(element, dict) else element

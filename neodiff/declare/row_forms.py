"""The form of a table's `rows:` and `json:`. Values of rows and JSON are taken as they stand: who knows the column's type
checks them. Must not know tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from neodiff.problems import Pos, Problems
from neodiff.rows import MODES
from neodiff.yaml.form import Bool, Choice, Either, Field, Form, ListOf, MapOf, Name, Object, OneOrMany, Sql, Str
from neodiff.yaml.form_base import type_of

_ANY: Final = frozenset({str, bool, int, float, dict, list})


@dataclass(frozen=True, slots=True)
class Anything(Form):
    """Any value but nothing, with all that is in it unchanged."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a value"

    @property
    def takes(self) -> frozenset[type]:
        return _ANY

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Any:
        if type_of(value) not in self.takes:
            self.refuse(value, pos, where, problems, raw)
            return None
        return value

    def schema(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class Mapping(Anything):
    """A mapping, with all that is in it unchanged."""

    noun: str = ""

    @property
    def expected(self) -> str:
        return "a mapping"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({dict})

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


_ROW: Final = Mapping(doc="column: value, or reference: {columns of the row it leads to}", noun="row")
_PATH: Final = Either(Str(), ListOf(Str()), doc="keys with dots between them, or a list of keys")

ROWS: Final = Object(
    {
        "key": Field(OneOrMany(Name()), doc="columns that tell rows apart; the one natural key unless said"),
        "mode": Field(Choice(*MODES), doc="insert: once; upsert: declared columns win; exact: other rows are deleted"),
        "where": Field(Sql(), doc="which rows are ours; others are never touched"),
        "insert_only": Field(OneOrMany(Name()), doc="columns that are written into new rows and never compared"),
        "enforce": Field(OneOrMany(Name()), doc="columns in which the declaration wins over what somebody changed"),
        "csv": Field(OneOrMany(Str()), doc="files of rows, relative to this one; their header names the columns"),
        "environments": Field(MapOf(ListOf(_ROW)), doc="environment: rows that are added or changed there"),
        "values": Field(ListOf(_ROW), doc="the rows"),
    },
    short="values",
    noun="rows",
    doc="rows that the table shall have",
)
JSON: Final = MapOf(
    Object(
        {
            "key": Field(OneOrMany(Name()), doc="columns that tell rows apart; the one natural key unless said"),
            "where": Field(Sql(), doc="which rows it is about; all unless said"),
            "default": Field(Mapping(), doc="keys that are added where they are missing; {column} is filled in"),
            "per_row": Field(
                Either(
                    MapOf(Mapping(), key=Str()),
                    ListOf(
                        Object(
                            {
                                "match": Field(Mapping(), required=True, doc="key column: value"),
                                "value": Field(Mapping(), required=True, doc="the row's own defaults"),
                            },
                            noun="per_row",
                        )
                    ),
                ),
                doc="a row's own defaults, by its key",
            ),
            "enforce": Field(Mapping(), doc="keys that always have these values"),
            "remove": Field(OneOrMany(_PATH), doc="keys that are taken out"),
            "rename": Field(MapOf(_PATH, key=Str()), doc="old path: new path"),
            "schema": Field(Mapping(), doc="JSON Schema that every value must satisfy"),
            "check": Field(Bool(), doc="the schema as a CHECK constraint"),
        },
        noun="json",
    ),
    doc="what the JSON of a column shall hold, in each row",
)
FIELDS: Final = {"rows": Field(ROWS), "json": Field(JSON)}

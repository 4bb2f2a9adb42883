"""Rules about declared rows and JSON, and about data that is written by SQL. They need no database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from neodiff.facts import FactId
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.world import World
from neodiff.rows import Data, Json
from neodiff.sql import significant, statements
from neodiff.yaml.source import Text

_WRITES: Final = ("insert", "update", "delete", "truncate", "merge", "copy")
# What other tools fill in, and nothing does here: [tenant-slug], ${slug}, {{slug}}.
_FOREIGN: Final = re.compile(r"\[[A-Za-z][\w-]*\]|\$\{[\w.-]+\}|\{\{[^{}]*\}\}")


def _every(world: World) -> Iterator[Data]:
    yield world.declaration.data
    yield from world.declaration.overlays.values()


def exact_rows_everywhere(world: World) -> Iterator[Found]:
    for data in _every(world):
        for table, seed in data.seeds.items():
            if seed.mode == "exact" and seed.where is None:
                fix = yaml({"rows": {"mode": "upsert"}})
                yield Found(table, "its rows have mode exact and no `where:`", fix, seed.pos)


def json_enforced_everywhere(world: World) -> Iterator[Found]:
    for data in _every(world):
        for json in data.json.values():
            if json.enforce is not None and json.where is None:
                fix = yaml({"json": {json.column: {"default": json.enforce}}})
                what = f"json of {json.column} enforces {listed([str(key) for key in json.enforce])} in every row"
                yield Found(json.table, what, fix, json.pos)


def json_unfilled_placeholder(world: World) -> Iterator[Found]:
    for data in _every(world):
        for json in data.json.values():
            for text in _texts(json):
                for found in _FOREIGN.finditer(text):
                    pos = text.at(found.start()) if isinstance(text, Text) else json.pos
                    yield Found(json.table, f"json of {json.column} has the text {found[0]}", "", pos)


def _texts(json: Json) -> Iterator[str]:
    for value in (json.default, json.enforce, *(each.value for each in json.per_row)):
        yield from _inside(value)


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _inside(item)
    elif isinstance(value, list):
        for item in value:
            yield from _inside(item)


def data_in_sql(world: World) -> Iterator[Found]:
    for raw in world.declaration.raw:
        for statement in statements(raw.create):
            first = significant(statement)[0][1].lower()
            if first in _WRITES:
                at = raw.create.find(statement)
                pos = raw.create.at(at) if isinstance(raw.create, Text) and at >= 0 else raw.pos
                yield Found(FactId("sql", "", raw.name), f"it writes rows by {first.upper()}", "", pos)

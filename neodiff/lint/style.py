"""Rules of style: types, names and shapes that work, and that most people come to regret. Off unless asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from neodiff.facts import Fact
from neodiff.kinds.base import bare_name
from neodiff.lint.found import Found, yaml
from neodiff.lint.world import RELATIONS, World
from neodiff.sql import KEYWORDS


def _columns(world: World, is_bad: Callable[[str], bool], better: str) -> Iterator[Found]:
    for column in world.declared("column"):
        written = str(column.payload.get("type", ""))
        if column.id.root.kind in ("table", "composite") and is_bad(written):
            yield Found(column.id, f"its type is {written}", yaml({column.id.name: {"type": better}}))


def timestamp_without_time_zone(world: World) -> Iterator[Found]:
    yield from _columns(world, lambda name: bool(re.match(r"timestamp(\(\d\))? without", name)), "timestamptz")


def char_type(world: World) -> Iterator[Found]:
    yield from _columns(world, lambda name: name.startswith("character("), "text")


def varchar_with_length(world: World) -> Iterator[Found]:
    yield from _columns(world, lambda name: name.startswith("character varying("), "text")


def json_type(world: World) -> Iterator[Found]:
    yield from _columns(world, lambda name: name in ("json", "json[]"), "jsonb")


def money_type(world: World) -> Iterator[Found]:
    yield from _columns(world, lambda name: name == "money", "numeric")


def serial_column(world: World) -> Iterator[Found]:
    for fact in world.declared("default"):
        column = fact.id.parent
        if column is not None and str(fact.payload["expression"]).startswith("nextval("):
            yield Found(
                fact.id, f"{column} takes its value from a sequence", yaml({column.name: {"identity": "always"}})
            )


def integer_primary_key(world: World) -> Iterator[Found]:
    for key in world.declared("primary_key"):
        columns = [str(name) for name in key.payload.get("columns") or ()]
        narrow = [fact for fact in world.parts(key.id.root, "column") if fact.id.name in columns and _is_narrow(fact)]
        if narrow and len(columns) == 1:
            what = f"{columns[0]} is {narrow[0].payload['type']}"
            yield Found(key.id, what, yaml({columns[0]: {"type": "bigint"}}))


def _is_narrow(column: Fact) -> bool:
    return column.payload.get("type") in ("integer", "smallint")


def reserved_word(world: World) -> Iterator[Found]:
    for fact in world.declared(*RELATIONS, "column", "function", "procedure"):
        if bare_name(fact.id) in KEYWORDS:
            yield Found(fact.id, f"{bare_name(fact.id)} is a keyword")


def domain_constraint(world: World) -> Iterator[Found]:
    for check in world.declared("check"):
        if check.id.root.kind == "domain":
            yield Found(check.id, f"a constraint of {check.id.root}")


def constraint_not_valid(world: World) -> Iterator[Found]:
    for fact in world.declared("check", "foreign_key"):
        if fact.payload.get("not_valid"):
            yield Found(fact.id, "it is declared not_valid")

"""JSON Schemas as CHECK constraints: PostgreSQL says of every value what the jsonschema library says."""

from __future__ import annotations

import json
import random
from typing import Any

import psycopg
import pytest
from jsonschema import Draft202012Validator

from neodiff.declare.json_check import Unsupported, expression
from neodiff.scratch.databases import Databases

NAMES = ["a", "b", 'odd "name"', "ü", "key", "$x", "a.b", ""]
SCHEMAS: list[Any] = [
    True,
    False,
    {},
    {"type": "integer"},
    {"type": ["string", "null"]},
    {"type": ["number", "array", "boolean"]},
    {"enum": ["x", 1, 1.5, None, True, [1, "x"], {"a": 1}, {}, []]},
    {"const": {"a": [1, {"b": None}], "b": "x"}},
    {"const": None},
    {"minimum": -1, "exclusiveMaximum": 10},
    {"exclusiveMinimum": 0, "maximum": 2.5},
    {"minLength": 2, "maxLength": 3},
    {"minLength": 300},
    {"maxLength": 299},
    {"pattern": "^[a-zäö]{1,2}$"},
    {"pattern": r"\d+(?:\.\d)?|^$|\$"},
    {"pattern": r"^(x|\w\s)[^\]\\\-a-f]*?$"},
    {"pattern": "a.b"},
    {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2},
    {"items": {"items": {"type": "number"}}},
    {"items": False},
    {"required": ["a", 'odd "name"', "$x"]},
    {"properties": {"a": {"type": "integer"}, 'odd "name"': {"const": 1}, "": {"type": "null"}, "b": True}},
    {"properties": {"a": {}}, "additionalProperties": False},
    {"properties": {"a": False}, "additionalProperties": {"type": ["string", "object"], "minLength": 1}},
    {"additionalProperties": {"additionalProperties": {"additionalProperties": {"type": "integer"}}}},
    {"type": "object", "properties": {"a": {"items": {"required": ["a"], "properties": {"b": {"minimum": 1}}}}}},
    {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 2}]},
    {"allOf": [{"minimum": 0}, {"maximum": 5}, {"type": "number"}]},
    {"oneOf": [{"type": "integer"}, {"minimum": 2}, {"type": "string"}]},
    {"not": {"type": ["object", "array"]}},
    {"not": {"required": ["a"]}},
    {
        "$defs": {"n": {"type": "integer"}, "x/y": {"items": {"$ref": "#/$defs/n"}}},
        "properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "#/$defs/x~1y"}},
        "title": "t",
        "format": "uri",
    },
]
SCALARS: list[Any] = [None, True, False, 0, 1, 2, -1, 1.0, 1.5, 2.5, 10, 10**20, "", "x", "xy", "xyz", "ä", "a\nb", "a_b",
                      "12", "1.5", "$", "x]", "it's", "$$", "x\u00a0", "é" * 299, "e" * 300, "e" * 301]  # fmt: skip


def values() -> list[Any]:
    """The same values at every run, of every type and some depth."""
    dice = random.Random(7)  # noqa: S311

    def one(depth: int) -> Any:
        kind = dice.randrange(10) if depth else 0
        if kind < 4:
            return dice.choice(SCALARS)
        if kind < 6:
            return [one(depth - 1) for _ in range(dice.randrange(4))]
        return {name: one(depth - 1) for name in dice.sample(NAMES, dice.randrange(5))}

    special = [[1, "x"], {"a": 1}, {"a": [1, {"b": None}], "b": "x"}, {"a": 1, 'odd "name"': 1, "$x": []}, [[1], [2.0]]]
    special += [{"a": {"b": {"a": 1}}}, {"a": {"b": {"a": "x"}}}, {"a": {"b": 1}}, {"b": {"b": {}}}, {"b": [1, 2]}]
    return [*SCALARS, *special, *(one(3) for _ in range(300))]


@pytest.fixture(scope="module")
def conn(scratch: Databases) -> Any:
    with scratch.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as found:
        found.execute("create table checked (n serial, v json)")
        with found.cursor().copy("copy checked (v) from stdin") as copy:
            for value in values():
                copy.write_row([json.dumps(value)])
        yield found


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_postgresql_agrees_with_the_library(conn: psycopg.Connection[Any], schema: Any) -> None:
    sql = expression("v", schema)
    found = conn.execute(f"select {sql} from checked order by n".encode()).fetchall()
    validator = Draft202012Validator(schema)
    wrong = [value for value, (judged,) in zip(values(), found, strict=True) if judged is not validator.is_valid(value)]
    assert wrong == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_what_is_printed_reads_the_same(conn: psycopg.Connection[Any], schema: Any) -> None:
    conn.execute(f"alter table checked add constraint c check ({expression('v', schema)}) not valid".encode())
    query = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'c'"
    (printed,) = conn.execute(query).fetchone() or ("",)
    conn.execute(f"alter table checked drop constraint c, add constraint c {printed}".encode())
    assert conn.execute(query).fetchone() == (printed,)
    conn.execute("alter table checked drop constraint c")


def test_null_passes(conn: psycopg.Connection[Any]) -> None:
    sql = expression("v", {"type": "object"})
    assert conn.execute(f"select {sql} from (select null::jsonb) as t (v)".encode()).fetchone() == (None,)


@pytest.mark.parametrize(
    ("schema", "path", "said"),
    [
        ({"properties": {"a": {"uniqueItems": True}}}, ("properties", "a", "uniqueItems"), "no equal"),
        ({"pattern": r"\bx"}, ("pattern",), r"\b"),
        ({"pattern": "(?=x)"}, ("pattern",), "only groups"),
        ({"pattern": "(a)\\1"}, ("pattern",), r"\1"),
        ({"items": {"pattern": "x{300}"}}, ("items", "pattern"), "at most 255"),
        (
            {"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"},
            ("$defs", "a", "items", "$ref"),
            "itself",
        ),
        ({"anyOf": [{}, {"$ref": "#/$defs/b"}]}, ("anyOf", 1, "$ref"), "nowhere"),
        ({"maxLength": 20_000}, ("maxLength",), "at most"),
    ],
)
def test_what_has_no_equal_is_refused_at_its_place(schema: Any, path: tuple[Any, ...], said: str) -> None:
    with pytest.raises(Unsupported) as refused:
        expression("v", schema)
    assert refused.value.path == path
    assert said in refused.value.message

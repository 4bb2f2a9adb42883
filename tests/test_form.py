"""Forms: every kind of mistake with its place and sentence, what good values become, and their JSON Schema."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from neodiff.problems import Pos, Problems
from neodiff.yaml.form import (
    Bool,
    Choice,
    Default,
    Either,
    Field,
    Form,
    Int,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    OneOrMany,
    Scalar,
    Sql,
    Str,
    TypeName,
    document_schema,
)
from neodiff.yaml.source import Map, Seq, Text, read_text

COLUMN = Object(
    {
        "type": Field(TypeName(), required=True, doc="SQL type"),
        "default": Field(Default()),
        "not_null": Field(Either(Bool(), Object({"name": Field(Name())}))),
        "statistics": Field(Int(min=0, max=10_000)),
        "options": Field(MapOf(Scalar())),
    },
    short="type",
    noun="column",
)
TABLE = Object(
    {
        "table": Field(Name(), required=True),
        "comment": Field(Str()),
        "columns": Field(MapOf(COLUMN), doc="its columns, in order"),
        "unique": Field(
            ListOf(Object({"columns": Field(ListOf(Name()), required=True)}, short="columns", noun="unique"))
        ),
        "policies": Field(
            MapOf(
                Object(
                    {
                        "for": Field(Choice("all", "select", "insert")),
                        "to": Field(OneOrMany(Name())),
                        "using": Field(Sql()),
                    },
                    noun="policy",
                )
            )
        ),
        "cost": Field(Number()),
    },
    doc="A table",
)
SETTINGS = Object({"platform": Field(Choice("supabase", "none"))})


def run(text: str, form: Form = TABLE, where: str = "table t") -> tuple[Any, Problems]:
    problems = Problems()
    (document,) = read_text(text, "f", problems)
    assert not problems
    return form.check(document, document.pos, where, problems), problems


def value(form: Form, text: str) -> tuple[Any, str]:
    """What one value becomes, and what is said of it."""
    result, problems = run(f"k: {text}", Object({"k": Field(form)}), "o")
    return (None if result is None else result["k"]), problems.render()


GOOD: list[tuple[Form, str, Any]] = [
    (Str(), "a b", "a b"),
    (Str(), "1.10", "1.10"),
    (Str(), "''", ""),
    (Str(pattern="[a-z]+"), "abc", "abc"),
    (Name(), "My Table", "My Table"),
    (Name(), "2024", "2024"),
    (Name(), "é" * 31, "é" * 31),
    (Scalar(), "0.050", "0.050"),
    (Scalar(), "true", "true"),
    (Bool(), "false", False),
    (Int(), "-3", -3),
    (Int(min=1, max=3), "3", 3),
    (Number(), "1.5", 1.5),
    (Number(), "2", 2),
    (Choice("a", "b"), "b", "b"),
    (Sql(), "true", "true"),
    (Sql(), "select 1", "select 1"),
    (TypeName(), "numeric(10, 2)", "numeric(10, 2)"),
    (ListOf(Int()), "[1, 2]", [1, 2]),
    (ListOf(Int()), "[]", []),
    (OneOrMany(Name()), "a", ["a"]),
    (OneOrMany(Name()), "[a, b]", ["a", "b"]),
    (MapOf(Int()), "{a: 1, 2: 3}", {"a": 1, "2": 3}),
    (Either(Bool(), Choice("always", "never")), "always", "always"),
    (Either(Bool(), Choice("always", "never")), "true", True),
    (Either(Int(), Sql()), "7", 7),
    (Either(ListOf(Int()), MapOf(Int()), Name()), "{a: 1}", {"a": 1}),
    (Default(), "0", "0"),
    (Default(), "1.10", "1.10"),
    (Default(), "1_000", "1000"),
    (Default(), "0x1F", "31"),
    (Default(), "TRUE", "true"),
    (Default(), "~", "null"),
    (Default(), "\"'member'\"", "'member'"),
    (Default(), "now()", "now()"),
    (Default(), "CURRENT_DATE", "CURRENT_DATE"),
    (Default(), "current_user", "current_user"),
    (Default(), "'null'", "null"),
]


@pytest.mark.parametrize(("form", "text", "expected"), GOOD)
def test_good_values(form: Form, text: str, expected: Any) -> None:
    result, said = value(form, text)
    assert said == ""
    assert result == expected
    kinds: dict[type, type] = {str: Text, list: Seq, dict: Map}
    assert type(result) is kinds.get(type(expected), type(expected))


BAD: list[tuple[Form, str, str]] = [
    (Str(), "[]", "f:1:4: o: k: expected text, got a list"),
    (Str(), "~", "f:1:4: o: k: expected text, got nothing\n  give a value, or leave the key out"),
    (Str(), '"a\\0"', "f:1:6: o: k: PostgreSQL cannot store the character U+0000"),
    (Str(pattern="[a-z]+"), "a1", "f:1:4: o: k: expected text like [a-z]+, got 'a1'"),
    (Name(), "''", "f:1:4: o: k: expected a name, got an empty one"),
    (
        Name(),
        "é" * 32,
        (
            f"f:1:4: o: k: expected a name of at most 63 bytes, got 64 in '{'é' * 32}'\n"
            f"  PostgreSQL would cut it to '{'é' * 31}': write a shorter one"
        ),
    ),
    (Bool(), "on", "f:1:4: o: k: expected true or false, got 'on'"),
    (Int(), "1.0", "f:1:4: o: k: expected a whole number, got '1.0'"),
    (Int(), "true", "f:1:4: o: k: expected a whole number, got 'true'"),
    (Int(min=1, max=3), "4", "f:1:4: o: k: expected a whole number from 1 to 3, got '4'"),
    (Int(min=1), "0", "f:1:4: o: k: expected a whole number of at least 1, got '0'"),
    (Number(), ".inf", "f:1:4: o: k: expected a number, got '.inf'"),
    (Number(), "x", "f:1:4: o: k: expected a number, got 'x'"),
    (Choice("all", "select"), "selekt", "f:1:4: o: k: expected all or select, got 'selekt'\n  did you mean 'select'?"),
    (Choice("all", "select"), "ALL", "f:1:4: o: k: expected all or select, got 'ALL'\n  did you mean 'all'?"),
    (Choice("all"), "{}", "f:1:4: o: k: expected all, got a mapping"),
    (Sql(), "' '", "f:1:4: o: k: expected SQL, got empty text"),
    (TypeName(), "5", "f:1:4: o: k: expected a type, got '5'"),
    (ListOf(Int()), "1", "f:1:4: o: k: expected a list, got '1'"),
    (ListOf(Int()), "[1, a]", "f:1:8: o: k: item 2: expected a whole number, got 'a'"),
    (OneOrMany(Name()), "{}", "f:1:4: o: k: expected a name, or a list, got a mapping"),
    (OneOrMany(Int()), "x", "f:1:4: o: k: expected a whole number, or a list, got 'x'"),
    (MapOf(Int()), "[]", "f:1:4: o: k: expected a mapping, got a list"),
    (MapOf(Int()), "{'': 1}", "f:1:5: o: k: expected a name, got an empty one"),
    (Either(Bool(), ListOf(Int())), "{}", "f:1:4: o: k: expected true or false, or a list, got a mapping"),
    (Either(Bool(), ListOf(Int())), "[x]", "f:1:5: o: k: item 1: expected a whole number, got 'x'"),
    (Either(Choice("a"), Int()), "b", "f:1:4: o: k: expected a, got 'b'"),
    (
        Default(),
        "member",
        (
            "f:1:4: o: k: the bare word 'member' is no SQL expression\n"
            "  if you mean the text, write \"'member'\"; if a function, write member()"
        ),
    ),
    (Default(), ".inf", "f:1:4: o: k: '.inf' is no number of SQL\n  write \"'Infinity'\""),
    (Default(), "2024-01-01", "f:1:4: o: k: SQL reads '2024-01-01' as a subtraction\n  write \"'2024-01-01'\""),
    (Default(), "''", "f:1:4: o: k: expected an SQL expression, got empty text\n  the empty string is \"''\""),
    (Default(), "[]", "f:1:4: o: k: expected a number, true, false, null or an SQL expression, got a list"),
]


@pytest.mark.parametrize(("form", "text", "expected"), BAD)
def test_bad_values(form: Form, text: str, expected: str) -> None:
    result, said = value(form, text)
    assert result is None
    assert said == expected


def test_all_problems_are_told_where_they_are() -> None:
    text = """
colums: {}
columns:
  id: [uuid]
  a: {default: member, statistics: -1}
  "": text
unique:
  - [a, {}]
  - {}
policies:
  p: {for: selct, to: [x, {}]}
"""
    result, problems = run(text.lstrip())
    assert result is None
    assert problems.render().split("\n") == [
        "f:1:1: table t: unknown key 'colums'",
        "  did you mean 'columns'?",
        "f:1:1: table t: key 'table' is missing",
        "  expected a name",
        "f:3:7: table t: column id: expected a mapping or a type, got a list",
        "f:4:6: table t: column a: key 'type' is missing",
        "  expected a type",
        "f:4:16: table t: column a: default: the bare word 'member' is no SQL expression",
        "  if you mean the text, write \"'member'\"; if a function, write member()",
        "f:4:36: table t: column a: statistics: expected a whole number from 0 to 10000, got '-1'",
        "f:5:3: table t: columns: expected a name, got an empty one",
        "f:7:9: table t: unique 1: item 2: expected a name, got a mapping",
        "f:8:5: table t: unique 2: key 'columns' is missing",
        "  expected a list",
        "f:10:12: table t: policy p: for: expected all, select or insert, got 'selct'",
        "  did you mean 'select'?",
        "f:10:27: table t: policy p: to: item 2: expected a name, got a mapping",
    ]


def test_good_objects_keep_positions_and_only_what_is_there() -> None:
    result, problems = run("table: t\ncolumns:\n  a: text\n  b: {type: int, default: 1.10}\nunique: [[a, b]]\n")
    assert not problems
    assert result == {
        "table": "t",
        "columns": {"a": {"type": "text"}, "b": {"type": "int", "default": "1.10"}},
        "unique": [{"columns": ["a", "b"]}],
    }
    columns = result["columns"]
    assert isinstance(columns, Map)
    assert columns["a"]["type"].at(2) == Pos("f", 3, 8)
    assert columns["b"].key_pos["default"] == Pos("f", 4, 18)
    assert columns["b"]["default"].pos == Pos("f", 4, 27)
    assert result["unique"][0]["columns"].item_pos[1] == Pos("f", 5, 14)


SCHEMA = document_schema({"table": TABLE, "schema": Object({"schema": Field(Name(), required=True)})}, SETTINGS)

DOCUMENTS: list[tuple[Any, bool]] = [
    ({"table": "t"}, True),
    ({"table": "t", "columns": {"a": "text", "b": {"type": "int", "default": None}}}, True),
    ({"table": "t", "columns": {"a": {"type": "int", "not_null": {"name": "x"}, "options": {"n": 5}}}}, True),
    ({"table": "t", "unique": [["a"], {"columns": ["a"]}], "policies": {"p": {"to": "x"}, "q": {"to": ["x"]}}}, True),
    ({"schema": "app"}, True),
    ({"platform": "supabase"}, True),
    ({"table": "t", "schema": "app"}, False),
    ({"table": "t", "colums": {}}, False),
    ({"columns": {}}, False),
    ({"table": "t", "columns": {"a": ["text"]}}, False),
    ({"table": "t", "columns": {"a": {"default": 1}}}, False),
    ({"table": "t", "columns": {"": "text"}}, False),
    ({"table": "t", "columns": {"a": {"type": "int", "statistics": -1}}}, False),
    ({"table": "t", "policies": {"p": {"for": "selct"}}}, False),
    ({"table": "x" * 64}, False),
    ({"platform": "other"}, False),
    ([], False),
]


def test_the_schema_is_a_schema_and_names_what_it_documents() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    table = SCHEMA["$defs"]["table"]
    assert next(iter(table["properties"])) == "table"
    assert table["required"] == ["table"]
    assert table["description"] == "A table"
    assert table["properties"]["columns"]["description"] == "its columns, in order"


@pytest.mark.parametrize(("document", "valid"), DOCUMENTS)
def test_documents_against_the_schema(document: Any, valid: bool) -> None:
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(document) is valid


@pytest.mark.parametrize(("form", "text", "expected"), GOOD)
def test_the_schema_admits_what_the_form_admits(form: Form, text: str, expected: Any) -> None:
    problems = Problems()
    (document,) = read_text(f"k: {text}", "f", problems)
    jsonschema.Draft202012Validator(form.json_schema()).validate(document["k"])


def test_a_kind_without_its_naming_key_gets_it() -> None:
    schema = document_schema({"enum": Object({"values": Field(ListOf(Name()))})}, SETTINGS)
    assert jsonschema.Draft202012Validator(schema).is_valid({"enum": "x", "values": ["a"]})
    assert not jsonschema.Draft202012Validator(schema).is_valid({"values": ["a"]})

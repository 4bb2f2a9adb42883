"""Rows that take unique values from each other: in an order that PostgreSQL accepts, there and back. Real databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rows_story import Person, person, written

from neodiff.scratch.databases import Databases

# What migra makes of it where our own plan does not prove would hide what that cannot do.
NATIVE = ("--engine", "native")


@pytest.fixture
def anna(live: Databases, scratch: Databases, tmp_path: Path) -> Iterator[Person]:
    with person(live, scratch, tmp_path) as someone:
        yield someone


def table(columns: str, more: str = "") -> str:
    return f"table: things\ncolumns:\n  name: {{type: text, primary_key: true}}\n  {columns}\n{more}"


def rows(*values: str, mode: str = "upsert", where: str = "") -> str:
    listed = "".join(f"    - {{{value}}}\n" for value in values)
    return f"rows:\n  mode: {mode}\n  key: [name]\n{where}  values:\n{listed}"


# column, what the table has beside it, three values of which the rows take each other's
KINDS = {
    "integer": ("v: {type: integer, not_null: true, unique: true}", "", "123"),
    "null for a moment": ("v: {type: integer, unique: true}", "", "123"),
    "nulls are the same": ("v: integer", "unique: [{name: u, columns: [v], nulls_not_distinct: true}]", "123"),
    "checked": ("v: {type: smallint, not_null: true, unique: true}", "checks: {c: v > 0}", "123"),
    "one letter": ("v: {type: character varying(1), not_null: true, unique: true}", "", "abc"),
    "a pattern": ("v: {type: text, not_null: true, unique: true}", "checks: {c: \"v ~ '^x-[a-z]$'\"}", ("x-a", "x-b", "x-c")),
    "a domain": ("v: {type: code, not_null: true, unique: true}", "", ("AB1", "AB2", "AB3")),
    "an enum": ("v: {type: mood, not_null: true, unique: true}", "", ("sad", "ok", "glad")),
    "uuid": (
        "v: {type: uuid, not_null: true, unique: true}",
        "",
        tuple(f"00000000-0000-0000-0000-00000000000{n}" for n in "123"),
    ),
    "timestamptz": ("v: {type: timestamptz, not_null: true, unique: true}", "", ("2020-01-01", "2021-01-01", "2022-01-01")),
    "an expression": ("v: {type: text, not_null: true}", "indexes: {i: {columns: [{expression: lower(v)}], unique: true}}", "aBc"),
    "generated": (
        "v: {type: text, not_null: true}\n  low: {type: text, generated: lower(v)}",
        "unique: [[low]]",
        "abc",
    ),
    "deferrable": ("v: {type: boolean}", "unique: [{name: u, columns: [n, v], deferrable: true}]", ("true", "false", "null")),
    "deferred": ("v: integer", "unique: [{name: u, columns: [v], deferrable: true, initially_deferred: true}]", "123"),
    "ranges that may not overlap": (
        "v: {type: int4range, not_null: true}",
        "exclusions: {x: {using: gist, elements: [{column: v, with: '&&'}]}}",
        ("[1,5)", "[5,9)", "[20,21)"),
    ),
    "with a neighbour": ("v: {type: integer, not_null: true}", "unique: [[v, w]]", "123"),
}  # fmt: skip
TYPES = """
---
domain: code
type: text
checks: {c: "value ~ '^[A-Z]{2}[0-9]$'"}
---
enum: mood
values: [sad, ok, glad, calm]
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_circle_and_a_chain(anna: Person, kind: str) -> None:
    """a, b and c go round; d takes what e gives up, which takes what nobody has."""
    column, more, values = KINDS[kind]
    one, two, three = values
    before = table(f"{column}\n  w: {{type: integer, default: 1}}\n  n: {{type: integer, default: 0}}", more)
    quoted = [value if value == "null" else f"'{value}'" for value in values]
    listed = ", ".join(f"('{name}', {value})" for name, value in zip("abc", quoted))
    anna.build(before + TYPES, rows=f"insert into things (name, v) values {listed}")
    said = [f"name: a, v: '{two}'", f"name: b, v: '{three}'", f"name: c, v: '{one}'"]
    anna.declare(before + "\n" + rows(*(line.replace("'null'", "null") for line in said)) + TYPES)
    plan = anna.there_and_back(*NATIVE)
    assert written(plan)["public.things", "~"] in (3, 4)


def test_a_chain_needs_no_step_aside(anna: Person) -> None:
    before = table("place: {type: integer, not_null: true, unique: true}")
    anna.build(before, rows="insert into things values ('a', 1), ('b', 2), ('c', 3), ('d', 4)")
    anna.declare(before + rows("name: a, place: 2", "name: b, place: 3", "name: c, place: 9", "name: d, place: 4"))
    assert written(anna.there_and_back(*NATIVE)) == {("public.things", "~"): 3}


def test_which_one_is_the_default(anna: Person) -> None:
    """A partial unique index: what gives up is a row that leaves it."""
    before = table(
        "flag: {type: boolean, not_null: true}\n  team: {type: integer, default: 1}",
        'indexes: {one_default: {columns: [team], unique: true, where: "flag"}}\n',
    )
    anna.build(before, rows="insert into things values ('a', false), ('b', true), ('c', false)")
    anna.declare(before + rows("name: a, flag: true", "name: b, flag: false"))
    assert written(anna.there_and_back(*NATIVE)) == {("public.things", "~"): 2}


def test_primary_keys_and_what_follows_them(anna: Person) -> None:
    before = """table: things
columns: {id: {type: integer, primary_key: true}, slug: {type: text, not_null: true, unique: true}}
---
table: parts
columns: {name: {type: text, primary_key: true}, thing: {type: integer, references: {table: things, column: id, on_update: cascade}}}
"""
    rest = "\n---\n" + before.split("---\n")[1]
    anna.build(before, rows="insert into things values (1, 'a'), (2, 'b'); insert into parts values ('p', 1), ('q', 2)")
    values = "rows: {key: [slug], values: [{slug: a, id: 2}, {slug: b, id: 1}]}"
    anna.declare(before.split("\n---")[0] + "\n" + values + rest)
    assert written(anna.there_and_back(*NATIVE)) == {("public.things", "~"): 3}


def test_in_exact_rows_beside_new_and_deleted_ones(anna: Person) -> None:
    before = table("place: {type: integer, not_null: true, unique: true}")
    anna.build(before, rows="insert into things values ('a', 1), ('b', 2), ('gone', 3), ('c', 4)")
    anna.declare(
        before
        + rows("name: a, place: 2", "name: b, place: 1", "name: c, place: 3", "name: new, place: 4", mode="exact")
    )
    assert written(anna.there_and_back(*NATIVE, "--allow", "delete-rows")) == {
        ("public.things", "~"): 4,
        ("public.things", "-"): 1,
        ("public.things", "+"): 1,
    }


def test_a_new_row_that_must_come_first_takes_what_another_gives_up(anna: Person) -> None:
    """In a table that refers to itself new rows come before updates, which may lead to them."""
    before = table("place: {type: integer, not_null: true, unique: true}\n  up: {type: text, references: things.name}")
    anna.build(before, rows="insert into things values ('a', 1)")
    anna.declare(before + rows("name: a, place: 2, up: new", "name: new, place: 1, up: null"))
    assert written(anna.there_and_back(*NATIVE)) == {("public.things", "~"): 2, ("public.things", "+"): 1}


def test_a_reference_that_may_be_null(anna: Person) -> None:
    before = """table: people
columns: {name: {type: text, primary_key: true}, id: {type: integer, unique: true}}
---
""" + table("person_id: {type: integer, unique: true, references: people.id}")
    anna.build(
        before, rows="insert into people values ('x', 1), ('y', 2); insert into things values ('a', 1), ('b', 2)"
    )
    anna.declare(before + rows("name: a, person: {name: y}", "name: b, person: {name: x}"))
    assert written(anna.there_and_back(*NATIVE)) == {("public.things", "~"): 3}


def test_where_no_value_is_left(anna: Person) -> None:
    before = table("flag: {type: boolean, not_null: true, unique: true}")
    anna.build(before, rows="insert into things values ('a', true), ('b', false)")
    anna.declare(before + rows("name: a, flag: false", "name: b, flag: true"))
    said = anna.diff(*NATIVE)
    assert said.status == 3
    for word in ("name 'a'", "name 'b'", "things_flag_key"):
        assert word in said.out + said.err


def test_a_row_that_changed_meanwhile_is_not_touched(anna: Person) -> None:
    before = table("place: {type: integer, not_null: true, unique: true}")
    anna.build(before, rows="insert into things values ('a', 1), ('b', 2)")
    anna.declare(before + rows("name: a, place: 2", "name: b, place: 1"))
    anna.planned(*NATIVE)
    anna.execute("update things set place = 7 where name = 'b'")
    there = anna.contents()
    done = anna.psql("forward")
    assert done.returncode != 0
    assert "drifted since planned" in done.stderr
    assert anna.contents() == there

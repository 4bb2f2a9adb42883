"""Rows in tables that make it hard: partitions, names of every kind, keys of every type, triggers that interfere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rows_story import Person, person, written

from neodiff.scratch.databases import Databases

# What migra makes of it where our own plan does not prove would hide what that cannot do.
NATIVE = ("--engine", "native")
STAMP = """
---
function: stamp
returns: trigger
language: plpgsql
body: begin new.stamp := coalesce(new.stamp, 0) + 1; return new; end
"""
STAMPED = "triggers: {stamp: {timing: before, events: [update], level: row, function: stamp}}\n"


@pytest.fixture
def anna(live: Databases, scratch: Databases, tmp_path: Path) -> Iterator[Person]:
    with person(live, scratch, tmp_path) as someone:
        yield someone


def test_partitions(anna: Person) -> None:
    base = (
        """table: things
columns: {place: {type: integer, not_null: true}, name: text, v: text, stamp: integer}
primary_key: [place, name]
partition_by: list (place)
unique: [[place, v]]
"""
        + STAMPED
    )
    parts = """
---
table: low
partition_of: things
bounds: in (1)
---
table: high
partition_of: things
bounds: default
"""
    anna.build(
        base + parts + STAMP,
        rows="insert into things values (1, 'a', 'x', 5), (1, 'b', 'y', null), (2, 'a', 'x', null)",
    )
    values = "rows: {key: [place, name], values: [{place: 1, name: a, v: y}, {place: 1, name: b, v: x}, {place: 2, name: a, v: z}]}\n"
    anna.declare(base + values + parts + STAMP)
    anna.there_and_back(*NATIVE)


@pytest.mark.parametrize("name", ["t", "was", "changed", "now", "a", "v", "Odd \"'$$ %", "ü" * 31])
def test_names(anna: Person, name: str) -> None:
    columns = ["n", "was", "changed", "neodiff_turn", "doomed", "t", "a", "x" * 63, "grantee", "stamp"]
    spelled = "".join(f"  {column}: {{type: {'text' if column != 'stamp' else 'integer'}}}\n" for column in columns)
    quoted = "'" + name.replace("'", "''") + "'"
    base = f"table: {quoted}\ncolumns:\n  id: {{type: text, primary_key: true}}\n{spelled}unique: [[n], [was, t]]\n{STAMPED}"
    table = '"' + name.replace('"', '""') + '"'
    anna.build(
        base + STAMP,
        rows=f"insert into {table} (id, n, was, t, a) values ('1', 'p', 'q', 'r', 's'), ('2', 'P', 'q', 'R', 'S')",
    )
    rows = (
        "rows: {key: [id], values: [{id: 1, n: P, t: R, changed: z}, {id: 2, n: p, t: r, doomed: zz, "
        + "x" * 63
        + ": q}]}\n"
    )
    anna.declare(base + rows + STAMP)
    plan = anna.there_and_back(*NATIVE)
    assert sum(written(plan).values()) == 3


KEYS = {
    "integer": ("1", "2"),
    "numeric(9,3)": ("1.500", "2"),
    "uuid": ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"),
    "bytea": ("\\x00", "\\x01ff"),
    "timestamptz": ("2020-01-01 00:00:00+05", "infinity"),
    "mood": ("sad", "it's"),
    "code": ("AB", "CD"),
    "character(3)": ("a", "b"),
    "text[]": ('{a,"b c"}', "{}"),
    "boolean": ("true", "false"),
    "interval": ("1 mon", "30 days 1 hour"),
    "inet": ("10.0.0.1", "::1"),
    "jsonb": ('{"a": null}', "null"),
}


@pytest.mark.parametrize("kind", KEYS)
def test_keys(anna: Person, kind: str) -> None:
    one, two = KEYS[kind]
    base = f"table: things\ncolumns: {{k: {{type: '{kind}', primary_key: true}}, "
    base += f"v: {{type: text, unique: true}}, stamp: integer, w: '{kind}'}}\n{STAMPED}"
    more = '\n---\nenum: mood\nvalues: [sad, "it\'s"]\n---\ndomain: code\ntype: text\ncollation: C\n' + STAMP
    quoted = [value.replace("'", "''") for value in (one, two)]
    anna.build(
        base + more,
        rows=f"insert into things values ('{quoted[0]}', 'p', 1, '{quoted[0]}'), ('{quoted[1]}', 'q', null, '{quoted[1]}')",
    )
    said = [f"'{value}'" for value in quoted]
    if kind == "jsonb":
        said = [one.replace('"', ""), "{$json: null}"]
    if kind == "text[]":
        said = ["[a, b c]", "[]"]
    anna.declare(base + f"rows: {{key: [k], values: [{{k: {said[0]}, v: q}}, {{k: {said[1]}, v: p}}]}}\n" + more)
    plan = anna.there_and_back(*NATIVE)
    assert written(plan) == {("public.things", "~"): 3}


def test_many_rows_with_triggers(anna: Person) -> None:
    base = "table: things\ncolumns: {k: {type: text, primary_key: true}, place: {type: integer, not_null: true, unique: true},"
    base += " stamp: integer}\n"
    anna.build(base + STAMPED + STAMP, rows="insert into things select g::text, g, g from generate_series(1, 300) g")
    values = "".join(f"    - {{k: '{n}', place: {n % 300 + 1}}}\n" for n in range(1, 301))
    anna.declare(base + STAMPED + "rows:\n  key: [k]\n  values:\n" + values + STAMP)
    anna.there_and_back(*NATIVE)
    assert anna.script("forward").count("update public.things") < 20


@pytest.mark.parametrize("body", ["return null", "new.k := new.k || 'x'; return new", "raise exception 'no'"])
def test_triggers_that_do_not_let_it(anna: Person, body: str) -> None:
    base = "table: things\ncolumns: {k: {type: text, primary_key: true}, v: text, stamp: integer}\n"
    stamp = STAMP.replace("new.stamp := coalesce(new.stamp, 0) + 1; return new", body)
    anna.build(base + STAMPED + stamp, rows="insert into things values ('a', 'x')")
    anna.declare(base + STAMPED + "rows: [{k: a, v: y}]\n" + stamp)
    said = anna.diff(*NATIVE)
    assert said.status == 3
    assert "NOT PROVEN" in said.out


def test_a_tree_that_is_turned_over(anna: Person) -> None:
    base = """table: nodes
columns: {k: {type: text, primary_key: true}, up: {type: text, references: nodes.k}, place: {type: integer, not_null: true}, stamp: integer}
unique: [{name: u, columns: [up, place], nulls_not_distinct: true}]
"""
    anna.build(
        base + STAMPED + STAMP,
        rows="insert into nodes values ('r', null, 1, 1), ('a', 'r', 1, null), ('b', 'r', 2, 5), ('c', 'a', 1, null), ('d', 'a', 2, 0)",
    )
    rows = """rows:
  key: [k]
  values:
  - {k: r, up: b, place: 2}
  - {k: b, up: null, place: 1}
  - {k: a, up: b, place: 1}
  - {k: c, up: a, place: 2}
  - {k: d, up: a, place: 1}
  - {k: e, up: r, place: 1}
"""
    anna.declare(base + STAMPED + rows + STAMP)
    anna.there_and_back(*NATIVE)

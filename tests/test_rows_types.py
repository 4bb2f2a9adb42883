"""Rows and types that change in one plan: values are written while a type can hold them, there and back."""

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


TYPED = """enum: mood
values: [{labels}]
---
table: items
columns: {{slug: {{type: text, primary_key: true}}, n: {n}, t: {t}, m: mood, p: "{p}", at: {at}, d: {d}}}
"""


def test_rows_that_fit_only_before_a_type_gets_narrower(anna: Person) -> None:
    same = {"p": "numeric", "at": "date", "d": "text"}
    anna.build(
        TYPED.format(labels="sad, ok, glad", n="bigint", t="text", **same),
        rows="insert into items values ('a', 3000000000, 'long text', 'glad'), ('b', 1, 'x', 'sad')",
    )
    rows = "rows: [{slug: a, n: 5, t: abc, m: ok}]"
    anna.declare(TYPED.format(labels="sad, ok", n="integer", t="varchar(3)", **same) + rows)
    anna.there_and_back("--allow", "all", *NATIVE)


def test_rows_that_fit_only_once_a_type_is_wider(anna: Person) -> None:
    same = {"p": "numeric", "at": "date", "d": "text"}
    anna.build(
        TYPED.format(labels="sad, ok", n="integer", t="varchar(3)", **same),
        rows="insert into items values ('a', 30, 'lon', 'ok'), ('b', 1, 'x', 'sad')",
    )
    rows = "rows: [{slug: a, n: 5000000000, t: abcde, m: glad}]"
    anna.declare(TYPED.format(labels="sad, ok, glad", n="bigint", t="text", **same) + rows)
    anna.there_and_back("--allow", "all", *NATIVE)


def test_rows_of_types_that_lose(anna: Person) -> None:
    before = TYPED.format(labels="a", n="integer", t="text", p="numeric(12,4)", at="timestamptz", d="text")
    anna.build(
        before,
        rows="""insert into items (slug, n, p, at, d) values ('a', 3, 1.23456, '2020-01-01 12:00', '007'),
        ('b', 4, 9.8765, '2021-01-01 23:00', '08'), ('c', 5, 0.0001, '2022-02-02 02:02', '0001')""",
    )
    after = TYPED.format(labels="a", n="text", t="text", p="numeric(10,2)", at="date", d="integer")
    rows = """rows:
  mode: exact
  values: [{slug: a, p: 1.23, at: "2020-01-01", d: 9, n: x}, {slug: b, p: 7, n: "4"}]
"""
    anna.declare(after + rows)
    anna.there_and_back("--allow", "all", *NATIVE)


def test_renamed_types_and_labels_in_arrays(anna: Person) -> None:
    table = "table: {name}\n{more}columns: {{slug: {{type: text, primary_key: true}}, m: {type}, ms: '{type}[]'}}\n"
    anna.build(
        "enum: mood\nvalues: [sad, ok]\n",
        table.format(name="n", more="", type="mood"),
        rows="insert into n values ('a', 'ok', '{ok,sad}'), ('b', 'sad', null), ('c', 'ok', '{}')",
    )
    rows = 'rows: [{slug: a, m: "f i,ne", ms: ["f i,ne", sad]}, {slug: b, m: "f i,ne"}, {slug: d, m: sad}]'
    anna.declare(
        'enum: feeling\nrenamed_from: mood\nvalues: [sad, {value: "f i,ne", renamed_from: ok}]\n',
        table.format(name="m", more="renamed_from: n\n", type="feeling") + rows,
    )
    plan = anna.there_and_back()
    assert written(plan) == {("public.m", "+"): 1, ("public.m", "~"): 1}


def test_a_new_label_of_an_enum_is_used_at_once(anna: Person) -> None:
    table = "table: cases\ncolumns: {slug: {type: text, primary_key: true}, mood: mood, moods: 'mood[]'}\n"
    anna.build("enum: mood\nvalues: [sad, ok]", table, rows="insert into cases values ('a', 'sad', '{ok}')")
    rows = "rows: [{slug: a, mood: glad, moods: [glad, sad]}, {slug: b, mood: ok}, {slug: c, mood: glad}]"
    anna.declare("enum: mood\nvalues: [sad, {value: fine, renamed_from: ok}, glad]", table + rows.replace("ok", "fine"))
    plan = anna.there_and_back("--allow", "all")
    assert len(plan["units"]) == 2
    assert written(plan) == {("public.cases", "+"): 2, ("public.cases", "~"): 1}

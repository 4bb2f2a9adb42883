"""JSON defaults: filled under what each row chose, three ways where the last applied values are known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from data_world import Pair, data, pair, pos, said

from neodiff.data.applied import Applied
from neodiff.data.json_text import dumps, parse, same
from neodiff.data.merge import ABSENT, filled, forced, merged, moved, under, without
from neodiff.rows import Change, PerRow
from neodiff.scratch.databases import Databases

SCHEMA = """
create table tenants (id integer generated always as identity primary key, slug text not null unique,
    status text not null default 'active', settings jsonb default '{}', raw json);
"""


@pytest.fixture(scope="module")
def house(live: Databases, scratch: Databases) -> Iterator[Pair]:
    rows = """insert into tenants (slug, settings) values ('a', '{}'), ('b', '{"color": "red", "n": 1.10, "deep": {"x": null}}'),
        ('c', null), ('d', '["a list"]'), ('e', 'null');
        insert into tenants (slug, status, settings) values ('gone', 'closed', '{}')"""
    with pair(live, scratch, SCHEMA, rows) as found:
        yield found


def written(changes: list[Change], column: str = "settings") -> dict[str, Any]:
    return {str(change.row): change.new and change.new.values[column] for change in changes}


# -- merging, without a database


@pytest.mark.parametrize(
    ("live", "desired", "applied", "value", "kept"),
    [
        ({}, {"a": 1}, ABSENT, {"a": 1}, 0),
        ({"a": None}, {"a": 1}, ABSENT, {"a": None}, 0),
        ({"a": {"x": 1}}, {"a": {"x": 2, "y": 3}}, ABSENT, {"a": {"x": 1, "y": 3}}, 0),
        ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}, 0),
        ({"a": 5}, {"a": 2}, {"a": 1}, {"a": 5}, 1),
        ({"a": True}, {"a": 2}, {"a": 1}, {"a": True}, 1),
        ({"a": [1]}, {"a": [1, 2]}, {"a": [1]}, {"a": [1, 2]}, 0),
        ({"a": 1}, {"a": {"x": 1}}, {"a": 1}, {"a": {"x": 1}}, 0),
        ({"a": {"x": 1}}, {"a": 1}, {"a": 2}, {"a": {"x": 1}}, 1),
        ({"own": 1}, {"a": 1}, {}, {"own": 1, "a": 1}, 0),
        ("text", {"a": 1}, ABSENT, "text", 0),
        (ABSENT, {"a": 1}, ABSENT, {"a": 1}, 0),
    ],
)
def test_three_ways(live: Any, desired: Any, applied: Any, value: Any, kept: int) -> None:
    found = merged(live, desired, ABSENT, applied)
    assert same(found.value, value)
    assert len(found.kept) == kept


def test_what_the_declaration_owns_wins() -> None:
    found = merged({"a": {"x": 5, "y": 6}}, {"a": {"x": 1}}, {"a": {"x": 2}}, {"a": {"x": 1}})
    assert (found.value, found.kept) == ({"a": {"x": 2, "y": 6}}, [])
    assert forced("leaf", {"a": {"b": 1}}) == {"a": {"b": 1}}


def test_paths() -> None:
    assert moved({"a": {"b": 1}, "c": 2}, ("a", "b"), ("x", "y")) == {"a": {}, "c": 2, "x": {"y": 1}}
    assert moved({"old": {"p": 1, "q": 2}, "new": {"p": 3}}, ("old",), ("new",)) == {"new": {"p": 3, "q": 2}}
    assert without({"a": {"b.c": 1, "d": 2}}, ("a", "b.c")) == {"a": {"d": 2}}
    assert under({"a": {}}, {"a": {"b": 1}}) == {"a": {"b": 1}}
    assert filled({"u": "https://{slug}/{{x}}", "n": [1, "{slug}"]}, {"slug": "hub"}) == {
        "u": "https://hub/{x}",
        "n": [1, "hub"],
    }


def test_numbers_stay_as_they_are_written() -> None:
    text = '{"a": 1.10, "b": 123456789012345678901234567890, "aa": 1e2, "é": "\\"\\\\ü"}'
    assert dumps(parse(text)) == '{"a": 1.10, "b": 123456789012345678901234567890, "aa": 100, "é": "\\"\\\\ü"}'
    assert same(parse("1.0"), parse("1"))
    assert not same(parse("true"), parse("1"))
    assert dumps(Decimal("-0.50")) == "-0.50"


# -- rows


def test_only_what_is_missing_is_written(house: Pair) -> None:
    json = house.json(
        "tenants", "settings", default={"color": "blue", "n": 2, "deep": {"x": 1, "y": [1]}}, where="status = 'active'"
    )
    changes = house.changes(data(json))
    assert written(changes.forward) == {
        "slug 'a'": '{"n": 2, "deep": {"x": 1, "y": [1]}, "color": "blue"}',
        "slug 'b'": '{"n": 1.10, "deep": {"x": null, "y": [1]}, "color": "red"}',
        "slug 'c'": '{"n": 2, "deep": {"x": 1, "y": [1]}, "color": "blue"}',
    }
    assert [change.old and change.old.values for change in changes.forward] == [
        {"settings": "{}"},
        {"settings": '{"n": 1.10, "deep": {"x": null}, "color": "red"}'},
        {"settings": None},
    ]
    assert changes.kept == []
    assert "3 rows have other values in settings than declared" in changes.notes[0]


def test_one_tenants_edit_is_kept(house: Pair) -> None:
    json = house.json("tenants", "settings", default={"color": "blue", "n": 3}, where="slug in ('a', 'b')")
    applied = Applied(
        json={"public.tenants.settings": {"default": {"color": "green", "n": 1.1}, "per_row": [], "enforce": None}}
    )
    changes = house.changes(data(json), Applied.from_text(applied.to_text()))
    assert written(changes.forward)["slug 'b'"] == '{"n": 3, "deep": {"x": null}, "color": "red"}'
    (kept,) = changes.kept
    assert (str(kept.row), kept.path, kept.live, kept.declared) == ("slug 'b'", ("color",), '"red"', '"blue"')


def test_own_defaults_placeholders_removals_and_renames(house: Pair) -> None:
    json = house.json(
        "tenants",
        "settings",
        default={"logo": "https://x/{slug}.png", "size": 1},
        per_row=[PerRow({"slug": "b"}, {"size": 2}, pos(3)), PerRow({"slug": "nobody"}, {}, pos(4))],
        enforce={"forced": "{slug}{{}}"},
        remove=[("n",)],
        rename=[(("color",), ("theme", "color"))],
        fills=frozenset(["slug"]),
        where="slug in ('a', 'b')",
    )
    changes = house.changes(data(json))
    assert written(changes.forward) == {
        "slug 'a'": '{"logo": "https://x/a.png", "size": 1, "forced": "a{}"}',
        "slug 'b'": '{"deep": {"x": null}, "logo": "https://x/b.png", "size": 2, "theme": {"color": "red"}, "forced": "b{}"}',
    }
    assert changes.notes == ["rows.yaml:4:5: table public.tenants: json settings: no row has slug 'nobody'"]


def test_a_new_row_gets_its_json_at_once_and_a_changed_one_one_update(house: Pair) -> None:
    rows = house.rows("tenants", key="slug")(slug="new")(slug="a", status="trial")
    json = house.json(
        "tenants", "settings", default={"a": "{slug}"}, where="slug in ('new', 'a')", fills=frozenset(["slug"])
    )
    changes = house.changes(data(rows, json))
    assert [said(change) for change in changes.forward] == [
        "~ tenants slug 'a': {'status': 'active', 'settings': '{}'} -> {'status': 'trial', 'settings': '{\"a\": \"a\"}'}",
        "+ tenants slug 'new': None -> {'slug': 'new', 'settings': '{\"a\": \"new\"}'}",
    ]


def test_values_that_the_schema_refuses_are_told(house: Pair) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    changes = house.changes(data(house.json("tenants", "settings", schema=schema)))
    assert changes.forward == []
    assert [(str(kept.row), kept.path, kept.live) for kept in changes.kept] == [
        ("slug 'b'", ("n",), "1.10"),
        ("slug 'd'", (), '["a list"]'),
        ("slug 'e'", (), "null"),
    ]


def test_json_without_b_keeps_its_order(house: Pair) -> None:
    changes = house.changes(data(house.json("tenants", "raw", default={"zz": 1, "a": 2}, where="slug = 'a'")))
    assert written(changes.forward, "raw") == {"slug 'a'": '{"zz": 1, "a": 2}'}

"""Rows under names that change: labels of enums, inside arrays too, and what is renamed inside a renamed schema."""

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


MOODS = """enum: {enum}
{renamed}values: [{labels}]
---
domain: moods
type: '{name}[]'
---
table: things
columns:
  slug: {{type: text, primary_key: true}}
  one: '{name}'
  many: '{name}[]'
  deep: '{name}[]'
  tagged: moods
{rows}
"""


@pytest.mark.parametrize("name", ["mood", '"Mood #1"'])
def test_labels_inside_arrays(anna: Person, name: str) -> None:
    old = MOODS.format(name="mood", enum="mood", renamed="", labels='sad, "it\'s", "a b"', rows="")
    anna.build(
        old,
        rows="""
        insert into things values ('a', 'sad', '{sad,it''s,NULL,"a b"}', '{{sad,sad},{"a b",it''s}}', '{sad,"a b"}'),
            ('b', 'a b', '{}', null, '[0:1]={sad,it''s}'), ('c', 'sad', '{sad}', null, null)""",
    )
    renamed = "" if name == "mood" else "renamed_from: mood\n"
    labels = '{value: "so, sad", renamed_from: sad}, "it\'s", {value: NULL, renamed_from: "a b"}'.replace(
        "NULL", '"NULL"'
    )
    rows = """rows:
  - slug: a
    one: "so, sad"
    many: ["so, sad", "it's", null, "NULL"]
    deep: [["so, sad", "so, sad"], ["NULL", "it's"]]
    tagged: ["so, sad", "NULL"]
  - {slug: b, one: "NULL", many: []}
  - {slug: c, one: "it's", many: ["so, sad", "NULL"]}
"""
    enum = f"'{name.strip(chr(34))}'"
    anna.declare(MOODS.format(name=name, enum=enum, renamed=renamed, labels=labels, rows=rows))
    plan = anna.there_and_back(*NATIVE)
    assert written(plan) == {("public.things", "~"): 1}, plan["rows"]


def test_what_is_renamed_inside_a_renamed_schema(anna: Person) -> None:
    old = """schema: shop
---
enum: mood
schema: shop
values: [sad, glad]
---
table: hues
schema: shop
columns: {id: {type: integer, identity: always, primary_key: true}, slug: {type: text, unique: true}, mood: shop.mood}
indexes: {by_mood: [mood]}
---
view: hue_names
schema: shop
query: select slug from shop.hues
---
function: twice
schema: shop
args: [{name: n, type: integer}]
returns: integer
language: sql
body: select n * 2
"""
    new = """schema: store
renamed_from: shop
---
enum: feeling
schema: store
renamed_from: mood
values: [{value: blue, renamed_from: sad}, glad]
---
table: colours
schema: store
renamed_from: hues
columns:
  id: {type: integer, identity: always, primary_key: true}
  code: {type: text, unique: true, renamed_from: slug}
  feeling: {type: store.feeling, renamed_from: mood}
indexes: {by_feeling: {columns: [feeling], renamed_from: by_mood}}
rows: [{code: r, feeling: blue}, {code: g, feeling: glad}]
---
view: colour_names
schema: store
renamed_from: hue_names
query: select code as slug from store.colours
---
function: double
schema: store
renamed_from: twice
args: [{name: n, type: integer}]
returns: integer
language: sql
body: select n * 2
"""
    anna.build(old, rows="insert into shop.hues (slug, mood) values ('r', 'sad'), ('g', 'sad')")
    anna.declare(new)
    plan = anna.there_and_back(*NATIVE)
    assert written(plan) == {("store.colours", "~"): 1}, plan["rows"]
    assert "drop " not in anna.script("forward").lower()


def test_what_somebody_changed_is_known_under_new_names(anna: Person) -> None:
    old = """enum: mood
values: [sad, glad, calm]
---
table: hues
columns: {slug: {type: text, primary_key: true}, mood: mood, moods: "mood[]", data: jsonb}
rows: [{slug: a, mood: sad, moods: [sad]}, {slug: b, mood: sad, moods: [sad]}]
json: {data: {default: {x: 1}}}
"""
    new = """enum: mood
values: [{value: blue, renamed_from: sad}, glad, calm]
---
table: colours
renamed_from: hues
columns:
  slug: {type: text, primary_key: true}
  feeling: {type: mood, renamed_from: mood}
  feelings: {type: "mood[]", renamed_from: moods}
  settings: {type: jsonb, renamed_from: data}
rows: [{slug: a, feeling: calm, feelings: [calm]}, {slug: b, feeling: calm, feelings: [calm]}]
json: {settings: {default: {x: 2}}}
"""
    anna.build("schema: public")
    anna.declare(old, environments={"staging": {"url": "$URL", "snapshot": "../snapshot"}})
    (anna.folder / "snapshot").mkdir()
    shown = {"db": "staging", "URL": anna.url}
    anna.planned(**shown)
    anna.run("forward")
    assert "applied.json" in anna.same(**shown).err
    anna.execute("""update hues set mood = 'glad', moods = '{glad}', data = '{"x": 3}' where slug = 'b'""")
    anna.declare(new)
    anna.planned(**shown)
    before = anna.contents()
    anna.run("forward")
    assert anna.ask("select slug, feeling::text, feelings::text, settings from colours order by slug") == [
        ("a", "calm", "{calm}", {"x": 2}),
        ("b", "glad", "{glad}", {"x": 3}),
    ]
    anna.run("reverse")
    assert anna.contents() == before

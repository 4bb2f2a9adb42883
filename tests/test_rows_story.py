"""Rows as a person migrates them: declared, diffed, run by psql, looked at, and taken back. Real databases throughout."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rows_story import Person, assert_same, person, staging

from neodiff.scratch.databases import Databases

NEOTHINK = Path(__file__).parent.parent / "schema"
FIFTH = """
    insert into tenants (name, slug, status) values ('Fifth', 'fifth', 'active');
    insert into tenant_roles (tenant_id, name, slug)
    select t.id, r, r from tenants t, unnest(array['admin', 'editor', 'viewer']) r where t.slug = 'fifth'"""
NOT_FIFTH = """
    delete from tenant_roles where tenant_id = (select id from tenants where slug = 'fifth');
    delete from tenants where slug = 'fifth'"""


def written(plan: dict[str, Any]) -> Counter[tuple[str, str]]:
    """How many rows of which table the plan writes, and how."""
    return Counter((row["table"], row["sign"]) for row in plan["rows"])


def test_staging_there_and_back_and_a_tenant_that_came_later(
    live: Databases, scratch: Databases, tmp_path: Path
) -> None:
    with staging(live, scratch, tmp_path) as anna:
        before = anna.contents()
        anna.planned(schema=NEOTHINK)
        anna.run("forward")
        back = anna.script("reverse")
        anna.same("--no-prove", schema=NEOTHINK)
        assert anna.ask("select branding #>> '{colors,primary}' from tenants where slug = 'ascenders'") == [("#123456",)]
        after = anna.contents()
        anna.execute(FIFTH)
        added = anna.contents()
        plan = anna.planned(schema=NEOTHINK)
        assert written(plan) == {("public.role_permissions", "+"): 22, ("public.tenants", "~"): 1}
        anna.run("forward")
        anna.same("--no-prove", schema=NEOTHINK)
        anna.run("reverse")
        assert_same(anna.contents(), added)
        anna.execute(NOT_FIFTH)
        assert_same(anna.contents(), after)
        (anna.out / "reverse.sql").write_text(back)
        anna.run("reverse")
        assert_same(anna.contents(), before)


@pytest.fixture
def anna(live: Databases, scratch: Databases, tmp_path: Path) -> Iterator[Person]:
    with person(live, scratch, tmp_path) as someone:
        yield someone


# -- what an editor chose

TENANTS = """
table: tenants
columns:
  id: {{type: bigint, identity: always, primary_key: true}}
  slug: {{type: text, not_null: true, unique: true}}
  name: {{type: text, not_null: true}}
  branding: jsonb
rows:
  - {{slug: a, name: A}}
  - {{slug: b, name: {name}}}
  - {{slug: c, name: C}}
  - {{slug: d, name: D}}
json:
  branding:
    default: {{colors: {{accent: "{accent}", text: "#000000"}}, logo: "https://x/{{slug}}.png"}}
"""


def test_what_an_editor_chose_is_kept_and_told(anna: Person) -> None:
    anna.build("schema: public")
    anna.declare(
        TENANTS.format(accent="#111111", name="B"),
        environments={"staging": {"url": "$URL", "snapshot": "../snapshot"}},
    )
    (anna.folder / "snapshot").mkdir()
    shown = {"db": "staging", "URL": anna.url}
    anna.planned(**shown)
    anna.run("forward")
    assert "applied.json" in anna.same(**shown).err
    anna.execute("""update tenants set branding = jsonb_set(branding, '{colors,accent}', '"#EDEDED"') where slug = 'c'""")
    anna.execute("update tenants set name = 'Dee' where slug = 'd'")
    anna.declare(TENANTS.format(accent="#222222", name="Bee").replace("name: D", "name: De"))
    before = anna.contents()
    said = anna.diff(**shown)
    assert said.status == 1
    for text in (said.out, said.err):
        assert "slug 'c'" in text and "#EDEDED" in text and "#222222" in text, text
        assert "slug 'd'" in text and "'Dee'" in text
    plan = json.loads((anna.out / "plan.json").read_text())
    assert written(plan) == {("public.tenants", "~"): 3}
    assert sorted((kept["column"], tuple(kept["path"])) for kept in plan["kept_values"]) == [
        ("branding", ("colors", "accent")),
        ("name", ()),
    ]
    anna.run("forward")
    assert anna.ask("select slug, name, branding #>> '{colors,accent}' from tenants order by 1") == [
        ("a", "A", "#222222"),
        ("b", "Bee", "#222222"),
        ("c", "C", "#EDEDED"),
        ("d", "Dee", "#222222"),
    ]
    back = anna.script("reverse")
    said = anna.same(**shown)
    assert "#EDEDED" in said.err
    assert "'Dee'" in anna.same(**shown).err
    (anna.out / "reverse.sql").write_text(back)
    anna.run("reverse")
    assert_same(anna.contents(), before)


# -- what is dropped, and comes back

BIG = """
table: big
columns:
  id: {type: bigint, identity: always, primary_key: true}
  num: {type: bigint, not_null: true, default: "nextval('other_seq'::regclass)"}
  note: {type: text, not_null: true}
  at: timestamptz
---
sequence: other_seq
---
table: wide
columns:
  id: {type: integer, identity: by default, primary_key: true}
  gone: {type: text, not_null: true}
  narrow: {type: bigint, not_null: true}
  price: numeric(12,4)
  at: timestamptz
  digits: text
triggers:
  stamp: {timing: before, events: [update], level: row, function: stamp}
---
function: stamp
returns: trigger
language: plpgsql
body: begin new.at := now(); return new; end
---
table: bystander
columns: {id: {type: integer, identity: always, primary_key: true}, t: text}
"""
BIG_ROWS = """
insert into big (note, at) select repeat(chr(40 + g % 80), g % 7) || g, timestamptz '2001-01-01' + g * interval '1 minute'
from generate_series(1, 100000) g;
insert into wide (gone, narrow, price, at, digits) select 'x' || g, g, g / 13.0, '2020-01-01 12:00:00.123456+00'::timestamptz
    + g * interval '1 second', lpad(g::text, 3, '0')
from generate_series(1, 2000) g;
insert into wide (gone, narrow) values ('', 1), (e'quo''te\\\\ \\n', -5);
delete from wide where id % 10 = 0;
insert into bystander (t) select g::text from generate_series(1, 100) g;
"""


def test_what_is_dropped_or_narrowed_comes_back(anna: Person) -> None:
    anna.build(BIG, rows=BIG_ROWS)
    before = anna.contents()
    big, _, wide, *rest = BIG.split("---")
    for was, becomes in (
        ("narrow: {type: bigint", "narrow: {type: integer"),
        ("numeric(12,4)", "numeric(10,2)"),
        ("at: timestamptz", "at: date"),
        ("digits: text", "digits: integer"),
        ("  gone: {type: text, not_null: true}\n", ""),
    ):
        assert was in wide
        wide = wide.replace(was, becomes)
    anna.declare(wide, *rest)
    refused = anna.diff("--prune")
    assert refused.status == 3, refused.out
    anna.planned("--prune", "--allow", "all")
    anna.run("forward")
    back = anna.script("reverse")
    assert anna.ask("select digits, price::text from wide where id = 7") == [(7, "0.54")]
    listed = anna.neodiff("archive", "list", anna.url, "--schema-dir", anna.schema)
    assert listed.status == 0
    assert "100000" in listed.out and "column public.wide.gone" in listed.out, listed.out
    anna.same("--prune", "--allow", "all")
    (anna.out / "reverse.sql").write_text(back)
    anna.run("reverse")
    assert_same(anna.contents(), before)
    assert anna.ask("select to_regnamespace('neodiff_archive')") == [(None,)]
    assert anna.ask("insert into big (note) values ('next') returning id, num") == [(100001, 100001)]
    assert anna.ask("insert into wide (gone, narrow) values ('next', 1) returning id") == [(2003,)]
    anna.declare(BIG)
    anna.same("--prune", "--allow", "all")

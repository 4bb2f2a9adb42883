"""Rows as a person migrates them: declared, diffed, run by psql, looked at, and taken back. Real databases throughout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rows_story import Person, assert_same, person, staging, written

from neodiff.scratch.databases import Databases

NEOTHINK = Path(__file__).parent.parent / "schema"
FIFTH = """
    insert into tenants (name, slug, status) values ('Fifth', 'fifth', 'active');
    insert into tenant_roles (tenant_id, name, slug)
    select t.id, r, r from tenants t, unnest(array['admin', 'editor', 'viewer']) r where t.slug = 'fifth'"""
NOT_FIFTH = """
    delete from tenant_roles where tenant_id = (select id from tenants where slug = 'fifth');
    delete from tenants where slug = 'fifth'"""


def test_staging_there_and_back_and_a_tenant_that_came_later(
    live: Databases, scratch: Databases, tmp_path: Path
) -> None:
    with staging(live, scratch, tmp_path) as anna:
        before = anna.contents()
        anna.planned(schema=NEOTHINK)
        anna.run("forward")
        back = anna.script("reverse")
        anna.same("--no-prove", schema=NEOTHINK)
        assert anna.ask("select branding #>> '{colors,primary}' from tenants where slug = 'ascenders'") == [
            ("#123456",)
        ]
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
    anna.execute(
        """update tenants set branding = jsonb_set(branding, '{colors,accent}', '"#EDEDED"') where slug = 'c'"""
    )
    anna.execute("update tenants set name = 'Dee' where slug = 'd'")
    anna.declare(TENANTS.format(accent="#222222", name="Bee").replace("name: D", "name: De"))
    before = anna.contents()
    said = anna.diff(**shown)
    assert said.status == 1
    for text in (said.out, said.err):
        for word in ("slug 'c'", "#EDEDED", "#222222", "slug 'd'", "'Dee'"):
            assert word in text, text
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
    said = anna.same(**shown)
    assert "#EDEDED" in said.err
    assert "'Dee'" in anna.same(**shown).err
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
    before, positions = anna.contents(), anna.positions()
    _, _, wide, *rest = BIG.split("---")
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
    assert anna.ask("select digits, price::text from wide where id = 7") == [(7, "0.54")]
    listed = anna.neodiff("archive", "list", anna.url, "--schema-dir", anna.schema)
    assert listed.status == 0
    assert "100000" in listed.out
    assert "column public.wide.gone" in listed.out
    anna.same("--prune", "--allow", "all")
    anna.run("reverse")
    assert_same(anna.contents(), before)
    assert anna.positions() == positions
    assert anna.ask("select to_regnamespace('neodiff_archive')") == [(None,)]
    assert anna.ask("insert into big (note) values ('next') returning id, num") == [(100001, 100001)]
    assert anna.ask("insert into wide (gone, narrow) values ('next', 1) returning id") == [(2003,)]
    anna.declare(BIG)
    anna.same("--prune", "--allow", "all")


# -- what is wrong is told at its place, and nothing is planned

CITIES = """table: countries
columns: {id: {type: integer, identity: always, primary_key: true}, code: {type: text, unique: true}, area: text}
---
table: cities
columns:
  name: {type: text, primary_key: true}
  country_id: {type: integer, references: countries.id}
  size: integer
  more: jsonb
"""
MISTAKES = [
    ("rows: [{name: x}, {name: y}, {name: x}]", "10:30", "twice"),
    ("rows: [{name: x, siez: 1}]", "10:18", "did you mean 'size'"),
    ("rows: [{name: x, country: {code: nl}}]", "10:27", "code 'nl'"),
    ("rows: [{name: x, country: {area: eu}}]", "10:27", "2 rows"),
    ("rows: [{name: x, size: big}]", "10:24", "integer"),
    ("rows: [{name: x, size: 3000000000}]", "10:24", "integer"),
    ("rows: {where: nothing = 1, values: [{name: x}]}", "10:15", "nothing"),
    ("rows: {where: size > 10, values: [{name: x, size: 1}]}", "10:35", "where"),
    ("rows: [{name: x, more: {n: abc}}]\njson: {more: {schema: {properties: {n: {type: number}}}}}", "10:24", "number"),
    ("json: {more: {default: {n: abc}, schema: {properties: {n: {type: number}}}}}", "10:28", "number"),
]


@pytest.mark.parametrize(("rows", "place", "said"), MISTAKES)
def test_bad_rows_are_told_at_their_place(anna: Person, rows: str, place: str, said: str) -> None:
    anna.build(CITIES, rows="insert into countries (code, area) values ('at', 'eu'), ('de', 'eu'), ('us', 'na')")
    anna.declare(CITIES + rows)
    found = anna.diff("--format", "sql")
    assert (found.status, found.out) == (2, ""), found
    assert f"all.yaml:{place}: " in found.err, found.err
    assert said in found.err, found.err
    assert not anna.out.exists()


# -- what changed meanwhile

DRIFTS = {
    "a value that is updated": "update people set name = 'Somebody' where slug = 'b'",
    "a row that is deleted": "delete from people where slug = 'z'",
    "a row that is deleted has changed": "update people set name = 'z2' where slug = 'z'",
    "a chosen value in JSON": """update people set settings = '{"n": 7}' where slug = 'a'""",
    "the row that is referred to": "delete from teams where slug = 'red'",
}
PEOPLE = """table: teams
columns: {id: {type: integer, identity: always, primary_key: true}, slug: {type: text, unique: true}}
---
table: people
columns:
  id: {type: integer, identity: always, primary_key: true}
  slug: {type: text, unique: true}
  name: text
  settings: jsonb
  team_id: {type: integer, references: {table: teams, column: id, on_delete: set null}}
"""
PEOPLE_ROWS = (
    "insert into teams (slug) values ('red'); insert into people (slug, name) values ('a', 'A'), ('b', 'B'), ('z', 'Z')"
)
WANTED = """
  more: text
rows:
  mode: exact
  values:
    - {slug: a, name: A}
    - {slug: b, name: Bee, team: {slug: red}}
    - {slug: new, name: New}
json: {settings: {default: {n: 1}}}
"""


@pytest.mark.parametrize("drift", DRIFTS)
def test_what_changed_meanwhile_stops_it_all(anna: Person, drift: str) -> None:
    anna.build(PEOPLE, rows=PEOPLE_ROWS)
    anna.declare(PEOPLE.rstrip() + WANTED)
    assert anna.diff("--allow", "delete-rows", "--no-prove").status == 1
    anna.execute(DRIFTS[drift])
    before = anna.contents()
    done = anna.psql("forward")
    assert done.returncode == 3
    assert "drifted since planned" in done.stderr, done.stderr
    assert_same(anna.contents(), before)


def test_twice_is_once(anna: Person) -> None:
    anna.build(PEOPLE, rows=PEOPLE_ROWS)
    anna.declare(PEOPLE.rstrip() + WANTED)
    beginning = anna.contents()
    anna.planned("--allow", "delete-rows")
    anna.run("forward")
    before = anna.contents()
    assert anna.psql("forward").returncode == 3
    assert_same(anna.contents(), before)
    anna.run("reverse")
    assert_same(anna.contents(), beginning)
    assert anna.psql("reverse").returncode == 3
    assert_same(anna.contents(), beginning)


# -- secrets

SECRET, OTHER = "hush'-ä\\$$%s {slug}", "older-secret"
VAULT = """table: services
columns: {slug: {type: text, primary_key: true}, token: text, retries: integer}
rows:
  - {slug: mail, token: {$env: MAIL_TOKEN}, retries: 3}
  - {slug: pay, token: {$env: PAY_TOKEN}}
"""


def test_secrets_are_nowhere(anna: Person) -> None:
    bare = VAULT.split("rows:")[0]
    anna.build(bare, rows=f"insert into services values ('mail', '{OTHER}', 1)")
    anna.declare(VAULT, environments={"staging": {"url": "$URL", "snapshot": "../snapshot"}})
    said = anna.diff(db="staging", URL=anna.url)
    assert said.status == 2
    assert "MAIL_TOKEN" in said.err
    assert "all.yaml" in said.err
    given = {"MAIL_TOKEN": SECRET, "PAY_TOKEN": "pay-secret"}
    seen = []
    for form in ("text", "sql", "json", "markdown", "html"):
        found = anna.diff("--format", form, "--allow", "all", db="staging", URL=anna.url, **given)
        assert found.status == 1, found.out
        seen += [found.out, found.err]
    snapshot = anna.neodiff(
        "snapshot", "staging", "--schema-dir", anna.schema, "--out", anna.folder / "snapshot", URL=anna.url, **given
    )
    assert snapshot.status == 0, snapshot
    assert anna.psql("forward").returncode == 3
    assert "MAIL_TOKEN is not set" in anna.psql("forward").stderr
    done = anna.psql("forward", **given)
    assert done.returncode == 0, done.stderr
    seen += [*snapshot, done.stdout, done.stderr]
    assert anna.ask("select token from services order by slug") == [(SECRET,), ("pay-secret",)]
    seen += [*anna.same(db="staging", URL=anna.url, **given)]
    assert (anna.folder / "snapshot" / "applied.json").exists()
    given["MAIL_TOKEN"] = "next-secret"
    seen += [*anna.diff("--allow", "all", db="staging", URL=anna.url, **given)]
    seen += [path.read_text() for path in anna.folder.rglob("*") if path.is_file() and path.parent != anna.schema]
    for secret in (SECRET, "hush", OTHER, "pay-secret", "next-secret"):
        assert [text for text in seen if secret in str(text)] == [], secret

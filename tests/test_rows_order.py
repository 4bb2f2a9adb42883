"""Rows and structure that change in one plan: each where the other allows it, there and back. Real databases throughout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rows_story import Person, assert_same, person, written

from neodiff.scratch.databases import Databases

# What migra makes of it where our own plan does not prove would hide what that cannot do.
NATIVE = ("--engine", "native")


@pytest.fixture
def anna(live: Databases, scratch: Databases, tmp_path: Path) -> Iterator[Person]:
    with person(live, scratch, tmp_path) as someone:
        yield someone


# -- rows before constraints


def test_a_new_lookup_table_and_a_column_that_must_lead_to_it(anna: Person) -> None:
    orders = """table: orders
columns:
  id: {type: integer, identity: always, primary_key: true}
  number: {type: text, unique: true, not_null: true}
  state: {type: text, default: "'new'"}
"""
    anna.build(orders, rows="insert into orders (number) values ('a'), ('b'), ('c')")
    anna.declare(
        orders
        + """  kind_id: {type: integer, not_null: true, references: {table: kinds, column: id}}
checks: {known: "state in ('open', 'done')"}
unique: [[kind_id, number]]
rows:
  key: [number]
  values:
    - {number: a, kind: {slug: big}, state: open}
    - {number: b, kind: {slug: small}, state: done}
    - {number: c, kind: {slug: big}, state: open}
    - {number: d, kind: {slug: small}, state: open}
---
table: kinds
columns:
  id: {type: integer, identity: always, primary_key: true}
  slug: {type: text, not_null: true, unique: true}
rows: [{slug: big}, {slug: small}]
"""
    )
    plan = anna.there_and_back()
    assert written(plan) == {("public.kinds", "+"): 2, ("public.orders", "~"): 3, ("public.orders", "+"): 1}


FAMILY = """table: parents
columns: {{id: {{type: integer, identity: always, primary_key: true}}, slug: {{type: text, unique: true}}}}
{rows}
---
table: children
columns:
  id: {{type: integer, identity: always, primary_key: true}}
  parent_id: {{type: integer, not_null: true, references: {{table: parents, column: id, on_delete: cascade}}}}
  note: {{type: text, default: "'?'"}}
---
table: grandchildren
columns:
  child_id: {{type: integer, references: {{table: children, column: id, on_delete: cascade}}}}
  at: {{type: timestamptz, default: now()}}
---
table: friends
columns:
  name: {{type: text, primary_key: true}}
  child_id: {{type: integer, references: {{table: children, column: id, on_delete: set null}}}}
"""


def test_children_that_go_along_are_listed_and_come_back(anna: Person) -> None:
    anna.build(
        FAMILY.format(rows=""),
        rows="""insert into parents (slug) values ('a'), ('b'), ('c');
        insert into children (parent_id, note) values (1, 'one'), (2, 'two'), (2, null), (3, 'three');
        insert into grandchildren values (2, '2020-01-01'), (2, null), (3, now()), (4, now());
        insert into friends values ('x', 2), ('y', 4), ('z', null)""",
    )
    anna.declare(FAMILY.format(rows="rows: {mode: exact, values: [{slug: a}, {slug: c}]}"))
    refused = anna.diff("--format", "json")
    assert refused.status == 3, refused
    assert {row["object"] for row in json.loads(refused.out)["refused"]} == {
        f"rows of table public.{name}" for name in ("parents", "children", "grandchildren", "friends")
    }
    plan = anna.there_and_back("--allow", "delete-rows")
    assert written(plan) == {
        ("public.parents", "-"): 1,
        ("public.children", "-"): 2,
        ("public.grandchildren", "-"): 3,
        ("public.friends", "~"): 1,
    }


# -- renames and triggers


def test_renamed_tables_and_columns_keep_their_rows(anna: Person) -> None:
    before = """table: hues
columns: {id: {type: integer, identity: always, primary_key: true}, slug: {type: text, unique: true}, label: text}
---
table: things
columns: {name: {type: text, primary_key: true}, hue_id: {type: integer, references: hues.id}}
"""
    anna.build(
        before,
        rows="insert into hues (slug, label) values ('r', 'Red'), ('g', 'x'); insert into things values ('t', 2)",
    )
    anna.declare("""table: colours
renamed_from: hues
columns:
  id: {type: integer, identity: always, primary_key: true}
  code: {type: text, unique: true, renamed_from: slug}
  title: {type: text, renamed_from: label}
rows: {mode: exact, values: [{code: r, title: Red}, {code: g, title: Green}, {code: b, title: Blue}]}
---
table: things
columns: {name: {type: text, primary_key: true}, colour_id: {type: integer, references: colours.id, renamed_from: hue_id}}
rows: [{name: t, colour: {code: b}}, {name: u, colour: {code: r}}]
""")
    plan = anna.there_and_back()
    assert written(plan) == {
        ("public.colours", "+"): 1,
        ("public.colours", "~"): 1,
        ("public.things", "+"): 1,
        ("public.things", "~"): 1,
    }


def test_what_a_trigger_stamps_comes_back(anna: Person) -> None:
    stamped = """table: notes
columns:
  slug: {type: text, primary_key: true}
  text: text
  updated_at: {type: timestamptz, not_null: true, default: now()}
  log: {type: integer, default: 0}
triggers:
  touch: {timing: before, events: [insert, update], level: row, function: touch}
  tell: {timing: after, events: [insert, update, delete], level: row, function: tell}
---
table: history
columns: {id: {type: integer, identity: always, primary_key: true}, what: text}
---
function: touch
returns: trigger
language: plpgsql
body: begin new.updated_at := clock_timestamp(); new.log := coalesce(new.log, 0) + 1; return new; end
---
function: tell
returns: trigger
language: plpgsql
body: begin insert into public.history (what) values (tg_op); return null; end
"""
    table, *rest = stamped.split("---")
    anna.build(stamped, rows="insert into notes (slug, text) values ('a', 'A'), ('b', 'B')")
    anna.declare(table + "rows: {mode: exact, values: [{slug: a, text: AA}, {slug: c, text: C}]}\n", *rest)
    before = anna.contents()
    said = anna.diff("--allow", "delete-rows")
    assert said.status == 1, said.out
    anna.run("forward")
    anna.same("--allow", "delete-rows")
    changed = anna.ask("select slug, updated_at from notes where slug = 'a'")
    assert repr(changed) not in repr(before)
    anna.run("reverse")
    # what triggers wrote elsewhere stays
    assert_same({**anna.contents(), "history": before["history"]}, before)


TRIGGERED = """table: notes
{rows}
columns: {{slug: {{type: text, primary_key: true}}, v: text, stamp: {{type: text, default: "'?'"}}}}
triggers:
  {name}: {{timing: before, events: [update, insert], level: row, function: {name}, enabled: always}}
  of_replicas: {{timing: before, events: [update], level: row, function: of_replicas, enabled: replica}}
---
function: {name}
returns: trigger
language: plpgsql
body: begin new.stamp := tg_name; return new; end
---
function: of_replicas
returns: trigger
language: plpgsql
body: begin return new; end
"""


def test_triggers_that_come_and_go(anna: Person) -> None:
    state = "select slug, v, stamp from notes order by 1"
    anna.build(
        TRIGGERED.format(rows="", name="one"),
        rows="insert into notes (slug, v) values ('a', 'A'), ('b', 'B'), ('z', 'Z')",
    )
    rows = "rows: {mode: exact, values: [{slug: a, v: x}, {slug: b, v: B}, {slug: c}]}"
    anna.declare(TRIGGERED.format(rows=rows, name="two"))
    anna.planned("--allow", "all", "--prune", *NATIVE)
    anna.run("forward")
    assert anna.ask(state) == [("a", "x", "two"), ("b", "B", "one"), ("c", None, "two")]
    anna.same("--allow", "all", "--prune")
    anna.run("reverse")
    assert anna.ask(state) == [("a", "A", "one"), ("b", "B", "one"), ("z", "Z", "one")]


# -- references from files


def test_a_file_names_rows_through_others(anna: Person) -> None:
    base = """table: tenants
columns: {id: {type: integer, identity: always, primary_key: true}, slug: {type: text, not_null: true, unique: true}}
---
table: roles
columns:
  id: {type: integer, identity: always, primary_key: true}
  tenant_id: {type: integer, references: tenants.id}
  slug: {type: text, not_null: true}
unique: [{name: u, columns: [tenant_id, slug], nulls_not_distinct: true}]
---
table: grants
columns:
  role_id: {type: integer, references: roles.id}
  what: text
  note: text
primary_key: [role_id, what]
"""
    rows = """insert into tenants (slug) values ('hub'), ('lab');
        insert into roles (tenant_id, slug) values (1, 'admin'), (2, 'admin'), (null, 'admin'), (1, 'viewer');
        insert into grants values (1, 'view', 'old'), (4, 'view', 'kept')"""
    anna.build(base, rows=rows)
    listed = "role.slug,role.tenant.slug,what,note\nadmin,hub,view,new\nadmin,lab,view,\nadmin,,view,of nobody\n"
    (anna.schema / "grants.csv").write_text(listed)
    anna.declare(base + "rows: {csv: grants.csv}\n")
    assert written(anna.there_and_back(*NATIVE)) == {("public.grants", "~"): 1, ("public.grants", "+"): 2}
    (anna.schema / "grants.csv").write_text(listed + "nobody,hub,view,\n")
    said = anna.diff(*NATIVE)
    assert said.status == 2
    assert "grants.csv:5" in said.err
    assert "slug 'nobody', tenants (slug 'hub')" in said.err


# -- constraints that look later, and rows that lead to each other


def test_checks_that_were_put_off_are_made_before_the_table_is_altered(anna: Person) -> None:
    deferred = "{table: teams, column: id, deferrable: true, initially_deferred: true}"
    base = f"""table: people
columns: {{slug: {{type: text, primary_key: true}}, team_id: {{type: integer, references: {deferred}}}, note: text}}
triggers: {{touch: {{timing: before, events: [update], level: row, function: touch}}}}
---
function: touch
returns: trigger
language: plpgsql
body: begin return new; end
"""
    teams = "table: teams\ncolumns: {id: {type: integer, identity: always, primary_key: true}, slug: {type: text, unique: true}}\n"
    anna.build(
        base,
        teams,
        rows="insert into teams (slug) values ('a'), ('b'); insert into people values ('x', 1, null), ('y', null, 'n')",
    )
    rows = "rows: [{slug: x, team: {slug: c}, note: q}, {slug: z, team: {slug: b}, note: z}]\nchecks: {c: length(note) > 0}\n"
    anna.declare(
        rows + base.replace("note: text", "note: {type: text, not_null: true}"),
        teams + "rows: [{slug: c}]\n",
    )
    anna.there_and_back(*NATIVE)


def test_rows_that_lead_to_each_other(anna: Person) -> None:
    base = """table: {0}
columns:
  slug: {{type: text, primary_key: true}}
  {1}: {{type: text, not_null: true, references: {{table: {1}, column: slug, deferrable: true, initially_deferred: true}}}}
{2}
"""
    anna.build(base.format("a", "b", ""), base.format("b", "a", ""))
    anna.declare(base.format("a", "b", "rows: [{slug: x, b: y}]"), base.format("b", "a", "rows: [{slug: y, a: x}]"))
    anna.there_and_back(*NATIVE)


def test_a_tree_is_rearranged(anna: Person) -> None:
    tree = """table: nodes
columns:
  id: {type: integer, identity: always, primary_key: true}
  slug: {type: text, unique: true}
  parent_id: {type: integer, references: {table: nodes, column: id, on_delete: cascade}}
"""
    anna.build(
        tree,
        rows="insert into nodes (slug, parent_id) values ('a', null), ('b', 1), ('c', 2), ('d', 3), ('e', 1)",
    )
    rows = """rows:
  mode: exact
  values:
    - {slug: a}
    - {slug: x, parent: {slug: y}}
    - {slug: y, parent: {slug: a}}
    - {slug: e, parent: {slug: x}}
    - {slug: d, parent: {slug: a}}
"""
    anna.declare(tree + rows)
    anna.there_and_back("--allow", "delete-rows", *NATIVE)


# -- what is dropped beside rows that go, and parts of a database


def test_rows_and_columns_that_go_together_come_back_together(anna: Person) -> None:
    anna.build(
        "table: kinds\ncolumns: {id: {type: integer, identity: always, primary_key: true}, slug: {type: text, unique: true}}\n",
        "table: n\ncolumns: {slug: {type: text, primary_key: true}, old: text, kind_id: {type: integer, references: kinds.id}}\n",
        rows="""insert into kinds (slug) values ('k'), ('l');
        insert into n values ('a', 'x', 1), ('b', 'y', 2), ('c', null, null)""",
    )
    anna.declare("""table: n
columns: {slug: {type: text, primary_key: true}, fresh: {type: text, not_null: true}}
rows: {mode: exact, values: [{slug: a, fresh: A}, {slug: d, fresh: D}]}
""")
    anna.there_and_back("--allow", "all", "--prune", *NATIVE)


def test_partitions(anna: Person) -> None:
    table = """table: t
partition_by: list (region)
columns: {{slug: text, region: text, v: text}}
primary_key: [slug, region]
{rows}
---
table: t_eu
partition_of: t
bounds: in ('eu')
---
table: t_us
partition_of: t
bounds: in ('us')
"""
    anna.build(table.format(rows=""), rows="insert into t values ('a', 'eu', 'x'), ('b', 'us', 'y'), ('c', 'us', 'z')")
    rows = "rows: {mode: exact, values: [{slug: a, region: eu, v: xx}, {slug: d, region: us}, {slug: b, region: us, v: y}]}"
    anna.declare(table.format(rows=rows))
    plan = anna.there_and_back("--allow", "delete-rows", *NATIVE)
    assert written(plan) == {("public.t", "+"): 1, ("public.t", "~"): 1, ("public.t", "-"): 1}


TWO = "schema: app\n---\ntable: t\nschema: app\ncolumns: {slug: {type: text, primary_key: true}, v: text}\n"
ONE = "table: t\ncolumns: {slug: {type: text, primary_key: true}, v: text}\n"


def test_only_these_schemas(anna: Person) -> None:
    anna.build(TWO, ONE)
    anna.declare(TWO + "rows: [{slug: a}]\n", ONE + "rows: [{slug: b}]\n")
    assert written(anna.planned("--schemas", "app")) == {("app.t", "+"): 1}


def test_migra_plans_the_rest(anna: Person) -> None:
    anna.build(ONE, rows="insert into t values ('a', 'x')")
    more = ONE.replace("v: text", "v: text, w: {type: integer, not_null: true, default: 7}")
    anna.declare(more + "rows: [{slug: b, w: 3}, {slug: a, v: y}]\n")
    anna.there_and_back("--engine", "migra")


def test_a_snapshot_gets_the_same_scripts(anna: Person) -> None:
    table = ONE.replace("v: text", "id: {type: integer, identity: always, unique: true}, v: text, j: jsonb")
    anna.build(
        table,
        rows="""insert into t (slug, v, j) values ('a', 'x', '{"a": 1}'), ('b', '', null), ('c', null, '[]')""",
    )
    rows = """rows: {key: [slug], mode: exact, values: [{slug: a, v: y}, {slug: b}, {slug: d, v: ''}]}
json: {j: {default: {a: 2, b: '{slug}'}}}
"""
    anna.declare(table + rows)
    snapshot = anna.folder / "snapshot"
    said = anna.neodiff("snapshot", anna.url, "--schema-dir", anna.schema, "--out", snapshot)
    assert said.status == 0, said.err
    found = []
    for db in (anna.url, str(snapshot)):
        anna.planned("--allow", "delete-rows", db=db)
        found.append([anna.script(name).split(r"\set", 1)[1] for name in ("forward", "reverse")])
    assert found[0] == found[1]

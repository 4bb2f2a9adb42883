"""What triggers write beside declared updates, and the old values of secrets: they come back from the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from rows_story import Person, assert_same, person

from neodiff.scratch.databases import Databases

# What migra makes of it where our own plan does not prove would hide what that cannot do.
NATIVE = ("--engine", "native")


@pytest.fixture
def anna(live: Databases, scratch: Databases, tmp_path: Path) -> Iterator[Person]:
    with person(live, scratch, tmp_path) as someone:
        yield someone


STAMPED = """table: notes
columns:
  id: {{type: integer, identity: always, primary_key: true}}
  "Slug #1": {{type: text, not_null: true, unique: true}}
  v: text
  free: text
  low: {{type: text, generated: lower(v)}}
  mood: mood
  doc: json
  price: numeric
  tags: "text[]"
  raw: bytea
  updated_at: {{type: timestamptz, default: now()}}
  version: {{type: integer, default: 1}}
triggers:
  touch: {{timing: before, events: [{{update: [v]}}], level: row, function: touch}}
  after: {{timing: after, events: [update], level: row, when: "old.v is distinct from new.v", function: after}}
{rows}
---
enum: mood
values: [sad, glad]
---
function: touch
returns: trigger
language: plpgsql
body: |
  begin
    new.updated_at := clock_timestamp(); new.mood := 'glad'; new.doc := '{{"a":1}}'; new.price := 1.0;
    new.tags := null; new.raw := '\\x00'; return new;
  end
---
function: after
returns: trigger
language: plpgsql
body: begin update public.notes set version = version + 1 where id = new.id; return null; end
"""
ROWS = """insert into notes ("Slug #1", v, free, mood, doc, price, tags, raw, updated_at) values
    ('a', 'A', 'f', 'sad', '{"b":  2, "b": 3}', 1.00, '{x,NULL,"a b"}', '\\x0102', '2020-01-01 01:02:03.000004+05'),
    ('b', 'B', null, null, 'null', 'NaN', null, null, 'infinity'), ('c', 'C', '', 'sad', null, null, '{}', '', null)"""
DECLARED = "rows: {key: ['Slug #1'], values: [{'Slug #1': a, v: AA}, {'Slug #1': b, v: BB}, {'Slug #1': c, v: C}, {'Slug #1': d}]}"


def test_what_triggers_write_comes_back(anna: Person) -> None:
    anna.build(STAMPED.format(rows=""), rows=ROWS)
    anna.declare(STAMPED.format(rows=DECLARED))
    plan = anna.there_and_back(*NATIVE)
    assert not any("trigger" in note for note in plan["notes"])
    assert anna.ask("select to_regnamespace('neodiff_archive')") == [(None,)]


def test_what_was_edited_between_and_since(anna: Person) -> None:
    """The archive is filled when forward runs; reverse leaves alone what was written after that."""
    anna.build(STAMPED.format(rows=""), rows=ROWS)
    anna.declare(STAMPED.format(rows=DECLARED))
    anna.planned(*NATIVE)
    anna.execute("update notes set free = 'between', updated_at = '2021-02-03' where v = 'A'")
    before = anna.ask("select n::text from notes n order by id")
    anna.run("forward")
    anna.execute("update notes set free = 'since' where v = 'AA'")
    anna.run("reverse")
    after = anna.ask("select n::text from notes n order by id")
    assert after == [(row.replace("between", "since"),) for (row,) in before]
    assert "2021-02-03" in after[0][0]


def test_forward_again_after_it_was_reversed_by_hand(anna: Person) -> None:
    anna.build(STAMPED.format(rows=""), rows=ROWS)
    anna.declare(STAMPED.format(rows=DECLARED))
    anna.planned(*NATIVE)
    anna.run("forward")
    anna.execute("""update notes set v = left(v, 1); delete from notes where "Slug #1" = 'd'""")
    before = anna.ask("select n::text from notes n order by id")
    anna.run("forward")
    anna.run("reverse")
    assert anna.ask("select n::text from notes n order by id") == before


def test_rows_that_step_aside_are_kept_as_they_were_first(anna: Person) -> None:
    before = STAMPED.format(rows="unique: [[v]]")
    anna.build(before, rows=ROWS)
    declared = "rows: {key: ['Slug #1'], values: [{'Slug #1': a, v: B}, {'Slug #1': b, v: A}]}"
    anna.declare(STAMPED.format(rows="unique: [[v]]\n" + declared))
    anna.there_and_back(*NATIVE)


# -- secrets

OLD = ("hush", "4711", "0000")
VAULT = """table: services
columns: {{slug: {{type: text, primary_key: true}}, token: {{type: text, not_null: true}}, spare: text, retries: integer}}
{rows}
---
table: parts
columns:
  name: {{type: text, primary_key: true}}
  service: {{type: text, references: {{table: services, column: slug, on_delete: cascade}}}}
"""
VALUES = """rows:
  mode: exact
  values:
    - {slug: mail, token: {$env: MAIL_TOKEN}, spare: {$env: SPARE}, retries: 3}
    - {slug: pay, token: {$env: PAY_TOKEN}, spare: null}
"""
GIVEN = {"MAIL_TOKEN": "fresh-mail", "PAY_TOKEN": "fresh-pay", "SPARE": "fresh-spare"}


@pytest.mark.parametrize("acts", ["cascade", "restrict"])
def test_old_secrets_come_back_and_are_in_no_file(anna: Person, acts: str) -> None:
    base = VAULT.replace("on_delete: cascade", f"on_delete: {acts}")
    anna.build(
        base.format(rows=""),
        rows="""insert into services values ('mail', 'hush', null, 1), ('pay', '4711', '0000', null), ('old', '4711', null, 2);
            insert into parts values ('p', 'pay')""",
    )
    anna.declare(base.format(rows=VALUES))
    before = anna.contents()
    plan = anna.planned("--allow", "delete-rows", *NATIVE, **GIVEN)
    assert not plan["lost"]
    files = [path.read_text() for path in anna.out.iterdir()]
    for secret in (*OLD, *GIVEN.values()):
        digest = hashlib.sha256(secret.encode()).hexdigest()
        assert not any(secret in text or digest[:12] in text for text in files), secret
    anna.run("forward", **GIVEN)
    anna.same("--allow", "delete-rows", *NATIVE, **GIVEN)
    assert anna.ask("select token from services order by slug") == [("fresh-mail",), ("fresh-pay",)]
    anna.run("reverse")
    assert_same(anna.contents(), before)


def test_a_secret_that_somebody_changed_since_is_not_put_back(anna: Person) -> None:
    anna.build(
        VAULT.format(rows=""), rows="insert into services values ('mail', 'hush', null, 1), ('pay', '4711', null, 1)"
    )
    anna.declare(VAULT.format(rows=VALUES))
    anna.planned(*NATIVE, **GIVEN)
    anna.run("forward", **GIVEN)
    anna.execute("update services set token = 'rotated' where slug = 'pay'")
    there = anna.contents()
    done = anna.psql("reverse")
    assert done.returncode != 0
    assert "1 rows of public.services have another secret than forward wrote" in done.stderr
    assert_same(anna.contents(), there)


def test_without_a_key_that_stays_nothing_can_be_kept(anna: Person) -> None:
    keyless = VAULT.replace("slug: {{type: text, primary_key: true}}", "slug: {{type: text, unique: true}}")
    keyless = keyless.split("---")[0]
    anna.build(
        keyless.format(rows=""), rows="insert into services values ('mail', 'hush', null, 1), ('pay', '4711', null, 1)"
    )
    anna.declare(keyless.format(rows=VALUES.replace("mode: exact", "key: [slug]")))
    assert anna.diff(*NATIVE, **GIVEN).status == 3
    anna.planned(*NATIVE, "--allow", "irreversible", **GIVEN)
    assert "the secret value that public.services.token had is kept nowhere" in anna.script("forward")

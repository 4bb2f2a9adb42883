"""Rows that lose a reference as `exact` deletes the row that it leads to: planned, counted, shown, reversed."""

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


TEAMS = """table: members
columns: {{team: integer, name: text, note: text}}
primary_key: [team, name]
{rows}
---
table: tasks
columns:
  {key}
  team: {{type: integer, not_null: true}}
  owner: {{type: text, default: "'nobody'"}}
foreign_keys:
  - {{name: of, columns: [team, owner], references: {{table: members, columns: [team, name]}}, {acts}}}
"""
ROWS = """insert into members values (1, 'ann', 'x'), (1, 'bob', 'y'), (2, 'ann', 'z'), (1, 'nobody', null);
    insert into tasks (team, owner) values (1, 'ann'), (1, 'bob'), (1, 'bob'), (2, 'ann'), (1, null);"""
LEFT = """rows:
  mode: exact
  key: [team, name]
  values: [{team: 1, name: ann, note: x}, {team: 2, name: ann, note: z}, {team: 1, name: nobody}]
"""


@pytest.mark.parametrize(
    "key", ["id: {type: integer, identity: always, primary_key: true}", "n: {type: integer, default: 7}"]
)
@pytest.mark.parametrize("acts", ["set null", "set default"])
def test_some_columns_of_a_key(anna: Person, key: str, acts: str) -> None:
    given = {"key": key, "acts": f"on_delete: {acts}, on_delete_columns: [owner]"}
    rows = ROWS if "id" in key else ROWS.replace("(1, 'bob'), (1, 'bob')", "(1, 'bob')").replace(", (1, null);", ";")
    anna.build(TEAMS.format(rows="", **given), rows=rows)
    anna.declare(TEAMS.format(rows=LEFT, **given))
    assert anna.diff(*NATIVE).status == 3
    plan = anna.there_and_back("--allow", "delete-rows", *NATIVE)
    assert written(plan) == {("public.members", "-"): 1, ("public.tasks", "~"): 2 if "id" in key else 1}
    assert "set owner = " in anna.script("forward")
    assert "team = null" not in anna.script("forward")

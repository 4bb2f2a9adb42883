"""Tests of who may do what: what they find, where mistakes in them are, what becomes of them in pgTAP and in a pull."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import psycopg
import pytest
from mutations import survivors

from neodiff import access
from neodiff.__main__ import run
from neodiff.declare.load import load
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_INPUT
from neodiff.facts import Fact, FactId
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases

SCHEMA = Path(__file__).parent.parent / "schema"
TABLE = """\
table: notes
columns:
  id: {type: integer, primary_key: true}
  owner: {type: text, not_null: true}
  text: {type: text, not_null: true}
  tags: "text[]"
rls: enabled
policies:
  read: {for: select, to: reader, using: owner = current_setting('request.jwt.claims')::json ->> 'sub'}
  write: {for: insert, to: reader, check: owner = current_setting('request.jwt.claims')::json ->> 'sub'}
grants: {reader: [select, insert, delete]}
tests:
  rows:
    - {id: 1, owner: anna, tags: [a, b]}
    - {id: 2, owner: ben}
"""
PEOPLE = """\
---
tests: people
people:
  anna: {role: reader, claims: {sub: anna}}
  ben: {role: reader, claims: {sub: ben}}
"""
GOOD = """\
  allow:
    - {who: [anna, ben], select: {owner: {person: anna}}}
"""
# What the tests say, in line 16, and what is found at the person.
WRONG = {
    "allow: [{who: ben, select: {id: 1}}]": "ben may select: ben sees none of the rows that match",
    "allow: [{who: anna, select: {}}]": "anna may select: anna sees 1 of 2 rows that match",
    "allow: [{who: anna, update: {id: 1}, set: {text: x}}]": "anna is refused: permission denied for table notes",
    "allow: [{who: anna, insert: {id: 3, owner: ben, text: x}}]": "violates row-level security",
    "allow: [{who: anna, insert: {id: 3, owner: anna}}]": "anna neither inserts it nor is refused: null value",
    "deny: [{who: anna, select: {id: 1}}]": "anna may not select: anna sees 1 of 1 rows that match",
    "deny: [{who: anna, insert: {id: 3, owner: anna, text: x}}]": "anna inserts the row",
    "deny: [{who: anna, select: {id: 9}}]": "no row matches, so that anna is tried with nothing",
    "deny: [{who: ben, select: {id: 1}, how: refused}]": "expected refused, and ben is not refused: the rows are hidden",
    "deny: [{who: ben, update: {id: 1}, set: {text: x}, how: hidden}]": "expected hidden, and ben is refused",
    "deny: [{who: anna, insert: {id: one, owner: ben, text: x}}]": "invalid input syntax for type integer",
}
RIGHT = """\
  allow:
    - {who: anna, select: {id: 1, tags: [a, b]}}
    - {who: ben, select: {owner: {person: ben}}}
    - {who: anna, insert: {id: 3, owner: anna, text: x}}
  deny:
    - {who: ben, select: {id: 1}, how: hidden}
    - {who: anna, insert: {id: 3, owner: ben, text: x}, how: refused}
    - {who: ben, update: {id: 2}, set: {text: x}}
    - {who: ben, delete: {id: 1}}
"""
# What the tests say, in line 16: what the mistake begins with, and what is said.
MISTAKES = {
    "allow: [{who: ana, select: {id: 1}}]": ("ana", "no person 'ana'"),
    "allow: [{select: {id: 1}}]": ("{select", "key 'who' is missing"),
    "allow: [{who: anna}]": ("{who", "expected one of select, insert, update, delete; got none"),
    "allow: [{who: anna, select: {}, delete: {}}]": ("{who", "got select and delete"),
    "allow: [{who: anna, update: {id: 1}}]": ("{who", "an update needs `set:`"),
    "allow: [{who: anna, select: {id: 1}, set: {text: x}}]": ("{who", "`set:` is for an update"),
    "allow: [{who: anna, select: {ids: 1}}]": ("ids", "no such column"),
    "allow: [{who: anna, select: {id: {person: bert}}}]": ("{person", "no person 'bert'"),
    "allow: [{who: anna, select: {id: [1, 2]}}]": ("[1", "expected a single value"),
    "allow: [{who: anna, select: {id: 1}, how: hidden}]": ("how", "unknown key 'how'"),
    "deny: [{who: anna, insert: {id: 1}, how: hidden}]": ("hidden", "a new row is refused, never hidden"),
    "deny: [{who: anna, select: {id: 1}, how: never}]": ("never", "expected "),
}
# Columns that the check reads are in no grant for update: what `using` let through, it lets through.
EQUAL = {
    "policy public.assessment_attempts.assessment_attempts_update: check true",
    "policy public.guardian_relationships.guardian_relationships_update: check true",
    "policy public.profiles.profiles_update: check true",
    "policy public.tenants.tenants_update: check true",
}
# As much of pgTAP as the script needs.
PGTAP = """
create function plan(n int) returns text language sql as $$ select '1..' || n $$;
create function finish() returns setof text language sql as $$ select null::text where false $$;
create function ok(good boolean, said text) returns text language plpgsql as $$
begin
  if good is not true then raise exception 'not ok: %', said using errcode = 'P9999'; end if;
  return 'ok - ' || said;
end $$;
create function "is"(have anyelement, want anyelement, said text) returns text language sql
  as $$ select ok(have is not distinct from want, said || ': ' || have) $$;
create function lives_ok(sql text, said text) returns text language plpgsql as $$ begin execute sql; return ok(true, said); end $$;
create function throws_ok(sql text, code text, message text, said text) returns text language plpgsql as $$
begin
  begin execute sql; exception when others then return ok(sqlstate = code, said || ': ' || sqlerrm); end;
  return ok(false, said);
end $$;
"""


@pytest.fixture(autouse=True)
def _own_server(scratch: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    monkeypatch.chdir(tmp_path)


def checked(capsys: pytest.CaptureFixture[str], tests: str, *command: str) -> tuple[int, list[dict[str, str | int]]]:
    Path("schema").mkdir(exist_ok=True)
    Path("schema/notes.yaml").write_text(f"{TABLE}{tests}\n{PEOPLE}", encoding="utf-8")
    status = run(["check", "--format", "json", *command])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, [each for each in json.loads(out)["findings"] if each["rule"] in ("policy_test", "declaration")]


def test_what_is_as_the_tests_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, RIGHT)[1] == []


@pytest.mark.parametrize("tests", WRONG)
def test_what_is_not_as_the_tests_say(capsys: pytest.CaptureFixture[str], tests: str) -> None:
    status, found = checked(capsys, f"  {tests}")
    column = len("  ") + tests.index("who: ") + len("who: ") + 1
    assert [(each["line"], each["column"]) for each in found] == [(16, column)]
    assert WRONG[tests] in str(found[0]["message"])
    assert (status, found[0]["object"]) == (EXIT_DIFFERENT, "table public.notes")


@pytest.mark.parametrize("tests", MISTAKES)
def test_a_mistake_in_a_test_is_told_at_its_place(capsys: pytest.CaptureFixture[str], tests: str) -> None:
    status, found = checked(capsys, f"  {tests}", "--offline")
    begins, said = MISTAKES[tests]
    column = len("  ") + tests.index(begins) + 1
    assert (found[0]["line"], found[0]["column"], status) == (16, column, EXIT_INPUT)
    assert said in str(found[0]["message"])


def test_a_row_that_cannot_be_is_told_where_the_rows_are(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = checked(capsys, "    - {id: 1, owner: carl}\n" + GOOD)
    assert (found[0]["line"], found[0]["rule"], status) == (14, "policy_test", EXIT_DIFFERENT)
    assert "duplicate key" in str(found[0]["message"])


def test_pgtap_says_the_same(capsys: pytest.CaptureFixture[str], scratch: Databases) -> None:
    assert checked(capsys, RIGHT, "--pgtap", "tests.sql")[1] == []
    script = Path("tests.sql").read_text(encoding="utf-8")
    assert "select plan(7);" in script
    script = script.replace("create extension if not exists pgtap;", PGTAP)
    run(["render"])
    made = capsys.readouterr().out
    with scratch.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, [roles.Role("reader")])
        conn.execute(made.encode())
        conn.execute(script.encode())
        conn.execute("alter policy read on notes using (true)")
        with pytest.raises(psycopg.Error, match="not ok: ben may not select"):
            conn.execute(script.encode())


def test_every_mutant_of_the_schemas_policies_is_noticed() -> None:
    alive, count = survivors(SCHEMA)
    assert {str(mutant) for mutant in alive} == EQUAL
    assert count > 200


def test_every_table_command_and_kind_of_person_is_tried() -> None:
    declaration = load(SCHEMA)
    tried = {
        (trial.relation.name, trial.command, trial.allows)
        for trial in declaration.trials.trials
        if trial.who != "service"
    }
    policies = [fact for fact in declaration.facts.values() if fact.id.kind == "policy"]
    wanted = {(fact.id.root.name, fact.payload["for"], allows) for fact in policies for allows in (True, False)}
    assert sorted(wanted - tried) == []
    closed = {(trial.relation.name, trial.who) for trial in declaration.trials.trials if not trial.allows}
    tables = {fact_id.name for fact_id in declaration.facts if fact_id.kind == "table"}
    assert sorted(table for table in tables if (table, "visitor") not in closed) == []


def test_a_weaker_policy_is_told_at_the_test(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SCHEMA, "schema")
    path = Path("schema/tables/audit_logs.yaml")
    text = path.read_text(encoding="utf-8")
    using = "using: (select private.is_hub_admin()) or entity_id = any (array(select private.admin_tenants()))"
    assert using in text
    path.write_text(text.replace(using, "using: true"), encoding="utf-8")
    run(["check", "--format", "json"])
    found = [each for each in json.loads(capsys.readouterr().out)["findings"] if each["rule"] == "policy_test"]
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "who: eve, select: {action: purge}" in each)
    assert ("schema/tables/audit_logs.yaml", line) in {(each["file"], each["line"]) for each in found}


# -- the matrix


def facts(rls: bool, *policies: dict[str, object], **grants: list[str]) -> dict[FactId, Fact]:
    table = FactId("table", "public", "notes")
    made = [Fact(table, {"rls": True} if rls else {}), Fact(FactId("grants", "", "", table), dict(grants))]
    made += [Fact(FactId("policy", "", f"p{n}", table), dict(policy)) for n, policy in enumerate(policies)]
    column = FactId("column", "", "text", table)
    made += [Fact(column, {"type": "text"}), Fact(FactId("grants", "", "", column), {"editor": ["update"]})]
    return {fact.id: fact for fact in made}


def reached(of: dict[FactId, Fact]) -> dict[tuple[str, str], str]:
    return {key[1:]: str(reach) for key, reach in access.access(of, {"service"}).items()}


def test_the_matrix_knows_grants_policies_and_who_bypasses_them() -> None:
    assert reached(facts(False, reader=["select"])) == {("reader", "select"): "all", ("editor", "update"): "all (text)"}
    assert reached(facts(True, reader=["select"], service=["delete"])) == {("service", "delete"): "all"}
    own = {"for": "select", "to": ["reader"], "using": "owner = 1"}
    assert reached(facts(True, own, reader=["select", "delete"])) == {("reader", "select"): "some"}
    open_ = {"using": "true"}
    every = reached(facts(True, own, open_, reader=["select", "insert"]))
    assert every == {("reader", "select"): "all", ("reader", "insert"): "all", ("editor", "update"): "all (text)"}
    closed = {"as": "restrictive", "using": "owner = 1"}
    assert reached(facts(True, open_, closed, reader=["select"]))["reader", "select"] == "some"
    assert reached(facts(True, closed, reader=["select"])) == {}


def test_what_differs_in_the_matrix_is_said_in_a_sentence() -> None:
    own = {"to": ["reader"], "using": "owner = 1"}
    old = access.access(facts(True, own, reader=["select", "insert"]), ())
    new = access.access(facts(False, anon=["insert"], reader=["select"]), ())
    assert [str(change) for change in access.changes(old, new)] == [
        "anon gains insert on public.notes: all rows",
        "editor gains update on public.notes: all rows in text",
        "reader: select on public.notes: some rows -> all rows",
        "reader loses insert on public.notes",
    ]


def test_the_matrix_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path("schema").mkdir()
    Path("schema/notes.yaml").write_text(TABLE + PEOPLE, encoding="utf-8")
    Path("schema/open.yaml").write_text("table: open\ncolumns: {id: integer}\n", encoding="utf-8")
    assert run(["check", "--access"]) == EXIT_EQUAL
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["role", "select", "insert", "update", "delete"],
        ["public.notes", "reader", "some", "some", "-", "-"],
        ["public.open", "grants", "not", "declared"],
    ]
    assert run(["check", "--access", "--format", "json"]) == EXIT_EQUAL
    found = json.loads(capsys.readouterr().out)
    assert found["not_declared"] == ["table public.open"]
    assert [(each["command"], each["rows"], each["columns"]) for each in found["access"]] == [
        ("select", "some", None),
        ("insert", "some", None),
    ]


def test_tests_outlive_a_pull(capsys: pytest.CaptureFixture[str], scratch: Databases) -> None:
    Path("schema").mkdir()
    Path("schema/notes.yaml").write_text(TABLE + RIGHT + PEOPLE, encoding="utf-8")
    run(["render"])
    made = capsys.readouterr().out
    with scratch.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, [roles.Role("reader")])
        conn.execute(made.encode())
        conn.execute("alter table notes add column more text; drop policy write on notes")
        url = f"postgresql://{conn.info.user}@/{conn.info.dbname}?host={conn.info.host}&port={conn.info.port}"
        assert run(["pull", url, "--out", "schema"]) == EXIT_EQUAL, capsys.readouterr().err
    text = Path("schema/notes.yaml").read_text(encoding="utf-8")
    assert "more: text" in text
    assert "write:" not in text
    assert RIGHT in text
    assert PEOPLE in text
    assert len(load(Path("schema")).trials.trials) == 7

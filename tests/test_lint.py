"""Every rule finds what it is for, and nothing else: tests/lint/*.yaml say at the end of a line what is found there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest

from neodiff import lint
from neodiff.__main__ import run
from neodiff.declare.load import load
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_INPUT
from neodiff.finding import LEVELS
from neodiff.lint.expressions import Expression
from neodiff.platforms import platform_named
from neodiff.rules import RULES
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides
from neodiff.sql import qualified

FOLDER = Path(__file__).parent / "lint"
MARK = re.compile(r"(?:#|--) found: ([\w ]+)$")
# Found by a test of its own, for they are about a whole declaration.
ALONE = {"pg_graphql_anon_table_exposed", "pg_graphql_authenticated_table_exposed"}
# Found by running what is declared.
RUN = {"fails_when_run", "policy_test"}
# An excerpt of the schema of SARIF 2.1.0: what code scanning needs.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": {"type": "object", "required": ["text"]},
                                                "help": {"type": "object", "required": ["text"]},
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "ruleIndex", "level"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"type": "object", "required": ["text"]},
                                "locations": {
                                    "type": "array",
                                    "items": {"type": "object", "required": ["physicalLocation"]},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture(autouse=True)
def _own_server(scratch: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))


def checked(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, str, str]:
    status = run(["check", *command])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out, err


def marked() -> list[tuple[str, int, str]]:
    return [
        (str(path), number, rule)
        for path in sorted(FOLDER.glob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := MARK.search(line))
        for rule in found[1].split()
    ]


def test_what_is_marked_is_found_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = checked(capsys, "--schema-dir", str(FOLDER), "--level", "style", "--format", "json")
    found = [(each["file"], each["line"], each["rule"]) for each in json.loads(out)["findings"]]
    assert sorted(found) == sorted(marked())
    assert status == EXIT_DIFFERENT


def test_every_rule_has_a_function_and_is_found_somewhere() -> None:
    assert set(lint.FINDERS) | {"unused_silence"} | RUN == set(RULES)
    assert {rule for _, _, rule in marked()} | ALONE | RUN == set(RULES)


def test_what_needs_no_server_is_found_offline(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = checked(capsys, "--schema-dir", str(FOLDER), "--offline", "--format", "json")
    found = [(each["file"], each["line"], each["rule"]) for each in json.loads(out)["findings"]]
    assert sorted(found) == sorted(each for each in marked() if each[2] in lint.OFFLINE)
    assert status == EXIT_DIFFERENT


RECURSES = (psycopg.errors.InvalidObjectDefinition, psycopg.errors.StatementTooComplex)


def test_postgresql_recurses_where_it_is_said_and_nowhere_else(scratch: Databases) -> None:
    """Every table with policies is read, and written, by each role of the API."""
    declaration = load(FOLDER)
    said = {(path, number) for path, number, rule in marked() if rule == "policy_recursion"}
    with Sides(scratch.server, scratch, platform_named("supabase"), lambda _: None) as sides:
        target = sides.target(declaration, scratch.server.major)
    tables = {fact_id.root for fact_id in declaration.facts if fact_id.kind == "policy" and fact_id.schema != "storage"}
    found = set()
    with scratch.copy(target.template) as dsn, psycopg.connect(dsn) as conn:
        conn.execute("grant usage on schema app to anon, authenticated")
        conn.execute("grant all on all tables in schema public, app to anon, authenticated")
        for table in sorted(tables, key=str):
            if table.name in ("there", "back", "endless"):
                # a function is called for a row
                conn.execute(f"insert into {table.name} values (gen_random_uuid())".encode())
        for table in sorted(tables, key=str):
            for role in ("anon", "authenticated"):
                for statement in ("select * from {}", "delete from {}", "update {} set id = id"):
                    if not _runs(conn, role, statement.format(qualified(table.schema, table.name))):
                        found.add(table)
    told = {
        fact_id.root
        for fact_id, pos in declaration.positions.items()
        if fact_id.kind == "policy" and (pos.file, pos.line) in said
    }
    # the other table of a circle, and whoever reads into one, fail with it
    assert told == {each for each in found if each.name not in ("back",)}


def _runs(conn: psycopg.Connection[Any], role: str, sql: str) -> bool:
    try:
        with conn.transaction(force_rollback=True):
            conn.execute("set local max_stack_depth = '200kB'")
            conn.execute(f"set local role {role}".encode())
            conn.execute(sql.encode())
    except RECURSES:
        return False
    except psycopg.Error:
        return True
    return True


# -- levels, formats, exit status

TABLE = "table: notes\ncolumns: {a: char(1)}\n"


def written(folder: Path, text: str, settings: str = "") -> Path:
    (folder / "neodiff.yaml").write_text(settings)
    (folder / "notes.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("level", "status", "rules"),
    [
        ("error", EXIT_EQUAL, ["no_primary_key"]),
        ("warning", EXIT_EQUAL, ["no_primary_key"]),
        ("info", EXIT_DIFFERENT, ["no_primary_key"]),
        ("style", EXIT_DIFFERENT, ["char_type", "no_primary_key"]),
    ],
)
def test_the_level_says_what_counts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, level: str, status: int, rules: list[str]
) -> None:
    folder = str(written(tmp_path, TABLE))
    found, out, err = checked(capsys, "--schema-dir", folder, "--level", level, "--format", "json")
    assert sorted(each["rule"] for each in json.loads(out)["findings"]) == rules
    assert found == status
    assert err.endswith("1 objects, 1 info\n" if len(rules) == 1 else "1 objects, 1 info, 1 style\n")


def test_a_finding_says_where_why_what_to_do_and_how_to_silence_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkey = written(tmp_path, TABLE)
    _, out, _ = checked(capsys, "--schema-dir", str(monkey))
    assert out == (
        f"{tmp_path}/notes.yaml:1:1: info: table public.notes: it has no primary key [no_primary_key]\n"
        "  rows cannot be told apart by logical replication, by the API, or by a person who mends one of them\n"
        "  declare a primary key:\n"
        "      columns:\n"
        "        id: {type: bigint, identity: always, primary_key: true}\n"
        '  or say why it is meant:  lint: {no_primary_key: "why this is meant"}\n'
    )


def test_github_gets_commands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, out, _ = checked(capsys, "--schema-dir", str(written(tmp_path, TABLE)), "--format", "github")
    place = str(tmp_path / "notes.yaml").replace(",", "%2C").replace(":", "%3A")
    begin = f"::notice file={place},line=1,col=1,title=no_primary_key::table public.notes: it has no primary key%0Arows"
    assert out.startswith(begin)
    assert out.count("\n") == 1


@pytest.mark.parametrize("text", [TABLE, "table: notes\ncolums: {a: int}\n", ""])
def test_sarif_is_valid(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str) -> None:
    _, out, _ = checked(capsys, "--schema-dir", str(written(tmp_path, text)), "--format", "sarif")
    document = json.loads(out)
    jsonschema.validate(document, SARIF)
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in document["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].endswith("notes.yaml")
        assert place["region"]["startLine"] >= 1
    assert bool(document["runs"][0]["results"]) == bool(text)


@pytest.mark.parametrize("shown_as", ["json", "sarif", "github"])
def test_an_invalid_declaration_is_told_in_the_same_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shown_as: str
) -> None:
    folder = str(written(tmp_path, "table: notes\ncolums: {a: int}\n"))
    status, out, _ = checked(capsys, "--schema-dir", folder, "--format", shown_as)
    assert status == EXIT_INPUT
    assert "table notes: unknown key 'colums'" in out
    assert "did you mean 'columns'?" in out


# -- silences


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{no_primary_ky: a log}", "notes.yaml:3:8: table notes: lint: no rule 'no_primary_ky'\n  did you mean 'no_primary_key'?"),
        ("{no_primary_key: ''}", "notes.yaml:3:24: table notes: lint: no_primary_key: expected a reason, got ''"),
        ("{no_primary_key: }", "notes.yaml:3:24: table notes: lint: no_primary_key: expected a reason, got nothing"),
        ("{no_primary_key: true}", "notes.yaml:3:24: table notes: lint: no_primary_key: expected a reason, got 'true'"),
    ],
)  # fmt: skip
def test_a_silence_without_a_rule_or_a_reason_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, said: str, expected: str
) -> None:
    status, _, err = checked(capsys, "--schema-dir", str(written(tmp_path, f"{TABLE}lint: {said}\n")), "--offline")
    assert expected in err
    assert status == EXIT_INPUT


def test_a_pattern_must_begin_with_a_kind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = written(tmp_path, TABLE, "lint: {no_primary_key: {tabel public.notes: a log}}\n")
    status, _, err = checked(capsys, "--schema-dir", str(folder), "--offline")
    assert "neodiff.yaml:1:25: neodiff.yaml: lint: no_primary_key: 'tabel public.notes' begins with no kind" in err
    assert status == EXIT_INPUT


def test_a_silence_covers_what_is_inside(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = f"{TABLE}lint: {{no_primary_key: a log, char_type: a flag, json_type: there is none}}\n"
    status, out, _ = checked(capsys, "--schema-dir", str(written(tmp_path, text)), "--level", "style")
    assert out.splitlines()[0].endswith("warning: table public.notes: json_type finds nothing here [unused_silence]")
    assert out.count("[") == 1
    assert status == EXIT_DIFFERENT


def test_graphql_shows_what_its_roles_may_select(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = """\
extension: pg_graphql
---
table: notes
columns: {id: {type: bigint, primary_key: true}}
rls: enabled
policies: {notes_select: {for: select, to: [anon, authenticated], using: id > 0}}
grants: {anon: [select], authenticated: [select]}
"""
    _, out, _ = checked(
        capsys, "--schema-dir", str(written(tmp_path, text, "platform: supabase\n")), "--format", "json"
    )
    assert {each["rule"] for each in json.loads(out)["findings"]} == ALONE


def test_the_readme_has_every_rule_at_its_level() -> None:
    readme = (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (error|warning|info|style) \| (.*) \|$", readme, re.MULTILINE)
    told = {name: level for level, names in table for name in re.findall(r"`(\w+)`", names)}
    assert told == {rule.name: rule.level for rule in RULES.values()}


def test_levels_are_of_the_known_ones() -> None:
    assert {rule.level for rule in RULES.values()} == set(LEVELS)


# -- calls in expressions as PostgreSQL prints them


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("(user_id = auth.uid())", [False]),
        ("(user_id = ( SELECT auth.uid() AS uid))", [True]),
        ("((user_id = ( SELECT auth.uid() AS uid)) OR (owner = auth.uid()))", [True, False]),
        ("(EXISTS ( SELECT 1 FROM app.m WHERE (m.user_id = auth.uid())))", [False]),
        ("(EXISTS ( SELECT 1 FROM app.m WHERE (m.user_id = ( SELECT auth.uid() AS uid))))", [True]),
        ("(id = ANY (ARRAY( SELECT auth.uid() AS uid)))", [True]),
        ("(id IN ( SELECT u.u FROM auth.uid() u(u)))", [True]),
        ("(id = ( SELECT (auth.uid() IS DISTINCT FROM auth.uid())))", [True, True]),
        ("(note = 'auth.uid()'::text)", []),
        ('("auth.uid" = id)', []),
        ("(note = $q$auth.uid()$q$)", []),
    ],
)
def test_a_call_is_once_or_for_every_row(text: str, once: list[bool]) -> None:
    assert [call.once for call in Expression(text).calls() if call.schema == "auth"] == once


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("( SELECT 1 FROM (app.a JOIN app.b b_1 ON ((a.x = b_1.y))) WHERE a.z)", {("app", "a"), ("app", "b")}),
        ("select from t, only u as x where x.a is distinct from z", {("", "t"), ("", "u")}),
        ("( SELECT f.x FROM app.f() f(x))", set()),
        ("update app.t set a = 1", {("app", "t")}),
        ('select 1 from "My T"', {("", "My T")}),
    ],
)
def test_relations_are_what_is_read_from(text: str, relations: set[tuple[str, str]]) -> None:
    assert set(Expression(text).relations()) == relations

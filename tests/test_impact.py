"""Impact: the table of classes against servers, what the proof measures, sizes of tables, the risk of a plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from case_runner import CASES, GOLDENS
from click.testing import CliRunner
from impact_examples import EXAMPLES, Example
from locks import tried

from neodiff.cli import cli
from neodiff.facts import Fact, FactBase, FactId
from neodiff.impact import sizes
from neodiff.impact.assess import Ends, assess
from neodiff.impact.classes import CLASSES
from neodiff.impact.classify import classify
from neodiff.impact.measure import Measured
from neodiff.impact.modes import ACCESS_EXCLUSIVE, ACCESS_SHARE
from neodiff.impact.risk import Tables, risk
from neodiff.impact.sizes import Size
from neodiff.scratch.databases import Databases
from neodiff.sql import statements
from neodiff.statement import Statement

T = FactId("table", "public", "t")
YAML = """\
table: t
columns: {id: {type: integer, primary_key: true}, n: bigint, more: {type: uuid, default: gen_random_uuid()}}
indexes: {t_n: [n]}
rls: enabled
---
table: small
columns: {id: {type: integer, primary_key: true}, t: {type: integer, references: t.id}}
---
table: nobody
columns: {id: {type: bigint, primary_key: true}}
"""


# -- classes


def test_every_class_has_an_example() -> None:
    assert {example.name for example in EXAMPLES} == set(CLASSES) - {"unknown", "change-type-time-zone"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.sql[:60])
def test_an_example_is_of_its_class(example: Example) -> None:
    kind = classify(Statement(example.sql, verb=example.verb))
    # whether a constraint is a foreign key the facts know, not the words
    assert kind.classes == (example.name.replace("drop-foreign-key", "drop-constraint"),)
    assert kind.relation in ("", example.on, example.other)


def test_every_statement_of_the_cases_has_a_class() -> None:
    scripts = [path / name for path in CASES.glob("*/*") for name in GOLDENS]
    found = [sql for path in scripts if path.exists() for sql in statements(path.read_text(encoding="utf-8"))]
    assert len(found) > 2000
    for sql in found:
        classes = classify(Statement(sql)).classes
        assert set(classes) <= set(CLASSES) - {"unknown"}, sql


def test_several_actions_are_several_classes() -> None:
    found = classify(
        Statement('alter table "public"."T" add column a numeric(1, 2), drop column b, alter c set not null')
    )
    assert found.classes == ("add-column", "drop-column", "set-not-null")
    assert found.relation == "public.T"


def test_the_table_is_true(scratch: Databases) -> None:
    assert [outcome for outcome in tried(scratch, 18) if outcome.wrong] == []


def test_the_table_is_true_of_15(old_live: Databases) -> None:
    assert [outcome for outcome in tried(old_live, 15) if outcome.wrong] == []


# -- what is measured, and what is foreseen


def impact(sql: str, measured: Measured | None = None, *, about: FactId = T, major: int = 18, ran_on: int = 18) -> Any:
    facts = FactBase(facts={T: Fact(T, {})})
    found = assess([Statement(sql, about=about, verb="alter")], Ends(facts, facts, major, ran_on, {}), [measured])
    return found[0].impact


def test_measured_replaces_foreseen() -> None:
    sql = "alter table public.t alter column n type bigint"
    foreseen = impact(sql)
    assert (foreseen.locks, foreseen.rewritten, foreseen.measured) == (
        (("public.t", ACCESS_EXCLUSIVE),),
        ("public.t",),
        False,
    )
    spared = impact(sql, Measured({"public.t": ACCESS_EXCLUSIVE}))
    assert (spared.rewritten, spared.scanned, spared.measured) == ((), (), True)


def test_a_lock_that_is_held_already_is_told_again() -> None:
    found = impact("alter table public.t add column a integer", Measured({}, {"public.t": ACCESS_EXCLUSIVE}))
    assert found.locks == (("public.t", ACCESS_EXCLUSIVE),)
    assert impact("alter table public.t add column a integer", Measured({}, {})).locks == ()


def test_where_majors_differ_the_table_is_believed() -> None:
    sql, found = "grant select on table public.t to anon", Measured({"public.t": ACCESS_SHARE})
    assert impact(sql, found).locks == (("public.t", ACCESS_SHARE),)
    assert impact(sql, found, major=17).locks == ()
    assert impact(sql, Measured(), ran_on=17).locks == (("public.t", ACCESS_SHARE),)


def test_what_a_plan_made_itself_bothers_nobody() -> None:
    new = FactId("table", "public", "new")
    found = impact("alter table public.new enable row level security", about=new)
    assert (found.locks, found.access) == ((), False)


# -- sizes and risk


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (Size(4_200_000, 1_181_116_006), "about 4.2 million rows, 1.1 GB"),
        (Size(1, 8192), "about 1 row, 8 kB"),
        (Size(None, 120), "120 bytes"),
        (Size(12_000, 1_100_000), "about 12,000 rows, 1 MB"),
    ],
)
def test_a_size_in_words(size: Size, said: str) -> None:
    assert str(size) == said


def test_sizes_are_rounded() -> None:
    assert [sizes.rounded(n) for n in (0, 7, 99, 994, 996, 4_249_999)] == [0, 7, 99, 990, 1000, 4_200_000]


@pytest.mark.parametrize(
    ("sql", "tables", "level", "downtime"),
    [
        ("create index on public.t (n)", Tables(), "high", True),
        ("create index on public.t (n)", Tables({"public.t": Size(99, 8192)}), "low", False),
        ("create index on public.t (n)", Tables({"public.t": Size(100_000, 8192)}), "high", True),
        ("create index on public.t (n)", Tables(filled={"public.t": False}), "low", False),
        (
            "create index on public.t (n)",
            Tables({"public.old": Size(9, 8192)}, {}, {"public.t": "public.old"}),
            "low",
            False,
        ),
        ("alter table public.t add column a integer", Tables(), "low", False),
        ("alter table public.t enable row level security", Tables(), "medium", False),
        ("alter table public.t rename column a to b", Tables(), "medium", False),
    ],
)
def test_risk(sql: str, tables: Tables, level: str, downtime: bool) -> None:
    facts = FactBase(facts={T: Fact(T, {})})
    run = assess([Statement(sql, about=T, verb="alter")], Ends(facts, facts, 18, 18, {}))
    found = risk(run, tables, 0)
    assert (found.level, found.downtime) == (level, downtime)
    assert risk(run, tables, 1).level == "high"


def test_a_lock_lasts_until_commit() -> None:
    facts = FactBase(facts={T: Fact(T, {}), (other := T._replace(name="big")): Fact(other, {})})
    run = [
        Statement("alter table public.t add column a integer", about=T),
        Statement("create index on public.big (n)", about=other),
    ]
    tables = Tables({"public.t": Size(1, 8192), "public.big": Size(10**7, 10**9)})
    waits = risk(assess(run, Ends(facts, facts, 18, 18, {})), tables, 0).waits
    assert {wait.relation: wait.work for wait in waits} == dict.fromkeys(
        ("public.t", "public.big"), ((1, "public.big", "scanned"),)
    )
    run[0] = Statement("alter table public.t add column a integer", about=T, commit=True)
    waits = risk(assess(run, Ends(facts, facts, 18, 18, {})), tables, 0).waits
    assert {wait.relation for wait in waits if wait.work} == {"public.big"}


# -- the whole


@pytest.fixture
def folder(live: Databases, tmp_path: Path) -> Any:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "all.yaml").write_text(YAML)
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "create table t (id integer primary key, n integer); create table small (id integer primary key, t integer);"
            "create table nobody (id integer primary key); insert into small values (1, 1);"
            "insert into t select i, i from generate_series(1, 120000) i; analyze t, small"
        )
        conn.close()
        yield tmp_path, dsn


def run(*command: object) -> str:
    result = CliRunner().invoke(cli, [str(each) for each in command], standalone_mode=False)
    assert result.exception is None, result.output
    return result.stdout


def test_a_plan_says_whom_it_keeps_waiting(folder: tuple[Path, str]) -> None:
    path, dsn = folder
    said = json.loads(run("diff", dsn, "--schema-dir", path / "schema", "--format", "json", "--no-online"))
    assert (said["risk"]["level"], said["risk"]["downtime"]) == ("high", True)
    waits = {wait["relation"]: wait for wait in said["risk"]["waits"]}
    assert waits["public.t"] == {
        "relation": "public.t",
        "mode": ACCESS_EXCLUSIVE,
        "long": True,
        "rows": 120_000,
        "bytes": waits["public.t"]["bytes"],
    }
    assert waits["public.small"]["rows"] == 1
    each = {statement["sql"]: statement["impact"] for unit in said["units"] for statement in unit["statements"]}
    retyped = each["alter table public.t alter column n type bigint"]
    assert retyped["measured"]
    assert retyped["rewrites"] == ["public.t"]
    assert retyped["breaks_clients"] == "its type changes"
    referring = next(found for sql, found in each.items() if "foreign key" in sql)
    assert {lock["relation"]: lock["mode"] for lock in referring["locks"]}["public.small"] == "SHARE ROW EXCLUSIVE"
    assert set(referring["scans"]) == {"public.small", "public.t"}


def test_text_tells_what_matters(folder: tuple[Path, str]) -> None:
    path, dsn = folder
    said = run("diff", dsn, "--schema-dir", path / "schema", "--no-online")
    head, block = (" ".join(said.split(title)[1].split("\n\n")[0].split()) for title in ("Impact: ", "While it runs:"))
    assert head.startswith("high risk (")
    assert "downtime needed: yes" in head
    assert "reads and writes wait while this is rewritten: public.t (about 120,000 rows, " in block
    assert "measured on PostgreSQL 18" in block
    assert "--   locks: ACCESS EXCLUSIVE on public.t; rewrites public.t (about 120,000 rows" in said


def test_a_snapshot_keeps_sizes(folder: tuple[Path, str]) -> None:
    path, dsn = folder
    run("snapshot", dsn, "--schema-dir", path / "schema", "--out", path / "kept")
    manifest = json.loads((path / "kept" / "manifest.json").read_text())
    assert manifest["sizes"]["public.t"]["rows"] == 120_000
    assert "public.nobody" not in manifest["sizes"]
    assert "about 120,000 rows" in (path / "kept" / "review.md").read_text()
    again = run("diff", path / "kept", "--schema-dir", path / "schema")
    assert "about 120,000 rows" in again


def test_without_a_proof_it_is_foreseen(folder: tuple[Path, str]) -> None:
    path, dsn = folder
    asked = ("diff", dsn, "--schema-dir", path / "schema", "--format", "json", "--no-prove")
    assert json.loads(run(*asked))["risk"]["level"] == "medium"
    said = json.loads(run(*asked, "--no-online"))
    found = [statement["impact"] for unit in said["units"] for statement in unit["statements"]]
    assert found
    assert not any(each["measured"] for each in found)
    assert said["risk"]["level"] == "high"


def test_sizes_are_read_where_all_else_is_remembered(folder: tuple[Path, str]) -> None:
    path, dsn = folder
    asked = ("diff", dsn, "--schema-dir", path / "schema", "--format", "json", "--no-prove", "--no-online")
    for rows in (1, 120_000):
        waits = {wait["relation"]: wait["rows"] for wait in json.loads(run(*asked))["risk"]["waits"]}
        assert waits["public.small"] == rows
        with psycopg.connect(dsn) as conn:
            conn.execute("insert into small select id, n from t on conflict do nothing; analyze small")

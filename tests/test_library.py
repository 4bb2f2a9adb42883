"""neodiff for programs: the same plans, findings and errors as on the command line, and fixtures for tests of applications."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest

import neodiff
from neodiff.__main__ import run
from neodiff.scratch.databases import Databases

pytest_plugins = ["pytester"]

WEIRD = 'Odd "%s" $$ Ä'
SCHEMA = {
    "neodiff.yaml": "platform: supabase\nenvironments:\n  staging: {url: $NEODIFF_TEST_NOWHERE}\n",
    "notes.yaml": f"""
table: '{WEIRD}'
columns:
  id: {{type: bigint, primary_key: true}}
  'Owner %': {{type: uuid, not_null: true}}
rls: enabled
policies:
  own: {{to: authenticated, using: '"Owner %" = (select auth.uid())'}}
owner: postgres
grants: {{authenticated: [select, insert]}}
rows:
  key: id
  values:
    - {{id: 1, 'Owner %': 00000000-0000-4000-8000-000000000001}}
    - {{id: 2, 'Owner %': 00000000-0000-4000-8000-000000000002}}
""",
}
ME = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def schema(scratch: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
    monkeypatch.delenv("NEODIFF_SCRATCH_URL", raising=False)
    folder = tmp_path / "schema"
    folder.mkdir()
    for name, text in SCHEMA.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def a_live_one(live: Databases, *statements: str) -> Iterator[str]:
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute("create schema if not exists kept")
            for statement in statements:
                conn.execute(statement.encode())
        yield live.server.url(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])


def plain(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "neodiff.yaml").write_text("platform: none\n", encoding="utf-8")
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    return folder


def test_import_costs_nothing() -> None:
    code = (
        "import sys, neodiff; print([n for n in sys.modules if n.startswith(('neodiff.', 'psycopg', 'yaml', 'click'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert all(getattr(neodiff, name) is not None for name in neodiff.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        neodiff.nothing  # noqa: B018


def test_it_says_that_it_is_typed() -> None:
    assert (files("neodiff") / "py.typed").is_file()


def test_a_plan_says_what_the_command_line_says(
    schema: Path, live: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plain(tmp_path / "plain", "table: orders\ncolumns: {id: bigint, added: text}\n")
    with a_live_one(live, "create table orders (id bigint, gone text)") as url:
        plan = neodiff.diff(url, folder, prune=True)
        assert run(["diff", url, "--schema-dir", str(folder), "--prune", "--format", "json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert plan.document() == said
    assert "add column added" in plan.forward
    assert "drop column" in plan.reverse
    assert (plan.empty, plan.proven, plan.safe) == (False, True, False)
    assert [(each.object, each.change, each.hazard) for each in plan.refused] == [
        ("schema kept", "-", "drop-schema"),
        ("column public.orders.gone", "-", "drop-column"),
    ]
    assert [(each.object, each.transactional) for each in plan.statements] == [("column public.orders.added", True)]
    assert plan.risk in ("low", "medium", "high")
    assert plan.summary in plan.text()
    assert plan.summary in repr(plan)
    assert plan.markdown().startswith("# Migration of")
    assert plan.html().startswith("<!doctype html>")


def test_what_is_allowed_is_planned_and_nothing_is_left(schema: Path, live: Databases, tmp_path: Path) -> None:
    folder = plain(tmp_path / "plain", "table: orders\ncolumns: {id: bigint}\n")
    with a_live_one(live, "create table orders (id bigint, gone text)") as url:
        plan = neodiff.diff(url, folder, prune=True, allow="all")
        assert plan.safe
        assert not plan.refused
        assert {each.hazards for each in plan.statements if each.object.endswith(".gone")} == {("drop-column",)}
        left = neodiff.diff(url, plain(tmp_path / "more", "table: orders\ncolumns: {id: bigint, gone: text}\n"))
    assert (left.empty, left.proven, left.kept) == (True, True, ("schema kept",))
    assert (left.statements, left.reverse_statements) == ((), ())


def test_unproven_is_not_safe(schema: Path, live: Databases, tmp_path: Path) -> None:
    folder = plain(tmp_path / "plain", "table: orders\ncolumns: {id: bigint}\n")
    with a_live_one(live) as url:
        plan = neodiff.diff(url, folder, prove=False)
    assert (plan.empty, plan.proven, plan.safe, plan.reasons) == (False, False, False, ())


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda folder: neodiff.diff("nowhere", folder), "'nowhere' is no environment, no URL and no snapshot"),
        (lambda folder: neodiff.diff("staging", folder), "NEODIFF_TEST_NOWHERE is not set"),
        (lambda folder: neodiff.diff("x=y", folder, allow=["drop-colum"]), "unknown hazard 'drop-colum'"),
        (lambda folder: neodiff.diff("x=y", folder, engine="magic"), "unknown 'magic'"),
        (lambda folder: neodiff.diff("postgresql:///x?host=/nowhere&port=1", folder), "cannot connect"),
        (lambda folder: neodiff.load(folder / "none"), "no such directory"),
        (lambda folder: neodiff.render(folder, environment="prod"), "'prod' is not among those of neodiff.yaml"),
    ],
)
def test_mistakes_are_errors_that_say_what_to_do(schema: Path, call: object, said: str) -> None:
    with pytest.raises(neodiff.UserError, match=said):
        call(schema)  # type: ignore[operator]


def test_all_that_is_wrong_in_the_yaml_is_told_with_its_place(schema: Path) -> None:
    (schema / "wrong.yaml").write_text("table: a\ncolumn: {}\n---\nview: b\nqueri: x\n", encoding="utf-8")
    for wrong in (neodiff.load, neodiff.check, lambda folder: neodiff.diff("x=y", folder)):
        with pytest.raises(neodiff.DeclarationError) as caught:
            wrong(schema)
        assert {problem.pos.line for problem in caught.value.problems if problem.pos} >= {2, 5}


def test_findings_and_sql(schema: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (schema / "bare.yaml").write_text(
        "table: bare\ncolumns: {id: bigint}\ngrants: {anon: [select]}\n", encoding="utf-8"
    )
    found = neodiff.check(schema)
    assert ("rls_disabled_in_public", "table public.bare") in {(each.rule, each.about) for each in found}
    assert neodiff.check(schema, offline=True) != found
    assert run(["render", "--schema-dir", str(schema)]) == 0
    assert capsys.readouterr().out == neodiff.render(schema)


def test_each_database_is_its_own(schema: Path) -> None:
    with neodiff.scratch_databases(schema) as made:
        with made.database() as one, made.database() as other:
            with one.connect() as conn:
                conn.execute(f'delete from "{WEIRD.replace(chr(34), chr(34) * 2)}"'.encode())
            counts = [rows(database.url) for database in (one, other)]
        assert counts == [0, 2]
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(one.url)


def rows(url: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute(f'select count(*) from "{WEIRD.replace(chr(34), chr(34) * 2)}"'.encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_rows_that_cannot_be_written_are_told(schema: Path) -> None:
    (schema / "more.yaml").write_text(
        "table: more\ncolumns: {id: {type: int, primary_key: true, check: id > 0}}\n"
        "rows: {key: id, values: [{id: -1}]}\n",
        encoding="utf-8",
    )
    with pytest.raises(neodiff.UserError, match=r"more.*violates check constraint"), neodiff.scratch_databases(schema):
        pass


def test_the_plugin_is_installed() -> None:
    assert [each.value for each in entry_points(group="pytest11", name="neodiff")] == ["neodiff.pytest_plugin"]


TESTS = """
import psycopg, pytest

TABLE = '"{table}"'

def test_rows_and_policies(neodiff_db, as_user):
    with as_user("authenticated", sub="{me}") as conn:
        assert conn.execute("select id from " + TABLE.replace("%", "%%"), []).fetchall() == [(1,)]
        assert conn.execute("select auth.jwt() ->> 'role'").fetchone() == ("authenticated",)
        conn.commit()
        assert conn.execute("select current_user").fetchone() == ("authenticated",)
        conn.execute("insert into " + TABLE + " values (3, '{me}')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        with as_user("anon") as conn:
            conn.execute("select from " + TABLE)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        with as_user("authenticated", sub="{me}") as conn:
            conn.execute("insert into " + TABLE + " values (4, '00000000-0000-4000-8000-000000000009')")
    with neodiff_db.connect() as conn:
        assert conn.execute("select array_agg(id order by id) from " + TABLE).fetchone() == ([1, 2, 3],)

def test_starts_afresh(neodiff_db):
    with psycopg.connect(neodiff_db.url) as conn:
        assert conn.execute("select count(*) from " + TABLE).fetchone() == (2,)

def test_unknown_role(as_user):
    import neodiff
    with pytest.raises(neodiff.UserError, match="nobody_at_all"):
        with as_user("nobody_at_all"):
            pass
"""


def test_fixtures(schema: Path, pytester: pytest.Pytester) -> None:
    table = WEIRD.replace('"', '""')
    pytester.makepyfile(TESTS.format(table=table, me=ME))
    pytester.makeini(f"[pytest]\nneodiff_schema_dir = {schema}\n")
    pytester.runpytest_subprocess("-p", "no:xdist").assert_outcomes(passed=3)


def test_fixtures_tell_what_is_wrong_with_the_schema(schema: Path, pytester: pytest.Pytester) -> None:
    (schema / "wrong.yaml").write_text("table: a\ncolumn: {}\n", encoding="utf-8")
    pytester.makepyfile("def test_it(neodiff_db): pass")
    pytester.makeini(f"[pytest]\nneodiff_schema_dir = {schema}\n")
    done = pytester.runpytest_subprocess("-p", "no:xdist")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["neodiff: *wrong.yaml:2:1: *"])
    assert "Traceback" not in done.stdout.str()

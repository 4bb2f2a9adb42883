"""neodiff generate: the pair and its manifest, versions, what is refused, and what is pending in the folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import psycopg
import pytest
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.errors import PlanError, UserError
from neodiff.outcome import Plan
from neodiff.prove import Proof
from neodiff.review import script
from neodiff.scratch.databases import Databases
from neodiff.statement import Statement

FIRST = "table: orders\ncolumns: {id: {type: integer, primary_key: true}, state: text}\n"
MOODS = "---\nenum: mood\nvalues: [low, high]\n---\ntable: faces\ncolumns: {mood: {type: mood, default: \"'high'\"}}\n"
ROWS = "rows:\n  - {id: 1, state: open}\n"


class Project:
    """A schema folder and one live database."""

    def __init__(self, at: Path, dsn: str) -> None:
        self.schema, self.folder, self.dsn = at / "schema", at / "migrations", dsn
        self.schema.mkdir()
        self.declare(FIRST)

    def declare(self, text: str, settings: str = "platform: none\n") -> None:
        (self.schema / "neodiff.yaml").write_text(settings)
        (self.schema / "all.yaml").write_text(text)

    def generate(self, name: str, *args: str) -> tuple[int, str, str]:
        command = [
            "generate",
            name,
            self.dsn,
            "--schema-dir",
            str(self.schema),
            "--migrations",
            str(self.folder),
            *args,
        ]
        result = CliRunner().invoke(cli, command, standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        return result.return_value or 0, result.stdout, result.stderr

    def run(self, *names: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            for name in names:
                text = (self.folder / name).read_text()
                conn.execute("\n".join(line for line in text.splitlines() if not line.startswith("\\")).encode())

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def project(live: Databases, tmp_path: Path) -> Iterator[Project]:
    with live.fresh() as dsn:
        yield Project(tmp_path, dsn)


def test_a_pair_and_its_manifest(project: Project) -> None:
    status, out, _ = project.generate("add_orders", "--at", "20260102030405")
    names = ["20260102030405_add_orders.sql", *(f"reverse/20260102030405_add_orders.{end}" for end in ("json", "sql"))]
    assert (status, project.files()) == (1, names)
    assert sorted(out.splitlines()) == sorted(str(project.folder / name) for name in names)
    forward, manifest = (project.folder / names[0]).read_text(), json.loads((project.folder / names[1]).read_text())
    assert "\\" not in forward
    assert "\nbegin;\n" in forward
    assert [(each["file"], each["sha256"]) for each in manifest["forward"]] == [
        (names[0], hashlib.sha256(forward.encode()).hexdigest())
    ]
    assert (manifest["proof"]["holds"], manifest["neodiff"], manifest["engine"]) == (True, version("neodiff"), "native")
    project.run(names[0])
    assert project.generate("nothing")[0] == 0
    assert project.files() == names
    project.run(names[2])
    assert project.generate("again", "--at", "20260102030406", "--applied", "none")[0] == 0
    status, _, _ = project.generate("again", "--at", "20260102030406", "--applied", "all")
    assert status == 1
    again = json.loads((project.folder / "reverse/20260102030406_again.json").read_text())
    assert [again[key] for key in ("plan", "from", "to")] == [manifest[key] for key in ("plan", "from", "to")]


def test_nothing_is_written_where_something_is_refused(project: Project) -> None:
    project.generate("add_orders", "--at", "20260101000000")
    project.run("20260101000000_add_orders.sql")
    before = project.files()
    project.declare("schema: public\n")
    assert project.generate("drop_orders", "--prune")[0] == 3
    assert project.files() == before
    status, _, _ = project.generate("drop_orders", "--prune", "--allow", "drop-table", "--at", "20260101000001")
    assert status == 1
    manifest = json.loads((project.folder / "reverse/20260101000001_drop_orders.json").read_text())
    assert manifest["allowed"] == ["drop-table"]
    assert [hazard["name"] for hazard in manifest["hazards"]] == ["drop-table"]


def test_what_is_pending_is_built_upon(project: Project) -> None:
    """Rows too, and through files that somebody wrote by hand."""
    project.declare(FIRST + ROWS)
    project.generate("add_orders", "--at", "20260101000000")
    (project.folder / "20260102000000_by_hand.sql").write_text("alter table public.orders add note text;")
    project.declare(FIRST.replace("state:", "note: text, state:") + ROWS.replace("state", "note: x, state"))
    status, _, told = project.generate("notes", "--at", "20260103000000")
    assert (status, "has not run 2 migrations" in told) == (1, True)
    text = (project.folder / "20260103000000_notes.sql").read_text()
    assert "update public.orders" in text
    assert "create table" not in text
    project.run("20260101000000_add_orders.sql")
    with pytest.raises(UserError, match="already exists"):
        project.generate("nothing", "--applied", "none")
    status, _, told = project.generate("nothing")
    assert (status, "has not run 2 migrations" in told) == (0, True)
    project.run("20260102000000_by_hand.sql")
    project.run("20260103000000_notes.sql")
    with pytest.raises(UserError, match=r"which of its 3 migrations .* has is not known: more than one"):
        project.generate("nothing")
    assert project.generate("nothing", "--applied", "20260103000000")[0] == 0


def test_a_database_that_drifted_tells_nothing(project: Project) -> None:
    project.generate("add_orders", "--at", "20260101000000")
    with psycopg.connect(project.dsn, autocommit=True) as conn:
        conn.execute("create table public.other (id integer)")
    with pytest.raises(UserError, match="its schema is what none of them leads to; say it with --applied VERSION"):
        project.generate("more")
    with pytest.raises(UserError, match="no migration '2'; the last one there is 20260101000000_add_orders"):
        project.generate("more", "--applied", "2")
    status, _, told = project.generate("more", "--applied", "none")
    assert (status, "has not run 1 migration " in told) == (0, True)


def test_supabase_gets_one_file_per_unit(project: Project) -> None:
    """A label cannot be used in the transaction that adds it; and what the command line noted is believed."""
    settings = "platform: supabase\n"
    project.declare(MOODS.replace("values: [low, high]", "values: [low]").replace("'high'", "'low'"), settings)
    project.generate("moods", "--at", "20260101000000")
    project.run("20260101000000_moods.sql")
    project.declare(MOODS, settings)
    project.generate("more_moods", "--at", "20260102000000")
    forward = [name for name in project.files() if "/" not in name][1:]
    assert forward == ["20260102000000_more_moods.sql", "20260102000001_more_moods_2.sql"]
    first, second = ((project.folder / name).read_text() for name in forward)
    assert "add value 'high'" in first
    assert "set default" in second
    assert "-- Unit 2 of 2.\n" in second
    assert not any(word in first + second for word in ("\nbegin;", "\ncommit;", "set local", "\\"))
    with psycopg.connect(project.dsn, autocommit=True) as conn:
        conn.execute("create table public.drifted (id integer)")
        conn.execute(
            "create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text)"
        )
        conn.execute("insert into supabase_migrations.schema_migrations values ('20260101000000')")
    status, _, told = project.generate("nothing")
    assert (status, "has not run 2 migrations" in told) == (0, True)


def test_a_folder_is_built_upon_without_a_database(project: Project) -> None:
    project.generate("add_orders", "--at", "20260101000000")
    project.declare(FIRST.replace("text", "text, note: text"))
    schema, folder = str(project.schema), str(project.folder)
    command = ["generate", "note", "--from-migrations", folder, "--migrations", folder, "--schema-dir", schema]
    result = CliRunner().invoke(cli, command, standalone_mode=False)
    assert (result.exception, result.return_value) == (None, 1)
    (name,) = [name for name in project.files() if name.endswith("_note.sql") and "/" not in name]
    text = (project.folder / name).read_text()
    assert "add column note text" in text
    assert "create table" not in text


def test_what_cannot_be_in_a_transaction_has_a_file_of_its_own() -> None:
    before = Statement("create table a (id integer)")
    alone = Statement("create index concurrently a_id on a (id)", alone=True, long=True)
    plan = Plan("staging", "18", forward=[before, alone], proof=Proof(ran_on="18"))
    first, second = script.migration(plan, "test", apart=True)
    assert ("concurrently" in first, "statement_timeout" in first) == (False, False)
    commands = [line for line in second.splitlines() if line and not line.startswith(("--", "set ", "reset "))]
    assert commands == ["create index concurrently a_id on a (id);"]
    assert "\nset statement_timeout = 0;\n" in second
    (whole,) = script.migration(plan, "test", apart=False)
    assert whole.index("commit;") < whole.index("concurrently")
    assert whole.count("begin;") == 1


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["Add Orders"], "'Add Orders': expected a-z, 0-9 and _, such as add_orders; did you mean 'add_orders'"),
        (["a", "--at", "2026"], "--at: '2026' is no time; expected YYYYMMDDHHMMSS"),
        (["a", "--at", "20261301000000"], "is no time"),
        (["a", "--at", "20250101000000"], "version 20260101000000 is there already, and 20250101000000 would not come"),
        (["a", "--rollout="], "no NAME beside it"),
    ],
)
def test_usage(project: Project, args: list[str], expected: str) -> None:
    project.generate("add_orders", "--at", "20260101000000")
    with pytest.raises((UserError, click.UsageError), match=r".*") as caught:
        project.generate(*args)
    assert expected in str(caught.value)


def test_secrets_are_not_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDER_STATE", "s3cr3t")
    project.declare(FIRST + "rows:\n  - {id: 1, state: {$env: ORDER_STATE}}\n")
    with pytest.raises(PlanError, match="take values from ORDER_STATE"):
        project.generate("rows")
    assert not project.folder.exists()


def test_requests_of_a_hosted_project(project: Project) -> None:
    """One for each file, in the order in which they run; the way back is plain SQL, and leads back."""
    project.declare(MOODS, "platform: supabase\n")
    project.generate("moods", "--at", "20260101000000", "--api")
    found = json.loads((project.folder / "reverse/20260101000000_moods.api.json").read_text())
    names = [name for name in project.files() if name.endswith(".sql") and "/" not in name]
    assert [each["query"] for each in found] == [(project.folder / name).read_text() for name in names]
    assert found[0]["name"] == "moods"
    with psycopg.connect(project.dsn, autocommit=True) as conn:
        for each in found:
            conn.execute(each["query"].encode())
        for each in reversed(found):
            assert not any(word in each["rollback"] for word in ("\nbegin;", "\ncommit;", "\\"))
            conn.execute(each["rollback"].encode())
        assert conn.execute("select to_regclass('faces')").fetchone() == (None,)

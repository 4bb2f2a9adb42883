"""Phase by phase: rollout.yaml, what is wrong in it, and Neothink's twelve migrations run by psql on a copy of staging."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import psycopg
import pytest
import yaml
from click.testing import CliRunner
from command_line import CommandLine, Done, finished
from places import ROOT, Place, copy_of_staging

from neodiff.cli import cli as neodiff
from neodiff.cli.start import rollout_of
from neodiff.declare.load import load
from neodiff.errors import PlanError, UserError
from neodiff.problems import DeclarationError
from neodiff.rollout import check, document
from neodiff.rollout.impact import Impact, contradictions
from neodiff.scratch import server
from neodiff.scratch.databases import Databases

# -- Neothink


@pytest.fixture
def staging(live: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    cache = tmp_path_factory.mktemp("rollout") / "cache"
    with copy_of_staging(CommandLine(cache), live, tmp_path) as place:
        yield place
    server.clean(cache=cache)


def generate(place: Place, at: str, part: str) -> Done:
    process = place.cli.start(
        *("generate", f"--rollout={part}", place.url, "--schema-dir", place.schema, "--at", at),
        *("--migrations", place.work / "migrations"),
    )
    return finished(process, 400)


def run_files(place: Place, files: list[Path], *args: str) -> None:
    for file in files:
        once = [] if "cannot run inside a transaction" in file.read_text() else [*args]
        command = [str(place.programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *once, "-f", str(file), place.url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (file.name, done.stderr)


def steps(files: list[Path]) -> list[str]:
    found = [title for path in files for title in re.findall(r"^-- \d+/\d+ (.*)", path.read_text(), re.MULTILINE)]
    assert len(found) > len(files)
    return found


def test_neothink_goes_out_phase_by_phase_and_comes_back(staging: Place) -> None:
    before = staging.fingerprint()
    folder = staging.work / "migrations"
    done = generate(staging, "20260101000000", "foundation")
    assert done.returncode == 1, done.stderr
    first = sorted(folder.glob("*.sql"))
    rollout = document.load(ROOT / "schema")
    assert rollout is not None
    names = list(rollout.migrations)
    assert migrations(folder) == names[:3] == ["permission_system", "tenant_configuration", "security"]
    for path in first:
        text = path.read_text()
        assert not any(f"\n{word}" in text for word in ("begin;", "commit;", "set local", "\\"))
        assert "\nset lock_timeout = '5s';\n" in text
    run_files(staging, first, "-1")
    done = generate(staging, "20260201000000", "")
    assert done.returncode == 1, done.stderr
    assert "has not run" not in done.stderr
    rest = sorted(set(folder.glob("*.sql")) - set(first))
    assert migrations(folder) == names
    # row-level security first, and much later the storage parameter
    assert set(steps(first)) & set(steps(rest)) == {
        f"change table public.{name}" for name in ("activity_feed", "audit_logs")
    }
    _manifests(folder)
    run_files(staging, rest, "-1")
    assert generate(staging, "20260301000000", "").returncode == 0
    # one way back a migration, beside those from between its units
    run_files(staging, sorted((path.with_suffix(".sql") for path in (folder / "reverse").glob("*.json")), reverse=True))
    assert staging.fingerprint() == before


def migrations(folder: Path) -> list[str]:
    return [path.stem[15:] for path in sorted((folder / "reverse").glob("*.json"))]


def _manifests(folder: Path) -> None:
    """Each leads from where the one before it has led to."""
    found = [json.loads(path.read_text()) for path in sorted((folder / "reverse").glob("*.json"))]
    assert [each["to"] for each in found[:-1]] == [each["from"] for each in found[1:]]
    assert all(each["proof"]["holds"] for each in found)
    assert [each["file"] for one in found for each in one["forward"]] == sorted(
        path.name for path in folder.glob("*.sql")
    )


def test_neothink_has_five_phases_and_twelve_migrations() -> None:
    rollout = document.load(ROOT / "schema")
    assert rollout is not None
    check.check(rollout, load(ROOT / "schema"))
    assert [len(rollout.of_phase(name)) for name in rollout.phases] == [3, 3, 2, 2, 2]
    assert rollout.before(["engagement_tracking"]) == set(list(rollout.migrations)[:10])


# -- a small one

ORDERS = """\
table: orders
options: {fillfactor: 70}
columns:
  id: {type: integer, primary_key: true}
  state: text
  note: {type: text, default: "''"}
indexes: {orders_state: [state]}
rls: enabled
policies: {read: {for: select, using: public.may_read(id)}}
rows:
  - {id: 1, state: open, note: first}
---
function: may_read
args: {p_id: integer}
returns: boolean
language: sql
body: select exists (select from public.readers r where r.order_id = p_id)
---
table: readers
columns: {order_id: {type: integer, primary_key: true, references: orders.id}}
"""
ROLLOUT = """\
baseline: [table public.orders]
phases:
  one:
    objective: Orders are there
    migrations:
      state: {objective: States, objects: [column public.orders.state, index public.orders.*, "table public.orders: options"]}
  two:
    objective: Orders are closed
    depends_on: one
    risk: high
    migrations:
      access:
        objective: Who reads
        depends_on: readers
        risk: medium
        objects: ["table public.orders: rls", policy public.orders.*, function public.may_read(integer)]
      readers: {objective: Readers, objects: [table public.readers]}
      texts: {objective: Notes, objects: [column public.orders.note, rows of table public.orders]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema").mkdir()
    return written(tmp_path / "schema")


def written(folder: Path, rollout: str = ROLLOUT, yaml: str = ORDERS) -> Path:
    (folder / "neodiff.yaml").write_text("platform: none\n")
    (folder / "orders.yaml").write_text(yaml)
    (folder / "rollout.yaml").write_text(rollout)
    return folder


@pytest.fixture
def dsn(live: Databases) -> Iterator[str]:
    with live.fresh() as found:
        with psycopg.connect(found, autocommit=True) as conn:
            conn.execute("create table public.orders (id integer primary key)")
        yield found


def run(folder: Path, dsn: str, *args: str) -> tuple[int, str, str]:
    """(exit status, stdout, stderr); what is not the user's to mend is raised."""
    result = CliRunner().invoke(neodiff, [*args, dsn, "--schema-dir", str(folder)], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value or 0, result.stdout, result.stderr


def made(folder: Path) -> list[str]:
    return [path.stem[15:] for path in sorted((folder.parent / "migrations").glob("*.sql"))]


def test_each_migration_has_its_own_and_comes_after_what_it_needs(folder: Path, dsn: str) -> None:
    status, out, _ = run(folder, dsn, "generate", "--rollout=", "--at", "20260101000000")
    assert (status, made(folder)) == (1, ["state", "readers", "access", "texts"])
    assert len(out.splitlines()) == 12
    texts = {path.stem[15:]: path.read_text() for path in (folder.parent / "migrations").glob("*.sql")}
    assert "set (fillfactor" in texts["state"]
    assert "add column state text" in texts["state"]
    assert "row level security" not in texts["readers"] + texts["state"]
    assert "alter table public.orders enable row level security" in texts["access"]
    assert "insert into public.orders" in texts["texts"]
    assert texts["access"].startswith("-- Purpose: access: Who reads.\n")
    status, out, told = run(folder, dsn, "generate", "--rollout=")
    assert (status, out) == (0, "")
    assert "has not run 4 migrations" in told
    with psycopg.connect(dsn, autocommit=True) as conn:
        for path in sorted((folder.parent / "migrations").glob("*.sql")):
            conn.execute(path.read_bytes())
    assert run(folder, dsn, "diff")[0] == 0
    status, out, told = run(folder, dsn, "rollout")
    assert (status, "has not run" in told) == (0, False)
    assert "| access | two | medium |  |  |  | readers |  | done |" in out


def test_a_part_waits_for_what_comes_before_it(folder: Path, dsn: str) -> None:
    with pytest.raises(PlanError, match=r"before it come state, readers, which .* lacks"):
        run(folder, dsn, "generate", "--rollout=access")
    assert run(folder, dsn, "generate", "--rollout=one", "--at", "20260101000000")[0] == 1
    assert made(folder) == ["state"]
    with pytest.raises(UserError, match="no phase or migration 'on'; did you mean 'one'"):
        run(folder, dsn, "generate", "--rollout=on")


def test_what_differs_and_is_in_no_migration_is_told(folder: Path, dsn: str) -> None:
    written(folder, yaml=ORDERS.replace("  note:", "  more: text\n  note:"))
    with pytest.raises(PlanError, match=r"in no migration of rollout.yaml:\n  column public.orders.more\n"):
        run(folder, dsn, "generate", "--rollout=")
    assert not (folder.parent / "migrations").exists()


def test_a_function_that_could_not_run_yet_is_refused(folder: Path, dsn: str) -> None:
    early = ROLLOUT.replace("        depends_on: readers\n", "")
    written(folder, early)
    with pytest.raises(PlanError) as caught:
        run(folder, dsn, "generate", "--rollout=")
    assert "after migration access a function cannot run" in str(caught.value)
    assert "orders.yaml:17:" in str(caught.value)
    assert 'relation "public.readers" does not exist' in str(caught.value)


def test_a_column_before_its_table_is_refused(folder: Path, dsn: str) -> None:
    yaml = ORDERS.replace("{order_id: {type", "{remark: text, order_id: {type")
    written(folder, ROLLOUT.replace("objects: [column", "objects: [column public.readers.remark, column", 1), yaml)
    status, out, told = run(folder, dsn, "generate", "--rollout=")
    assert (status, made(folder)) == (3, [])
    assert "column public.readers.remark needs table public.readers, which belongs to migration readers" in out
    assert "migration state is refused" in told


def test_the_report(folder: Path, dsn: str) -> None:
    status, out, _ = run(folder, dsn, "rollout")
    assert status == 1
    assert "4 of 4 migrations" in out
    assert "| two | Orders are closed |  | medium (declared high) | one |  | 3 of 3 to go |" in out
    assert "| access | two | medium | access changes | none | yes | readers |  | to do |" in out


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("public.readers]", "public.reader]", ":17:47: migration readers: 'table public.reader' matches nothing"),
        ("public.readers]", "public.readers, index public.orders.orders_state]", ":6:72: index public.orders.orders_state is in two"),
        ("objects: [table public.readers]", "drops: [table public.old]", "orders.yaml:19:1: table public.readers is in no migration"),
        ("depends_on: one", "depends_on: oen", ":9:17: two: depends_on: no phase or migration 'oen'\n  did you mean 'one'"),
        ("{objective: Readers, ", "{depends_on: access, objective: Readers, ", ":12:7: migration access: depends on itself: access -> "),
        ("risk: medium", "risk: huge", ":15:15: rollout.yaml: phase two: migration access: risk: expected low, medium or high, got 'huge'"),
        ("texts: {", "state: {", ":18:7: migration state: another one has this name"),
        ("line: [table public.orders]", "line: [table public.orders, table public.x]", ":1:33: baseline: 'table public.x' matches nothing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(folder: Path, old: str, new: str, expected: str) -> None:
    assert old in ROLLOUT
    written(folder, ROLLOUT.replace(old, new))
    with pytest.raises(DeclarationError) as caught:
        rollout_of(load(folder))
    assert expected in str(caught.value)


def test_a_promise_that_the_plan_does_not_keep(folder: Path) -> None:
    written(folder, ROLLOUT.replace("risk: medium", "risk: low\n        reversible: true\n        downtime: none"))
    rollout = document.load(folder)
    assert rollout is not None
    found = contradictions(rollout, {"access": Impact("medium", True, False, ("access changes",))}).render()
    assert ":15:15: migration access: risk is low, but its plan is medium\n  access changes" in found
    assert ":16:21: migration access: reversible is true" in found
    assert ":17:19: migration access: downtime is none" in found
    assert not contradictions(rollout, {"access": Impact("low", False, True)})


def test_a_phase_is_as_risky_as_what_is_in_it(folder: Path) -> None:
    written(
        folder,
        ROLLOUT.replace("risk: medium", "risk: high").replace("    risk: high\n    mig", "    risk: low\n    mig"),
    )
    rollout = document.load(folder)
    assert rollout is not None
    found = contradictions(rollout, {}).render()
    assert ":10:11: phase two: risk is low, but one of its migrations is high" in found


def test_editors_know_the_file() -> None:
    schema = json.loads((ROOT / "schema" / "schema.json").read_text(encoding="utf-8"))
    text = (ROOT / "schema" / "rollout.yaml").read_text(encoding="utf-8")
    jsonschema.validate(yaml.safe_load(text), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text.replace("objective:", "objectiv:", 1)), schema)


# -- the README's

README_SCHEMA = """\
table: orders
options: {fillfactor: 70}
columns:
  id: {type: integer, primary_key: true}
  note: text
rls: enabled
policies: {read: {for: select, using: id > 0}}
---
table: states
columns: {name: {type: text, primary_key: true}}
"""


def test_the_example_of_the_readme(folder: Path, dsn: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (rollout,) = re.findall(r"^```yaml rollout\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    written(folder, rollout, README_SCHEMA)
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("alter table public.orders add old_state text")
        assert run(folder, dsn, "generate", "--rollout=foundation", "--at", "20260131120000")[0] == 1
        path = folder.parent / "migrations" / "20260131120000_access.sql"
        assert f"\nmigrations/{path.name}\n" in text
        conn.execute(path.read_bytes())
    status, out, _ = run(folder, dsn, "rollout", "--prune", "--allow", "drop-column")
    assert status == 1
    for line in out.splitlines():
        if line.startswith("| ") and out.index(line) > out.index("## Migrations"):
            assert f"\n{line}\n" in text, line
    done = CliRunner().invoke(neodiff, ["check", "--offline", "--schema-dir", str(folder)], standalone_mode=False)
    assert done.exception is None
    (folder / "rollout.yaml").write_text(rollout.replace("orders.note", "orders.nothing"))
    done = CliRunner().invoke(neodiff, ["check", "--offline", "--schema-dir", str(folder)], standalone_mode=False)
    assert "'column public.orders.nothing' matches nothing" in str(done.exception)

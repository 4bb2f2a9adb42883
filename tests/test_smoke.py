"""What is declared is run on scratch: tests/smoke/*.yaml say at the end of a line what never worked, and that is all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import psycopg
import pytest

from neodiff import smoke
from neodiff.__main__ import run
from neodiff.declare.load import load
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides, platform_of

FOLDER = Path(__file__).parent / "smoke"
SCHEMA = Path(__file__).parent.parent / "schema"
HIDING = """\
function: is_admin_of
schema: private
args: {tenant_id: uuid}
returns: boolean
language: plpgsql
security: definer
set: {search_path: "''"}
body: |
  declare is_admin boolean;
  begin
    select exists (
      select 1 from public.tenant_users tu
      join public.tenant_roles tr on tu.tenant_role_id = tr.id
      where tu.user_id = auth.uid()
      and tu.tenant_id = tenant_id
      and tr.slug = 'admin'
    ) into is_admin;
    return is_admin;
  end
grants: {}
"""
MINE = "user_id = (select auth.uid()) or tenant_id = any (array(select private.my_tenants()))"
SAME_TENANT = "tenant_id in (select m.tenant_id from public.tenant_users m where m.user_id = (select auth.uid()))"
COUNTED = """(
          select jsonb_object_agg(c.content_type, c.n)
          from (select content_type, count(*) as n from events group by content_type) c)"""


@pytest.fixture(autouse=True)
def _own_server(scratch: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(scratch.server.cache))


def found(capsys: pytest.CaptureFixture[str], folder: Path) -> list[tuple[str, int, str, str]]:
    """(file, line, rule, message) of what only shows when something runs, or is wrong about who may do what."""
    run(["check", "--schema-dir", str(folder), "--format", "json"])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return [
        (Path(each["file"]).name, each["line"], each["rule"], each["message"]) for each in json.loads(out)["findings"]
    ]


def test_what_is_marked_is_found_and_nothing_else(scratch: Databases) -> None:
    declaration = load(FOLDER)
    with Sides(scratch.server, scratch, platform_of(declaration), lambda _: None) as sides:
        target = sides.target(declaration, scratch.server.major)
        with scratch.copy(target.template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
            before = content(conn)
            ran = smoke.check(conn, declaration)
            assert content(conn) == before
    places = {(each.pos or declaration.positions[each.about]) for each in ran}
    marked = {
        (str(path), number)
        for path in FOLDER.glob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "-- found" in line
    }
    assert sorted((place.file, place.line) for place in places) == sorted(marked)


def content(conn: psycopg.Connection[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """What a run could leave: relations, functions, rows."""

    return [
        *conn.execute("select relname, relkind::text, relpersistence::text from pg_class order by oid").fetchall(),
        *conn.execute("select proname, prosrc, prolang from pg_proc order by oid").fetchall(),
        *conn.execute("select count(*) from public.orders").fetchall(),
        *conn.execute("select evtname, evtenabled from pg_event_trigger").fetchall(),
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "said"),
    [
        ("functions/is_admin_of.yaml", "", HIDING, "and tu.tenant_id = tenant_id", '"tenant_id" is ambiguous'),
        ("tables/tenant_users.yaml", MINE, SAME_TENANT, "tenant_users_select:", "reads the same table again"),
        (
            "functions/aggregate_daily_engagement.yaml",
            COUNTED,
            "jsonb_object_agg(ev.content_type, count(*))",
            "jsonb_object_agg(ev.content_type, count(*))",
            "aggregate function calls cannot be nested",
        ),
        (
            "functions/private/my_tenants.yaml",
            "schema: private\n",
            "schema: private\nowner: clerk\n",
            "function:",
            "row-level",
        ),
    ],
    ids=["1", "2", "4", "13"],
)
def test_a_fault_of_the_plan_is_found_at_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, old: str, new: str, line: str, said: str
) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(SCHEMA, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8") if old else ""
    assert not old or text.count(old) == 1
    path.write_text(text.replace(old, new) if old else new, encoding="utf-8")
    number = next(n for n, each in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line in each)
    at = [each for each in found(capsys, folder) if each[:2] == (path.name, number)]
    assert any(said in each[3] for each in at), at

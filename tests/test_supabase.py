"""A Supabase database: what is the user's own in the platform's schemas is compared and pulled, the platform's is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.declare.load import load
from neodiff.platforms import platform_named
from neodiff.problems import DeclarationError
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

OWN = """
set role postgres;
create table public.profiles (id uuid primary key references auth.users (id), name text);
alter table public.profiles enable row level security;
create function public.handle_new_user() returns trigger language plpgsql as 'begin return new; end';
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
alter publication supabase_realtime add table public.profiles;
reset role;
create policy "read own" on storage.objects for select to authenticated using (owner_id = (select auth.uid())::text);
comment on policy "read own" on storage.objects is 'Only theirs';
create policy listen on realtime.messages for select to authenticated using (true);
"""
# supautils makes these as a superuser, and hands them over.
HANDED = """
set role postgres; create function public.seen() returns event_trigger language plpgsql as 'begin end'; reset role;
create publication everything for all tables; create foreign data wrapper elsewhere; create event trigger seen
    on ddl_command_end execute function public.seen();
update pg_publication set pubowner = 'postgres'::regrole where pubname = 'everything';
update pg_foreign_data_wrapper set fdwowner = 'postgres'::regrole where fdwname = 'elsewhere';
update pg_event_trigger set evtowner = 'postgres'::regrole where evtname = 'seen';
"""
SETTINGS = "platform: supabase\n"


@pytest.fixture(params=["classic", "new"])
def dsn(request: pytest.FixtureRequest, live: Databases) -> Iterator[str]:
    """A project of its day: once new objects were granted to all of the API's roles, now they are to none."""
    supabase = platform_named("supabase")
    with live.fresh() as found, psycopg.connect(found, autocommit=True) as conn:
        roles.ensure(conn, supabase.roles)
        name = conn.info.dbname
        conn.execute((supabase.fresh if request.param == "classic" else supabase.script)().encode())
        conn.execute(f"alter database {ident(name)} owner to postgres; alter role postgres login".encode())
        conn.execute(OWN.encode())
        conn.close()
        yield live.server.url(name).replace(f"//{live.server.user}@", "//postgres@")


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False)
    assert result.exception is None, (args[0], result.exception, result.output)
    return result.return_value or 0, result.stdout, result.stderr


def test_what_is_pulled_is_equal_and_snapshots_hold_it(dsn: str, tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    run("pull", dsn, "--out", folder, "--platform", "supabase")
    assert "on_auth_user_created" in (folder / "auth" / "tables" / "users.yaml").read_text()
    assert "columns" not in (folder / "auth" / "tables" / "users.yaml").read_text()
    assert "Only theirs" in (folder / "storage" / "tables" / "objects.yaml").read_text()
    assert "update_objects_updated_at" not in (folder / "storage" / "tables" / "objects.yaml").read_text()
    assert run("diff", dsn, "--schema-dir", folder)[0] == 0
    run("snapshot", dsn, "--schema-dir", folder, "--out", tmp_path / "kept", "--only-schema")
    sql = (tmp_path / "kept" / "snapshot.sql").read_text()
    assert "CREATE POLICY listen ON realtime.messages" in sql
    assert "CREATE TABLE auth.users" not in sql
    assert run("diff", tmp_path / "kept", "--schema-dir", folder, "--prune")[0] == 0


def test_what_nobody_declared_is_kept_unless_pruned(dsn: str, tmp_path: Path) -> None:
    (tmp_path / "neodiff.yaml").write_text(SETTINGS)
    (tmp_path / "all.yaml").write_text("table: users\nschema: auth\ntriggers: {}\n")
    status, _, told = run("diff", dsn, "--schema-dir", tmp_path)
    assert status == 0
    for name in ("trigger auth.users.on_auth_user_created", "policy storage.objects.read own"):
        assert f"  {name}\n" in told
    assert "publication table supabase_realtime.public.profiles" in told
    status, out, told = run("diff", dsn, "--schema-dir", tmp_path, "--prune", "--allow", "all", "--format", "json")
    plan = json.loads(out)
    assert (status, plan["proven"]) == (1, True), plan["proof"]
    dropped = [statement["sql"] for unit in plan["units"] for statement in unit["statements"]]
    assert "drop trigger on_auth_user_created on auth.users" in dropped
    assert not any("auth.users" in sql and "trigger" not in sql for sql in dropped)


def test_new_tables_get_the_grants_that_are_declared(dsn: str, tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    run("pull", dsn, "--out", folder, "--platform", "supabase")
    (folder / "orders.yaml").write_text("table: orders\ncolumns: {id: integer}\ngrants: {authenticated: [select]}\n")
    status, out, _ = run("diff", dsn, "--schema-dir", folder, "--format", "sql")
    assert status == 1
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("\n".join(line for line in out.splitlines() if not line.startswith("\\")).encode())
        rows = conn.execute(
            """select grantee::regrole::text, privilege_type from pg_class, aclexplode(relacl)
            where relname = 'orders' and grantee <> relowner"""
        ).fetchall()
    assert rows == [("authenticated", "SELECT")]
    assert run("diff", dsn, "--schema-dir", folder)[0] == 0


def test_what_only_superusers_may_own_elsewhere(dsn: str, live: Databases, tmp_path: Path) -> None:
    folder, chief = tmp_path / "schema", dsn.replace("//postgres@", f"//{live.server.user}@")
    with psycopg.connect(chief, autocommit=True) as conn:
        conn.execute(HANDED.encode())
    run("pull", dsn, "--out", folder, "--platform", "supabase")
    assert run("diff", dsn, "--schema-dir", folder)[0] == 0
    with psycopg.connect(chief, autocommit=True) as conn:
        conn.execute("drop event trigger seen; drop publication everything; drop foreign data wrapper elsewhere")
    status, out, _ = run("diff", dsn, "--schema-dir", folder, "--format", "json")
    plan = json.loads(out)
    assert (status, plan["proven"]) == (1, True), plan["proof"]
    made = [statement["sql"].split("\n")[0] for unit in plan["units"] for statement in unit["statements"]]
    assert made == [
        "create foreign data wrapper elsewhere",
        "create publication everything",
        "create event trigger seen on ddl_command_end",
    ]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("table: users\nschema: auth\nrls: enabled\n", ":3:1: table auth.users: rls: the table is supabase's"),
        ("table: users\nschema: auth\ncolumns: {id: uuid}\n", "columns: the table is supabase's"),
        ("table: usrs\nschema: auth\npolicies: {a: {using: true}}\n", "supabase has no such table"),
        (
            "table: users\nschema: auth\ntriggers: {a: {timing: after, events: insert, function: f, comment: x}}\n",
            "trigger auth.users.a: comment: not on a table of supabase",
        ),
        (
            "table: objects\nschema: storage\ntriggers: {a: {timing: after, events: insert, function: storage.x}}\n",
            "trigger storage.objects.a: is supabase's",
        ),
        (
            "table: schema_migrations\nschema: supabase_migrations\npolicies: {a: {using: true}}\n",
            "policies of your own may be on tables in auth, realtime, storage",
        ),
        ("publication: supabase_realtime\npublish: [insert]\n", "publish: the publication is supabase's"),
        (
            "publication: supabase_realtime_messages_publication\ntables: [a]\n",
            "expected a table of your own in one of",
        ),
        ("publication: supabase_realtime\ntables: [auth.users]\n", "expected a table of your own in one of"),
    ],
)
def test_what_is_the_platforms_cannot_be_declared(yaml: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "neodiff.yaml").write_text(SETTINGS)
    (tmp_path / "all.yaml").write_text(yaml)
    with pytest.raises(DeclarationError) as caught:
        load(tmp_path)
    assert expected in str(caught.value)

"""A folder of SQL migrations in place of a database: the orders of several tools, and what goes wrong in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.errors import UserError
from neodiff.migrations import folder

ORDERS = "table: orders\ncolumns: {id: {type: integer, primary_key: true}, state: text}\n"


def files(at: Path, texts: Mapping[str, str]) -> Path:
    for name, text in texts.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return at


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False)
    assert result.exception is None, (result.exception, result.output)
    return result.return_value or 0, result.stdout, result.stderr


def fails(*args: object) -> str:
    found = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False).exception
    assert isinstance(found, UserError), found
    return str(found)


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["20240102_b.sql", "20240101_a.sql", "deep/x.sql", "notes.txt"], ["20240101_a.sql", "20240102_b.sql"]),
        (
            ["V10__c.sql", "V2__b.sql", "V1.1__a.sql", "R__view.sql", "U2__b.sql"],
            ["V1.1__a.sql", "V2__b.sql", "V10__c.sql", "R__view.sql"],
        ),
        (["B2__all.sql", "V1__a.sql", "V2__b.sql", "V2_1__c.sql"], ["B2__all.sql", "V2_1__c.sql"]),
        (["10_b.up.sql", "10_b.down.sql", "9_a.up.sql", "9_a.down.sql"], ["9_a.up.sql", "10_b.up.sql"]),
        (["2_b/migration.sql", "1_a/migration.sql", "lock.toml"], ["migration.sql", "migration.sql"]),
        (["1_a.sql", "1_a.down.sql"], ["1_a.sql"]),
    ],
)
def test_order(names: list[str], order: list[str], tmp_path: Path) -> None:
    files(tmp_path, dict.fromkeys(names, "select 1;"))
    found = [Path(migration.name) for migration in folder.read(tmp_path)]
    assert [path.name for path in found] == order
    assert found == sorted(found) or order[0][0] in "VB9"


def test_the_way_back_in_a_file_is_left_out(tmp_path: Path) -> None:
    files(tmp_path, {"1.sql": "-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;\n"})
    assert [sql for migration in folder.read(tmp_path) for sql, _ in migration.statements()] == ["create table a ()"]


def test_equal_and_different(tmp_path: Path) -> None:
    made = files(
        tmp_path / "migrations",
        {
            "1_a.sql": "create table orders (id integer primary key);\ngrant select on orders to somebody;",
            "2_b.sql": "alter table orders add state text;\ncreate role api login;\nalter role api set search_path = x;",
            "2_b2.sql": "do $$begin perform 1; commit; end$$;",
            "3_c.sql": "create index concurrently orders_state on orders (state);\ndrop index orders_state;",
            "4_d.sql": "insert into orders values (1, 'a'); set local lock_timeout = '1s';",
        },
    )
    schema = files(tmp_path / "schema", {"all.yaml": ORDERS})
    status, _, told = run("diff", "--from-migrations", made, "--schema-dir", schema)
    assert status == 0
    assert "1 statements that concern the whole server are left out" in told
    files(schema, {"all.yaml": ORDERS.replace("text", "varchar(20)")})
    status, out, _ = run(
        "diff", "--from-migrations", made, "--schema-dir", schema, "--allow", "all", "--format", "json"
    )
    assert (status, json.loads(out)["proven"]) == (1, True)
    run("pull", "--from-migrations", made, "--out", tmp_path / "pulled")
    assert "somebody" in "".join(path.read_text() for path in (tmp_path / "pulled").rglob("*.yaml"))
    run("snapshot", "--from-migrations", made, "--schema-dir", tmp_path / "pulled", "--out", tmp_path / "kept")
    assert run("diff", tmp_path / "kept", "--schema-dir", tmp_path / "pulled")[0] == 0


def test_roles_of_a_body_and_of_the_server_in_one_file(tmp_path: Path) -> None:
    """The file's own transaction holds pg_authid when another role turns out to be missing."""
    body = "do $$ begin if not exists (select from pg_roles where rolname = 'made_in_body') then create role made_in_body; end if; end $$"
    grants = "alter default privileges for role not_there grant select on tables to made_in_body"
    made = files(tmp_path / "migrations", {"1.sql": f"create table a ();\n{body};\n{grants};\ncreate table b ();"})
    status, _, told = run("pull", "--from-migrations", made, "--out", tmp_path / "pulled")
    assert status == 0, told
    assert "not_there" in "".join(path.read_text() for path in (tmp_path / "pulled").rglob("*.yaml"))


def test_what_supabase_lends_its_role_is_run(tmp_path: Path) -> None:
    made = files(
        tmp_path / "supabase" / "migrations",
        {
            "20240101000000_a.sql": """create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists pg_cron;
create table public.profiles (id uuid primary key references auth.users, at timestamptz default now());
create function public.on_user() returns trigger language plpgsql security definer as $$ begin return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute procedure public.on_user();
insert into storage.buckets (id, name) values ('avatars', 'avatars');
create policy "avatars; are public" on storage.objects for select using (bucket_id = 'avatars');
alter publication supabase_realtime add table public.profiles;
alter database postgres set "app.x" = 'y';
do $$ begin perform uuid_generate_v4(); end $$;
""",
            "20240102000000_b.sql": "drop trigger on_auth_user_created on auth.users;",
        },
    )
    schema = files(tmp_path / "schema", {"neodiff.yaml": "platform: supabase\n"})
    run("pull", "--from-migrations", made, "--out", schema)
    assert "avatars; are public" in (schema / "storage" / "tables" / "objects.yaml").read_text()
    assert not (schema / "auth").exists()
    table = (schema / "tables" / "profiles.yaml").read_text() + (schema / "neodiff.yaml").read_text()
    assert "anon: all" in table
    assert run("diff", "--from-migrations", made, "--schema-dir", schema)[0] == 0
    files(tmp_path / "supabase", {"config.toml": "[api]\nauto_expose_new_tables = false\n"})
    status, out, _ = run("diff", "--from-migrations", made, "--schema-dir", schema, "--format", "sql")
    assert status == 1
    assert "grant all on table public.profiles to anon" in out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create table a (id int);\n\ninsert into b\n  values (1);\n", ':3: PostgreSQL says: relation "b" does not exist\n  in: insert'),
        ("create table a (id int);\n\n\\i other.sql\n", ":3: \\i other.sql: a command of psql"),
        ("create table a (id int);\ncopy a (id) from stdin;\n1\n\\.\n", ":2: copy from stdin"),
        ("create function f() returns int language sql as $$\nselect '\\d' $$;", "PostgreSQL says: return type mismatch"),
        ("vacuum;\nbegin;\ncreate table a (id int);\nselect 1/0;\ncommit;", ":4: PostgreSQL says: division by zero"),
        ("alter table storage.objects enable row level security;", "schema \"storage\" does not exist"),
    ],
)  # fmt: skip
def test_what_fails_is_told_with_its_place(text: str, expected: str, tmp_path: Path) -> None:
    made = files(tmp_path / "migrations", {"1_a.sql": text})
    files(tmp_path / "schema", {"all.yaml": ORDERS})
    said = fails("diff", "--from-migrations", made, "--schema-dir", tmp_path / "schema")
    assert expected in said
    assert said.startswith(f"{made / '1_a.sql'}:")


def test_what_the_role_may_not_fails_here_too(tmp_path: Path) -> None:
    made = files(tmp_path / "m", {"1.sql": "select 1;\nalter table storage.objects enable row level security;\n"})
    schema = files(tmp_path / "schema", {"neodiff.yaml": "platform: supabase\n"})
    assert "1.sql:2: PostgreSQL says: must be owner of table objects" in fails(
        "diff", "--from-migrations", made, "--schema-dir", schema
    )


def test_usage(tmp_path: Path) -> None:
    schema = files(tmp_path / "schema", {"all.yaml": ORDERS})
    assert "two databases" in fails("diff", "staging", "--from-migrations", tmp_path, "--schema-dir", schema)
    assert "no migrations" in fails("diff", "--from-migrations", tmp_path, "--schema-dir", schema)
    assert "no such directory" in fails("diff", "--from-migrations", tmp_path / "none", "--schema-dir", schema)

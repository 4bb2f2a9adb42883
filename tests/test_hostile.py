"""Databases that were not made for us: names and texts that break quoting, what nobody declared, what scratch lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine, owned
from places import Place, copy_of_staging
from psycopg.conninfo import conninfo_to_dict

from neodiff.scratch import extensions, roles, server
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
OTHERS = [roles.Role('Role %s "q"'), roles.Role("select")]
OWNER = roles.Role("o'w\"n er %", member_of=tuple(role.name for role in OTHERS))


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("hostile") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


# -- a copy of staging, and what nobody declared


@pytest.fixture
def staging(cli: CommandLine, live: Databases, tmp_path: Path) -> Iterator[Place]:
    with copy_of_staging(cli, live, tmp_path) as place:
        yield place


THEIRS = (
    "table public.tenants: 1 row has other values in branding than declared, "
    "and what was applied before is not known: theirs are kept\n"
)


def test_staging_goes_there_and_back(staging: Place) -> None:
    before = staging.fingerprint()
    assert staging.diff().returncode == 1
    staging.migrate("forward")
    assert staging.is_equal().stderr == THEIRS
    staging.stops("forward")
    staging.migrate("reverse")
    assert staging.fingerprint() == before
    staging.stops("reverse")


EXTRA = """
create table public.extra_table (id serial primary key, note text default 'x' check (length(note) < 10));
insert into public.extra_table (note) values ('a'), ('b');
create view public.extra_view as select id from public.extra_table;
create function public.extra_function(a integer) returns integer language sql as 'select a';
create function public.extra_function(a text) returns text language sql as 'select a';
create function public.extra_called() returns trigger language plpgsql as 'begin return new; end';
create type public.extra_enum as enum ('a', 'b');
create schema extra_schema;
create table extra_schema.inside (id integer references public.extra_table);
alter table public.profiles add column extra_column text default 'q';
create policy extra_policy on public.profiles for select to authenticated using (true);
create index extra_index on public.tenants (slug, name);
create trigger extra_trigger before insert on public.tenants for each row execute function public.extra_called();
alter table public.tenants add constraint extra_check check (length(slug) < 1000);
"""
PARTS = {"policy public.profiles.extra_policy", "index public.tenants.extra_index"}
PARTS |= {"trigger public.tenants.extra_trigger", "check public.tenants.extra_check"}
LOSSES = {"schema extra_schema", "table extra_schema.inside", "enum public.extra_enum", "table public.extra_table"}
LOSSES |= {"function public.extra_function(integer)", "function public.extra_function(text)"}
LOSSES |= {"function public.extra_called()", "view public.extra_view", "column public.profiles.extra_column"}
LOSSES |= {"sequence public.extra_table_id_seq"}


def test_what_nobody_declared_is_kept_and_told(staging: Place, tmp_path: Path) -> None:
    (tmp_path / "extra.sql").write_text(EXTRA)
    staging.load(tmp_path / "extra.sql")
    assert staging.diff().returncode == 1
    staging.migrate("forward")
    done = staging.is_equal()
    told = done.stderr.removeprefix(THEIRS).splitlines()
    assert (told[0], {line.strip() for line in told[1:]}) == ("kept, not declared: 14", PARTS | LOSSES)
    with psycopg.connect(staging.url) as conn:
        assert conn.execute("select count(*) from public.extra_table").fetchall() == [(2,)]
    _pruned(staging)


def _pruned(staging: Place) -> None:
    before = staging.fingerprint()
    done = staging.diff("--prune", "--format", "json", out="some")
    assert done.returncode == 3
    plan = json.loads(done.stdout)
    assert {item["object"] for item in plan["refused"]} == LOSSES
    forward = (staging.work / "some" / "forward.sql").read_text()
    assert forward.startswith("-- REFUSED")
    assert "\n--     drop table public.extra_table;\n" in forward
    assert "\ndrop table" not in forward
    assert "\ndrop policy extra_policy on public.profiles;\n" in forward
    assert staging.diff("--prune", "--allow", "all", out="all").returncode == 1
    staging.migrate("forward", "some")
    assert staging.diff("--prune").returncode == 3
    staging.migrate("reverse", "some")
    assert staging.fingerprint() == before
    staging.migrate("forward", "all")
    assert staging.is_equal("--prune").stderr == THEIRS
    staging.migrate("reverse", "all")
    assert staging.fingerprint() == before


# -- names and texts


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


def database(cli: CommandLine, live: Databases, schema: Path, work: Path, stack: ExitStack) -> Place:
    """An empty database of somebody who is no superuser, but a member of the others."""
    work.mkdir(exist_ok=True)
    dsn = stack.enter_context(live.fresh())
    with psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, [*OTHERS, OWNER])
        conn.execute(f"alter role {ident(OWNER.name)} login".encode())
    return Place(cli, owned(live, dsn, OWNER.name), live.server.bin, schema, work)


def test_hostile_names_come_back_the_same(cli: CommandLine, live: Databases, tmp_path: Path, stack: ExitStack) -> None:
    """Pulled, they are equal; the plan from nothing, run by psql, gives the same dump, and its reverse nothing again."""
    schema = tmp_path / "schema"
    first = database(cli, live, schema, tmp_path / "first", stack)
    first.load(DATA / "hostile.sql")
    cli.pulled(first.url, schema)
    assert first.is_equal("--prune").stderr == ""
    second = database(cli, live, schema, tmp_path / "second", stack)
    nothing = second.dumped()
    assert second.diff().returncode == 1
    second.migrate("forward")
    second.is_equal("--prune")
    assert second.dumped() == first.dumped()
    second.stops("forward")
    second.migrate("reverse")
    assert second.dumped() == nothing
    assert cli.run("render", "--schema-dir", schema, "--out", tmp_path / "render.sql").returncode == 0
    second.load(tmp_path / "render.sql")
    second.is_equal("--prune")


def test_hostile_changes_go_there_and_back(cli: CommandLine, live: Databases, tmp_path: Path, stack: ExitStack) -> None:
    schema = tmp_path / "schema"
    changed = database(cli, live, schema, tmp_path / "changed", stack)
    changed.load(DATA / "hostile.sql")
    changed.load(DATA / "hostile_changes.sql")
    cli.pulled(changed.url, schema)
    place = database(cli, live, schema, tmp_path / "place", stack)
    place.load(DATA / "hostile.sql")
    before = place.fingerprint()
    done = place.diff("--prune", "--allow", "all")
    assert done.returncode == 1, done.stdout[:2000]
    place.migrate("forward")
    place.is_equal("--prune")
    place.migrate("reverse")
    assert place.fingerprint() == before


# -- what scratch lacks, and what must not be seen


def test_extensions_that_scratch_lacks_and_passwords(
    cli: CommandLine, live: Databases, tmp_path: Path, stack: ExitStack
) -> None:
    name, secret = 'odd "ext" 3', "s3cr3t-w0rd"
    extensions.ensure_stub(live.server.cache, name, "3.1-beta", "it's \\ odd")
    place = database(cli, live, tmp_path / "schema", tmp_path / "work", stack)
    # whoever made these is a superuser
    place = replace(place, url=live.server.dsn(str(conninfo_to_dict(place.url)["dbname"])))
    with psycopg.connect(place.url, autocommit=True) as boss:
        boss.execute(f'create schema "My Ext"; create extension {ident(name)} schema "My Ext"'.encode())
        boss.execute("create foreign data wrapper far; create server there foreign data wrapper far options (host 'h')")
        boss.execute(f"create server closed foreign data wrapper far options (api_key '{secret}')".encode())
        boss.execute(f"create user mapping for public server there options (\"password\" '{secret}')".encode())
        boss.execute("create foreign table public.distant (id integer) server closed")
        boss.execute("create table public.near (id integer)")
    done = cli.run("pull", place.url, "--out", place.schema)
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 1), done.stderr
    assert f"extension: {name}" in (place.schema / "extensions.yaml").read_text()
    place.is_equal("--prune")
    place.fingerprint()
    written = [path for folder in (place.schema, place.work) for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in written if secret in path.read_text(encoding="utf-8")]


def test_what_needs_the_inside_of_such_an_extension(
    cli: CommandLine, live: Databases, tmp_path: Path, stack: ExitStack
) -> None:
    extensions.ensure_stub(live.server.cache, "money")
    (live.server.cache / "stubs" / "extension" / "money--1.0.sql").write_text("create type coin as (a integer);")
    place = database(cli, live, tmp_path, tmp_path / "work", stack)
    with psycopg.connect(live.server.dsn(conninfo_to_dict(place.url)["dbname"]), autocommit=True) as boss:
        boss.execute("create extension money schema public; create table public.uses (m public.coin)")
        boss.execute(f"alter table public.uses owner to {ident(OWNER.name)}".encode())
    done = place.diff()
    assert done.returncode == 2
    assert 'type "public.coin" does not exist' in done.stderr
    assert "only stubs of these extensions: money; --scratch-url" in done.stderr

"""Roles and the like in files: snapshots, YAML that is pulled, mistakes in it, migrations, render and check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine
from roles_world import AFTER, BEFORE, HOSTILE, Server, diff, run, who_logs_in, written

from neodiff.declare import newer
from neodiff.declare.load import load
from neodiff.facts import FactId
from neodiff.migrations import folder, replay
from neodiff.problems import DeclarationError
from neodiff.scratch import server
from neodiff.scratch.databases import Databases


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("roles") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@pytest.fixture(params=["live", "old_live"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL for a superuser of a live database on a server that keeps nothing of this."""
    with Server(request.getfixturevalue(request.param)) as url:
        yield url


@pytest.fixture
def new_database(live: Databases) -> Iterator[str]:
    with Server(live) as url:
        yield url


def test_snapshot(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    run(new_database, BEFORE)
    schema, folder_ = written(tmp_path / "schema", AFTER), tmp_path / "snapshot"
    done = cli.run("snapshot", new_database, "--schema-dir", schema, "--out", folder_)
    assert done.returncode == 0, done.stderr
    assert "seen by nobody" not in "".join(path.read_text() for path in folder_.iterdir())
    of_live, of_files = (diff(cli, str(db), schema, "--allow", "all", status=1) for db in (new_database, folder_))
    assert of_live["units"] == of_files["units"]
    assert of_live["reverse_units"] == of_files["reverse_units"]
    more = written(tmp_path / "schema", AFTER + "---\nrole: n7_chief\n")
    assert "n7_chief" in diff(cli, str(folder_), more, status=2)["stderr"]


def test_pull(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    run(
        new_database,
        BEFORE,
        "create table t (a integer)",
        "alter table t owner to n3_group",
    )
    done = cli.run("pull", new_database, "--out", tmp_path, "--roles")
    assert done.returncode == 0, done.stderr
    assert "seen by nobody" not in "".join(path.read_text() for path in tmp_path.rglob("*.yaml"))
    declared = load(tmp_path).cluster.facts
    assert FactId("role", "", HOSTILE) in declared
    assert FactId("membership", "", "n4_Old", FactId("role", "", "n5_other")) in declared
    assert not diff(cli, new_database, tmp_path, status=0)["differences"]
    file = next(path for path in (tmp_path / "roles").iterdir() if "n4_Old" in path.read_text().split("\n")[1])
    file.write_text(file.read_text() + "# stays\n")
    run(new_database, 'alter role "n4_Old" connection limit 9', "drop role n5_other")
    done = cli.run("pull", new_database, "--out", tmp_path, "--roles")
    assert done.returncode == 0, done.stderr
    assert "connection_limit: 9" in file.read_text()
    assert "# stays" in file.read_text()
    assert FactId("role", "", "n5_other") not in load(tmp_path).cluster.facts
    assert not diff(cli, new_database, tmp_path, status=0)["differences"]
    assert not cli.run("pull", new_database, "--out", tmp_path, "--roles").stdout


def test_pull_without(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    run(new_database, BEFORE)
    done = cli.run("pull", new_database, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert not load(tmp_path).cluster.objects


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("role: pg_monitor\n", "PostgreSQL reserves this name"),
        ("role: public\n", "PostgreSQL reserves this name"),
        ("role: a\nvalid_until: soon\n", "roles.yaml:2:14: role a: valid_until: 'soon' is no time"),
        ("role: a\nvalid_until: 9999-12-31 23:59-12\n", "is no time"),
        ("role: a\nabsent: true\nlogin: true\n", "role a: login: of a role that shall not exist"),
        ("role: a\n---\nrole: a\n", "role a: declared twice"),
        ("role: a\nmember_of: [b]\n---\nrole: b\nmembers: [a]\n", "membership a.b: declared twice"),
        ("role: a\nmember_of: [a]\n", "'a' can be no such role"),
        ("role: a\nsettings: {app.jwt_secret: x}\n", "app.jwt_secret is called like a secret"),
        ("role: a\nsettings: {work_mem: [a, b]}\n", "work_mem takes one value"),
        ("role: a\npassword: x\n", "unknown key 'password'"),
    ],
)
def test_mistakes(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as error:
        load(written(tmp_path, text))
    assert said in str(error.value)


def test_roles_of_a_platform(tmp_path: Path) -> None:
    schema = written(tmp_path, "role: anon\nlogin: true\n", "platform: supabase\n")
    with pytest.raises(DeclarationError, match=r"roles\.yaml:1:1: role anon: is supabase's"):
        load(schema)
    assert load(written(tmp_path, "role: mine\nmembers: [authenticator]\nmember_of: [anon]\n", "platform: supabase\n"))


def test_what_is_newer(tmp_path: Path) -> None:
    text = "role: a\nmember_of: {b: {inherit: false}, c: {set: false}}\n---\nparameter: work_mem\ngrants: {}\n"
    declaration = load(written(tmp_path, text))
    newer.check(declaration, 16, "live")
    with pytest.raises(DeclarationError) as error:
        newer.check(declaration, 14, "live")
    assert str(error.value).count("needs PostgreSQL 1") == 3


def test_replayed_migrations_leave_roles_alone(scratch: Databases) -> None:
    said = (
        "grant a to b",
        "revoke a from b",
        "grant set on parameter work_mem to a",
        "comment on role a is 'x'",
        "create table t ()",
    )
    migration = folder.Migration("m.sql", ";\n".join(said) + ";")
    assert replay.left_out([migration]) == 4


def test_render(cli: CommandLine, tmp_path: Path) -> None:
    done = cli.run("render", "--schema-dir", written(tmp_path, AFTER + "---\ntable: t\ncolumns: {a: integer}\n"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("create role") < done.stdout.index("create table")
    assert "drop role" not in done.stdout


def test_check_takes_roles_as_they_are_declared(cli: CommandLine, tmp_path: Path) -> None:
    """Who is a member of others, and whom row-level security holds, is part of who may do what."""
    text = """
role: n3_group
bypassrls: true
---
role: n5_other
member_of: [n4_Old]
---
table: t
columns: {a: {type: integer, primary_key: true}}
rls: enabled
grants: {n3_group: [select], n4_Old: [select], n5_other: [select]}
tests:
  rows: [{a: 1}]
  allow: [{who: one, select: {a: 1}}]
  deny: [{who: two, select: {a: 1}, how: hidden}]
---
tests: people
people: {one: {role: n3_group}, two: {role: n5_other}}
"""
    done = cli.run("check", "--schema-dir", written(tmp_path, text), "--level", "error")
    assert done.returncode == 0, done.stdout + done.stderr
    weaker = written(tmp_path, text.replace("bypassrls: true", "bypassrls: false"))
    done = cli.run("check", "--schema-dir", weaker, "--level", "error")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "policy_test" in done.stdout


def test_between_units(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    """Whoever is stopped between two units gets back the roles that were made by then; on scratch none is made for that."""
    run(new_database, "create table t (a integer)", "insert into t values (1)", "analyze t")
    text = "role: n5_other\nlogin: true\n---\ntable: t\ncolumns: {a: integer}\nindexes: {t_a: {columns: [a]}}\n"
    schema, folder_ = written(tmp_path / "schema", text), tmp_path / "migrations"
    done = cli.run("generate", "a", new_database, "--schema-dir", schema, "--migrations", folder_)
    assert done.returncode == 1, done.stderr
    forward = next(folder_.glob("*.sql")).read_text()
    assert forward.index("create role n5_other with login") < forward.index("create index concurrently")
    (kept,) = (folder_ / "reverse").glob("*.json")
    (between,) = json.loads(kept.read_text())["between"]
    assert "drop role n5_other" in (folder_ / between["reverse"]["file"]).read_text()
    with psycopg.connect(server.acquire(cache=cli.cache).dsn(), autocommit=True) as conn:
        assert who_logs_in(conn) == {"neodiff_scratch"}


def test_rollout(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    """A role of one migration is there for the next one, though no replay on scratch makes it."""
    text = """
role: n5_other
---
role: n3_group
members: [n5_other]
---
table: t
columns: {a: integer}
grants: {n5_other: [select], n3_group: [select]}
"""
    schema, folder_ = written(tmp_path / "schema", text), tmp_path / "migrations"
    (schema / "rollout.yaml").write_text(
        """
phases:
  only:
    title: Only
    objective: Roles
    migrations:
      one: {objective: One, objects: [role n5_other]}
      two: {objective: Two, depends_on: one, objects: [role n3_group, membership *, table public.t]}
"""
    )
    arguments = ("--schema-dir", schema, "--migrations", folder_, "--allow", "weaken-access", "--rollout")
    done = cli.run("generate", new_database, *arguments)
    assert done.returncode == 1, done.stdout + done.stderr
    one, two = (path.read_text() for path in sorted(folder_.glob("*.sql")))
    assert "create role n5_other" in one
    assert "create role n3_group" not in one
    assert "create role n5_other" not in two
    assert "grant n3_group to n5_other" in two
    (schema / "roles.yaml").write_text(text + "---\nrole: n7_chief\n")
    done = cli.run("check", "--schema-dir", schema, "--offline")
    assert "role n7_chief is in no migration of rollout.yaml" in done.stderr

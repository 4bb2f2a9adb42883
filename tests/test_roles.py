"""Roles, the database itself and parameters, which are the whole server's: declared by name, and nobody else's touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from command_line import CommandLine, owned
from psycopg.conninfo import make_conninfo

from neodiff.catalog import cluster
from neodiff.catalog.read import begin
from neodiff.declare import newer
from neodiff.declare.load import load
from neodiff.facts import FactId
from neodiff.migrations import folder, replay
from neodiff.problems import DeclarationError
from neodiff.scratch import server
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

HOSTILE = """n1 "x" %I $$ 'y' \\ Ünï:z"""
LONG = "n2_" + "ü" * 30
NAMES = (HOSTILE, LONG, "n3_group", "n4_Old", "n5_other", "n6_maker", "n7_chief")
Facts = dict[FactId, dict[str, Any]]

BEFORE = f"""
    create role {ident(HOSTILE)} login noinherit connection limit 3; create role n3_group;
    create role "n4_Old" login valid until '2030-01-01';
    create role n5_other login; grant n3_group to {ident(HOSTILE)}; grant "n4_Old" to n5_other; grant n3_group to "n4_Old";
    comment on role "n4_Old" is 'goes'; alter role "n4_Old" set search_path to '', "A b", public;
    alter role n5_other set work_mem = '5MB'; alter role {ident(HOSTILE)} set statement_timeout = 1000;
    alter role {ident(HOSTILE)} set "n.api_key" = 'seen by nobody'"""
AFTER = f"""
role: {json.dumps(HOSTILE)}
comment: {json.dumps(HOSTILE)}
login: true
createdb: true
valid_until: 2031-05-06 07:08:09.5+02
member_of: {{n3_group: {{admin: true}}, {json.dumps(LONG)}: {{}}}}
settings: {{search_path: [app, "A b"], lock_timeout: 7s, TimeZone: UTC}}
database_settings: {{work_mem: 9MB}}
---
role: {LONG}
createrole: false
member_of: []
---
role: n4_Old
absent: true
---
role: n3_group
members: [n5_other]
"""


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("roles") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@pytest.fixture(params=["live", "old_live"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL for a superuser of a live database on a server that keeps nothing of this."""
    with _database(request.getfixturevalue(request.param)) as url:
        yield url


@pytest.fixture
def new_database(live: Databases) -> Iterator[str]:
    with _database(live) as url:
        yield url


class _database:  # noqa: N801
    def __init__(self, live: Databases) -> None:
        self.live, self.fresh = live, live.fresh()

    def __enter__(self) -> str:
        self.dsn = self.fresh.__enter__()
        return self.dsn

    def __exit__(self, *error: Any) -> None:
        self.fresh.__exit__(*error)
        with psycopg.connect(self.live.server.dsn(), autocommit=True) as conn:
            for name in NAMES:
                if conn.execute("select from pg_roles where rolname = %s", [name]).fetchall():
                    if conn.info.server_version >= 150000:
                        conn.execute(f"revoke all on parameter log_statement from {ident(name)}".encode())
                    conn.execute(f"drop owned by {ident(name)} cascade".encode())
            for name in NAMES:
                conn.execute(f"drop role if exists {ident(name)}".encode())


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        for sql in statements:
            conn.execute(sql.encode())


def facts(url: str) -> Facts:
    with psycopg.connect(url, autocommit=True) as conn:
        begin(conn)
        return {fact.id: fact.payload for fact in cluster.read(conn).facts.facts.values()}


def written(path: Path, documents: str, settings: str = "platform: none\n") -> Path:
    path.mkdir(exist_ok=True)
    (path / "roles.yaml").write_text(documents, encoding="utf-8")
    (path / "neodiff.yaml").write_text(settings, encoding="utf-8")
    return path


def diff(cli: CommandLine, url: str, schema: Path, *more: str, status: int) -> dict[str, Any]:
    done = cli.run("diff", url, "--schema-dir", schema, "--format", "json", *more)
    assert done.returncode == status, done.stdout + done.stderr
    return dict(json.loads(done.stdout)) if done.stdout else {"stderr": done.stderr}


def sql_of(plan: dict[str, Any], way: str = "units") -> list[str]:
    return [statement["sql"] for unit in plan[way] for statement in unit["statements"]]


def maker(live_url: str, url: str) -> str:
    """The URL for one who may make roles and is no superuser."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("create role n6_maker login createrole createdb")
        conn.execute(f"alter database {ident(conn.info.dbname)} owner to n6_maker".encode())
        options = " with admin true, inherit false, set false" if conn.info.server_version >= 160000 else ""
        for name in NAMES if options else ():
            if name != "n6_maker" and conn.execute("select from pg_roles where rolname = %s", [name]).fetchall():
                conn.execute(f"grant {ident(name)} to n6_maker{options}".encode())
        return make_conninfo("", host=conn.info.host, port=conn.info.port, user="n6_maker", dbname=conn.info.dbname)


@pytest.mark.parametrize("who", ["superuser", "maker"])
def test_there_and_back(cli: CommandLine, database: str, who: str, tmp_path: Path) -> None:
    run(database, BEFORE)
    url = maker(database, database) if who == "maker" else database
    if who == "maker":
        # who gave a membership is who may take it back
        run(database, f"revoke n3_group from {ident(HOSTILE)}", 'revoke "n4_Old" from n5_other')
        run(database, 'revoke n3_group from "n4_Old"')
        run(url, f'grant n3_group to {ident(HOSTILE)}; grant "n4_Old" to n5_other; grant n3_group to "n4_Old"')
    before = facts(database)
    schema = written(tmp_path, AFTER)
    plan = diff(cli, url, schema, "--allow", "all", status=1)
    assert plan["proof"]["forward"]["roles"]["agrees"]
    assert plan["proof"]["reverse"]["roles"]["agrees"]
    run(url, *sql_of(plan))
    assert not diff(cli, url, schema, status=0)["differences"]
    now = facts(database)
    hostile, group, other = (FactId("role", "", name) for name in (HOSTILE, "n3_group", "n5_other"))
    assert now[hostile] == {"login": True, "createdb": True, "valid_until": "2031-05-06 05:08:09.5+00"}
    assert now[FactId("settings", "", "", hostile)] == {
        "search_path": 'app, "A b"',
        "lock_timeout": "7s",
        "timezone": "UTC",
    }
    assert now[FactId("database_settings", "", "", hostile)] == {"work_mem": "9MB"}
    assert now[FactId("comment", "", "", hostile)] == {"text": HOSTILE}
    assert now[FactId("membership", "", "n3_group", hostile)].get("admin") is True
    assert FactId("membership", "", "n3_group", other) in now
    assert FactId("role", "", "n4_Old") not in now
    # nobody spoke of n5_other itself
    assert {i: p for i, p in now.items() if i.root == other and i.kind != "membership"} == {
        i: p for i, p in before.items() if i.root == other and i.kind != "membership"
    }
    assert now[group] == before[group]
    run(url, *sql_of(plan, "reverse_units"))
    after = facts(database)
    if who == "maker":  # who makes a role administers it from then on
        gone = {i for i in after if i.kind == "membership" and i.root.name == "n6_maker"}
        after, before = ({i: p for i, p in side.items() if i not in gone} for side in (after, before))
    assert after == before
    _nothing_stays(cli, url)


def _nothing_stays(cli: CommandLine, url: str) -> None:
    """On scratch the proof leaves nothing, and the settings of nobody."""
    with psycopg.connect(server.acquire(cache=cli.cache).dsn(), autocommit=True) as conn:
        names = {name for (name,) in conn.execute("select rolname from pg_roles").fetchall()}
        assert not [name for name in names if name.startswith(("neodiff_stage", "neodiff_aside"))]
        assert "n4_Old" not in names or who_logs_in(conn) == {"neodiff_scratch"}
        assert not conn.execute("select from pg_db_role_setting where setrole <> 0").fetchall()


def who_logs_in(conn: psycopg.Connection[Any]) -> set[str]:
    return {name for (name,) in conn.execute("select rolname from pg_roles where rolcanlogin").fetchall()}


def test_what_is_not_declared_is_not_touched(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    run(new_database, BEFORE, f"grant n3_group to {ident(HOSTILE)} with admin option")
    schema = written(tmp_path, f"role: {json.dumps(HOSTILE)}\nlogin: true\ninherit: false\nconnection_limit: 3\n")
    assert not diff(cli, new_database, schema, "--prune", "--allow", "all", status=0)["differences"]
    schema = written(
        tmp_path, f"role: {json.dumps(HOSTILE)}\nlogin: true\ninherit: false\nconnection_limit: 3\nsettings: {{}}\n"
    )
    plan = diff(cli, new_database, schema, status=1)
    assert sql_of(plan) == [f"alter role {ident(HOSTILE)} reset statement_timeout"]
    assert "seen by nobody" not in json.dumps(plan)


def test_refused(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    run(new_database, BEFORE)
    text = f"""
role: n4_Old
absent: true
---
role: {LONG}
bypassrls: true
connection_limit: 2
member_of: [n3_group]
---
role: n5_other
login: true
superuser: true
"""
    schema = written(tmp_path, text)
    plan = diff(cli, new_database, schema, status=3)
    assert {(item["object"], item["hazard"]) for item in plan["refused"]} == {
        ("role n4_Old", "drop-object"),
        (f"role {LONG}", "weaken-access"),
        (f"membership {LONG}.n3_group", "weaken-access"),
        ("role n5_other", "weaken-access"),
    }
    assert sql_of(plan) == [f"create role {ident(LONG)} with connection limit 2"]
    assert plan["proof"]["holds"]
    plan = diff(cli, new_database, schema, "--allow", "weaken-access", status=3)
    assert f"create role {ident(LONG)} with bypassrls connection limit 2" in sql_of(plan)
    assert [item["object"] for item in plan["refused"]] == ["role n4_Old"]


def test_options_of_a_membership(cli: CommandLine, new_database: str, tmp_path: Path) -> None:
    run(new_database, BEFORE, "create role n7_chief", "grant n3_group to n7_chief with admin true")
    run(new_database, "grant n3_group to n5_other with admin true, set true granted by n7_chief")
    before = facts(new_database)
    member = (
        "role: n5_other\nlogin: true\nmember_of: {n4_Old: {}, n3_group: {admin: false, inherit: false, set: false}}\n"
    )
    plan = diff(cli, new_database, written(tmp_path, member), status=1)
    assert all("granted by n7_chief" in sql for sql in sql_of(plan))
    run(new_database, *sql_of(plan))
    assert not diff(cli, new_database, tmp_path, status=0)["differences"]
    run(new_database, *sql_of(plan, "reverse_units"))
    assert facts(new_database) == before


def test_the_database_and_parameters(cli: CommandLine, database: str, tmp_path: Path) -> None:
    run(database, "create role n3_group; create role n5_other; grant set on parameter log_statement to n5_other")
    before = facts(database)
    settings = "platform: none\ndatabase:\n  comment: 100%\n  settings: {search_path: '', work_mem: 7MB}\n  grants: {n3_group: [connect]}\n"
    schema = written(
        tmp_path,
        "parameter: log_statement\ngrants: {n3_group: {privileges: [set], grantable: [alter system]}}\n",
        settings,
    )
    plan = diff(cli, database, schema, status=1)
    assert not [name for name in plan["unmodelled"] if "database" in name or "parameter" in name]
    run(database, *sql_of(plan))
    assert not diff(cli, database, schema, status=0)["differences"]
    about = FactId("database", "", "current")
    now = facts(database)
    assert now[FactId("settings", "", "", about)] == {"search_path": "''", "work_mem": "7MB"}
    assert now[FactId("grants", "", "", about)] == {"n3_group": ["connect"]}
    assert FactId("role", "", "n5_other") in now
    assert plan["risk"]["level"] == "medium"
    run(database, *sql_of(plan, "reverse_units"))
    assert facts(database) == before


def test_the_schema_may_need_a_role(cli: CommandLine, live: Databases, new_database: str, tmp_path: Path) -> None:
    """A new role becomes an owner: who is no superuser must be its member by then, and is so on scratch too."""
    run(new_database, "create role n6_maker login createrole")
    url = owned(live, new_database, "n6_maker")
    text = "role: n3_group\nmembers: [n6_maker]\n---\ntable: t\ncolumns: {a: integer}\nowner: n3_group\n"
    diff(cli, url, written(tmp_path / "alone", "table: t\ncolumns: {a: integer}\nowner: n3_group\n"), status=3)
    run(new_database, "drop role if exists n3_group", "grant all on schema public to public")
    text = text.replace("---\n", "---\nschema: public\ngrants: {public: all}\nowner: pg_database_owner\n---\n", 1)
    schema = written(tmp_path / "whole", text)
    plan = diff(cli, url, schema, "--allow", "all", status=1)
    assert not plan["notes"]
    run(url, *sql_of(plan))
    assert not diff(cli, url, schema, status=0)["differences"]
    run(url, *sql_of(plan, "reverse_units"))
    assert FactId("role", "", "n3_group") not in facts(new_database)


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

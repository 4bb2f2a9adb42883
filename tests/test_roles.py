"""Roles, the database itself and parameters, which are the whole server's: declared by name, and nobody else's touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine, owned
from roles_world import (
    AFTER,
    BEFORE,
    HOSTILE,
    LONG,
    Server,
    diff,
    facts,
    maker,
    run,
    sql_of,
    verbs,
    who_logs_in,
    written,
)

from neodiff.facts import FactId
from neodiff.scratch import server
from neodiff.scratch.databases import Databases
from neodiff.sql import ident


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
    for kind in ("role", "membership", "settings", "database_settings"):
        assert verbs(before, now)[kind] == {"create", "change", "drop"}, kind
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
        "parameter: log_statement\ngrants: {n3_group: {privileges: [set], grantable: [alter system]}}\n"
        "---\nparameter: deadlock_timeout\ngrants: {n5_other: [set]}\n",
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
    assert verbs(before, now)["parameter"] == {"create", "drop"}
    assert verbs(before, now)["grants"] >= {"change"}
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

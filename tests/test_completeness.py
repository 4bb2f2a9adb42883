"""Nothing that a catalog can hold is silent: each has a room, or is named in the plan, or is told here why it is neither."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from command_line import CommandLine

from neodiff.catalog.unmodelled import beside
from neodiff.kinds import ROOMS, comment
from neodiff.scratch import server
from neodiff.scratch.databases import Databases

# Catalogs that no room's query reads, and where they are read, or why nobody has to.
ELSEWHERE = {
    "pg_depend": "catalog/depend.py",
    "pg_description": "the room of comments",
    "pg_init_privs": "catalog/read.py: what was granted on an extension's objects",
    "pg_user_mapping": "closed to all but superusers: by the view of the same rows",
    "pg_partitioned_table": "by pg_get_partkeydef()",
    "pg_authid": "it holds passwords: by the view pg_roles, which does not tell them",
    "pg_replication_origin": "named",
    "pg_largeobject_metadata": "named",
    "pg_seclabel": "named",
    "pg_shseclabel": "named",
    "pg_shdescription": "catalog/cluster.py: of roles and the database; tablespaces are named",
    "pg_tablespace": "named where a table or index is in one",
    "pg_largeobject": "data, not schema",
    "pg_statistic": "what ANALYZE found",
    "pg_statistic_ext_data": "what ANALYZE found",
    "pg_subscription_rel": "how far a subscription's tables have come",
    "pg_shdepend": "follows from what depends",
}


@pytest.mark.parametrize("database", ["live", "old_live"])
def test_every_catalog(database: str, request: pytest.FixtureRequest) -> None:
    databases: Databases = request.getfixturevalue(database)
    with databases.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        found = conn.execute(
            "select relname from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'"
        ).fetchall()
        major = conn.info.server_version // 10000
    queries = " ".join(room.query(major) for room in ROOMS if room is not comment)
    unread = {name for (name,) in found if f"{name} " not in queries.replace("\n", " ").replace(")", " ")}
    assert unread <= ELSEWHERE.keys()
    if major == 18:
        assert ELSEWHERE.keys() <= {name for (name,) in found}


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("complete") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


def test_what_has_no_room_is_named(cli: CommandLine, live: Databases, tmp_path: Path) -> None:
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        name = conn.info.dbname
        conn.execute(
            f"""create table t (a integer primary key); create role setter; select lo_create(0);
            alter role all set lock_timeout = 0; alter database {name} set work_mem = '5MB';
            alter role setter in database {name} set lock_timeout = 1;
            grant connect on database {name} to setter; comment on database {name} is 'it';
            grant set on parameter log_statement to setter; select pg_replication_origin_create('origin "o"');
            insert into pg_seclabel values ('t'::regclass, 'pg_class'::regclass, 0, 'p', 'l');
            insert into pg_shseclabel select oid, 'pg_database'::regclass, 'p', 'l' from pg_database where datname = '{name}';
            insert into pg_shseclabel values ('setter'::regrole, 'pg_authid'::regclass, 'p', 'l');
            set allow_in_place_tablespaces = on""".encode()
        )
        conn.execute("create tablespace afar location ''")
        conn.execute("create index i on t (a) tablespace afar")
        conn.execute("set search_path = ''")
        try:
            found = [each for each, _ in beside(conn)]
            done = cli.run("pull", dsn, "--out", tmp_path)
            shown = cli.run("diff", dsn, "--schema-dir", tmp_path, "--format", "json")
        finally:
            conn.execute(
                f"""drop table public.t; delete from pg_shseclabel; revoke set on parameter log_statement from setter;
                select pg_replication_origin_drop('origin "o"'); alter role setter in database {name} reset all; alter role all reset all;
                revoke all on database {name} from setter; drop role setter""".encode()
            )
            conn.execute("drop tablespace afar")
    assert found == [
        "1 large objects",
        "comment on the database",
        "grants on parameter log_statement",
        "grants on the database",
        'replication origin origin "o"',
        "security label of p on role setter",
        "security label of p on table public.t",
        "security label of p on the database",
        "setting lock_timeout of all roles",
        "setting lock_timeout of role setter in the database",
        "setting work_mem of the database",
        "tablespace afar of public.i",
    ]
    assert (done.returncode, shown.returncode) == (0, 0), done.stderr + shown.stderr
    assert not [each for each in found if each.replace('"', '\\"') not in shown.stdout]

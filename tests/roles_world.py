"""A live database whose server has roles of hostile names, and what is asked of both. Knows no test."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import psycopg
from command_line import CommandLine
from psycopg.conninfo import make_conninfo

from neodiff.catalog import cluster
from neodiff.connect import begin
from neodiff.facts import FactId
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
    alter role {ident(HOSTILE)} set "n.api_key" = 'seen by nobody';
    do $do$ begin execute format('alter role %I in database %I set work_mem = ''5MB''',
        $name${HOSTILE}$name$, current_database()); end $do$"""
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
database_settings: {{work_mem: 8MB}}
---
role: n4_Old
absent: true
---
role: n3_group
members: [n5_other]
"""


class Server:
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
                        conn.execute(
                            f"revoke all on parameter log_statement, deadlock_timeout from {ident(name)}".encode()
                        )
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


def verbs(before: Facts, now: Facts) -> dict[str, set[str]]:
    """What was done on the way there, and on the way back, to objects of each kind."""
    out: dict[str, set[str]] = defaultdict(set)
    for fact_id in before.keys() | now.keys():
        if fact_id not in before or fact_id not in now:
            out[fact_id.kind] |= {"create", "drop"}
        elif before[fact_id] != now[fact_id]:
            out[fact_id.kind].add("change")
    return out


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


def who_logs_in(conn: psycopg.Connection[Any]) -> set[str]:
    return {name for (name,) in conn.execute("select rolname from pg_roles where rolcanlogin").fetchall()}

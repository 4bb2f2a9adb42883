"""A schema for each tenant, of which one is declared: every one that the pattern matches becomes the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from command_line import CommandLine

from neodiff.scratch import server
from neodiff.scratch.databases import Databases

ODD = 'tenant_Ünï "x" %s $$'
SETTINGS = "platform: none\ninstances: {tenant: tenant_*}\n"
SHOP = """\
schema: tenant
comment: tenant.orders is not a name here
---
sequence: numbers
schema: tenant
---
enum: state
schema: tenant
values: [open, tenant.closed]
---
table: plans
schema: tenant
columns:
  slug: {type: text, primary_key: true}
  title: text
rows:
  key: slug
  mode: upsert
  values: [{slug: tenant.free, title: Free}]
---
table: orders
schema: tenant
columns:
  id: {type: bigint, primary_key: true, default: "nextval('tenant.numbers'::regclass)"}
  state: {type: tenant.state, default: "'open'"}
  plan: {type: text, references: tenant.plans.slug}
  total: {type: numeric, check: tenant.sound(total)}
rls: enabled
policies:
  mine: {for: select, to: public, using: "plan in (select slug from tenant.plans)"}
triggers:
  touched: {timing: before, events: update, level: row, function: tenant.touch}
---
function: sound
schema: tenant
args: {total: numeric}
returns: boolean
language: sql
volatility: immutable
body: select total >= 0
---
function: touch
schema: tenant
returns: trigger
language: plpgsql
set: {search_path: tenant}
body: |
  begin
    perform count(*) from tenant.plans;
    new.total := new.total + 1;
    return new;
  end
---
view: open_orders
schema: tenant
query: select o.id, o.total from tenant.orders o where o.state = 'open'::tenant.state
---
default_privileges: neodiff_scratch
in: tenant
grants: {tables: {public: [select]}}
---
table: registry
columns: {name: {type: text, primary_key: true}}
"""
OLD = """
create schema tenant_a; create schema tenant_b; create schema "tenant_Ünï ""x"" %s $$"; create schema other;
create table tenant_b.plans (slug text primary key, title text);
insert into tenant_b.plans values ('tenant.free', 'Old'), ('gold', 'Gold');
create table tenant_b.theirs (a integer);
create table other.plans (slug text)
"""


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("instances") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@pytest.fixture
def url(live: Databases) -> Iterator[str]:
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(OLD.encode())
        yield dsn


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "neodiff.yaml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def diff(cli: CommandLine, url: str, schema: Path, status: int) -> dict[str, Any]:
    done = cli.run("diff", url, "--schema-dir", schema, "--format", "json")
    assert done.returncode == status, done.stdout + done.stderr
    return dict(json.loads(done.stdout))


def test_every_tenant_becomes_what_one_is_declared_as(cli: CommandLine, url: str, schema: Path) -> None:
    plan = diff(cli, url, schema, 1)
    assert plan["proof"]["holds"]
    with psycopg.connect(url, autocommit=True) as conn:
        for unit in plan["units"]:
            for statement in unit["statements"]:
                conn.execute(statement["sql"].encode())
        there = """
            select n.nspname, count(*) from pg_class c join pg_namespace n on n.oid = relnamespace
            where relkind in ('r', 'v') and nspname ~ '^(tenant|other|public)' group by 1"""
        assert dict(conn.execute(there.encode()).fetchall()) == {
            "tenant_a": 3,
            "tenant_b": 4,
            ODD: 3,
            "other": 1,
            "public": 1,
        }
        for name in ("tenant_a", "tenant_b", ODD):
            conn.execute("select set_config('search_path', quote_ident(%s), false)", [name])
            conn.execute("insert into orders (total, plan) values (1, 'tenant.free')")
            conn.execute("update orders set total = 5")
            assert conn.execute("select id, total, state::text from orders").fetchall() == [(1, 6, "open")]
            granted = (
                "select defaclacl::text from pg_default_acl where defaclnamespace = to_regnamespace(quote_ident(%s))"
            )
            assert "=r/" in str(conn.execute(granted, [name]).fetchone())
            assert conn.execute("select title from plans where slug = 'tenant.free'").fetchall() == [("Free",)]
    assert diff(cli, url, schema, 0)["differences"] == []
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("truncate tenant_a.orders, tenant_b.orders")
        conn.execute(f'truncate "{ODD.replace(chr(34), chr(34) * 2)}".orders'.encode())
        for unit in plan["reverse_units"]:
            for statement in unit["statements"]:
                conn.execute(statement["sql"].encode())
        assert conn.execute("select * from tenant_b.plans order by 1").fetchall() == [
            ("gold", "Gold"),
            ("tenant.free", "Old"),
        ]


def test_a_new_tenant_is_declared_by_its_name(cli: CommandLine, url: str, schema: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("drop schema tenant_a; drop schema tenant_b cascade")
        conn.execute(f'drop schema "{ODD.replace(chr(34), chr(34) * 2)}"'.encode())
    said = "there is no schema tenant_*, for which tenant is declared"
    plan = diff(cli, url, schema, 1)
    assert said in str(plan["notes"])
    assert said in cli.run("diff", url, "--schema-dir", schema).stderr
    (schema / "more.yaml").write_text(
        "schema: tenant_new\n---\ntable: own\nschema: tenant_new\ncolumns: {a: integer}\n"
    )
    made = {each["object"] for each in diff(cli, url, schema, 1)["differences"]}
    assert {"table tenant_new.orders", "table tenant_new.own", "schema tenant_new"} <= made
    assert not any(" tenant." in each for each in made)


def test_nothing_is_declared_for_them(cli: CommandLine, url: str, schema: Path) -> None:
    (schema / "neodiff.yaml").write_text("instances: {tennant: tenant_*}\n")
    done = cli.run("diff", url, "--schema-dir", schema)
    assert done.returncode == 2
    assert "nothing is declared of schema 'tennant'" in done.stderr

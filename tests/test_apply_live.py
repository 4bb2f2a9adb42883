"""apply on databases as they are: PostgreSQL 15, Supabase, lost connections, passwords, names that need quotes, other roles."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
import psycopg
import pytest
from case_runner import KEEPER
from command_line import NEODIFF, CommandLine, owned, until
from deploy_world import Team, many, team
from places import ROOT, copy_of_staging
from psycopg.conninfo import make_conninfo
from psycopg.errors import LockNotAvailable

from neodiff.deploy.run import Run
from neodiff.deploy.script import Line
from neodiff.errors import PlanError, UserError
from neodiff.migrations.folder import Migration
from neodiff.scratch import server
from neodiff.scratch.databases import Databases

HOSTILE = """\
schema: "Straße %s $$ ' \\""
---
table: "sel ect"
schema: "Straße %s $$ ' \\""
columns:
  "ü:id %": {type: integer, primary_key: true}
  "%(x)s": {type: text, default: "'$$ %s'"}
rows:
  - {"ü:id %": 1, "%(x)s": "a % b $$ c ' d \\\\ e"}
---
function: "f %"
schema: "Straße %s $$ ' \\""
language: plpgsql
returns: void
body: |
  begin
    raise notice 'a % b; $x$ commit; $x$', 1;
  end
"""


@pytest.fixture
def shop(live: Databases, tmp_path: Path) -> Iterator[Team]:
    with team(live, tmp_path) as found:
        yield found


def test_names_and_bodies_that_need_care(shop: Team) -> None:
    shop.declare(HOSTILE)
    shop.generate("hostile", "--at", "20260101000000")
    shop.apply()
    assert shop.ask('select * from "Straße %s $$ \' """."sel ect"') == [(1, "a % b $$ c ' d \\ e")]
    assert shop.alone("diff", shop.dsn)[0] == 0
    shop.rollback()
    assert shop.ask("select nspname from pg_namespace where nspname like 'Stra%'") == []


def test_an_older_server(old_live: Databases, tmp_path: Path) -> None:
    with team(old_live, tmp_path) as found:
        many(found)
        before = found.ask("select * from orders order by 1")
        assert found.apply() == ["20260102000000_many"]
        assert found.entries()["many"].verified_at is not None
        found.rollback()
        assert found.ask("select * from orders order by 1") == before


def test_supabase_keeps_its_own_history(
    live: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In the form of its command line; what that has pushed is not run again."""
    cli = CommandLine(tmp_path_factory.mktemp("supabase") / "cache")
    with copy_of_staging(cli, live, tmp_path) as place:
        found = Team(ROOT / "schema", tmp_path / "migrations", place.url)
        assert found.run("generate", "--rollout=foundation", place.url, "--at", "20260101000000")[0] == 1
        files = sorted(found.folder.glob("*.sql"))
        first = "20260101000000_permission_system"
        assert found.apply(first) == [first]
        noted = found.ask("select version, name, statements from supabase_migrations.schema_migrations order by 1")
        assert [row[0] for row in noted] == [path.name.split("_")[0] for path in files if "permission" in path.name]
        assert noted[0][1] == "permission_system"
        assert any("create schema private" in sql for sql in noted[0][2])
        found.rollback()
        assert found.ask("select version from supabase_migrations.schema_migrations") == []
        for path in files:  # as `supabase db push` does
            if "permission" in path.name:
                found.do(
                    *(sql for sql, _ in Migration(path.name, path.read_text()).statements()),
                    f"insert into supabase_migrations.schema_migrations values ('{path.name[:14]}')",
                )
        assert found.apply() == ["20260101000002_tenant_configuration", "20260101000003_security"]
        states = {name: entry.state for name, entry in found.entries().items()}
        assert set(states.values()) == {"applied"}


def test_a_lost_connection(shop: Team) -> None:
    many(shop)
    with psycopg.connect(shop.dsn, autocommit=True) as boss, psycopg.connect(shop.dsn) as holder:
        holder.execute("select from orders")
        ask = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"

        def kill() -> None:
            until(lambda: boss.execute(ask).fetchall())
            boss.execute(f"select pg_terminate_backend(pid) from ({ask}) x")

        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(UserError, match=r"connection was lost: .* goes on from there"):
            shop.apply()
        killer.join()
    assert shop.state("many")[0] == "applying"
    assert shop.apply() == ["20260102000000_many"]


def test_interrupted(shop: Team) -> None:
    many(shop)
    with psycopg.connect(shop.dsn) as holder:
        holder.execute("select from orders")
        command = [
            *NEODIFF,
            "apply",
            shop.dsn,
            "--yes",
            "--schema-dir",
            str(shop.schema),
            "--migrations",
            str(shop.folder),
        ]
        # who runs the tests in the background may have them ignore it
        heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
        waits = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        until(lambda: shop.ask(waits), 30)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told.endswith(
        "interrupted; what was committed stays: `neodiff status` tells, and apply goes on from there\n"
    )
    assert shop.state("many")[0] == "applying"
    assert shop.apply() == ["20260102000000_many"]


def test_interrupted_just_when_a_lock_is_missed(shop: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """psycopg then raises what ended the query, and not what the user did: it must not be tried again."""
    many(shop)
    execute, stopped = Run._execute, list[str]()

    def missed() -> None:
        raise LockNotAvailable

    def interrupting(self: Run, line: Line) -> None:
        with monkeypatch.context() as patch:
            if not stopped and line.sql.startswith("create index concurrently"):
                stopped.append(line.sql)
                patch.setattr(self.conn, "execute", lambda _: _ctrl_c(missed))
            execute(self, line)

    monkeypatch.setattr(Run, "_execute", interrupting)
    with pytest.raises(click.exceptions.Abort):
        shop.apply()
    assert len(stopped) == 1
    assert shop.state("many")[0] == "applying"
    assert shop.apply() == ["20260102000000_many"]


def _ctrl_c(then: Callable[[], None]) -> None:
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt:
        then()


def test_a_password_comes_from_the_environment(shop: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.declare(
        "foreign_data_wrapper: far\n---\nserver: there\nwrapper: far\n"
        "user_mappings: {public: {options: {user: me, password: $FAR_PASSWORD}}}\n"
    )
    monkeypatch.setenv("FAR_PASSWORD", "s3cr3t")
    shop.generate("far", "--at", "20260101000000")
    assert "s3cr3t" not in "".join(path.read_text() for path in shop.folder.rglob("*") if path.is_file())
    manifest = json.loads((shop.folder / "reverse/20260101000000_far.json").read_text())
    assert manifest["credentials"] == ["FAR_PASSWORD"]
    monkeypatch.delenv("FAR_PASSWORD")
    with pytest.raises(UserError, match="takes FAR_PASSWORD from the environment: not set"):
        shop.apply()
    monkeypatch.setenv("FAR_PASSWORD", "s3cr3t")
    shop.apply()
    assert shop.ask("select umoptions from pg_user_mapping") == [(["user=me", "password=s3cr3t"],)]
    assert "s3cr3t" not in str(shop.ask("select * from neodiff.migration, neodiff.snapshot"))


def test_the_role_that_the_plan_is_for(shop: Team, live: Databases) -> None:
    """A member becomes it, and what is made is its own; who may not is refused before anything is run."""
    shop = replace(shop, dsn=owned(live, shop.dsn, KEEPER.name))
    shop.generate("orders", "--at", "20260101000000")
    role = json.loads((shop.folder / "reverse/20260101000000_orders.json").read_text())["role"]
    with psycopg.connect(live.server.dsn(), autocommit=True) as boss:
        boss.execute("drop role if exists neodiff_guest")
        boss.execute("create role neodiff_guest login")
        try:
            guest = replace(shop, dsn=make_conninfo(shop.dsn, user="neodiff_guest"))
            with pytest.raises(
                PlanError, match=f"is for role '{role}'; the session is that of 'neodiff_guest', which may not"
            ):
                guest.apply()
            boss.execute(f"grant {role} to neodiff_guest")
            guest.apply()
            assert shop.ask("select relowner::regrole::text from pg_class where relname = 'orders'") == [(role,)]
            assert guest.entries()["orders"].who == "neodiff_guest"
        finally:
            boss.execute("drop role neodiff_guest")


def test_the_server_restarts(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("restarted") / "cache"
    found = server.acquire(cache=cache)
    try:
        with Databases(found) as databases, team(databases, tmp_path) as shop:
            many(shop)
            holder = psycopg.connect(shop.dsn)
            holder.execute("select from orders")
            waits = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            stopper = threading.Thread(target=lambda: (until(lambda: shop.ask(waits), 30), server.stop(cache=cache)))
            stopper.start()
            with pytest.raises(UserError, match="connection was lost"):
                shop.apply()
            stopper.join()
            holder.close()
            server.acquire(cache=cache)
            assert shop.state("many")[0] == "applying"
            assert shop.apply() == ["20260102000000_many"]
    finally:
        server.clean(cache=cache)

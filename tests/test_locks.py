"""A live database in which somebody else holds a lock: a message that names him, never a hang."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.errors import UserError
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases

YAML = """\
table: plans
columns: {id: {type: integer, primary_key: true}, name: text}
rows: {key: [id], values: [{id: 1, name: free}]}
---
view: names
query: select name from plans
"""


@pytest.fixture
def dsn(live: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NEODIFF_LOCK_TIMEOUT", "300 ms")
    with live.fresh() as found, psycopg.connect(found, autocommit=True) as conn:
        conn.execute(
            "create table plans (id integer primary key, name text); create view names as select name from plans"
        )
        conn.close()
        yield found


def run(command: list[str]) -> tuple[BaseException | None, float]:
    start = time.monotonic()
    result = CliRunner().invoke(cli, command, standalone_mode=False)
    return result.exception, time.monotonic() - start


def diff(folder: Path, dsn: str) -> tuple[BaseException | None, float]:
    (folder / "all.yaml").write_text(YAML)
    return run(["diff", dsn, "--schema-dir", str(folder)])


@pytest.mark.parametrize("held", ["plans", "names"])
def test_who_holds_the_lock_is_told(held: str, dsn: str, tmp_path: Path) -> None:
    with psycopg.connect(dsn, application_name="a migration") as holder:
        holder.execute(f"lock {held} in access exclusive mode; select 'hunter2'".encode())
        found, took = diff(tmp_path, dsn)
        assert isinstance(found, UserError)
        said = str(found)
        assert f"process {holder.info.backend_pid} (a migration of " in said
        assert f" on public.{held}" in said
        assert "idle in transaction" in said
        assert "waited 300ms" in said
        assert "hunter2" not in said
        assert took < 20
    assert diff(tmp_path, dsn)[0] is None


def test_a_lock_that_comes_when_rows_are_read(dsn: str, tmp_path: Path) -> None:
    """The schema is known already: only rows are asked for."""
    assert diff(tmp_path, dsn)[0] is None
    with psycopg.connect(dsn) as holder:
        holder.execute("lock plans in access exclusive mode")
        found, _ = diff(tmp_path, dsn)
        assert isinstance(found, UserError)
        assert "waited 300ms" in str(found)


def test_whom_a_role_may_not_see_is_told_without_his_statement(dsn: str, live: Databases, tmp_path: Path) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, [roles.Role("sees_little")])
        conn.execute("alter role sees_little login; grant select on plans, names to sees_little")
    reader = dsn.replace(f"user={live.server.user}", "user=sees_little")
    with psycopg.connect(dsn) as holder:
        holder.execute("lock plans in access exclusive mode")
        found, _ = diff(tmp_path, reader)
        assert f"process {holder.info.backend_pid}" in str(found)
        assert "its statement" not in str(found)


def test_what_a_role_may_not_read_is_told(dsn: str, live: Databases, tmp_path: Path) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, [roles.Role("sees_nothing")])
        conn.execute("alter role sees_nothing login; create schema closed; create table closed.t (i int)")
    found, _ = diff(tmp_path, dsn.replace(f"user={live.server.user}", "user=sees_nothing"))
    assert isinstance(found, UserError)
    assert "permission denied for " in str(found)
    assert "pg_read_all_data" in str(found)


def test_a_time_that_is_none_is_told(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_LOCK_TIMEOUT", "soon")
    found, _ = diff(tmp_path, dsn)
    assert "NEODIFF_LOCK_TIMEOUT: 'soon' is no time" in str(found)

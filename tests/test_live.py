"""What a live database may be like beside its schema: leftovers of failed builds, roles that only read, roles that lack."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from neodiff import prove
from neodiff.cli import cli
from neodiff.scratch import load, roles
from neodiff.scratch.databases import Databases

ORDERS = """\
table: orders
columns:
  id: {type: integer, primary_key: true}
  place: text
indexes:
  orders_place: [place]
"""


@pytest.fixture
def dsn(live: Databases) -> Iterator[str]:
    with live.fresh() as found:
        yield found


def execute(dsn: str, sql: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(sql.encode())


def diff(tmp_path: Path, dsn: str, yaml: str, *args: str) -> tuple[int, dict[str, object]]:
    (tmp_path / "all.yaml").write_text(yaml)
    command = ["diff", dsn, "--schema-dir", str(tmp_path), "--format", "json", *args]
    result = CliRunner().invoke(cli, command, standalone_mode=False)
    assert result.exception is None, (result.exception, result.output)
    return result.return_value, json.loads(result.stdout)


def test_an_invalid_index_is_made_again(dsn: str, tmp_path: Path) -> None:
    execute(
        dsn,
        """create table orders (id integer primary key, place text); create index orders_place on orders (place);
        create index another on orders (place, id); update pg_index set indisvalid = false
        where indexrelid in ('orders_place'::regclass, 'another'::regclass)""",
    )
    status, plan = diff(tmp_path, dsn, ORDERS)
    assert (status, plan["proven"]) == (1, True)
    run = [statement["sql"] for unit in plan["units"] for statement in unit["statements"]]  # type: ignore[attr-defined]
    assert run == [
        "drop index if exists public.orders_place",
        "create index orders_place on public.orders (place)",
    ]
    assert "index public.orders.another, which is invalid" in plan["unmodelled"]  # type: ignore[operator]
    execute(dsn, "; ".join(run))
    assert diff(tmp_path, dsn, ORDERS)[0] == 0


def test_a_role_that_may_only_read_plans_for_the_owner(dsn: str, live: Databases, tmp_path: Path) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        roles.ensure(conn, [roles.Role("only_reads", member_of=("pg_read_all_data",)), roles.Role("landlord")])
        name = conn.info.dbname
        conn.execute(f'alter database "{name}" owner to landlord'.encode())
        conn.execute("alter role only_reads login")
    reader = dsn.replace(f"user={live.server.user}", "user=only_reads")
    status, plan = diff(tmp_path, reader, ORDERS)
    assert (status, plan["proven"]) == (1, True)
    assert any("'only_reads' may only read" in note and "'landlord'" in note for note in plan["notes"])  # type: ignore[attr-defined]


def test_a_role_that_live_lacks_is_named(dsn: str, tmp_path: Path) -> None:
    status, plan = diff(tmp_path, dsn, ORDERS + "grants: {nobody_has_it: [select]}\n")
    assert (status, plan["proven"]) == (1, True)
    assert any("role 'nobody_has_it' does not exist" in note for note in plan["notes"])  # type: ignore[attr-defined]


def test_a_schema_that_is_nowhere_is_an_error(dsn: str, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ORDERS)
    command = ["diff", dsn, "--schema-dir", str(tmp_path), "--schemas", "pubilc"]
    assert "'pubilc'" in str(CliRunner().invoke(cli, command, standalone_mode=False).exception)


def test_its_snapshot_is_let_go_while_scratch_works(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is held, no row version that anybody outdates meanwhile can be cleared away."""
    # of a schema that no run before has seen
    execute(dsn, f"create table orders (id integer primary key); create table t{secrets.token_hex(8)} ()")
    held: list[tuple[str, bool]] = []

    def watched(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **named: object) -> object:
            with psycopg.connect(dsn, autocommit=True) as conn:
                found = conn.execute(
                    """select count(*) > 0 from pg_stat_activity where datname = current_database()
                    and pid <> pg_backend_pid() and backend_xmin is not null"""
                ).fetchone()
            assert found is not None
            held.append((name, found[0]))
            return work(*args, **named)

        return run

    for module, name in ((load, "script"), (prove, "run")):
        monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    status, plan = diff(tmp_path, dsn, ORDERS)
    assert (status, plan["proven"]) == (1, True)
    assert {name for name, _ in held} == {"script", "run"}
    assert not [name for name, found in held if found]

"""`pull` writes what a database is: rendered again, and planned from nothing, it is the same by facts and by pg_dump."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from neodiff import dump
from neodiff.catalog.read import read
from neodiff.cli import cli
from neodiff.connect import begin
from neodiff.facts import FactBase
from neodiff.plan.diff import diff
from neodiff.scratch import roles
from neodiff.scratch.databases import Databases

EVERY_KIND = (Path(__file__).parent / "data" / "every_kind.sql").read_text(encoding="utf-8")


@contextmanager
def database(live: Databases, script: str = "") -> Iterator[str]:
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            roles.ensure(conn, [roles.Role("anon_x"), roles.Role("Boss Role")])
            if script:
                conn.execute("set client_min_messages = error")
                conn.execute(script.encode())
        yield dsn


def facts(dsn: str) -> FactBase:
    with psycopg.connect(dsn, autocommit=True) as conn:
        begin(conn)
        return read(conn)


def neodiff(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False)
    assert result.exception is None, (args[0], result.exception, result.output)
    return result.return_value or 0, result.output


def same(live: Databases, got: str, want: str) -> None:
    assert diff(facts(got), facts(want)) == []
    there, wanted = (dump.entries(dump.run(live.server.bin, dsn)) for dsn in (got, want))
    assert [str(difference) for difference in dump.differences(there, wanted)] == []


@pytest.fixture(scope="module")
def pulled(live: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("pulled")
    with database(live, EVERY_KIND) as dsn:
        neodiff("pull", dsn, "--out", folder)
        yield dsn, folder


def test_a_pulled_database_has_no_difference(pulled: tuple[str, Path]) -> None:
    dsn, folder = pulled
    status, out = neodiff("diff", dsn, "--schema-dir", folder)
    assert (status, out.splitlines()[0].endswith("no difference")) == (0, True), out


def test_render_of_pull_is_the_database(pulled: tuple[str, Path], live: Databases, tmp_path: Path) -> None:
    dsn, folder = pulled
    neodiff("render", "--schema-dir", folder, "--out", tmp_path / "all.sql")
    with database(live, (tmp_path / "all.sql").read_text(encoding="utf-8")) as made:
        same(live, made, dsn)


def test_a_plan_from_nothing_is_the_database(pulled: tuple[str, Path], live: Databases, tmp_path: Path) -> None:
    dsn, folder = pulled
    with database(live) as made:
        status, out = neodiff("diff", made, "--schema-dir", folder, "--prune", "--allow", "all", "--out", tmp_path)
        assert status == 1, out
        script = (tmp_path / "forward.sql").read_text(encoding="utf-8")
        with psycopg.connect(made, autocommit=True) as conn:
            conn.execute("\n".join(line for line in script.splitlines() if not line.startswith("\\set ")).encode())
        same(live, made, dsn)


def test_pulling_again_writes_nothing(pulled: tuple[str, Path]) -> None:
    dsn, folder = pulled
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    status, out = neodiff("pull", dsn, "--out", folder)
    assert (status, "nothing to write" in out) == (0, True), out
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before

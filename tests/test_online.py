"""Safe forms: nobody waits while a big table is scanned, and a migration that was interrupted can go on."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from case_runner import Expected, planned
from click.testing import CliRunner

from neodiff.cli import cli
from neodiff.declare.load import load
from neodiff.errors import EXIT_DIFFERENT
from neodiff.facts import Fact, FactBase, FactId
from neodiff.impact.modes import OF_CATALOG, rank, stops_writers
from neodiff.outcome import Plan
from neodiff.plan.online import World, online
from neodiff.platforms import platform_named
from neodiff.review import script
from neodiff.scratch import load as loading
from neodiff.scratch.databases import Databases
from neodiff.sides import Sides
from neodiff.statement import Statement
from neodiff.units import Unit, units

BEFORE = """\
create table p (id integer primary key);
create table t (id bigint generated always as identity, n integer, u bigint, p integer, gone integer);
create index t_gone on t (gone);
insert into p select i from generate_series(1, 1000) i;
insert into t (n, u, p, gone) select i, i, 1 + i % 1000, i from generate_series(1, {rows}) i;
analyze t, p
"""
AFTER = """\
table: p
columns: {id: {type: integer, primary_key: true}}
---
table: t
columns:
  id: {type: bigint, identity: always}
  n: {type: integer, not_null: true, check: n > 0}
  u: {type: bigint, unique: true}
  p: {type: integer, references: p.id}
  gone: integer
primary_key: [id]
indexes: {t_n: {columns: [n], comment: found by n}}
"""
LOCK_TIMEOUT = 5.0


@pytest.fixture(params=[18, 15])
def server(request: pytest.FixtureRequest) -> Databases:
    """Live databases of a major that has NOT NULL ... NOT VALID, and of one that has not."""
    found: Databases = request.getfixturevalue("live" if request.param == 18 else "old_live")
    return found


@contextmanager
def database(server: Databases, rows: int) -> Iterator[str]:
    with server.fresh() as dsn:
        execute(dsn, BEFORE.format(rows=rows))
        yield dsn


def execute(dsn: str, sql: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(sql.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "all.yaml").write_text(AFTER)
    return tmp_path / "schema"


def plan_for(dsn: str, folder: Path, scratch: Databases) -> Plan:
    with Sides(scratch.server, scratch, platform_named("none"), lambda _: None) as sides:
        plan, _ = planned(load(folder), dsn, sides, Expected())
    assert plan.proven, plan.proof and plan.proof.reasons()
    assert not any("--online" in note for note in plan.notes), plan.notes
    return plan


def run(dsn: str, some: Sequence[Unit]) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        loading.units(conn, some)


# -- with a writer


@dataclass
class Watch:
    """A writer that never pauses, and what the migration's session holds meanwhile.

    at: the place of the statement that runs; held: (place, relation) -> the modes seen; longest: seconds that a lock which
    stops writers was seen at a stretch; slowest: seconds that one write took
    """

    dsn: str
    pid: int
    at: int = -1
    held: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    writes: int = 0
    longest: float = 0
    slowest: float = 0
    failed: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        try:
            with psycopg.connect(self.dsn, autocommit=True) as conn:
                row = conn.execute("select max(u) + 1 from t").fetchone()
                assert row is not None
                while not self.stop.is_set():
                    start = time.monotonic()
                    values = [row[0] + self.writes, 1 + self.writes % 1000]
                    conn.execute("insert into t (n, u, p) values (1, %s, %s)", values)
                    conn.execute("update t set gone = 0 where id = %s", [1 + self.writes])
                    self.writes += 1
                    self.slowest = max(self.slowest, time.monotonic() - start)
        except psycopg.Error as error:
            self.failed = str(error)

    def look(self) -> None:
        since: float | None = None
        ask = "select relation::regclass::text, mode from pg_locks where pid = %s and granted and relation = any(%s)"
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            row = conn.execute("select array['t'::regclass::oid, 'p'::regclass::oid]").fetchone()
            assert row is not None
            while not self.stop.is_set():
                place, now = self.at, time.monotonic()
                modes = [(name, OF_CATALOG[mode]) for name, mode in conn.execute(ask, [self.pid, row[0]]).fetchall()]
                for name, mode in modes if place == self.at else ():
                    self.held.setdefault((place, f"public.{name}"), set()).add(mode)
                if any(stops_writers(mode) for _, mode in modes):
                    since = since or now
                    self.longest = max(self.longest, now - since)
                else:
                    since = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        threads = [threading.Thread(target=each) for each in (self.write, self.look)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()


def migrate(dsn: str, statements: Sequence[Statement]) -> Watch:
    """As the script does: each unit in its transaction, with its lock_timeout."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        watch = Watch(dsn, conn.info.backend_pid)
        with watch.watching():
            for unit in units(statements):
                conn.execute(f"set lock_timeout = '{LOCK_TIMEOUT if unit.transactional else 0:.0f}s'")
                if unit.transactional:
                    conn.execute("begin")
                for statement in unit.statements:
                    watch.at += 1
                    conn.execute(statement.sql.encode())
                if unit.transactional:
                    conn.execute("commit")
                seen, until = watch.writes, time.monotonic() + 30
                while watch.writes < seen + 3 and not watch.failed and time.monotonic() < until:
                    time.sleep(0.01)
    return watch


def test_a_writer_never_waits(server: Databases, scratch: Databases, folder: Path) -> None:
    with database(server, 200_000) as dsn:
        plan = plan_for(dsn, folder, scratch)
        assert plan.risk is not None
        assert not plan.risk.downtime
        watch = migrate(dsn, plan.forward)
        assert watch.failed == ""
        assert watch.longest < LOCK_TIMEOUT
        assert watch.slowest < LOCK_TIMEOUT
        assert watch.writes > 3 * len(units(plan.forward))
        _announced(plan, watch)
        assert plan_for(dsn, folder, scratch).empty
        back = migrate(dsn, plan.reverse)
        assert back.failed == ""
        assert back.longest < LOCK_TIMEOUT


def _announced(plan: Plan, watch: Watch) -> None:
    """Nothing was held that was not announced, and a long statement was seen at work."""
    announced: dict[str, str] = {}
    seen = set()
    first = 0
    for unit in units(plan.forward):
        announced.clear()
        for place, statement in enumerate(unit.statements, first):
            assert statement.impact is not None
            for path, mode in statement.impact.locks:
                announced[path] = max(mode, announced.get(path, mode), key=rank)
            for path in ("public.t", "public.p"):
                for mode in watch.held.get((place, path), ()):
                    seen.add(mode)
                    assert rank(mode) <= rank(announced.get(path, "")), f"{mode} on {path} by {statement.sql}"
                    assert not (statement.long and stops_writers(mode)), statement.sql
        first += len(unit.statements)
    assert "SHARE UPDATE EXCLUSIVE" in seen


def test_without_it_writers_wait(live: Databases, folder: Path) -> None:
    with database(live, 200_000) as dsn:
        result = CliRunner().invoke(
            cli, ["diff", dsn, "--schema-dir", str(folder), "--no-online"], standalone_mode=False
        )
    assert result.return_value == EXIT_DIFFERENT
    assert "downtime needed: yes" in " ".join(result.stdout.split())
    assert "concurrently" not in result.stdout
    assert "not valid" not in result.stdout


# -- interrupted


def test_after_every_unit_it_can_go_on(server: Databases, scratch: Databases, folder: Path) -> None:
    with database(server, 3) as dsn:
        count = len(units(plan_for(dsn, folder, scratch).forward))
    assert count > 6
    for done in range(1, count):
        with database(server, 3) as dsn:
            run(dsn, units(plan_for(dsn, folder, scratch).forward)[:done])
            rest = plan_for(dsn, folder, scratch)
            run(dsn, units(rest.forward))
            assert plan_for(dsn, folder, scratch).empty


def test_an_index_that_could_not_be_built(server: Databases, scratch: Databases, folder: Path) -> None:
    with database(server, 3) as dsn:
        execute(dsn, "update t set u = 1")
        plan = plan_for(dsn, folder, scratch)
        with pytest.raises(loading.StatementError, match="could not create unique index"):
            run(dsn, units(plan.forward))
        execute(dsn, "update t set u = id")
        rest = plan_for(dsn, folder, scratch)
        assert any(each.sql == "drop index if exists public.t_u_key" for each in rest.forward)
        run(dsn, units(rest.forward))
        assert plan_for(dsn, folder, scratch).empty


def test_the_script_run_twice_stops_at_once(live: Databases, scratch: Databases, folder: Path) -> None:
    program = str(scratch.server.bin / "psql")
    with database(live, 3) as dsn:
        plan = plan_for(dsn, folder, scratch)
        text = script.forward(plan)
        (folder / "forward.sql").write_text(text)
        command = [program, "-X", "-q", "-d", dsn, "-f", str(folder / "forward.sql")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert again.returncode == 3
        assert "already exists" in again.stderr
        assert plan_for(dsn, folder, scratch).empty
    built = text.split("create unique index concurrently")[0].rpartition("-- Unit")[2]
    assert "set lock_timeout = 0;\nset statement_timeout = 0;" in built
    assert text.count("set local statement_timeout = 0;") == text.count("validate constraint")
    assert "begin;\n\n-- 1/" in text


# -- where nothing is gained


@pytest.mark.parametrize("empty", [True, False])
def test_empty_tables_need_none_of_it(*, empty: bool) -> None:
    table = FactId("table", "public", "t")
    index = FactId("index", "", "t_n", table)
    old = FactBase(facts={table: Fact(table, {})})
    new = FactBase(facts={**old.facts, index: Fact(index, {"columns": ["n"]})})
    plain = [Statement("create index t_n on public.t (n)", about=index)]
    found = online(plain, World(old, new, 18, lambda _: empty))
    assert (found == plain) is empty


def test_what_is_replaced_stays_in_the_transaction(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("table: t\ncolumns: {a: integer, b: integer}\nindexes: {i: [b]}\n")
    with live.fresh() as dsn:
        execute(dsn, "create table t (a integer, b integer); create index i on t (a); insert into t values (1, 2)")
        plan = plan_for(dsn, tmp_path, scratch)
    assert not any(each.alone or each.phase for each in plan.forward)


def test_what_stands_on_a_later_index_follows_it(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(
        "table: t\ncolumns: {a: {type: integer, unique: true}}\n---\n"
        "table: u\ncolumns: {a: {type: integer, references: t.a}}\n---\n"
        "view: v\nquery: select a from t\n"
    )
    with live.fresh() as dsn:
        execute(dsn, "create table t (a integer); create table u (a integer); insert into t values (1)")
        sql = [each.sql for each in plan_for(dsn, tmp_path, scratch).forward]
    at = {
        word: next(i for i, each in enumerate(sql) if word in each)
        for word in ("create view", "concurrently", "using index", "foreign key")
    }
    assert sorted(at, key=lambda word: at[word]) == ["create view", "concurrently", "using index", "foreign key"]

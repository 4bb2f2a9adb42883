"""Templates are built once, copied, evicted; nothing outlives its process."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from neodiff.errors import UserError
from neodiff.scratch import databases as module
from neodiff.scratch import eviction, server
from neodiff.scratch.databases import TEMPLATE, TEMPORARY, Databases, template_name

KILLED = """
import sys, time, pathlib, psycopg
from neodiff.scratch import server
from neodiff.scratch.databases import Databases
made = Databases(server.acquire(cache=pathlib.Path(sys.argv[1])))
def build(dsn):
    with psycopg.connect(dsn, autocommit=True) as conn:
        print("building", flush=True)
        conn.execute("select pg_sleep(600)")
if sys.argv[2] == "template":
    made.template("killed", build)
else:
    with made.fresh() as dsn:
        build(dsn)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("scratch") / "cache"
    yield path
    server.clean(cache=path)


@pytest.fixture
def databases(cache: Path) -> Iterator[Databases]:
    with Databases(server.acquire(cache=cache)) as found:
        yield found


def build_table(dsn: str) -> None:
    with psycopg.connect(dsn) as conn:
        conn.execute("create table public.built ()")


def names(found: Databases, prefix: str) -> list[str]:
    with psycopg.connect(found.server.dsn()) as conn:
        rows = conn.execute("select datname from pg_database where starts_with(datname, %s)", [prefix]).fetchall()
    return [name for (name,) in rows]


def test_built_once_and_copied(databases: Databases) -> None:
    built = []

    def build(dsn: str) -> None:
        built.append(dsn)
        build_table(dsn)

    assert not databases.exists("once")
    template = databases.template("once", build)
    assert template == databases.template("once", build) == template_name("once")
    assert databases.exists("once")
    assert len(built) == 1
    with databases.copy(template) as first, databases.copy(template) as second:
        assert first != second
        with psycopg.connect(first) as conn:
            conn.execute("insert into public.built default values")
        with psycopg.connect(second) as conn:
            assert conn.execute("select count(*) from public.built").fetchone() == (0,)
    assert names(databases, TEMPORARY) == []


def test_copy_keeps_the_owner(databases: Databases) -> None:
    def build(dsn: str) -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute('create role "an owner"')
            conn.execute(f'alter database {conn.info.dbname} owner to "an owner"')

    with databases.copy(databases.template("owned", build)) as dsn, psycopg.connect(dsn) as conn:
        query = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
        assert conn.execute(query).fetchone() == ("an owner",)


def test_failed_build_leaves_nothing(databases: Databases) -> None:
    def build(dsn: str) -> None:
        build_table(dsn)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        databases.template("failed", build)
    assert not databases.exists("failed")
    assert names(databases, TEMPORARY) == []
    assert databases.template("failed", build_table)


def test_interrupted_copy_leaves_nothing(databases: Databases) -> None:
    def interrupted(dsn: str) -> None:
        with psycopg.connect(dsn):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), databases.fresh() as dsn:
        interrupted(dsn)
    assert names(databases, TEMPORARY) == []


def test_second_caller_waits_for_the_first(cache: Path) -> None:
    built = []

    def build(dsn: str) -> None:
        built.append(dsn)
        time.sleep(0.5)
        build_table(dsn)

    def run() -> None:
        with Databases(server.acquire(cache=cache)) as found, found.copy(found.template("awaited", build)):
            pass

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


@pytest.mark.parametrize("what", ["template", "fresh"])
def test_killed_process_is_swept(cache: Path, databases: Databases, what: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(cache), what], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "building\n"
        living = names(databases, TEMPORARY)
        assert len(living) == 1
        with Databases(databases.server) as other:
            other.exists("anything")
            assert names(databases, TEMPORARY) == living
        killed.kill()
    deadline = time.monotonic() + 10
    while names(databases, TEMPORARY) and time.monotonic() < deadline:
        with Databases(databases.server) as other:
            other.exists("anything")
    assert names(databases, TEMPORARY) == []
    assert not databases.exists("killed")


def test_copy_waits_for_a_reader(databases: Databases) -> None:
    template = databases.template("read", build_table)
    reader = psycopg.connect(databases.server.dsn(template))
    timer = threading.Timer(0.5, reader.close)
    timer.start()
    with databases.copy(template):
        pass
    timer.join()


def test_reader_that_stays_is_an_error(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    template = databases.template("held", build_table)
    with (
        psycopg.connect(databases.server.dsn(template)),
        pytest.raises(UserError, match="is in use by other sessions"),
        databases.copy(template),
    ):
        pass


def test_unknown_template(databases: Databases) -> None:
    with pytest.raises(UserError, match="is gone"), databases.copy(template_name("never made")):
        pass


def test_eviction_takes_the_oldest_not_in_use(
    cache: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Databases(server.acquire(cache=cache)) as other:
        for key in ("used", "old", "new"):
            # closing the maker unlocks its templates
            with Databases(databases.server) as maker:
                maker.template(f"evict {key}", build_table)
            time.sleep(0.02)
        other.template("evict used", build_table)
        facts = databases.server.cache / "facts"
        facts.mkdir(exist_ok=True)
        (facts / f"{template_name('evict old')}.json").touch()
        (facts / f"{template_name('evict new')}.json").touch()
        eviction.touch(databases.server, template_name("evict new"))
        count = len(names(databases, TEMPLATE))
        monkeypatch.setattr(eviction, "COUNT_LIMIT", 3)
        databases.close()
        databases.template("evict next", build_table)
        assert count >= 3
        assert not databases.exists("evict old")
        assert databases.exists("evict used")
        assert databases.exists("evict new")
        assert len(names(databases, TEMPLATE)) == 3
        assert sorted(path.stem for path in facts.iterdir()) == [template_name("evict new")]


def test_eviction_by_size(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_CACHE_SIZE", "1k")
    with Databases(databases.server) as maker:
        maker.template("big", build_table)
        maker.template("bigger", build_table)
        # what this process was just given stays, whatever the limit
        assert maker.exists("big")
    databases.close()
    databases.template("biggest", build_table)
    assert names(databases, TEMPLATE) == [template_name("biggest")]


@pytest.mark.parametrize("value", ["much", "-1", "2 apples"])
def test_cache_size_must_be_a_size(databases: Databases, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("NEODIFF_CACHE_SIZE", value)
    with pytest.raises(UserError, match=r"\$NEODIFF_CACHE_SIZE: got"):
        eviction.size_limit(databases.server, 0)


def test_server_stopped_in_between(cache: Path) -> None:
    with Databases(server.acquire(cache=cache)) as found:
        found.template("before", build_table)
        server.stop(cache=cache)
        with pytest.raises(UserError, match="the scratch server went away"):
            found.exists("before")
        server.acquire(cache=cache)
        assert found.exists("before")

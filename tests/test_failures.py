"""What goes wrong outside neodiff ends in one clear line and an exit status, and leaves nothing behind."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from command_line import CommandLine, Done, finished, until
from psycopg.conninfo import make_conninfo

from neodiff.files import write_all
from neodiff.scratch import server
from neodiff.scratch.databases import TEMPORARY, Databases

SECRET = "s3cr3t-w0rd"
VISITOR = "visitor"
SCHEMA = """
create table public.people (id integer primary key, name text not null);
create table public.houses (id integer primary key, owner integer references public.people);
create view public.owners as select p.name from public.people p join public.houses h on h.owner = p.id;
create table public.alone (id integer);
"""


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    cache = tmp_path_factory.mktemp("failures") / "cache"
    yield CommandLine(cache)
    server.clean(cache=cache)


@pytest.fixture(scope="module")
def place(live: Databases) -> Iterator[dict[str, Any]]:
    """A live database, and the login of a role that needs a password and may read everything."""
    assert live.server.data is not None
    rules = live.server.data / "pg_hba.conf"
    rules.write_text(f"local all {VISITOR} scram-sha-256\n{rules.read_text()}")
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(f"create role {VISITOR} login password '{SECRET}' in role pg_read_all_data")
        conn.execute("select pg_reload_conf()")
        conn.execute(f"grant create on schema public to {VISITOR}; set role {VISITOR}")
        conn.execute(SCHEMA.encode())
        conn.execute("reset role")
        yield {"host": live.server.host, "dbname": conn.info.dbname, "user": VISITOR, "password": SECRET}
        conn.execute(f"drop owned by {VISITOR}; drop role {VISITOR}")


@pytest.fixture(scope="module")
def url(place: dict[str, Any]) -> str:
    return make_conninfo("", **place)


@pytest.fixture(scope="module")
def boss(live: Databases, place: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """A superuser in the live database."""
    with psycopg.connect(live.server.dsn(place["dbname"]), autocommit=True) as conn:
        yield conn


@pytest.fixture(scope="module")
def schema(cli: CommandLine, url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the live database has, and one table more; its environment `live` has its URL in a variable."""
    folder = cli.pulled(url, tmp_path_factory.mktemp("declared") / "schema")
    with (folder / "neodiff.yaml").open("a", encoding="utf-8") as settings:
        settings.write("environments: {live: {url: $URL}}\n")
    (folder / "more.yaml").write_text("table: more\ncolumns: {id: integer}\n", encoding="utf-8")
    return folder


def is_told(done: Done, *words: str, status: int = 2) -> None:
    """One line on stderr, nothing on stdout, no secret."""
    assert done.returncode == status, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert re.fullmatch(r"neodiff: .*\n", done.stderr), done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert SECRET not in done.stderr


def works(cli: CommandLine, url: str, schema: Path) -> None:
    done = cli.run("diff", url, "--schema-dir", schema, "--format", "sql")
    assert done.returncode == 1, done.stderr
    assert "create table public.more" in done.stdout


# -- the database cannot be reached


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": f"not-{SECRET}"}, ["password authentication failed"]),
        ({"password": None}, ["no password supplied"]),
        ({"dbname": "nowhere"}, ['database "nowhere" does not exist']),
        ({"user": "nobody_here", "password": None}, ['role "nobody_here" does not exist']),
        ({"host": "127.0.0.1", "port": 1}, ["127.0.0.1", "refused"]),
        ({"host": "no.such.host.invalid"}, ["no.such.host.invalid"]),
        ({"sslmode": "sometimes"}, ["sslmode"]),
    ],
    ids=["wrong password", "no password", "database", "role", "port", "host", "option"],
)
def test_what_is_wrong_with_the_login(
    cli: CommandLine, place: dict[str, Any], schema: Path, change: dict[str, Any], words: list[str]
) -> None:
    done = cli.run("diff", make_conninfo("", **place | change), "--schema-dir", schema)
    is_told(done, "cannot connect", *words, "check the URL")


@pytest.mark.parametrize(
    "written",
    [
        f"mysql://who:{SECRET}@far/db",
        f"postgresql://who:{SECRET}/more@far/db",
        f"postgresql://who:12/{SECRET}@far/db",
        f"postgresql://who:at@{SECRET}@far/db",
        f"postgresql://who:{SECRET}@far:port/db",
        f"postgresql://who:{SECRET}@far/db?nosuch=1",
        f"host=far password='{SECRET}",
        f"who:{SECRET}@far",
    ],
)
def test_malformed_urls_are_not_repeated(cli: CommandLine, schema: Path, written: str) -> None:
    is_told(cli.run("diff", written, "--schema-dir", schema), "the connection string is not valid")


def test_nor_those_of_scratch_servers(cli: CommandLine, url: str, schema: Path) -> None:
    done = cli.run("diff", url, "--schema-dir", schema, "--scratch-url", f"mysql://who:{SECRET}@far/db")
    is_told(done, "the connection string is not valid")
    done = cli.run("diff", url, "--schema-dir", schema, "--scratch-url", f"postgresql://who:{SECRET}@127.0.0.1:1/db")
    is_told(done, "cannot use the scratch server of --scratch-url", "refused")


def test_a_host_that_does_not_answer(cli: CommandLine, place: dict[str, Any], schema: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = {"host": "127.0.0.1", "port": silent.getsockname()[1], "connect_timeout": 2}
        start = time.monotonic()
        done = cli.run("diff", make_conninfo("", **place | there), "--schema-dir", schema)
    is_told(done, "127.0.0.1", "timeout expired")
    assert time.monotonic() - start < 8


# -- the database is only read, and may go away meanwhile


@contextmanager
def held(boss: psycopg.Connection[Any], what: str) -> Iterator[None]:
    """Make whoever reads this relation wait."""
    with boss.transaction():
        boss.execute(f"lock table {what} in access exclusive mode".encode())
        yield


def sessions(live: Databases) -> list[int]:
    """Processes of the live server that serve neodiff and wait for a lock."""
    with psycopg.connect(live.server.dsn(), autocommit=True) as conn:
        rows = conn.execute(
            "select pid from pg_stat_activity where usename = %s and wait_event_type = 'Lock'", [VISITOR]
        ).fetchall()
    return [pid for (pid,) in rows]


# What is waited for while the catalog is read, and while pg_dump locks tables.
MOMENTS = {"read": "pg_catalog.pg_policy", "dump": "public.alone"}


@pytest.mark.parametrize("moment", MOMENTS)
def test_reads_only_and_shows_no_password(
    cli: CommandLine, url: str, schema: Path, boss: psycopg.Connection[Any], live: Databases, moment: str
) -> None:
    # so that there is no copy of it in the cache
    boss.execute(f"create table public.{moment}_anew (id integer)".encode())
    before = boss.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone()
    with held(boss, MOMENTS[moment]), cli.start("diff", "live", "--schema-dir", schema, URL=url) as process:
        until(lambda: sessions(live))
        mine = [line for line in cli.children() if line]
        seen = boss.execute(
            "select distinct l.mode, a.backend_xid from pg_locks l join pg_stat_activity a using (pid) "
            "where a.usename = %s and l.locktype <> 'virtualxid'",
            [VISITOR],
        ).fetchall()
        boss.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [VISITOR])
        done = finished(process)
    assert any(("pg_dump" if moment == "dump" else "neodiff") in line for line in mine)
    assert not [line for line in mine if SECRET in line]
    assert seen == [("AccessShareLock", None)]
    is_told(done, "connection" if moment == "read" else "the connection dropped")
    assert boss.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone() == before
    assert not cli.children()
    works(cli, url, schema)
    boss.execute(f"drop table public.{moment}_anew".encode())


def test_a_table_that_may_not_be_read_is_named(
    cli: CommandLine, url: str, schema: Path, boss: psycopg.Connection[Any]
) -> None:
    boss.execute(
        f'create schema "so so"; create table "so so"."my table" (id integer); revoke pg_read_all_data from {VISITOR}'
    )
    boss.execute(f'grant usage on schema "so so" to {VISITOR}')
    try:
        done = cli.run("diff", url, "--schema-dir", schema)
    finally:
        boss.execute(f'drop schema "so so" cascade; grant pg_read_all_data to {VISITOR}')
    is_told(done, "permission denied for table", "so so", "my table", "grant them")
    works(cli, url, schema)


def test_the_live_server_stops_while_it_is_dumped(cli: CommandLine, schema: Path, tmp_path: Path) -> None:
    gone = server.acquire(cache=tmp_path / "live")
    try:
        holder = psycopg.connect(gone.dsn(), autocommit=True)
        holder.execute("create table public.one (id integer)")
        holder.execute("begin; lock table public.one in access exclusive mode")
        process = cli.start("diff", gone.dsn(), "--schema-dir", schema)
        until(lambda: any("pg_dump" in line for line in cli.children()))
        server.stop(cache=tmp_path / "live")
        is_told(finished(process), "connect")
        holder.close()
    finally:
        server.clean(cache=tmp_path / "live")


# -- neodiff itself is stopped, or there are several


def databases_left(cli: CommandLine) -> list[str]:
    with psycopg.connect(server.acquire(cache=cli.cache).dsn(), autocommit=True) as conn:
        rows = conn.execute("select datname from pg_database where starts_with(datname, %s)", [TEMPORARY]).fetchall()
    return [name for (name,) in rows]


def changed(schema: Path, out: Path, name: object) -> Path:
    """The declaration with a table that nothing in the cache knows."""
    folder = out / f"schema{name}"
    shutil.copytree(schema, folder)
    table = f"table: more\ncolumns: {{id: integer, c{name}: text}}\n"
    (folder / "more.yaml").write_text(table, encoding="utf-8")
    return folder


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_stopped_at_any_moment(cli: CommandLine, url: str, schema: Path, tmp_path: Path, how: signal.Signals) -> None:
    out = tmp_path / "out"
    for number, moment in enumerate(MOMENTS_OF_A_RUN):
        declared = changed(schema, tmp_path, number)
        process = cli.start("diff", url, "--schema-dir", declared, "--out", out)
        time.sleep(moment)
        process.send_signal(how)
        done = finished(process)
        assert SECRET not in done.stdout + done.stderr
        if how == signal.SIGINT and not done.stdout:
            assert (done.returncode, done.stderr.strip()) == (130, "interrupted; nothing was changed")
    done = cli.run("diff", url, "--schema-dir", declared, "--out", out)
    assert done.returncode == 1, done.stderr
    until(lambda: not cli.children())
    assert not list(tmp_path.rglob("*.part"))
    # a backend that a killed process left behind takes two seconds to notice
    until(lambda: cli.run("diff", url, "--schema-dir", schema).returncode == 1 and not databases_left(cli))


def test_what_a_killed_writer_left_goes(tmp_path: Path) -> None:
    left = tmp_path / ".forward.sql.0123abcd.part"
    left.write_text("half")
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_SH)
    write_all(tmp_path, {"a": "1"})
    assert left.exists(), "somebody is writing there"
    os.close(other)
    write_all(tmp_path, {"a": "2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]
    assert (tmp_path / "a").read_text() == "2"


MOMENTS_OF_A_RUN = [0.15, 0.45, 0.6, 0.75, 0.95]


@pytest.mark.parametrize("count", [2, 4])
def test_several_at_once(cli: CommandLine, url: str, schema: Path, tmp_path: Path, count: int) -> None:
    same = changed(schema, tmp_path, "_same")
    folders = [changed(schema, tmp_path, f"_{n}_of_{count}") if n % 2 else same for n in range(count)]
    running = [cli.start("diff", url, "--schema-dir", folder, "--out", tmp_path / "out") for folder in folders]
    for process in running:
        done = finished(process)
        assert done.returncode == 1, done.stderr
        assert "proven forward and reverse" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "forward.sql",
        "reverse.sql",
        "plan.json",
        "review.md",
    }
    assert not databases_left(cli)


# -- the disk is full

ON_DISK = """
from neodiff.scratch import places
places.MEMORY_WANTED = 1 << 60
from neodiff.__main__ import main
main()
"""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, not in tmp_path, which is closed to the user that root runs servers as."""
    disk = Path(tempfile.mkdtemp())
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "none", str(disk)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        disk.rmdir()
        pytest.skip("this user may not mount a file system")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)  # noqa: S607
    disk.rmdir()


def test_a_cache_on_a_full_disk(small_disk: Path, url: str, schema: Path) -> None:
    cli = CommandLine(small_disk / "cache")
    command = [sys.executable, "-c", ON_DISK, "diff", url, "--schema-dir", str(schema)]

    def run(size: str) -> Done:
        subprocess.run(["mount", "-o", f"remount,size={size}", small_disk], check=True)  # noqa: S607
        return subprocess.run(command, env=cli.environment(), capture_output=True, text=True, check=False)

    try:
        # while stubs are written, the data directory is made, the server starts, databases are copied, a schema is loaded
        for size in ("64k", "20m", *(f"{size}m" for size in range(38, 58, 4))):
            is_told(run(size), "disk is full")
        done = run("200m")
        assert done.returncode == 1, done.stderr
        assert "proven forward and reverse" in done.stdout
    finally:
        server.clean(cache=cli.cache)

"""The scratch server starts, is shared, and comes back from whatever was done to it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from neodiff.errors import UserError
from neodiff.scratch import places, postmaster, server
from neodiff.scratch.files import locked
from neodiff.scratch.watch import idle_seconds

ACQUIRE = """
import sys, pathlib
from neodiff.scratch import server
found = server.acquire(cache=pathlib.Path(sys.argv[1]))
print(server.status(cache=pathlib.Path(sys.argv[1])).pid, flush=True)
"""


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "cache"
    server.clean(cache=tmp_path / "cache")


def pid_of(cache: Path) -> int:
    pid = server.status(cache=cache).pid
    assert pid is not None
    return pid


def works(found: server.Server) -> bool:
    with psycopg.connect(found.dsn(), autocommit=True) as conn:
        return conn.execute("select 1").fetchone() == (1,)


def test_starts_once_and_stops(cache: Path) -> None:
    first = server.acquire(cache=cache)
    assert first.user == server.SUPERUSER
    assert first.major == int(first.version.split(".")[0])
    assert works(first)
    pid = pid_of(cache)
    assert server.acquire(cache=cache) == first
    assert pid_of(cache) == pid
    assert server.stop(cache=cache) is True
    assert server.stop(cache=cache) is False
    assert server.status(cache=cache).running is False


def test_two_caches_are_two_servers(cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    try:
        assert server.acquire(cache=cache).host != server.acquire(cache=other).host
    finally:
        server.clean(cache=other)


def test_eight_processes_at_once_share_one_server(cache: Path) -> None:
    def acquire(_: int) -> str:
        done = subprocess.run([sys.executable, "-c", ACQUIRE, str(cache)], capture_output=True, text=True, check=True)
        return done.stdout

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(acquire, range(8)))) == 1


def test_server_whose_programs_are_gone_is_started_anew(cache: Path, tmp_path: Path) -> None:
    """As when the virtual environment that it was started from is removed."""
    first = server.acquire(cache=cache)
    with psycopg.connect(first.dsn(), autocommit=True) as conn:
        conn.execute("create table public.kept ()")
    pid, options = pid_of(cache), first.data / "postmaster.opts" if first.data is not None else Path()
    program, _, rest = (before := options.read_text()).partition(' "')
    assert Path(program).is_file()
    options.write_text(f"""{tmp_path / "it's removed" / "postgres"} "{rest}""")
    again = server.acquire(cache=cache)
    assert pid_of(cache) != pid
    assert options.read_text() == before
    with psycopg.connect(again.dsn()) as conn:
        assert conn.execute("select to_regclass('public.kept')").fetchone() == ("kept",)
    assert server.acquire(cache=cache) == again


def test_killed_server_comes_back_with_its_databases(cache: Path) -> None:
    first = server.acquire(cache=cache)
    with psycopg.connect(first.dsn(), autocommit=True) as conn:
        # as it is, the last fifth of a second may be lost
        conn.execute("set synchronous_commit = on")
        conn.execute("create table public.kept ()")
    os.kill(pid_of(cache), signal.SIGKILL)
    assert works(server.acquire(cache=cache))
    with psycopg.connect(first.dsn()) as conn:
        assert conn.execute("select to_regclass('public.kept')").fetchone() == ("kept",)


def test_stopped_dead_server_is_replaced(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postmaster, "PATIENCE", 3.0)
    server.acquire(cache=cache)
    os.kill(pid_of(cache), signal.SIGSTOP)
    monkeypatch.setattr(postmaster, "CONNECT_SECONDS", 2)
    assert works(server.acquire(cache=cache))


@pytest.mark.parametrize("pid", [pytest.param(str(os.getpid()), id="ours"), "999999999", "", "rubbish", "-1"])
def test_pid_file_of_another_process_is_no_hindrance(cache: Path, pid: str) -> None:
    found = server.acquire(cache=cache)
    server.stop(cache=cache)
    assert found.data is not None
    (found.data / "postmaster.pid").write_text(f"{pid}\n{found.data}\n")
    assert works(server.acquire(cache=cache))


@pytest.mark.parametrize("lost", ["global/pg_control", "PG_VERSION", "base", "postgresql.conf", "pg_wal"])
def test_half_a_data_directory_is_made_anew(cache: Path, lost: str) -> None:
    found = server.acquire(cache=cache)
    server.stop(cache=cache)
    assert found.data is not None
    path = found.data / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert works(server.acquire(cache=cache))


def test_data_deleted_under_a_running_server(cache: Path) -> None:
    found = server.acquire(cache=cache)
    assert found.data is not None
    shutil.rmtree(found.data.parent)
    assert works(server.acquire(cache=cache))


def test_cache_deleted_under_a_running_server(cache: Path) -> None:
    found = server.acquire(cache=cache)
    shutil.rmtree(found.cache)
    assert works(server.acquire(cache=cache))
    assert (found.cache / "stubs" / "stamp").exists()


def test_crash_of_the_machine_discards_data_without_fsync(cache: Path) -> None:
    found = server.acquire(cache=cache)
    with psycopg.connect(found.dsn(), autocommit=True) as conn:
        conn.execute("create table public.lost ()")
    os.kill(pid_of(cache), signal.SIGKILL)
    (found.cache / "boot").write_text("an earlier boot")
    with psycopg.connect(server.acquire(cache=cache).dsn()) as conn:
        assert conn.execute("select to_regclass('public.lost')").fetchone() == (None,)


@pytest.mark.parametrize("moment", [0.15, 0.25, 0.35, 0.45, 0.6, 0.9])
def test_killed_neodiff_while_starting(cache: Path, moment: float) -> None:
    started = subprocess.Popen([sys.executable, "-c", ACQUIRE, str(cache)], stdout=subprocess.PIPE)
    time.sleep(moment)
    started.kill()
    started.communicate()
    assert works(server.acquire(cache=cache))


def test_caller_sees_the_end_of_its_pipe_and_the_server_survives_its_group(cache: Path) -> None:
    caller = subprocess.Popen(
        [sys.executable, "-c", ACQUIRE + "\nimport time; time.sleep(60)", str(cache)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert caller.stdout is not None
    pid = int(caller.stdout.readline())
    os.killpg(caller.pid, signal.SIGKILL)
    # communicate() returns at the end of the pipe only: no server or watcher may hold it open
    caller.communicate(timeout=5)
    assert works(server.acquire(cache=cache))
    assert pid_of(cache) == pid
    place = places.place_of(None, cache)[1]
    assert b"neodiff.scratch.watch" in Path(f"/proc/{place.watcher.read_text()}/cmdline").read_bytes()
    with locked(place.lock, exclusive=True):
        pass


def test_idle_server_stops_and_a_used_one_does_not(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEODIFF_IDLE", "0.6")
    found = server.acquire(cache=cache)
    with psycopg.connect(found.dsn()):
        time.sleep(1.5)
        assert server.status(cache=cache).running
    deadline = time.monotonic() + 10
    while server.status(cache=cache).running and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not server.status(cache=cache).running
    assert works(server.acquire(cache=cache))


@pytest.mark.parametrize("value", ["soon", "0", "-3", "nan"])
def test_idle_time_must_be_a_number(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("NEODIFF_IDLE", value)
    with pytest.raises(UserError, match=r"\$NEODIFF_IDLE: got"):
        idle_seconds()


def test_environment_of_libpq_changes_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGHOSTADDR": "192.0.2.1",
        "PGPORT": "1",
        "PGDATABASE": "nowhere",
        "PGUSER": "nobody",
        "PGOPTIONS": "-c search_path=nowhere",
        "PGDATA": "/nonexistent",
        "TMPDIR": "/nonexistent",
    }.items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(server.acquire(cache=cache).dsn()) as conn:
        assert conn.execute("show search_path").fetchone() == ('"$user", public',)


def test_missing_programs(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no postgresql program initdb in"):
        server.acquire(bin_dir=tmp_path)


def test_cache_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(UserError, match=r"cannot make|is a file|cannot open"):
        server.acquire(cache=path / "cache")


def test_disk_path_with_long_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MEMORY_WANTED", 2**62)
    cache = tmp_path / ("long " * 30)
    try:
        found = server.acquire(cache=cache)
        assert found.data is not None
        assert not found.data.is_relative_to(places.MEMORY)
        assert len(found.host) < places.SOCKET_LIMIT
        assert works(found)
    finally:
        server.clean(cache=cache)
    assert not Path(found.host).exists()


def test_url_of_another_server(cache: Path, tmp_path: Path) -> None:
    own = server.acquire(cache=cache)
    named = server.acquire(scratch_url=own.url(), cache=tmp_path / "named")
    assert not named.embedded
    assert named.version == own.version
    assert works(named)
    with psycopg.connect(named.url("template1")) as conn:
        assert conn.info.dbname == "template1"


def test_url_must_lead_to_a_superuser(cache: Path) -> None:
    own = server.acquire(cache=cache)
    with psycopg.connect(own.dsn(), autocommit=True) as conn:
        conn.execute("create role weak login")
    with pytest.raises(UserError, match="role 'weak' of --scratch-url is no superuser"):
        server.acquire(scratch_url=own.url().replace(server.SUPERUSER, "weak"))


def test_url_that_leads_nowhere() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(UserError, match="cannot use the scratch server of --scratch-url"):
            server.acquire(scratch_url=f"postgresql://x@127.0.0.1:{free.getsockname()[1]}/y")
    with pytest.raises(UserError, match="the connection string is not valid"):
        server.acquire(scratch_url="rubbish")

"""One server's life: made, started, found dead, stopped. The caller holds its lock; knows no cache and no template."""

from __future__ import annotations

import os
import shlex
import signal
import time
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo

from neodiff.errors import UserError
from neodiff.scratch.binaries import run_as
from neodiff.scratch.datadir import SUPERUSER, alive, discard, last_lines, make, remedy, sweep, usable, works_in
from neodiff.scratch.places import PORT, Place

PATIENCE: Final = 60.0
CONNECT_SECONDS: Final = 10

SETTINGS: Final = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    # nothing here outlives its cache: a torn server is made anew
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_prepared_transactions": "0",
    "shared_buffers": "256MB",
    "max_connections": "60",
    # a schema of thousands of tables is created or dropped in one transaction
    "max_locks_per_transaction": "1024",
    "checkpoint_timeout": "1h",
    "max_wal_size": "1GB",
    "autovacuum": "off",
    "track_counts": "off",
    "jit": "off",
    # parallel workers need shared memory files, and containers often have 64 MB of them
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "max_worker_processes": "0",
    # files under the data directory: those of /dev/shm stay for ever when a server is killed
    "dynamic_shared_memory_type": "mmap",
    "max_logical_replication_workers": "0",
    # a query of a killed neodiff ends, so that its leftovers can be swept
    "client_connection_check_interval": "2s",
    "log_min_messages": "fatal",
    "datestyle": "ISO",
    "timezone": "UTC",
}


def conninfo(place: Place, timeout: int | None = None) -> str:
    """A libpq connection string; what it sets to nothing is what PG* variables of the environment would fill."""
    return make_conninfo(
        host=str(place.socket),
        hostaddr="",
        port=PORT,
        user=SUPERUSER,
        dbname="postgres",
        application_name="neodiff",
        client_encoding="UTF8",
        options="",
        target_session_attrs="any",
        connect_timeout=timeout,
    )


def answers(place: Place) -> str | None:
    """The version of the server that answers at `place`, None where none does."""
    if not (place.data / "postmaster.pid").exists():
        return None
    try:
        with psycopg.connect(conninfo(place, timeout=CONNECT_SECONDS), autocommit=True) as conn:
            return conn.info.parameter_status("server_version") or ""
    except psycopg.OperationalError as error:
        if _is_full(error):
            raise UserError("all connections of the scratch server are taken: end some neodiff processes") from error
        return None


def has_programs(place: Place) -> bool:
    """Are the programs that the server at `place` was started from still there? It goes on without, but loads no library."""
    try:
        # its path as it is, then each option in quotes (CreateOptsFile() in postmaster/postmaster.c)
        program = os.fsdecode((place.data / "postmaster.opts").read_bytes()).partition(' "')[0].strip()
    except OSError:
        return False
    return Path(program).is_file()


def _is_full(error: psycopg.OperationalError) -> bool:
    # a refused connection carries no SQLSTATE, only text (53300, too_many_connections)
    return "too many clients" in str(error) or "remaining connection slots" in str(error)


def start(place: Place, programs: Path, major: int) -> None:
    """Bring up the server at `place`, whatever state the last one left behind; one whose programs are gone is stopped.

    Raises:
        UserError: PostgreSQL does not start, not even with a new data directory.
    """
    sweep(place)
    if not has_programs(place):
        stop(place)
    pid = alive(place)
    if pid is not None:
        if _wait_until_up(place):
            return
        end(place, pid)
    if not usable(place, major):
        discard(place)
    if place.data.is_dir():
        # damage may show only to whoever connects
        if _launch(place, programs, major) is None and answers(place) is not None:
            return
        stop(place)
        discard(place)
    make(place, programs)
    fault = _launch(place, programs, major)
    if fault is not None:
        raise UserError(f"the scratch server does not start: {fault}{remedy(fault)}")


def _launch(place: Place, programs: Path, major: int) -> str | None:
    """Start the server; what went wrong, or None."""
    for name in ("data/postmaster.pid", "log"):
        (place.run / name).unlink(missing_ok=True)
    for leftover in place.socket.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)
    command = [str(programs / "pg_ctl"), "start", "-w", "-s", "-t", str(int(PATIENCE)), "-D", str(place.data)]
    command += ["-l", str(place.log), "-o", _options(place, major)]
    deadline = time.monotonic() + 10
    while True:
        told = run_as(place.account, command, cwd=place.run)
        if told.returncode == 0:
            return None
        log = place.log.read_text(errors="replace") if place.log.exists() else ""
        # backends of a killed server take a moment to see that it is gone
        if "shared memory block" not in log or time.monotonic() > deadline:
            return last_lines(log) or last_lines(told.stderr)
        place.log.unlink()
        time.sleep(0.2)


def _options(place: Place, major: int) -> str:
    settings = SETTINGS | {"unix_socket_directories": str(place.socket)}
    if major >= 18:
        # io_method's workers would be three idle processes; a build without the setting has none either
        settings["io_method"] = "sync"
        # real extensions win over stubs of the same name
        settings["extension_control_path"] = f"$system:{place.cache / 'stubs'}"
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())


def _wait_until_up(place: Place) -> bool:
    deadline = time.monotonic() + PATIENCE
    while alive(place) and time.monotonic() < deadline:
        if answers(place) is not None:
            return True
        time.sleep(0.05)
    return False


def stop(place: Place) -> bool:
    """Stop the server in good order; whether one was running."""
    pid = alive(place)
    if pid is None:
        return False
    # SIGINT is a fast shutdown; SIGQUIT an immediate one, which the next start recovers from
    _signal(pid, place, signal.SIGINT, 20)
    end(place, pid)
    return True


def end(place: Place, pid: int) -> None:
    """End a server that does not stop by itself."""
    _signal(pid, place, signal.SIGQUIT, 2)
    _signal(pid, place, signal.SIGKILL, 5)


def _signal(pid: int, place: Place, kind: signal.Signals, patience: float) -> None:
    deadline = time.monotonic() + patience
    if not works_in(pid, place.data):
        return
    try:
        os.kill(pid, kind)
    except ProcessLookupError:
        return
    while works_in(pid, place.data) and time.monotonic() < deadline:
        time.sleep(0.01)

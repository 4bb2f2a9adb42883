"""The watcher: a tiny process beside each server that stops it when it is idle. Serves no other process's needs.

It is found by the number in <cache>/watcher, which is written and removed only under the server's lock.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg

import neodiff
from neodiff.errors import UserError
from neodiff.scratch import datadir, postmaster
from neodiff.scratch.binaries import Account
from neodiff.scratch.files import locked, write_whole
from neodiff.scratch.places import Place

MODULE: Final = "neodiff.scratch.watch"
IDLE_SECONDS: Final = 15 * 60.0


def ensure_watcher(place: Place) -> None:
    """Start the server's watcher unless there is one; the caller holds the server's lock.

    Raises:
        UserError: $NEODIFF_IDLE is no number of seconds.
    """
    idle = idle_seconds()
    if _lives(_recorded(place)):
        return
    command = [sys.executable, "-m", MODULE, _packed(place), str(idle)]
    package = str(Path(neodiff.__file__).parents[1])
    # a shell in between that ends at once: nobody is left waiting for the watcher as for a child
    told = subprocess.run(
        ["/bin/sh", "-c", '"$@" >/dev/null 2>&1 & echo $!', "sh", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
        cwd="/",
        # survives the end of the caller's terminal and process group
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))},
    )
    if not told.stdout.strip().isdigit():
        raise UserError("cannot start the scratch server's watcher: /bin/sh did not run")
    write_whole(place.watcher, told.stdout.strip())


def end_watcher(place: Place) -> None:
    """End the watcher of a server that was just stopped; the caller holds the server's lock."""
    pid = _recorded(place)
    if pid is not None and _lives(pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    place.watcher.unlink(missing_ok=True)


def idle_seconds() -> float:
    named = os.environ.get("NEODIFF_IDLE", "")
    try:
        found = float(named) if named else IDLE_SECONDS
    except ValueError:
        found = -1.0
    if not found > 0:
        raise UserError(f"$NEODIFF_IDLE: got {named!r}, expected a number of seconds above 0")
    return found


def _recorded(place: Place) -> int | None:
    try:
        return int(place.watcher.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _lives(pid: int | None) -> bool:
    if pid is None:
        return False
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return MODULE.encode() in proc.read_bytes()
        except OSError:
            return False
    told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607
    return MODULE in told.stdout


def _packed(place: Place) -> str:
    return json.dumps(
        {name: str(value) for name, value in vars(place).items() if name != "account"}
        | {"account": list(vars(place.account).values())}
    )


def _unpacked(text: str) -> Place:
    told: dict[str, Any] = json.loads(text)
    paths = {name: Path(told[name]) for name in ("asked", "cache", "lock", "run", "socket")}
    return Place(name=told["name"], account=Account(*told["account"]), **paths)


def watch(place: Place, idle: float) -> None:
    """Return when the server is gone, or was stopped after `idle` seconds without a client."""
    while True:
        time.sleep(min(30.0, max(0.1, idle / 10)))
        if place.forsaken:
            _abandon(place)
            return
        if _recorded(place) != os.getpid():
            return
        if datadir.alive(place) and not _is_idle(place, idle):
            continue
        with locked(place.lock, exclusive=True):
            # asked again under the lock: nobody can have been given the server since
            if not datadir.alive(place) or _is_idle(place, idle):
                postmaster.stop(place)
                place.watcher.unlink(missing_ok=True)
                return


def _is_idle(place: Place, idle: float) -> bool:
    if time.time() - place.used.stat().st_mtime < idle:
        return False
    try:
        with psycopg.connect(postmaster.conninfo(place, timeout=postmaster.CONNECT_SECONDS), autocommit=True) as conn:
            row = conn.execute(
                """select count(*) from pg_stat_activity
                   where backend_type = 'client backend' and pid <> pg_backend_pid()"""
            ).fetchone()
    except psycopg.OperationalError:
        # full or shutting down: the next look will tell
        return False
    if row and row[0]:
        place.used.touch()
        return False
    return True


def _abandon(place: Place) -> None:
    """The cache was deleted: nobody will ask for this server again."""
    postmaster.stop(place)
    shutil.rmtree(place.run, ignore_errors=True)


if __name__ == "__main__":
    watch(_unpacked(sys.argv[1]), float(sys.argv[2]))

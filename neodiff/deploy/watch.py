"""What a running statement waits for or has done so far, seen from a second connection. Changes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg

from neodiff.address import connection
from neodiff.blockers import blocking

_EVERY: Final = 1.0
_PATIENCE: Final = 5
# https://www.postgresql.org/docs/current/progress-reporting.html
_PROGRESS: Final = """
    select phase, blocks_done, blocks_total, tuples_done, tuples_total from pg_stat_progress_create_index where pid = %(pid)s
    union all select 'rewriting: ' || phase, heap_blks_scanned, heap_blks_total, 0, 0
        from pg_stat_progress_cluster where pid = %(pid)s"""


@contextmanager
def watched(url: str, pid: int, what: str, say: Callable[[str], None], note: Callable[[str], None]) -> Iterator[None]:
    """Say every second how long `what` has run and how far it is, and note once who keeps it waiting."""
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(url, pid, what, say, note, stop), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(_PATIENCE)


def _watch(
    url: str, pid: int, what: str, say: Callable[[str], None], note: Callable[[str], None], stop: threading.Event
) -> None:
    start, told = time.monotonic(), set[str]()
    if stop.wait(_EVERY):
        return
    conninfo, password = connection(url)
    # who cannot be watched still runs
    with (
        suppress(psycopg.Error),
        psycopg.connect(conninfo, password=password or None, autocommit=True, connect_timeout=_PATIENCE) as conn,
    ):
        while True:
            for line in blocking(conn, pid):
                if line.split(" (")[0] not in told:
                    told.add(line.split(" (")[0])
                    note(f"{what} waits for {line}")
            say(f"{what}: {time.monotonic() - start:.0f} s{_progress(conn, pid)}")
            if stop.wait(_EVERY):
                return


def _progress(conn: psycopg.Connection[Any], pid: int) -> str:
    row = conn.execute(_PROGRESS, {"pid": pid}).fetchone()
    if row is None:
        return ""
    phase, done, total, tuples, of = row
    done, total = (done, total) if total else (tuples, of)
    return f", {phase}{f' {100 * done // total} %' if total else ''}"

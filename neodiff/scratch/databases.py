"""Databases on the scratch server: templates kept by content, copies of them, empty ones. Knows not what fills them.

Whoever makes or uses a database holds an advisory lock on its name, in the server's database `postgres`: a lock ends
with its process, so what a killed process left behind is what nobody holds.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from psycopg import errors

from neodiff.errors import UserError
from neodiff.scratch import eviction, subscriptions
from neodiff.scratch.eviction import lock_key
from neodiff.scratch.server import Server
from neodiff.sql import ident, literal

TEMPLATE: Final = "neodiff_t_"
TEMPORARY: Final = "neodiff_x_"
PATIENCE: Final = 60.0
# Templates this process was given lately are locked against eviction; many more would void the cache's limit.
PINNED: Final = 16


class Databases:
    """The databases of one process on `server`. Close it, or use it as a context manager."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lock = threading.RLock()
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._pins: OrderedDict[str, None] = OrderedDict()

    def __enter__(self) -> Databases:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._pins.clear()

    def exists(self, key: str) -> bool:
        """Whether the template of `key` is there already."""
        return self._has(template_name(key))

    def template(self, key: str, build: Callable[[str], None]) -> str:
        """The name of the template database for content `key`; `build(dsn)` fills it where it is not there.

        Built under a temporary name, so one called by its own name is always whole. Another process that wants the
        same waits. Where `build` raises, nothing stays and the error passes on.

        Raises:
            UserError: the disk is full, or the server does not let go of the new database.
        """
        name = template_name(key)
        self._pin(name)
        if not self._has(name):
            # in a session of its own: locks of one session do not exclude its other threads
            with psycopg.connect(self.server.dsn(), autocommit=True) as waiting:
                waiting.execute("select pg_advisory_lock(%s)", [lock_key(f"build {name}")])
                if not self._has(name):
                    self._build(name, build)
                    with self._lock:
                        # a session's own locks do not keep it from dropping what it uses itself
                        eviction.evict(self._maintenance(), self.server, keep={name, *self._pins})
        eviction.touch(self.server, name)
        return name

    def _build(self, name: str, build: Callable[[str], None]) -> None:
        with self._temporary("template0") as made:
            build(self.server.dsn(made))
            # a session that `build` forgot to close would hold up the new name
            self._execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = {literal(made)}")
            self._insist(f"alter database {ident(made)} rename to {ident(name)}", made)

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """The connection string of a fresh copy of `template`, dropped on exit."""
        self._pin(template)
        eviction.touch(self.server, template)
        with self._temporary(template) as made:
            yield self.server.dsn(made)

    @contextmanager
    def fresh(self, encoding: str = "") -> Iterator[str]:
        """The connection string of a new empty database, dropped on exit; in UTF8 unless another encoding is named."""
        with self._temporary("template0", encoding) as made:
            yield self.server.dsn(made)

    @contextmanager
    def _temporary(self, source: str, encoding: str = "") -> Iterator[str]:
        name = TEMPORARY + secrets.token_hex(8)
        self._execute(f"select pg_advisory_lock({lock_key(name)})")
        try:
            self._create(name, source, encoding)
            yield name
        except errors.DiskFull as error:
            raise _disk_full(error) from error
        finally:
            # the server may be what failed, and that error is the one to tell; the next process sweeps
            with suppress(psycopg.OperationalError, UserError):
                with self._lock:
                    subscriptions.take(self._maintenance(), name)
                self._execute(f"drop database if exists {ident(name)} with (force)")
                self._execute(f"select pg_advisory_unlock({lock_key(name)})")

    def _create(self, name: str, source: str, encoding: str) -> None:
        strategy = " strategy file_copy" if self.server.major >= 15 else ""
        try:
            # a copy would belong to us, and its owner is who may write in schema public
            owner = self._execute(f"select pg_get_userbyid(datdba) from pg_database where datname = {literal(source)}")
            # other locales than C hold for one encoding
            spelled = f" encoding {literal(encoding)} locale 'C'" if encoding not in ("", "UTF8") else ""
            belongs = f" owner {ident(owner[0][0])}" if owner else ""
            self._insist(f"create database {ident(name)} template {ident(source)}{belongs}{strategy}{spelled}", source)
        except errors.InvalidCatalogName as error:
            raise UserError(f"scratch template {source} is gone: somebody dropped it; run the command again") from error
        with self._lock:
            carried = subscriptions.there(self._maintenance(), source)
        if carried:
            with psycopg.connect(self.server.dsn(name), autocommit=True) as conn:
                subscriptions.carry(conn, source)

    def _insist(self, statement: str, wanted: str) -> None:
        """Run a statement that needs database `wanted` to itself: its readers come and go."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._execute(statement)
                return
            except errors.ObjectInUse as error:
                if time.monotonic() > deadline:
                    raise UserError(
                        f"scratch database {wanted} is in use by other sessions since {PATIENCE:.0f} seconds: "
                        "end them (`neodiff scratch stop` ends all)"
                    ) from error
            time.sleep(0.05)

    def _has(self, name: str) -> bool:
        return bool(self._execute(f"select 1 from pg_database where datname = {literal(name)}"))

    def _pin(self, template: str) -> None:
        """Hold a shared lock on a template: eviction takes only what it can lock alone."""
        with self._lock:
            if template not in self._pins:
                self._execute(f"select pg_advisory_lock_shared({lock_key(template)})")
            self._pins[template] = None
            self._pins.move_to_end(template)
            while len(self._pins) > PINNED:
                old, _ = self._pins.popitem(last=False)
                self._execute(f"select pg_advisory_unlock_shared({lock_key(old)})")

    def _execute(self, statement: str) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                cursor = self._maintenance().execute(statement)
            except errors.DiskFull as error:
                raise _disk_full(error) from error
            except psycopg.OperationalError as error:
                if self._connection is not None and not self._connection.closed:
                    raise
                raise UserError(f"the scratch server went away: {str(error).strip()}; run the command again") from error
            return cursor.fetchall() if cursor.description else []

    def _maintenance(self) -> psycopg.Connection[tuple[Any, ...]]:
        """This process's session, whose locks tell others that it lives; a new one where the server went away."""
        if self._connection is None or self._connection.closed:
            self._pins.clear()
            self._connection = psycopg.connect(self.server.dsn(), autocommit=True)
            self._connection.add_notice_handler(lambda _: None)
            sweep(self._connection)
        return self._connection


def template_name(key: str) -> str:
    return TEMPLATE + hashlib.sha256(key.encode()).hexdigest()[:24]


def sweep(conn: psycopg.Connection[Any]) -> int:
    """Drop the temporary databases of dead processes; how many there were."""
    found = conn.execute("select datname from pg_database where starts_with(datname, %s)", [TEMPORARY]).fetchall()
    swept = 0
    for (name,) in found:
        key = [lock_key(name)]
        if (row := conn.execute("select pg_try_advisory_lock(%s)", key).fetchone()) and row[0]:
            subscriptions.take(conn, name)
            conn.execute(f"drop database if exists {ident(name)} with (force)")
            swept += 1
            conn.execute("select pg_advisory_unlock(%s)", key)
    return swept


def _disk_full(error: errors.DiskFull) -> UserError:
    return UserError(
        f"the scratch server's disk is full: {error.diag.message_primary}; make room, run `neodiff scratch clean`, "
        "or set NEODIFF_CACHE to a directory on another disk"
    )

"""The scratch server as the rest of neodiff asks for it: acquired, looked at, stopped. Knows no database in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from neodiff.address import connection, patience
from neodiff.errors import UserError
from neodiff.scratch import datadir, postmaster
from neodiff.scratch.binaries import Binaries, find, runnable
from neodiff.scratch.cache import answers_directory, cache_directory, declared_directory
from neodiff.scratch.extensions import STUBS_SINCE, install_stubs, stubs_current
from neodiff.scratch.files import locked
from neodiff.scratch.places import PORT, Place, place_of, shared_fallback
from neodiff.scratch.watch import end_watcher, ensure_watcher

SUPERUSER: Final = datadir.SUPERUSER


@dataclass(frozen=True)
class Server:
    """A running server. `bin` has pg_dump; `data` is its directory where we started it, None for --scratch-url."""

    host: str
    port: int
    user: str
    major: int
    version: str
    bin: Path
    cache: Path
    embedded: bool
    data: Path | None
    base: str = field(repr=False)

    def dsn(self, database: str = "postgres") -> str:
        """A libpq connection string; it may hold the password of --scratch-url."""
        return make_conninfo(self.base, dbname=database)

    def url(self, database: str = "postgres") -> str:
        """The same as a URL, for libraries that take no connection string."""
        parts = conninfo_to_dict(self.dsn(database))
        user = quote(str(parts.pop("user", self.user)), safe="")
        password = parts.pop("password", None)
        login = f"{user}:{quote(str(password), safe='')}" if password else user
        parts.pop("dbname", None)
        rest = {name: value for name, value in parts.items() if value not in ("", None)}
        return f"postgresql://{login}@/{quote(database, safe='')}?{urlencode(rest)}"


@dataclass(frozen=True)
class Status:
    running: bool
    pid: int | None
    version: str | None
    host: str
    cache: Path
    data: Path
    size: int
    clients: int
    templates: int
    idle_seconds: float | None


def acquire(scratch_url: str | None = None, bin_dir: Path | None = None, cache: Path | None = None) -> Server:
    """The scratch server: the one running, else started, else made.

    Raises:
        UserError: there are no programs, no place or no account for it, or it does not start.
    """
    if scratch_url:
        return _named(scratch_url, bin_dir, cache)
    binaries, place = place_of(bin_dir, cache)
    with locked(place.lock, exclusive=False):
        version = _running(binaries, place)
        if version is not None:
            ensure_watcher(place)
    if version is None:
        with locked(place.lock, exclusive=True):
            # again: while we waited, another process may have removed it all
            binaries, place = place_of(bin_dir, cache)
            version = _start(binaries, place)
            ensure_watcher(place)
    base = postmaster.conninfo(place)
    major = int(version.split(".")[0])
    return Server(
        host=str(place.socket),
        port=PORT,
        user=SUPERUSER,
        major=major,
        version=version,
        bin=binaries.clients,
        cache=place.cache,
        embedded=binaries.embedded,
        data=place.data,
        base=base,
    )


def _running(binaries: Binaries, place: Place) -> str | None:
    """The version of the server where it runs and lacks nothing, its programs included; the watcher hears that it is wanted."""
    if not place.cache.is_dir():
        return None
    place.used.touch()
    if binaries.major >= STUBS_SINCE and not stubs_current(place.cache):
        return None
    return postmaster.answers(place) if postmaster.has_programs(place) else None


def _start(binaries: Binaries, place: Place) -> str:
    place.used.touch()
    if binaries.major >= STUBS_SINCE:
        install_stubs(place.cache, {path.stem for path in binaries.share.glob("*.control")})
    # another process may have been faster
    if postmaster.answers(place) is None or not postmaster.has_programs(place):
        postmaster.start(place, runnable(binaries, place.account, shared_fallback()), binaries.major)
    version = postmaster.answers(place)
    if version is None:
        raise UserError(f"the scratch server started but does not answer at {place.socket}; its log is {place.log}")
    return version


def _named(scratch_url: str, bin_dir: Path | None, cache: Path | None) -> Server:
    """The server of --scratch-url.

    Raises:
        UserError: it cannot be reached, or the login is no superuser.
    """
    connection(scratch_url)
    try:
        base = make_conninfo(scratch_url, application_name="neodiff", client_encoding="UTF8")
        wait = patience(base, postmaster.CONNECT_SECONDS)
        with psycopg.connect(make_conninfo(base, dbname="postgres"), autocommit=True, connect_timeout=wait) as conn:
            row = conn.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
            info = conn.info
            host, port, user = info.host, info.port, info.user
            version = info.parameter_status("server_version") or ""
    except psycopg.Error as error:
        raise UserError(f"cannot use the scratch server of --scratch-url: {' '.join(str(error).split())}") from error
    if not row or not row[0]:
        raise UserError(f"role {user!r} of --scratch-url is no superuser; expected one, to make roles and extensions")
    name = hashlib.sha256(f"{host}:{port}".encode()).hexdigest()[:8]
    home = cache_directory(cache) / f"url-{name}"
    home.mkdir(parents=True, exist_ok=True)
    major = int(version.split(".")[0])
    return Server(host, port, user, major, version, find(bin_dir).clients, home, False, None, base)


def status(bin_dir: Path | None = None, cache: Path | None = None) -> Status:
    """What there is, without starting anything."""
    _, place = place_of(bin_dir, cache)
    version, clients, templates = postmaster.answers(place), 0, 0
    if version is not None:
        with psycopg.connect(postmaster.conninfo(place), autocommit=True) as conn:
            clients, templates = conn.execute(
                """select (select count(*) from pg_stat_activity
                           where backend_type = 'client backend' and pid <> pg_backend_pid()),
                          (select count(*) from pg_database where datname like 'neodiff\\_t\\_%')"""
            ).fetchone() or (0, 0)
    idle = time.time() - place.used.stat().st_mtime if place.used.exists() else None
    pid = datadir.alive(place)
    size = _size(place.data)
    return Status(
        version is not None, pid, version, str(place.socket), place.cache, place.data, size, clients, templates, idle
    )


def _size(directory: Path) -> int:
    # files come and go under a running server
    found = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with suppress(FileNotFoundError):
                found += os.lstat(os.path.join(folder, name)).st_blocks * 512
    return found


def stop(bin_dir: Path | None = None, cache: Path | None = None) -> bool:
    """Stop the server; whether one was running. Its databases stay for the next start."""
    _, place = place_of(bin_dir, cache)
    with locked(place.lock, exclusive=True):
        end_watcher(place)
        return postmaster.stop(place)


def clean(bin_dir: Path | None = None, cache: Path | None = None) -> Path:
    """Stop the server and remove its databases, stubs and facts, and what else is remembered; the directory that went."""
    _, place = place_of(bin_dir, cache)
    with locked(place.lock, exclusive=True):
        end_watcher(place)
        postmaster.stop(place)
        if place.data.is_dir():
            datadir.discard(place)
        remembered = (answers_directory(cache), declared_directory(cache))
        for directory in (place.run, place.cache, place.socket, *remembered):
            shutil.rmtree(directory, ignore_errors=True)
        # whoever waits for the lock sees that its file has gone, and makes another
        place.lock.unlink(missing_ok=True)
    if place.lock.is_relative_to(shared_fallback()):
        # there may be caches of other majors in it
        with suppress(OSError):
            place.lock.parent.rmdir()
    return place.cache

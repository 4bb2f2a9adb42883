"""Which templates go when there are too many. Knows their names, sizes and last use; not what is in them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import errors

from neodiff.errors import UserError
from neodiff.scratch import subscriptions
from neodiff.scratch.places import MEMORY
from neodiff.scratch.server import Server
from neodiff.sql import ident

COUNT_LIMIT: Final = 60
SIZE_LIMIT: Final = 2 * 1024**3
_UNITS: Final = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


def lock_key(name: str) -> int:
    """The key of the advisory lock that stands for a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def touch(server: Server, template: str) -> None:
    """Note that `template` is used now."""
    mark = _mark(server, template)
    try:
        mark.touch()
    except FileNotFoundError:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


def evict(conn: psycopg.Connection[Any], server: Server, keep: Collection[str]) -> list[str]:
    """Drop the templates used longest ago until the rest fit, never one in use nor those of `keep`; the names dropped.

    Raises:
        UserError: $NEODIFF_CACHE_SIZE is no size.
    """
    found = _sizes(conn, server)
    found.sort(key=lambda row: _last_use(server, row[0]))
    total, count = sum(size for _, size in found), len(found)
    limit = size_limit(server, total)
    dropped = []
    for name, size in found:
        if total <= limit and count <= COUNT_LIMIT:
            break
        if name not in keep and _drop(conn, server, name):
            dropped.append(name)
            total, count = total - size, count - 1
    return dropped


def _sizes(conn: psycopg.Connection[Any], server: Server) -> list[tuple[str, int]]:
    """(name, bytes) of every template. Its size, which never changes, is asked once: PostgreSQL looks at each of its files."""
    names = conn.execute(r"select datname from pg_database where datname like 'neodiff\_t\_%'").fetchall()
    return [(name, _known_size(server, name) or _size(conn, server, name)) for (name,) in names]


def _known_size(server: Server, template: str) -> int:
    mark = _mark(server, template)
    text = mark.read_text() if mark.exists() else ""
    return int(text) if text.isdecimal() else 0


def _size(conn: psycopg.Connection[Any], server: Server, template: str) -> int:
    with suppress(errors.UndefinedObject, errors.UndefinedFile, errors.InvalidCatalogName):
        row = conn.execute("select pg_database_size(%s)", [template]).fetchone()
        if row is not None and (mark := _mark(server, template)).exists():
            used = mark.stat().st_mtime_ns
            mark.write_text(str(row[0]))
            os.utime(mark, ns=(used, used))
        return int(row[0]) if row is not None else 0
    return 0  # another process drops it meanwhile


def _drop(conn: psycopg.Connection[Any], server: Server, name: str) -> bool:
    key = [lock_key(name)]
    row = conn.execute("select pg_try_advisory_lock(%s)", key).fetchone()
    if not row or not row[0]:
        return False
    try:
        subscriptions.take(conn, name)
        conn.execute(f"drop database if exists {ident(name)}")
    except errors.ObjectInUse:
        # somebody reads it without having asked for it here
        return False
    finally:
        conn.execute("select pg_advisory_unlock(%s)", key)
    for leftover in (*(server.cache / "facts").glob(f"{name}*"), _mark(server, name)):
        leftover.unlink(missing_ok=True)
    return True


def size_limit(server: Server, used: int) -> int:
    """How many bytes templates may take: $NEODIFF_CACHE_SIZE, in memory also a quarter of what would be free."""
    named = os.environ.get("NEODIFF_CACHE_SIZE", "")
    match = re.fullmatch(r"(\d+)\s*([KMGT]?)(?:i?B)?", named.strip(), re.I)
    if named and not match:
        raise UserError(f"$NEODIFF_CACHE_SIZE: got {named!r}, expected a size such as 2G or 500M")
    limit = int(match[1]) * _UNITS[match[2].upper()] if match else SIZE_LIMIT
    if server.data is not None and server.data.is_relative_to(MEMORY):
        limit = min(limit, (shutil.disk_usage(server.data).free + used) // 4)
    return limit


def _mark(server: Server, template: str) -> Path:
    return server.cache / "templates" / template


def _last_use(server: Server, template: str) -> float:
    mark = _mark(server, template)
    return mark.stat().st_mtime if mark.exists() else 0.0

"""Restoring a backup into an empty database: checked before, in one transaction, compared after. Must not know scratch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg

from neodiff.address import connection
from neodiff.backup import contents
from neodiff.backup.manifest import Manifest
from neodiff.catalog.read import read
from neodiff.connect import connected, telling
from neodiff.dump import archive
from neodiff.errors import PlanError, UserError

_MOST: Final = 10
# what a new database has not: template0's objects have OIDs below 16384, schema public among them
_THERE: Final = """
    select 'schema ' || nspname from pg_namespace where oid >= 16384 and nspname !~ '^pg_(temp|toast)'
    union all select 'relation ' || oid::regclass::text from pg_class
        where oid >= 16384 and relkind in ('r', 'p', 'v', 'm', 'f', 'S') and relpersistence <> 't'
    union all select 'routine ' || oid::regprocedure::text from pg_proc where oid >= 16384
    union all select 'type ' || format_type(oid, null) from pg_type where oid >= 16384 and typtype in ('e', 'd', 'r')
    union all select 'extension ' || extname from pg_extension where oid >= 16384
    union all select 'publication ' || pubname from pg_publication
    union all select 'event trigger ' || evtname from pg_event_trigger
    union all select 'foreign-data wrapper ' || fdwname from pg_foreign_data_wrapper where oid >= 16384
    union all select 'large object ' || oid from pg_largeobject_metadata
    order by 1 limit 11"""


def ready(said: Manifest, url: str, label: str) -> int:
    """The major of its server.

    Raises PlanError where it cannot take the backup: it is not empty, or lacks roles or extensions.
    """
    with connected(url, label) as conn, telling(label):
        major = conn.info.server_version // 10000
        there = [row[0] for row in conn.execute(_THERE.encode()).fetchall()]
        if there:
            more = " and more" if len(there) > _MOST else ""
            raise PlanError(
                f"{label}: is not empty: {', '.join(there[:_MOST])}{more}; nothing was changed; make a new database with "
                "`create database NAME template template0` and restore into that"
            )
        (roles,) = _one(
            conn, "select array(select unnest(%s::text[]) except select rolname::text from pg_roles)", said.roles
        )
        (missing,) = _one(
            conn,
            "select array(select unnest(%s::text[]) except select name::text from pg_available_extensions)",
            tuple(said.extensions),
        )
        (encoding,) = _one(
            conn, "select pg_encoding_to_char(encoding)::text from pg_database where datname = current_database()"
        )
    wrong = [f"roles that its server lacks: {', '.join(sorted(roles))}"] if roles else []
    wrong += [f"extensions that its server lacks: {', '.join(sorted(missing))}"] if missing else []
    wrong += [f"its encoding is {encoding}, the backup's is {said.encoding}"] if encoding != said.encoding else []
    if wrong:
        raise PlanError(
            f"{label}: cannot take the backup, and nothing was changed\n" + "\n".join(f"  {w}" for w in wrong)
        )
    return major


def restore(
    backup: Path, said: Manifest, url: str, label: str, binary_dir: Path, major: int, say: Callable[[str], None]
) -> list[str]:
    """Restore, all or nothing, then compare; what could not be compared.

    Raises UserError where PostgreSQL refuses it: nothing was changed then; PlanError where it is there, and not the same.
    """
    counted = [0]

    def at() -> None:
        counted[0] += 1
        say(f"restoring into {label}: {counted[0]} of {max(len(said.contents.tables), counted[0])} tables")

    try:
        archive.restore(binary_dir, backup / said.archive, url, args=["--no-tablespaces"], major=major, at=at)
    except UserError as error:
        raise UserError(f"{label}: {error}; nothing was changed there") from None
    if not said.public:
        _without_public(url, label)
    with connected(url, label) as conn, telling(label):
        found = contents.read([conn], lambda done, of: say(f"comparing rows of {label}: {done} of {of} tables"))
        wrong = contents.differences(said.contents, found, exact=said.verified is not None)
        facts = read(conn)
    left = []
    if facts.major != said.major:
        left.append(f"the schema was not compared: the backup is of PostgreSQL {said.major}, this is {facts.major}")
    elif facts.fingerprint() != said.fingerprint:
        wrong.append("the schema is not that of the backup; `neodiff diff` shows how")
    if wrong:
        lines = "\n".join(f"  {line}" for line in wrong[:_MOST])
        raise PlanError(f"{label}: was restored, and is not what was backed up: do not use it\n{lines}")
    return left


def _without_public(url: str, label: str) -> None:
    conninfo, password = connection(url)
    try:
        with psycopg.connect(conninfo, password=password or None, autocommit=True) as conn:
            conn.execute("drop schema public")
    except psycopg.Error as error:
        raise UserError(
            f"{label}: was restored, but schema public, which the backup lacks, cannot be dropped: {error}"
        ) from None


def _one(conn: psycopg.Connection[Any], query: str, names: tuple[str, ...] = ()) -> tuple[Any, ...]:
    row = conn.execute(query.encode(), [list(names)] if "%s" in query else None).fetchone()
    assert row is not None
    return tuple(row)

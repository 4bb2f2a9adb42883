"""A database that a comparison reads, opened: what is read of it, and its clone on scratch.

Must not know plans.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Final, NamedTuple

import psycopg

from neodiff import ledger, snapshot
from neodiff.catalog.digest import digest, statistics
from neodiff.connect import connected, let_go, telling
from neodiff.data.applied import Applied
from neodiff.errors import UserError
from neodiff.impact import sizes
from neodiff.live import Live, exported, read_live
from neodiff.memo import Memo
from neodiff.migrations.database import replayed
from neodiff.named import Source
from neodiff.platforms import Platform
from neodiff.scratch.databases import Databases
from neodiff.scratch.server import acquire
from neodiff.sides import Side, Sides

LIVES: Final = 8  # databases whose catalog is kept in the cache


@contextmanager
def scratch(platform: Platform, scratch_url: str | None, say: Callable[[str], None]) -> Iterator[Sides]:
    """The scratch server, ready to make sides on."""
    # of a lost connection psycopg logs what our own message says
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    server = acquire(scratch_url)
    with Databases(server) as databases, Sides(server, databases, platform, say) as sides:
        yield sides


class Opened(NamedTuple):
    """A database that a comparison reads: what it is, and its clone.

    rows: where its rows can be asked for (None: nowhere); applied: the rows declared when it was last seen equal
    """

    live: Live
    clone: Side
    rows: psycopg.Connection[Any] | None
    applied: Applied | None


@contextmanager
def opened(
    source: Source, sides: Sides, meanwhile: Callable[[Live], None] = lambda _: None, *, held: bool = False
) -> Iterator[Opened]:
    """The database and its clone. A live one is read in one read-only transaction, its rows in another that begins when they
    are asked for; `held`: in the same, for whoever compares what the ledger says with the schema.

    meanwhile: done in another thread where a live one's clone has to be made; whoever needs what it does asks again, and
    hears then what is wrong
    """
    if source.folder is not None:
        live, clone = snapshot.load(source.folder, source.label, sides)
        with snapshot.rows(source.folder, clone, sides) as conn:
            yield Opened(live, clone, conn, snapshot.applied(source.state))
        return
    if source.migrations is not None:
        with (
            replayed(source.migrations, source.user, sides) as url,
            _live(replace(source, url=url), sides, meanwhile, held=held) as found,
        ):
            yield found
        return
    with _live(source, sides, meanwhile, held=held) as found:
        yield found


@contextmanager
def _live(source: Source, sides: Sides, meanwhile: Callable[[Live], None], *, held: bool) -> Iterator[Opened]:
    with connected(source.url, source.label) as conn:
        with telling(source.label):
            live = _read(conn, source.label, Memo(sides.server.cache / "live", LIVES))
            sides.pool.share(live.facts)
            if source.user:
                # what a folder of migrations says of roles was not run
                live = replace(live, user=source.user, reader=source.user, cluster=None)
            applied = _applied(conn, source)
            clone = _clone(source, live, lambda: None if held else let_go(conn), sides, meanwhile)
        yield Opened(live, clone, conn, applied)


def _clone(
    source: Source, live: Live, release: Callable[[], None], sides: Sides, meanwhile: Callable[[Live], None]
) -> Side:
    """The clone; the live database's snapshot is held for its dump alone, and not while that is loaded."""
    begun: list[Future[None]] = []
    with ThreadPoolExecutor(1) as aside:

        def script() -> str:
            begun.append(aside.submit(meanwhile, live))
            text = sides.dump(source.url, live.facts, live.snapshot)
            release()
            return text

        clone = sides.clone(live, script)
        if not begun:
            release()
    for each in begun:
        with suppress(UserError):
            each.result()
    return clone


def _applied(conn: psycopg.Connection[Any], source: Source) -> Applied | None:
    """The rows declared when it was last seen equal, or migrated: by the ledger, else as the environment's folder has it."""
    with telling(source.label):
        declared = ledger.declared(conn)
    if declared is not None:
        return Applied.from_text(declared, "the ledger")
    return snapshot.applied(source.state)


def _read(conn: psycopg.Connection[Any], label: str, memo: Memo) -> Live:
    """What the catalog says; not read again while no row of it has changed but what VACUUM and ANALYZE write."""
    key = digest(conn)
    live = memo.get(key)
    if live is None:
        live = replace(read_live(conn, label), catalog=key, statistics=statistics(conn))
        memo.put(key, live)
        return live
    assert isinstance(live, Live)
    return replace(live, label=label, snapshot=exported(conn), sizes=sizes.read(conn), statistics=statistics(conn))

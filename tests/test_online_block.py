"""The block that fills a column in batches, by itself: with writers, holders, and stopped in the middle."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest
from test_online import LOCK_TIMEOUT, execute, server
from test_online_filled import ROWS, ask, database

from neodiff.facts import FactId
from neodiff.plan.online.filled import fill
from neodiff.scratch.databases import Databases

__all__ = ["server"]

FILL = fill(FactId("column", "", "c", FactId("table", "public", "t")))
BAD = f"""
create function bad() returns uuid language plpgsql as $$ begin
  if nextval('public.calls') = {ROWS // 2} then raise 'enough'; end if;
  return gen_random_uuid();
end $$
"""
UNFINISHED = f"""
create table t (id integer, c uuid);
insert into t select generate_series(1, {ROWS});
alter table t alter c set default gen_random_uuid();
"""


def test_rows_that_move_are_filled(server: Databases) -> None:
    """A writer moves rows all the time, most of them to pages that were done before."""
    stop = threading.Event()
    waited = [0.0]

    def write(dsn: str) -> None:
        with psycopg.connect(dsn, autocommit=True) as conn:
            at = 0
            while not stop.is_set():
                begun = time.monotonic()
                conn.execute("update t set id = id where id between %s and %s", [ROWS - at, ROWS - at + 50])
                conn.execute("insert into t values (0)")
                waited[0] = max(waited[0], time.monotonic() - begun)
                at = (at + 50) % ROWS

    with database(server, before=UNFINISHED) as dsn:
        thread = threading.Thread(target=write, args=[dsn])
        thread.start()
        try:
            execute(dsn, FILL)
        finally:
            stop.set()
            thread.join()
        assert ask(dsn, "select count(*) from t where c is null") == 0
        assert ask(dsn, "select count(*) from t") > ROWS
        assert ask(dsn, "select count(distinct c) = count(*) from t")
    assert waited[0] < LOCK_TIMEOUT


def test_a_row_that_somebody_holds_is_waited_for(server: Databases) -> None:
    with database(server, before=UNFINISHED) as dsn, psycopg.connect(dsn) as holder:
        holder.execute("update t set id = id where id = 5")
        thread = threading.Thread(target=execute, args=[dsn, FILL])
        thread.start()
        with psycopg.connect(dsn, autocommit=True) as other:
            other.execute("set lock_timeout = '5s'")
            time.sleep(2.5)
            assert thread.is_alive()
            # nobody waits behind the batch for longer than it waits itself
            other.execute("update t set id = id where id = 6")
        holder.rollback()
        thread.join()
        assert ask(dsn, "select count(*) from t where c is null") == 0


def test_what_was_committed_stays_and_it_goes_on(server: Databases) -> None:
    with database(server, before=UNFINISHED) as dsn:
        execute(dsn, "create sequence calls")
        execute(dsn, BAD)
        execute(dsn, "alter table t alter c set default bad()")
        with pytest.raises(psycopg.errors.RaiseException, match="enough"):
            execute(dsn, FILL)
        assert 0 < ask(dsn, "select count(c) from t") < ROWS // 2
        execute(dsn, "create table kept as select id, c from t where c is not null")
        execute(dsn, "alter table t alter c set default gen_random_uuid()")
        execute(dsn, FILL)
        assert ask(dsn, "select count(*) from t where c is null") == 0
        assert ask(dsn, "select count(*) from t join kept using (id) where t.c <> kept.c") == 0


def test_a_default_that_gives_nothing_ends(server: Databases) -> None:
    with database(server, before=UNFINISHED) as dsn:
        execute(dsn, "create function nothing() returns uuid language sql volatile as 'select null::uuid'")
        execute(dsn, "alter table t alter c set default nothing()")
        execute(dsn, FILL)
        assert ask(dsn, "select count(*) from t where c is null") == ROWS

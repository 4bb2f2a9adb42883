"""The block that writes a column's values in batches, each committed by itself. Knows SQL alone.

It is run outside a transaction; run again, it goes on where it was stopped.
"""

from __future__ import annotations

from typing import Final

from neodiff.facts import FactId
from neodiff.kinds.base import name_sql
from neodiff.sql import dollar_quote, literal

# Pages of 8 kB per transaction: a few thousand rows, whose writers wait for so long.
PAGES: Final = 64
# Rows that moved meanwhile, and are looked for at the end, per transaction.
ROWS: Final = 5000
# How long a batch waits for a row that somebody else has, and how often it is tried again, a second later.
PATIENCE: Final = "1s"
TRIES: Final = 600

# What it runs on the table is dynamic, so that no variable has the name of a column.
_BLOCK: Final = """
declare
  pages bigint := pg_relation_size({table}::regclass) / current_setting('block_size')::bigint;
  page bigint := 0;
  moved tid[];
  touched bigint;
  filled bigint;
  tries integer;
begin
  loop
    begin
      perform set_config('lock_timeout', '{patience}', true), set_config('row_security', 'off', true);
      if page <= pages then
        execute {pages}
          using format('(%s,0)', page)::tid, format('(%s,0)', page + {batch})::tid;
      else
        execute {moved}
          into moved;
        execute {again}
          into touched, filled using moved;
      end if;
      tries := 0;
    exception when lock_not_available or deadlock_detected then
      tries := coalesce(tries, 0) + 1;
      if tries >= {tries} then
        raise;
      end if;
    end;
    commit;
    if tries > 0 then
      perform pg_sleep(1);
    elsif page <= pages then
      page := page + {batch};
    else
      exit when moved is null or touched > 0 and filled = 0;
    end if;
  end loop;
end
"""


def batches(table: FactId, column: str, value: str, left: str) -> str:
    """`column`, quoted, becomes `value` in every row of which `left` holds.

    Page by page first: a row that an UPDATE moves to a page that was done already is found afterwards, in a snapshot of its
    own. A value that is NULL for all that is left ends it.
    """
    name = name_sql(table)
    update = f"update {name} set {column} = {value} where {left} and ctid"
    found = f"select array_agg(ctid) from (select ctid from {name} where {left} limit {ROWS}) found"
    again = f"with filled as ({update} = any($1) returning {column}) select count(*), count({column}) from filled"
    body = _BLOCK.format(
        table=literal(name).strip(),
        pages=literal(f"{update} >= $1 and ctid < $2").strip(),
        moved=literal(found).strip(),
        again=literal(again).strip(),
        batch=PAGES,
        patience=PATIENCE,
        tries=TRIES,
    )
    return f"do {dollar_quote(body)}"

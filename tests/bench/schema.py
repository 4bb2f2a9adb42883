"""A made-up schema of any size in a realistic mix, as SQL. Knows no tool."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

# of a thousand tables: columns, indexes, keys, policies, triggers, comments on each; views and functions beside
VIEWS, FUNCTIONS, ENUMS = 5, 2, 20
# more in one transaction, and PostgreSQL looks through ever more locks
PART = 500


def scripts(tables: int, changed: int = 0) -> Iterator[str]:
    """SQL, in parts that are committed one by one. `changed`: that many tables have one column, one index, one policy more."""
    lines = _lines(tables, changed)
    while part := list(islice(lines, PART)):
        yield "\n".join(part)


def _lines(tables: int, changed: int) -> Iterator[str]:
    for n in range(0, tables, ENUMS):
        yield f"create type kind_{n} as enum ('a', 'b', 'c');"
    yield "create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;"
    for n in range(tables):
        yield from _table(n)
        if n < changed:
            yield f"alter table t_{n} add column added text default 'x'; create index on t_{n} (added);"
            yield f"create policy added on t_{n} for delete using (owner = current_user);"
    for n in range(0, tables, VIEWS):
        yield f"create view v_{n} as select id, name, amount * 2 as twice from t_{n} where amount > 0;"
    for n in range(0, tables, FUNCTIONS):
        yield (
            f"create function f_{n}(a integer, b text default 'x') returns integer language plpgsql stable as "
            f"$$ begin return (select count(*) from t_{n} where id > a and name = b); end $$;"
        )


def _table(n: int) -> Iterator[str]:
    kind = n // ENUMS * ENUMS
    refers = f", parent_id bigint references t_{n // 2}" if n else ""
    yield (
        f"create table t_{n} (id bigint generated always as identity primary key, name text not null unique, kind kind_{kind}, "
        f"amount numeric(12,2) not null default 0 check (amount >= 0), owner text, data jsonb not null default '{{}}', "
        f"created_at timestamptz not null default now(), updated_at timestamptz not null default now(), flags integer[], "
        f"note varchar(200){refers});"
    )
    yield f"create index on t_{n} (created_at); create index on t_{n} (kind, amount) where amount > 0;"
    yield f"create trigger touch before update on t_{n} for each row execute function touch();"
    yield f"comment on table t_{n} is 'Table {n}'; comment on column t_{n}.amount is 'How much';"
    yield f"alter table t_{n} enable row level security;"
    yield f"create policy own on t_{n} for select using (owner = current_user);"
    yield f"create policy own_update on t_{n} for update using (owner = current_user) with check (owner = current_user);"

drop foreign table public.columns;
drop foreign table public.server;
create foreign table public.columns (
    a integer,
    "default" integer,
    no_default integer,
    not_null integer,
    null_again integer not null,
    name integer not null,
    options text options (changed 'old', gone 'x'),
    statistics text,
    storage text,
    estimates text,
    constraint gone check (a < 100),
    constraint positive check (a > 0)
)
server a;
alter foreign table public.columns alter column statistics set statistics 5;
alter foreign table public.columns alter column estimates set (n_distinct = '5', n_distinct_inherited = '7');
comment on foreign table public.columns is 'old';
comment on column public.columns.options is 'old';
alter foreign table public.options options (drop "Odd ""o""", set changed 'old', add gone 'x');
create foreign table public.server (
    id integer
)
server a;
comment on foreign table public.server is 'stays';
alter table public.columns alter column "default" set default 1;
alter table public.columns alter column no_default set default 1;
alter foreign table public.options owner to chief;
revoke all on table public.options from writer;
grant select on table public.options to reader;
-- rename: clients and string bodies of functions that use the old name fail from here on
alter foreign table public."Is ""t""" rename to "Was ""t""";

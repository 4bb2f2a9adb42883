-- rename: clients and string bodies of functions that use the old name fail from here on
alter foreign table public."Was ""t""" rename to "Is ""t""";
alter table public.columns drop constraint gone;
alter table public.columns drop constraint positive;
alter table public.columns alter column no_default drop default;
drop foreign table public.server;
alter foreign table public.columns alter column not_null set not null;
alter foreign table public.columns alter column null_again drop not null;
alter foreign table public.columns alter column name drop not null;
alter foreign table public.columns add constraint "has to" not null name;
alter foreign table public.columns alter column options options (drop gone, set changed 'new', add "Odd ""o""" 'y');
alter foreign table public.columns alter column statistics set statistics -1;
alter foreign table public.columns alter column storage set storage external;
alter foreign table public.columns alter column estimates reset (n_distinct_inherited);
alter foreign table public.columns alter column estimates set (n_distinct = '6');
alter foreign table public.columns add column "new; --" text options (o 'x') not null;
alter foreign table public.columns alter column "new; --" set statistics 9;
alter foreign table public.options options (drop gone, set changed 'new', add "Odd ""o""" 'it''s');
create foreign table public.server (
    id integer
)
server b;
comment on foreign table public.server is 'stays';
alter table public.columns alter column "default" set default 2;
alter table public.columns alter column "new; --" set default 'x'::text;
alter table public.columns add constraint "new; --" check ("new; --" <> ''::text);
alter table public.columns add constraint positive check (a > 1);
alter foreign table public.options owner to boss;
revoke all on table public.options from reader;
grant select on table public.options to writer;
comment on foreign table public.columns is 'new';
comment on column public.columns.options is 'new';

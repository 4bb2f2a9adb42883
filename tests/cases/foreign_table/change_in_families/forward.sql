drop foreign table public.bounds_change;
drop foreign table public.child;
drop foreign table public.days_2023;
drop foreign table public.joins;
drop foreign table public.leaves;
alter table public.days drop constraint sensible;
alter table public.days alter column at drop default;
-- drop-column: all values of public.days.gone are lost
alter table public.days drop column gone;
create foreign table public.leaves (
    id integer not null,
    at date
)
server s;
alter table public.base alter column id type bigint;
alter table public.days alter column id type bigint;
alter table public.days add column new integer default 1;
alter table public.days add constraint days_note_not_null not null note not valid;
alter table public.base alter column kind set default 'k'::text;
alter table public.days alter column note set default 'z'::text;
alter table public.base add constraint told check (kind <> ''::text);
create foreign table public.child (
    more integer
) inherits (public.base)
server s;
alter foreign table public.child alter column kind options (add o 'y');
alter table public.days add constraint sensible check (id > 1) not valid;
create foreign table public.bounds_change partition of public.days
for values from ('2019-01-01') to ('2021-01-01')
server s;
create foreign table public.days_2023 partition of public.days
for values from ('2023-01-01') to ('2024-01-01')
server s;
alter foreign table public.days_2023 alter column id options (add o 'b');
grant select on table public.days_2023 to reader;
comment on column public.days_2023.id is 'Kept';
create foreign table public.joins partition of public.days
default
server s;
alter table public.days_2023 alter column note set default 'own'::text;

-- commit

alter table public.days validate constraint days_note_not_null;

-- commit

alter table public.days validate constraint sensible;

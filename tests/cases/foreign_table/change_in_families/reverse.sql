drop foreign table public.bounds_change;
drop foreign table public.child;
alter table public.base drop constraint told;
alter table public.base alter column kind drop default;
drop foreign table public.days_2023;
drop foreign table public.joins;
alter table public.days drop constraint sensible;
-- drop-column: all values of public.days.new are lost
alter table public.days drop column new;
drop foreign table public.leaves;
create foreign table public.joins (
    id integer not null,
    at date not null,
    note text
)
server s;
alter table public.base alter column id type integer;
create foreign table public.child (
    more integer
) inherits (public.base)
server s;
alter table public.days add column gone integer;
alter table public.days alter column id type integer;
alter table public.days alter column note drop not null;
alter table public.days alter column at set default now();
alter table public.days alter column note set default 'x'::text;
alter table public.days add constraint sensible check (id > 0) not valid;
create foreign table public.bounds_change partition of public.days
for values from ('2020-01-01') to ('2021-01-01')
server s;
create foreign table public.days_2023 partition of public.days
for values from ('2023-01-01') to ('2024-01-01')
server s;
alter foreign table public.days_2023 alter column id options (add o 'a');
grant select on table public.days_2023 to reader;
comment on column public.days_2023.id is 'Kept';
create foreign table public.leaves partition of public.days
for values from ('2019-01-01') to ('2020-01-01')
server s;

-- commit

alter table public.days validate constraint sensible;

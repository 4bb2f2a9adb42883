create server gone foreign data wrapper far;
create foreign table public."goes; --" (
    id integer,
    constraint c check (id > 0)
)
server s;
grant select on table public."goes; --" to reader;
comment on foreign table public."goes; --" is 'x';
comment on column public."goes; --".id is 'c';
create foreign table public.with_server (
    id integer
)
server gone;
alter table public."goes; --" alter column id set default 1;

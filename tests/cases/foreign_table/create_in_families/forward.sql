create foreign table public."Days ""2022""" partition of public.days (
    constraint own check (id < 10)
)
for values from ('2022-01-01') to ('2023-01-01')
server s options (table_name 'it''s');
alter foreign table public."Days ""2022""" alter column id options (add column_name 'Odd "o"');
alter foreign table public."Days ""2022""" alter column id set statistics 5;
alter foreign table public."Days ""2022""" alter column note set not null;
grant select on table public."Days ""2022""" to reader;
comment on column public."Days ""2022""".id is 'Far away';
create foreign table public.days_2023 partition of public.days
for values from ('2023-01-01') to ('2024-01-01')
server s;
create foreign table public.own_child (
    id integer options (o 'x') not null,
    more numeric not null,
    constraint own check (more > (0)::numeric)
) inherits (public."Base ""b""")
server s;
alter foreign table public.own_child alter column kind options (add o 'y');
create foreign table public.plain_child (
) inherits (public."Base ""b""")
server s;
alter table public."Days ""2022""" alter column note set default 'y'::text;
alter table public.own_child alter column kind set default 'z'::text;

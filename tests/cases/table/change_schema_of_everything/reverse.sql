-- drop-table: all rows of app.t are lost
drop table app.t;
-- drop-schema: schema app is gone
drop schema app;
create table public.t (
    id integer not null generated always as identity,
    constraint t_pkey primary key (id)
);
alter table public.t enable row level security;
create policy own on public.t
for all to public
using (id > 0);

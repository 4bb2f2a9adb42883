-- drop-table: all rows of public.t are lost
drop table public.t;
create schema app;
create table app.t (
    id integer not null generated always as identity,
    constraint t_pkey primary key (id)
);
alter table app.t enable row level security;
create policy own on app.t
for all to public
using (id > 0);

create type app.e as enum ('a');
alter type app.e owner to boss;
create or replace function app.f()
returns integer
language sql
as $$select 1$$;
alter function app.f() owner to boss;
create table app.t (
    id integer not null generated always as identity
);
alter table app.t owner to boss;

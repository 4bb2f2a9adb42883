create schema app;
grant usage on schema app to reader;
comment on schema app is 'goes';
create type app.mood as enum ('sad', 'happy');
create or replace function app.f(m app.mood)
returns text
language sql
as $$select m::text$$;
create table app.t (
    id bigint not null generated always as identity,
    mood app.mood,
    constraint t_pkey primary key (id)
);
create view app.v as
SELECT id,
    app.f(mood) AS f
   FROM app.t;

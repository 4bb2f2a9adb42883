create schema app;
alter schema app owner to keeper;
grant usage on schema app to reader;
comment on schema app is 'goes';
create type app.mood as enum ('sad', 'happy');
alter type app.mood owner to keeper;
create or replace function app.f(m app.mood)
returns text
language sql
as $$select m::text$$;
alter function app.f(app.mood) owner to keeper;
create table app.t (
    id bigint not null generated always as identity,
    mood app.mood,
    constraint t_pkey primary key (id)
);
alter table app.t owner to keeper;
create view app.v as
SELECT id,
    app.f(mood) AS f
   FROM app.t;
alter view app.v owner to keeper;

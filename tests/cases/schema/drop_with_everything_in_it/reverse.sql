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
do $$
begin
    if to_regclass('neodiff_archive."app.t#1fda5ad5"') is not null then
        insert into app.t (id, mood) overriding system value
        select a.id, a.mood::app.mood from neodiff_archive."app.t#1fda5ad5" as a;
        drop table neodiff_archive."app.t#1fda5ad5";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."app.t_id_seq#1fda5ad5"') is not null then
        perform setval('app.t_id_seq', a.last_value, a.is_called) from neodiff_archive."app.t_id_seq#1fda5ad5" as a;
        drop table neodiff_archive."app.t_id_seq#1fda5ad5";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create view app.v as
SELECT id,
    app.f(mood) AS f
   FROM app.t;

-- drop-table: all rows of app.t are lost
drop table app.t;
-- drop-schema: schema app is gone
drop schema app;
create table public.t (
    id integer not null generated always as identity,
    constraint t_pkey primary key (id)
);
alter table public.t enable row level security;
do $$
begin
    if to_regclass('neodiff_archive."public.t#105419eb"') is not null then
        insert into public.t (id) overriding system value
        select a.id from neodiff_archive."public.t#105419eb" as a;
        drop table neodiff_archive."public.t#105419eb";
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
    if to_regclass('neodiff_archive."public.t_id_seq#105419eb"') is not null then
        perform setval('public.t_id_seq', a.last_value, a.is_called) from neodiff_archive."public.t_id_seq#105419eb" as a;
        drop table neodiff_archive."public.t_id_seq#105419eb";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create policy own on public.t
for all to public
using (id > 0);

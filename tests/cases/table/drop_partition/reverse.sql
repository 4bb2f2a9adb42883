create table public.events_2025 partition of public.events
for values from ('2025-01-01 00:00:00+00') to ('2026-01-01 00:00:00+00');
do $$
begin
    if to_regclass('neodiff_archive."public.events_2025#b224acd5"') is not null then
        insert into public.events_2025 (id, created_at, kind)
        select a.id, a.created_at, a.kind from neodiff_archive."public.events_2025#b224acd5" as a;
        drop table neodiff_archive."public.events_2025#b224acd5";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;

do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.events_2025 in access exclusive mode;
    if exists (select from public.events_2025) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.events_2025#b224acd5" as
        select id, created_at, kind
        from public.events_2025;
        alter table neodiff_archive."public.events_2025#b224acd5" enable row level security;
        revoke all on table neodiff_archive."public.events_2025#b224acd5" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.events_2025#b224acd5"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.events_2025#b224acd5"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.events_2025#b224acd5"', json_build_object('of', 'table public.events_2025', 'migration', 'b224acd5', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.events_2025 are lost
drop table public.events_2025;

do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.other in access exclusive mode;
    if exists (select from public.other) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.other#8a4f2a28" as
        select id
        from public.other;
        alter table neodiff_archive."public.other#8a4f2a28" enable row level security;
        revoke all on table neodiff_archive."public.other#8a4f2a28" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.other#8a4f2a28"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.other#8a4f2a28"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.other#8a4f2a28"', json_build_object('of', 'table public.other', 'migration', '8a4f2a28', 'at', now()));
    end if;
end
$$;
drop policy own on public.t;
-- drop-table: all rows of public.other are lost
drop table public.other;
-- drop-object: whatever still uses function public.allowed(integer) fails
drop function public.allowed(integer);

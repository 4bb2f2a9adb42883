do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.egg in access exclusive mode;
    if exists (select from public.egg) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.egg#c45dc7ee" as
        select id, hen, twin
        from public.egg;
        alter table neodiff_archive."public.egg#c45dc7ee" enable row level security;
        revoke all on table neodiff_archive."public.egg#c45dc7ee" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.egg#c45dc7ee"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.egg#c45dc7ee"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.egg#c45dc7ee"', json_build_object('of', 'table public.egg', 'migration', 'c45dc7ee', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.hen in access exclusive mode;
    if exists (select from public.hen) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.hen#c45dc7ee" as
        select id, egg, farm
        from public.hen;
        alter table neodiff_archive."public.hen#c45dc7ee" enable row level security;
        revoke all on table neodiff_archive."public.hen#c45dc7ee" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.hen#c45dc7ee"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.hen#c45dc7ee"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.hen#c45dc7ee"', json_build_object('of', 'table public.hen', 'migration', 'c45dc7ee', 'at', now()));
    end if;
end
$$;
alter table public.egg drop constraint egg_hen_fkey;
alter table public.hen drop constraint hen_egg_fkey;
-- drop-table: all rows of public.egg are lost
drop table public.egg;
-- drop-table: all rows of public.hen are lost
drop table public.hen;

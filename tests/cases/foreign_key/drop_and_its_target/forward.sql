do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from public.t) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t#cea41102" as
        select a
        from public.t;
        alter table neodiff_archive."public.t#cea41102" enable row level security;
        revoke all on table neodiff_archive."public.t#cea41102" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t#cea41102"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t#cea41102"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t#cea41102"', json_build_object('of', 'table public.t', 'migration', 'cea41102', 'at', now()));
    end if;
end
$$;
alter table public.other drop constraint other_a_fkey;
-- drop-table: all rows of public.t are lost
drop table public.t;

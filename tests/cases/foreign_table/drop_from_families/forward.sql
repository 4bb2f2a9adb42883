do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table only public.base in access exclusive mode;
    if exists (select from only public.base) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.base#f976ecab" as
        select a
        from only public.base;
        alter table neodiff_archive."public.base#f976ecab" enable row level security;
        revoke all on table neodiff_archive."public.base#f976ecab" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.base#f976ecab"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.base#f976ecab"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.base#f976ecab"', json_build_object('of', 'table public.base', 'migration', 'f976ecab', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.gone_1 in access exclusive mode;
    if exists (select from public.gone_1) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.gone_1#f976ecab" as
        select a
        from public.gone_1;
        alter table neodiff_archive."public.gone_1#f976ecab" enable row level security;
        revoke all on table neodiff_archive."public.gone_1#f976ecab" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.gone_1#f976ecab"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.gone_1#f976ecab"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.gone_1#f976ecab"', json_build_object('of', 'table public.gone_1', 'migration', 'f976ecab', 'at', now()));
    end if;
end
$$;
-- drop-object: whatever still uses foreign table public.base_child fails
drop foreign table public.base_child;
-- drop-object: whatever still uses foreign table public.kept_2 fails
drop foreign table public.kept_2;
-- drop-table: all rows of public.base are lost
drop table public.base;
-- drop-table: all rows of public.gone_1 are lost
drop table public.gone_1;
-- drop-table: all rows of public.gone are lost
drop table public.gone;

do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.gone in access exclusive mode;
    if exists (select from public.gone) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.gone#2f826142" as
        select id
        from public.gone;
        alter table neodiff_archive."public.gone#2f826142" enable row level security;
        revoke all on table neodiff_archive."public.gone#2f826142" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.gone#2f826142"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.gone#2f826142"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.gone#2f826142"', json_build_object('of', 'table public.gone', 'migration', '2f826142', 'at', now()));
    end if;
end
$$;
drop rule "goes; --" on public.t;
-- drop-object: whatever still uses view public.gone_too fails
drop view public.gone_too;
-- drop-table: all rows of public.gone are lost
drop table public.gone;

do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.a_1 in access exclusive mode;
    if exists (select from public.a_1) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.a_1#057d5649" as
        select x, y
        from public.a_1;
        alter table neodiff_archive."public.a_1#057d5649" enable row level security;
        revoke all on table neodiff_archive."public.a_1#057d5649" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.a_1#057d5649"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.a_1#057d5649"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.a_1#057d5649"', json_build_object('of', 'table public.a_1', 'migration', '057d5649', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.a_1 are lost
drop table public.a_1;
-- drop-table: all rows of public.a are lost
drop table public.a;

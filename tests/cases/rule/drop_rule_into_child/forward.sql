do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table only public.readings in access exclusive mode;
    if exists (select from only public.readings) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.readings#476a4df6" as
        select id, year
        from only public.readings;
        alter table neodiff_archive."public.readings#476a4df6" enable row level security;
        revoke all on table neodiff_archive."public.readings#476a4df6" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.readings#476a4df6"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.readings#476a4df6"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.readings#476a4df6"', json_build_object('of', 'table public.readings', 'migration', '476a4df6', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.readings_new in access exclusive mode;
    if exists (select from public.readings_new) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.readings_new#476a4df6" as
        select id, year
        from public.readings_new;
        alter table neodiff_archive."public.readings_new#476a4df6" enable row level security;
        revoke all on table neodiff_archive."public.readings_new#476a4df6" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.readings_new#476a4df6"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.readings_new#476a4df6"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.readings_new#476a4df6"', json_build_object('of', 'table public.readings_new', 'migration', '476a4df6', 'at', now()));
    end if;
end
$$;
drop rule into_new on public.readings;
alter table public.readings_new drop constraint is_new;
-- drop-table: all rows of public.readings_new are lost
drop table public.readings_new;
-- drop-table: all rows of public.readings are lost
drop table public.readings;
create table public.other (
    id integer
);

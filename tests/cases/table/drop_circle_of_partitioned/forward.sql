do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.a1 in access exclusive mode;
    if exists (select from public.a1) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.a1#c91719e5" as
        select id, kind
        from public.a1;
        alter table neodiff_archive."public.a1#c91719e5" enable row level security;
        revoke all on table neodiff_archive."public.a1#c91719e5" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.a1#c91719e5"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.a1#c91719e5"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.a1#c91719e5"', json_build_object('of', 'table public.a1', 'migration', 'c91719e5', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.b1 in access exclusive mode;
    if exists (select from public.b1) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.b1#c91719e5" as
        select id, kind
        from public.b1;
        alter table neodiff_archive."public.b1#c91719e5" enable row level security;
        revoke all on table neodiff_archive."public.b1#c91719e5" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.b1#c91719e5"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.b1#c91719e5"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.b1#c91719e5"', json_build_object('of', 'table public.b1', 'migration', 'c91719e5', 'at', now()));
    end if;
end
$$;
alter table public.a drop constraint a_id_kind_fkey;
alter table public.b drop constraint b_id_kind_fkey;
alter table public.b1 drop constraint b1_id_kind_fkey;
-- drop-table: all rows of public.a1 are lost
drop table public.a1;
-- drop-table: all rows of public.b1 are lost
drop table public.b1;
-- drop-table: all rows of public.a are lost
drop table public.a;
-- drop-table: all rows of public.b are lost
drop table public.b;

do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table only public.a in access exclusive mode;
    if exists (select from only public.a) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.a#4248637e" as
        select x
        from only public.a;
        alter table neodiff_archive."public.a#4248637e" enable row level security;
        revoke all on table neodiff_archive."public.a#4248637e" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.a#4248637e"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.a#4248637e"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.a#4248637e"', json_build_object('of', 'table public.a', 'migration', '4248637e', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table only public.b in access exclusive mode;
    if exists (select from only public.b) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.b#4248637e" as
        select x
        from only public.b;
        alter table neodiff_archive."public.b#4248637e" enable row level security;
        revoke all on table neodiff_archive."public.b#4248637e" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.b#4248637e"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.b#4248637e"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.b#4248637e"', json_build_object('of', 'table public.b', 'migration', '4248637e', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.c in access exclusive mode;
    if exists (select from public.c) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.c#4248637e" as
        select x, y
        from public.c;
        alter table neodiff_archive."public.c#4248637e" enable row level security;
        revoke all on table neodiff_archive."public.c#4248637e" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.c#4248637e"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.c#4248637e"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.c#4248637e"', json_build_object('of', 'table public.c', 'migration', '4248637e', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.c are lost
drop table public.c;
-- drop-table: all rows of public.b are lost
drop table public.b;
-- drop-table: all rows of public.a are lost
drop table public.a;

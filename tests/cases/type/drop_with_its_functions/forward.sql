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
        create table neodiff_archive."public.t#b8ef7fa7" as
        select a::text as a
        from public.t;
        alter table neodiff_archive."public.t#b8ef7fa7" enable row level security;
        revoke all on table neodiff_archive."public.t#b8ef7fa7" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t#b8ef7fa7"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t#b8ef7fa7"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t#b8ef7fa7"', json_build_object('of', 'table public.t', 'migration', 'b8ef7fa7', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses type public.only_a_name fails
drop type public.only_a_name;
-- drop-object: whatever still uses type public.textual fails
drop type public.textual cascade;
create table public.u (
    id integer
);

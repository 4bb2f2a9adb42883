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
        create table neodiff_archive."public.t#59f01ace" as
        select id
        from public.t;
        alter table neodiff_archive."public.t#59f01ace" enable row level security;
        revoke all on table neodiff_archive."public.t#59f01ace" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t#59f01ace"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t#59f01ace"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t#59f01ace"', json_build_object('of', 'table public.t', 'migration', '59f01ace', 'at', now()));
    end if;
end
$$;
drop view public.on_top;
-- drop-object: whatever still uses view public.v fails
drop view public.v;
-- drop-table: all rows of public.t are lost
drop table public.t;
create table public.v (
    id integer
);
create view public.on_top as
SELECT id
   FROM public.v;

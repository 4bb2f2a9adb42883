do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.l in access exclusive mode;
    if exists (select from public.l) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.l#f7ab1faa" as
        select id
        from public.l;
        alter table neodiff_archive."public.l#f7ab1faa" enable row level security;
        revoke all on table neodiff_archive."public.l#f7ab1faa" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.l#f7ab1faa"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.l#f7ab1faa"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.l#f7ab1faa"', json_build_object('of', 'table public.l', 'migration', 'f7ab1faa', 'at', now()));
    end if;
end
$$;
drop policy p on public.t;
drop view public.b;
-- drop-object: whatever still uses view public.a fails
drop view public.a;
-- drop-table: all rows of public.l are lost
drop table public.l;
create view public.l as
SELECT 1 AS id;
create materialized view public.a as
SELECT id
   FROM public.t;
create view public.b as
SELECT id,
    1 AS more
   FROM public.a;
create policy p on public.t
for all to public
using (id IN ( SELECT (l.id + 1)
   FROM public.l));

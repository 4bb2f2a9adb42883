drop policy p on public.t;
drop view public.b;
-- drop-object: whatever still uses materialized view public.a fails
drop materialized view public.a;
-- drop-object: whatever still uses view public.l fails
drop view public.l;
create table public.l (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."public.l#f7ab1faa"') is not null then
        insert into public.l (id)
        select a.id from neodiff_archive."public.l#f7ab1faa" as a;
        drop table neodiff_archive."public.l#f7ab1faa";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create view public.a as
SELECT id
   FROM public.t;
create view public.b as
SELECT id
   FROM public.a;
create policy p on public.t
for all to public
using (id IN ( SELECT l.id
   FROM public.l));

create or replace function public.allowed(n integer)
returns boolean
language sql
as $$select true$$;
create table public.other (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."public.other#8a4f2a28"') is not null then
        insert into public.other (id)
        select a.id from neodiff_archive."public.other#8a4f2a28" as a;
        drop table neodiff_archive."public.other#8a4f2a28";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create policy own on public.t
for all to public
using ((id IN ( SELECT other.id
   FROM public.other)) AND public.allowed(id));

drop view public.on_top;
-- drop-table: all rows of public.v are lost
drop table public.v;
create table public.t (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."public.t#59f01ace"') is not null then
        insert into public.t (id)
        select a.id from neodiff_archive."public.t#59f01ace" as a;
        drop table neodiff_archive."public.t#59f01ace";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create view public.v as
SELECT id
   FROM public.t;
create view public.on_top as
SELECT id
   FROM public.v;

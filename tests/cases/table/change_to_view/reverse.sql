-- drop-object: whatever still uses view public.thing fails
drop view public.thing;
create table public.thing (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."public.thing#5c2dc0df"') is not null then
        insert into public.thing (id)
        select a.id from neodiff_archive."public.thing#5c2dc0df" as a;
        drop table neodiff_archive."public.thing#5c2dc0df";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;

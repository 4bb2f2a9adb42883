create table public.a (
    x integer not null,
    y text
)
partition by list (x);
create table public.a_1 partition of public.a
for values in (1);
do $$
begin
    if to_regclass('neodiff_archive."public.a_1#057d5649"') is not null then
        insert into public.a_1 (x, y)
        select a.x, a.y from neodiff_archive."public.a_1#057d5649" as a;
        drop table neodiff_archive."public.a_1#057d5649";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;

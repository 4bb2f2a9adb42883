create table public.a (
    x integer not null
);
create table public.b () inherits (public.a);
create table public.c (
    y text
) inherits (public.b);
do $$
begin
    if to_regclass('neodiff_archive."public.a#4248637e"') is not null then
        insert into public.a (x)
        select a.x from neodiff_archive."public.a#4248637e" as a;
        drop table neodiff_archive."public.a#4248637e";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.b#4248637e"') is not null then
        insert into public.b (x)
        select a.x from neodiff_archive."public.b#4248637e" as a;
        drop table neodiff_archive."public.b#4248637e";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.c#4248637e"') is not null then
        insert into public.c (x, y)
        select a.x, a.y from neodiff_archive."public.c#4248637e" as a;
        drop table neodiff_archive."public.c#4248637e";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;

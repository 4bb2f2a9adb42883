create sequence public.counter;
do $$
begin
    if to_regclass('neodiff_archive."public.counter#9c6c4dec"') is not null then
        perform setval('public.counter', a.last_value, a.is_called) from neodiff_archive."public.counter#9c6c4dec" as a;
        drop table neodiff_archive."public.counter#9c6c4dec";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.t alter column n set default nextval('public.counter'::regclass);

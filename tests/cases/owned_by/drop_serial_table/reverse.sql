create sequence public.t_n_seq as integer;
create table public.t (
    n integer not null default nextval('public.t_n_seq'::regclass),
    other text
);
do $$
begin
    if to_regclass('neodiff_archive."public.t#95cc1c12"') is not null then
        insert into public.t (n, other)
        select a.n, a.other from neodiff_archive."public.t#95cc1c12" as a;
        drop table neodiff_archive."public.t#95cc1c12";
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
    if to_regclass('neodiff_archive."public.t_n_seq#95cc1c12"') is not null then
        perform setval('public.t_n_seq', a.last_value, a.is_called) from neodiff_archive."public.t_n_seq#95cc1c12" as a;
        drop table neodiff_archive."public.t_n_seq#95cc1c12";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter sequence public.t_n_seq owned by public.t.n;

create sequence public.t_n_seq as integer;
grant usage on sequence public.t_n_seq to reader;
alter table public.t add column n integer not null default nextval('public.t_n_seq'::regclass);
do $$
begin
    if to_regclass('neodiff_archive."public.t_n_seq#7e585501"') is not null then
        perform setval('public.t_n_seq', a.last_value, a.is_called) from neodiff_archive."public.t_n_seq#7e585501" as a;
        drop table neodiff_archive."public.t_n_seq#7e585501";
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

alter table public.t alter column id drop identity;
create sequence public.t_id_seq as integer;
do $$
begin
    if to_regclass('neodiff_archive."public.t_id_seq#a6d2d827"') is not null then
        perform setval('public.t_id_seq', a.last_value, a.is_called) from neodiff_archive."public.t_id_seq#a6d2d827" as a;
        drop table neodiff_archive."public.t_id_seq#a6d2d827";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
    perform setval('public.t_id_seq', m.top)
    from public.t_id_seq as s cross join (select max(id) as top from public.t) as m
    where (m.top, true) > (s.last_value, s.is_called);
end
$$;
alter table public.t alter column id set default nextval('public.t_id_seq'::regclass);
alter sequence public.t_id_seq owned by public.t.id;

alter table public.t alter column b drop default;
alter table public.t alter column a drop identity;
alter table public.t alter column b add generated always as identity;
select setval(pg_get_serial_sequence('public.t', 'b'), max(b)) from public.t having max(b) is not null;
alter table public.t alter column a set default 1;
do $$
begin
    if to_regclass('neodiff_archive."public.t_b_seq#9e2b04f6"') is not null then
        perform setval('public.t_b_seq', a.last_value, a.is_called) from neodiff_archive."public.t_b_seq#9e2b04f6" as a;
        drop table neodiff_archive."public.t_b_seq#9e2b04f6";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
    perform setval('public.t_b_seq', m.top)
    from public.t_b_seq as s cross join (select max(b) as top from public.t) as m
    where (m.top, true) > (s.last_value, s.is_called);
end
$$;

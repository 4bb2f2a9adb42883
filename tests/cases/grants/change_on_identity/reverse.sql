-- drop-column: all values of public.given.new are lost
alter table public.given drop column new;
alter table public.given alter column gone add generated always as identity;
select setval(pg_get_serial_sequence('public.given', 'gone'), max(gone)) from public.given having max(gone) is not null;
revoke all on sequence public.given_gone_seq from boss;
grant usage on sequence public.given_gone_seq to writer;
revoke all on sequence public.given_id_seq from "Role ""x""; --";
alter sequence public."Odd ""seq""" as integer increment by 1 no minvalue no maxvalue start with 1 cache 1 no cycle;
revoke all on sequence public."Odd ""seq""" from writer;
grant select on sequence public."Odd ""seq""" to reader;
grant all on sequence public.given_taken_seq to reader;
grant usage on sequence public.given_taken_seq to public;
do $$
begin
    if to_regclass('neodiff_archive."public.given_gone_seq#72ebcaff"') is not null then
        perform setval('public.given_gone_seq', a.last_value, a.is_called) from neodiff_archive."public.given_gone_seq#72ebcaff" as a;
        drop table neodiff_archive."public.given_gone_seq#72ebcaff";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
    perform setval('public.given_gone_seq', m.top)
    from public.given_gone_seq as s cross join (select max(gone) as top from public.given) as m
    where (m.top, true) > (s.last_value, s.is_called);
end
$$;

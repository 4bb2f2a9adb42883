do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    if exists (select from public.given_gone_seq as s join pg_sequence as q on q.seqrelid = 'public.given_gone_seq'::regclass
        where s.is_called or s.last_value <> q.seqstart) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.given_gone_seq#72ebcaff" as
        select last_value, is_called
        from public.given_gone_seq;
        alter table neodiff_archive."public.given_gone_seq#72ebcaff" enable row level security;
        revoke all on table neodiff_archive."public.given_gone_seq#72ebcaff" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.given_gone_seq#72ebcaff"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.given_gone_seq#72ebcaff"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.given_gone_seq#72ebcaff"', json_build_object('of', 'sequence public.given_gone_seq', 'migration', '72ebcaff', 'at', now()));
    end if;
end
$$;
alter table public.given alter column gone drop identity;
grant usage on sequence public.given_id_seq to "Role ""x""; --";
grant select on sequence public.given_id_seq to "Role ""x""; --" with grant option;
alter table public.given add column new integer not null generated always as identity;
revoke all on sequence public.given_new_seq from boss;
grant usage on sequence public.given_new_seq to reader;
alter sequence public."Odd ""seq""" as integer increment by 1 no minvalue no maxvalue start with 5 cache 1 no cycle;
revoke all on sequence public."Odd ""seq""" from reader;
grant all on sequence public."Odd ""seq""" to writer;
revoke all on sequence public.given_taken_seq from public, reader;

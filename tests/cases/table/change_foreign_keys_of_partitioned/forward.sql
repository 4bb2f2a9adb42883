do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.events_2025 in access exclusive mode;
    if exists (select from public.events_2025) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.events_2025#f6211edf" as
        select id, at, customer
        from public.events_2025;
        alter table neodiff_archive."public.events_2025#f6211edf" enable row level security;
        revoke all on table neodiff_archive."public.events_2025#f6211edf" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.events_2025#f6211edf"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.events_2025#f6211edf"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.events_2025#f6211edf"', json_build_object('of', 'table public.events_2025', 'migration', 'f6211edf', 'at', now()));
    end if;
end
$$;
alter table public.events drop constraint events_customer_fkey;
-- drop-table: all rows of public.events_2025 are lost
alter table public.events detach partition public.events_2025;
drop table public.events_2025;
create table public.more_notes (
    event bigint,
    at date
);
alter table public.events add constraint events_customer_fkey foreign key (customer) references public.orders (id) on delete cascade;
alter table public.more_notes add constraint more_notes_event_at_fkey foreign key (event, at) references public.events_2024 (id, at);

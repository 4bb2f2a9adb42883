do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.events in access exclusive mode;
    if exists (select from public.events) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.events#d64111a2" as
        select id
        from public.events;
        alter table neodiff_archive."public.events#d64111a2" enable row level security;
        revoke all on table neodiff_archive."public.events#d64111a2" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.events#d64111a2"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.events#d64111a2"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.events#d64111a2"', json_build_object('of', 'table public.events', 'migration', 'd64111a2', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.events are lost
drop table public.events;
create table public.events (
    id integer not null,
    constraint events_pkey primary key (id)
)
partition by hash (id);
create table public.events_0 partition of public.events
for values with (modulus 1, remainder 0);

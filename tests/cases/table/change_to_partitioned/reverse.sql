-- drop-table: all rows of public.events_0 are lost
drop table public.events_0;
-- drop-table: all rows of public.events are lost
drop table public.events;
create table public.events (
    id integer not null,
    constraint events_pkey primary key (id)
);
do $$
begin
    if to_regclass('neodiff_archive."public.events#d64111a2"') is not null then
        insert into public.events (id)
        select a.id from neodiff_archive."public.events#d64111a2" as a;
        drop table neodiff_archive."public.events#d64111a2";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;

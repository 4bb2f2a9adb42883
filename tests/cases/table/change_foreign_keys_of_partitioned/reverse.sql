alter table public.events drop constraint events_customer_fkey;
-- drop-table: all rows of public.more_notes are lost
drop table public.more_notes;
create table public.events_2025 partition of public.events
for values from ('2025-01-01') to ('2026-01-01');
do $$
begin
    if to_regclass('neodiff_archive."public.events_2025#f6211edf"') is not null then
        insert into public.events_2025 (id, at, customer)
        select a.id, a.at, a.customer from neodiff_archive."public.events_2025#f6211edf" as a;
        drop table neodiff_archive."public.events_2025#f6211edf";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.events add constraint events_customer_fkey foreign key (customer) references public.orders (id);

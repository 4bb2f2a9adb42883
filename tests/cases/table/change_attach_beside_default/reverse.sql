alter table public.events detach partition public.events_2024;
alter table public.events_2024 drop constraint events_who_fkey;
-- drop-table: all rows of public.events_2025 are lost
drop table public.events_2025;
alter table public.events_2024 rename constraint events_created_at_not_null to events_2024_created_at_not_null;
alter table public.events_2024 rename constraint events_id_not_null to events_2024_id_not_null;

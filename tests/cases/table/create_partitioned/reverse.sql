-- drop-table: all rows of public.events_2024 are lost
drop table public.events_2024;
-- drop-table: all rows of public.events_2025 are lost
drop table public.events_2025;
-- drop-table: all rows of public.events_rest are lost
drop table public.events_rest;
-- drop-table: all rows of public.events are lost
drop table public.events;

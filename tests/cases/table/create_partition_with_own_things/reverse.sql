-- drop-table: all rows of public.events_2024 are lost
drop table public.events_2024;

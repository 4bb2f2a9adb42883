alter table public.events detach partition public.events_other;
-- drop-table: all rows of public.events_rest are lost
drop table public.events_rest;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_other default;

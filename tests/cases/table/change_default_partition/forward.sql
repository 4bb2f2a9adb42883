alter table public.events detach partition public.events_other;
create table public.events_rest partition of public.events
default;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_other for values from ('2030-01-01 00:00:00+00') to ('2031-01-01 00:00:00+00');

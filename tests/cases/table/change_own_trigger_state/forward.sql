alter table public.events_1 enable always trigger one;
alter table public.events_2 enable trigger one;

alter table public.events_2 enable always trigger one;
alter table public.events_1 disable trigger one;

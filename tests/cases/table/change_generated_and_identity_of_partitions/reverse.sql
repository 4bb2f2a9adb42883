alter table public.events drop column twice;
alter table public.events alter column n drop identity;
alter table public.events add column twice integer generated always as ((n * 2)) stored;
alter table public.events_1 alter column twice set expression as ((n * 3));

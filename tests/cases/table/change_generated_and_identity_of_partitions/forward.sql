alter table public.events drop column twice;
alter table public.events alter column n add generated always as identity;
select setval(pg_get_serial_sequence('public.events', 'n'), max(n)) from public.events having max(n) is not null;
alter table public.events add column twice bigint generated always as ((n * 5)) stored;
alter table public.events_1 alter column twice set expression as ((n * 3));

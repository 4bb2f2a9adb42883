alter table public.events_a detach partition public.events_1;
alter table public.events_b detach partition public.events_2;
alter table public.events_1 alter column n set default 3;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events_a attach partition public.events_1 for values from ('2024-01-01') to ('2026-01-01');
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events_a attach partition public.events_2 for values from ('2023-01-01') to ('2024-01-01');

alter table public.events detach partition public.events_2024;
alter table public.events detach partition public.events_2025;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_2024 for values from ('2024-01-01 00:00:00+00') to ('2024-07-01 00:00:00+00');
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_2025 for values from ('2024-07-01 00:00:00+00') to ('2026-01-01 00:00:00+00');

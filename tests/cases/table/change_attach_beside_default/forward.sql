alter table public.events_rest add constraint events_rest_events_2025_bounds check (not (((created_at IS NOT NULL) AND (created_at >= '2025-01-01'::date) AND (created_at < '2026-01-01'::date)))) not valid;
alter table public.events_2024 rename constraint events_2024_created_at_not_null to events_created_at_not_null;
alter table public.events_2024 rename constraint events_2024_id_not_null to events_id_not_null;
alter table public.events_2024 add constraint events_2024_bounds check (((created_at IS NOT NULL) AND (created_at >= '2024-01-01'::date) AND (created_at < '2025-01-01'::date))) not valid;
alter table public.events_2024 add constraint events_who_fkey foreign key (who) references public.people (id) not valid;
alter table public.events_rest add constraint events_rest_events_2024_bounds check (not (((created_at IS NOT NULL) AND (created_at >= '2024-01-01'::date) AND (created_at < '2025-01-01'::date)))) not valid;

-- commit

alter table public.events_rest validate constraint events_rest_events_2025_bounds;

-- commit

create table public.events_2025 partition of public.events
for values from ('2025-01-01') to ('2026-01-01');
alter table public.events_rest drop constraint events_rest_events_2025_bounds;

-- commit

alter table public.events_2024 validate constraint events_2024_bounds;

-- commit

alter table public.events_2024 validate constraint events_who_fkey;

-- commit

alter table public.events_rest validate constraint events_rest_events_2024_bounds;

-- commit

alter table public.events attach partition public.events_2024 for values from ('2024-01-01') to ('2025-01-01');
alter table public.events_2024 drop constraint events_2024_bounds;
alter table public.events_rest drop constraint events_rest_events_2024_bounds;

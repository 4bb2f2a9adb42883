comment on constraint two on public.events_2024 is null;
alter table public.events_2024 replica identity default;
alter index public.two rename to events_2024_pkey;
alter index public.events_2024_kind_idx rename to one;

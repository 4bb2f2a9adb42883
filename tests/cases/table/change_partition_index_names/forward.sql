alter index public.events_2024_pkey rename to two;
alter table public.events_2024 replica identity using index two;
alter index public.one rename to events_2024_kind_idx;
comment on constraint two on public.events_2024 is 'Two';

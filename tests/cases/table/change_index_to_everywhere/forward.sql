create index events_2025_kind_idx on public.events_2025 (kind);
alter index public.events_kind_idx attach partition public.events_2025_kind_idx;

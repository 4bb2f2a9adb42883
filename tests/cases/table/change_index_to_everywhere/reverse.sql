drop index public.events_kind_idx;
create index events_kind_idx on only public.events (kind);
create index mine on public.events_2024 (kind);
alter index public.events_kind_idx attach partition public.mine;

-- outside a transaction
alter table public.events detach partition public.events_2024 concurrently;

-- commit

alter table public.events_2024 drop constraint events_2024_created_at_check;
drop index public.events_2024_kind_idx;
alter table public.events_2024 rename constraint events_created_at_not_null to events_2024_created_at_not_null;
alter table public.events_2024 rename constraint events_id_not_null to events_2024_id_not_null;

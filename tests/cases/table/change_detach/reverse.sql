-- drop-column: all values of public.events_2024.more are lost
alter table public.events_2024 drop column more;
alter table public.events_2024 rename constraint events_2024_created_at_not_null to events_created_at_not_null;
alter table public.events_2024 rename constraint events_2024_id_not_null to events_id_not_null;
alter table public.events_2024 alter column created_at set default now();
alter table public.events_2024 alter column kind set default 'seen'::text;
alter table public.events_2024 add constraint events_2024_pkey primary key (id, created_at);
alter table public.events_2024 add constraint has_kind check (length(kind) > 0);
create index events_2024_kind_idx on public.events_2024 (kind);
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_2024 for values from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00');

-- drop-column: all values of public.events_2024.more are lost
alter table public.events_2024 drop column more;
alter table public.events_2024 rename constraint events_2024_created_at_not_null to events_created_at_not_null;
alter table public.events_2024 rename constraint events_2024_id_not_null to events_id_not_null;
alter table public.events_2024 alter column created_at set default now();
alter table public.events_2024 alter column kind set default 'seen'::text;
alter table public.events_2024 add constraint has_kind check (length(kind) > 0) not valid;
alter table public.events_2024 add constraint events_2024_bounds check (((created_at IS NOT NULL) AND (created_at >= '2024-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2025-01-01 00:00:00+00'::timestamp with time zone))) not valid;

-- commit

-- outside a transaction
create unique index concurrently events_2024_pkey on public.events_2024 (id, created_at);

-- commit

alter table public.events_2024 add constraint events_2024_pkey primary key using index events_2024_pkey;

-- commit

alter table public.events_2024 validate constraint has_kind;

-- commit

-- outside a transaction
create index concurrently events_2024_kind_idx on public.events_2024 (kind);

-- commit

alter table public.events_2024 validate constraint events_2024_bounds;

-- commit

alter table public.events attach partition public.events_2024 for values from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00');
alter table public.events_2024 drop constraint events_2024_bounds;

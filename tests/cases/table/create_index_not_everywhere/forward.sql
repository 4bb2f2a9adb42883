create table public.events (
    id bigint not null,
    created_at timestamp with time zone not null default now(),
    kind text default 'seen'::text,
    constraint events_pkey primary key (id, created_at),
    constraint has_kind check (length(kind) > 0)
)
partition by range (created_at);
create table public.events_2024 (
    id bigint constraint events_id_not_null not null,
    created_at timestamp with time zone constraint events_created_at_not_null not null default now(),
    kind text default 'seen'::text,
    constraint events_2024_pkey primary key (id, created_at),
    constraint has_kind check (length(kind) > 0)
);
create table public.events_2025 partition of public.events
for values from ('2025-01-01 00:00:00+00') to ('2026-01-01 00:00:00+00');
alter table public.events attach partition public.events_2024 for values from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00');
create index events_kind_idx on only public.events (kind);
create index mine on public.events_2024 (kind);
alter index public.events_kind_idx attach partition public.mine;

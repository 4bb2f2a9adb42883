alter table public.events detach partition public.events_2024;
-- drop-table: all rows of public.events are lost
drop table public.events;
create table public.events (
    id bigint constraint events_id_not_null not null,
    created_at timestamp with time zone constraint events_created_at_not_null not null default now(),
    kind text default 'seen'::text,
    constraint events_pkey primary key (id, created_at),
    constraint has_kind check (length(kind) > 0)
)
partition by range (id);
create index events_kind_idx on public.events (kind);
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_2024 for values from ('1') to ('1000');

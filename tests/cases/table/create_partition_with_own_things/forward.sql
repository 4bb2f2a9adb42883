create table public.events_2024 (
    id bigint constraint events_id_not_null not null,
    created_at timestamp with time zone constraint events_created_at_not_null not null,
    kind text not null default 'old'::text,
    constraint events_2024_pkey primary key (id, created_at),
    constraint events_2024_id_key unique (id),
    constraint has_kind check (length(kind) > 0),
    constraint no_test check (kind <> 'test'::text)
) with (fillfactor = '70');
alter table public.events_2024 enable row level security;
alter table public.events_2024 replica identity full;
alter table public.events_2024 alter column kind set storage external;
alter table public.events_2024 alter column kind set statistics 500;
grant insert on table public.events_2024 to writer;
grant select (kind) on table public.events_2024 to reader;
comment on table public.events_2024 is 'One year';
comment on column public.events_2024.kind is 'What it was';
create index by_kind on public.events_2024 (kind) with (fillfactor = '60');
comment on index public.by_kind is 'By kind';
create index events_2024_id_idx on public.events_2024 (id) where (id > 5);
alter table public.events attach partition public.events_2024 for values from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00');
create trigger checked
after delete on public.events_2024
for each row
execute function public.stamp();
alter table public.events_2024 disable trigger stamped;
create policy mine on public.events_2024
for select to public
using (id > 0);

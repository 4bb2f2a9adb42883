create table public.events (
    id bigint not null,
    created_at timestamp with time zone not null default now(),
    kind text default 'seen'::text,
    constraint events_pkey primary key (id, created_at),
    constraint has_kind check (length(kind) > 0)
)
partition by range (created_at);
create table public.events_2024 partition of public.events
for values from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00');
create table public.events_2025 partition of public.events
for values from ('2025-01-01 00:00:00+00') to ('2026-01-01 00:00:00+00');
do $$
begin
    if to_regclass('neodiff_archive."public.events_2024#ec8b99e9"') is not null then
        insert into public.events_2024 (id, created_at, kind)
        select a.id, a.created_at, a.kind from neodiff_archive."public.events_2024#ec8b99e9" as a;
        drop table neodiff_archive."public.events_2024#ec8b99e9";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.events_2025#ec8b99e9"') is not null then
        insert into public.events_2025 (id, created_at, kind)
        select a.id, a.created_at, a.kind from neodiff_archive."public.events_2025#ec8b99e9" as a;
        drop table neodiff_archive."public.events_2025#ec8b99e9";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create index events_kind_idx on public.events (kind);

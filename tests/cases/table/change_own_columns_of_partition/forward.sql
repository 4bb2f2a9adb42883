comment on column public.events_2024.id is null;
alter table public.events_2024 alter column id set (n_distinct = '5');
alter table public.events_2024 alter column kind set not null;
alter table public.events_2024 alter column kind set storage default;
alter table public.events_2024 alter column kind set statistics -1;
alter table public.events_2024 alter column created_at set default now();
alter table public.events_2024 alter column id set default 4;
alter table public.events_2024 alter column kind set default 'seen'::text;
comment on table public.events_2024 is 'Changed';

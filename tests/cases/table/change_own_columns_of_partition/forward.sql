comment on column public.events_2024.id is null;
alter table public.events_2024 alter column id set (n_distinct = '5');
alter table public.events_2024 add constraint events_2024_kind_not_null not null kind not valid;
alter table public.events_2024 alter column kind set storage default;
alter table public.events_2024 alter column kind set statistics -1;
alter table public.events_2024 alter column created_at set default now();
alter table public.events_2024 alter column id set default 4;
alter table public.events_2024 alter column kind set default 'seen'::text;
comment on table public.events_2024 is 'Changed';

-- commit

alter table public.events_2024 validate constraint events_2024_kind_not_null;

comment on table public.events_2024 is null;
alter table public.events_2024 alter column created_at drop default;
alter table public.events_2024 alter column id drop default;
alter table public.events_2024 alter column id reset (n_distinct);
alter table public.events_2024 alter column kind drop not null;
alter table public.events_2024 alter column kind set storage external;
alter table public.events_2024 alter column kind set statistics 7;
alter table public.events_2024 alter column kind set default 'own'::text;
comment on column public.events_2024.id is 'Own';
